"""What came up for renewal, how much of it was renewed, and what that has to do with GRR?

Source: definitions M28-M30. Money is in the report's currency at the opening's rates.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cs_lib.ledger.dates import date_of, month_end, month_of, month_start
from cs_lib.ledger.frames import Lazy
from cs_lib.ledger.pair import Pair, retention
from cs_lib.ledger.terms import live_at

STATUS = {
    "due": "Due for renewal in the period",
    "moved": "Renewed early, due after the period",
    "later": "Term ends after the period",
    "late": "Term had ended, renewal late but within the grace period",
    "rolling": "Month to month, cancelled later",
    "open": "Without an end: never due",
}
"""What opening ARR can be on the day; the amounts add up to it."""
SUMS = ("due", "rest", "renewed", "kept", "due_early", "renewed_early")


@dataclass(frozen=True)
class Renewals:
    """One period's renewals, of the accounts live at its opening.

    accounts: account, name, segment, v0, v1, resumed (the part of v1 that is back after a pause),
    and of these `due` (opening ARR whose term ends in the period), `rest` (the other opening ARR;
    due + rest = v0), `renewed` (closing ARR that took the place of what was due, incl. what was
    sold at the renewal), `kept` (the other closing ARR; renewed + kept = v1), `due_early` and
    `renewed_early` (terms due in the period whose early renewal the opening already shows).
    stock: status, arr, share: opening ARR by `STATUS`. due: the list of terms due, see
    `Ledger.due`.
    """

    pair: Pair
    accounts: pd.DataFrame
    stock: pd.DataFrame
    due: pd.DataFrame


@dataclass(frozen=True)
class RenewalRates:
    """M28 and M29 of one segment or all; rates are None where nothing was due."""

    segment: str
    opening: float
    atr: float
    renewed: float
    renewed_with_upsell: float
    due_accounts: int
    renewed_accounts: int

    @property
    def gross(self) -> float | None:
        """Gross renewal rate: renewed ARR, capped at each account's ATR / ATR."""
        return self.renewed / self.atr if self.atr else None

    @property
    def net(self) -> float | None:
        """Net renewal rate: renewed ARR with what was sold at the renewal / ATR."""
        return self.renewed_with_upsell / self.atr if self.atr else None

    @property
    def atr_share(self) -> float | None:
        """ATR as a share of opening ARR."""
        return self.atr / self.opening if self.opening else None


@dataclass(frozen=True)
class RenewalBridge:
    """M30: `steps` are step, label, amount, share (of opening ARR); `residual` must be 0."""

    steps: pd.DataFrame
    residual: float


def rates(renewals: Renewals, segment: str | None = None) -> RenewalRates:
    """How much of the ARR that came up for renewal was renewed (M28, M29)?

    ATR is opening ARR whose term ends in the period, and what was renewed early before it, at its
    original date (by the policy `early_renewals`: on the day the renewal starts). Gross caps each
    account at its own ATR, so that no upsell hides a loss.
    """
    frame = renewals.accounts
    if segment is not None:
        frame = frame[frame["segment"] == segment]
    at_stake = frame["due"] + frame["due_early"]
    due = frame[at_stake > 0]
    with_upsell = due["renewed"] + due["renewed_early"]
    return RenewalRates(
        segment=segment or "all",
        opening=float(frame["v0"].sum()),
        atr=float(at_stake.sum()),
        renewed=_capped(due),
        renewed_with_upsell=float(with_upsell.sum()),
        due_accounts=len(due),
        renewed_accounts=int((with_upsell > 0).sum()),
    )


def _capped(frame: pd.DataFrame) -> float:
    renewed = np.minimum(frame["renewed"], frame["due"]).sum()
    return float(renewed + np.minimum(frame["renewed_early"], frame["due_early"]).sum())


def table(renewals: Renewals) -> pd.DataFrame:
    """The renewal rates of all and of each segment, one row each.

    segment, opening, atr, atr_share, renewed, renewed_with_upsell, gross, net, due_accounts,
    renewed_accounts.
    """
    segments = [None, *sorted(renewals.accounts["segment"].unique())]
    rows = [
        (
            found.segment, found.opening, found.atr, found.atr_share, found.renewed,
            found.renewed_with_upsell, found.gross, found.net, found.due_accounts,
            found.renewed_accounts,
        )
        for found in (rates(renewals, segment) for segment in segments)
    ]  # fmt: skip
    columns = [
        "segment", "opening", "atr", "atr_share", "renewed", "renewed_with_upsell", "gross", "net",
        "due_accounts", "renewed_accounts",
    ]  # fmt: skip
    numbers = ["atr_share", "gross", "net"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(numbers, "float64"))


def bridge_to_grr(renewals: Renewals, segment: str | None = None) -> RenewalBridge:
    """How does the gross renewal rate become GRR (M30)?

    GRR = 1 - ATR share x (1 - gross renewal rate) - other losses / opening is an identity where
    each account's ARR is two parts, due and not due, and neither's gains offset the other's losses
    (the step `two_parts`; `settled` gives back what early renewals lost before the opening, which
    ATR holds and opening ARR does not). GRR per account (M24) lets them offset each other inside
    an account: the step `offset`. `residual` is GRR as the pair of snapshots has it - the steps'
    sum: 0 unless contract terms and movements tell two stories.
    """
    frame, found = renewals.accounts, rates(renewals, segment)
    if segment is not None:
        frame = frame[frame["segment"] == segment]
    won = frame["renewed"] - frame["due"]
    won_elsewhere = frame["kept"] - frame["resumed"] - frame["rest"]  # no rate has it (P13)
    lost_early = frame["due_early"] - np.minimum(frame["renewed_early"], frame["due_early"])
    lost_elsewhere = float((-won_elsewhere).clip(lower=0).sum())
    offset = np.minimum(won.clip(lower=0), (-won_elsewhere).clip(lower=0))
    offset = offset + np.minimum(won_elsewhere.clip(lower=0), (-won).clip(lower=0))
    moves = [
        ("opening", "Opening ARR", found.opening),
        ("renewal", "Lost at renewal: ATR not renewed", found.renewed - found.atr),
        ("settled", "of it lost before the opening, in early renewals", float(lost_early.sum())),
        ("elsewhere", "Lost within terms and without a term", -lost_elsewhere),
    ]
    apart = sum(amount for *_, amount in moves)
    moves += [
        ("two_parts", "Retained, due and not due apart", apart),
        ("offset", "Gains on the account's other part", float(offset.sum())),
        ("grr", "Retained per account (GRR)", apart + float(offset.sum())),
    ]
    steps = pd.DataFrame(moves, columns=["step", "label", "amount"])
    share = steps["amount"] / found.opening if found.opening else np.nan
    kept = retention(renewals.pair, "account", segment).grr
    residual = 0.0 if kept is None else kept - moves[-1][2] / found.opening
    return RenewalBridge(steps.assign(share=share), float(residual))


def placed_rows(terms: Lazy, opening: int, closing: int) -> Lazy:
    """The lines that matter to a period: live at its ends, or renewed early and due in it."""
    early = nw.col("early") & (nw.col("due_month") > opening) & (nw.col("due_month") <= closing)
    return terms.filter(live_at(opening) | live_at(closing) | early)


def classified(rows: Lazy, terms: Lazy, opening: int, closing: int, grace_days: int) -> Lazy:
    """Each line's `status` at the opening (null: not live), and the amounts of `SUMS` it adds to.

    `opening` and `closing` are numbers of periods; `rows` come with their account.
    """
    none = nw.lit(0).cast(nw.Int64)
    replaced = terms.filter(_due_in(opening, closing))
    told = rows.join(
        _follow(rows, replaced, opening, grace_days), on=["customer", "term_start"], how="left"
    ).with_columns(
        renews=nw.col("renews").fill_null(False),
        status=status(opening, closing),
        live_after=live_at(closing),
    )
    due = (nw.col("status") == "due").fill_null(False)
    live = ~nw.col("status").is_null()
    took_over = nw.col("live_after") & (due | (nw.col("renews") & ~live))
    settled = _due_in(opening, closing) & (nw.col("term_end_month") <= opening)
    settled = settled & nw.col("early") & nw.col("is_last")
    value = nw.col("value")
    return told.with_columns(
        due=nw.when(due).then(value).otherwise(none),
        rest=nw.when(live & ~due).then(value).otherwise(none),
        renewed=nw.when(took_over).then(value).otherwise(none),
        kept=nw.when(nw.col("live_after") & ~took_over).then(value).otherwise(none),
        due_early=nw.when(settled).then(value).otherwise(none),
    )


def _due_in(opening: int, closing: int) -> nw.Expr:
    within = (nw.col("due_month") > opening) & (nw.col("due_month") <= closing)
    return within.fill_null(False)


def status(opening: int, closing: int) -> nw.Expr:
    """Which of `STATUS` is a line at the opening? Null where it is not live then."""
    names = {
        "later": nw.col("kind") == "term",
        "moved": (nw.col("term_end_month") <= closing) & (nw.col("kind") == "term"),
        "due": _due_in(opening, closing),
        "late": nw.col("term_end_month") <= opening,
        "rolling": nw.col("kind") == "rolling",
        "open": nw.col("kind") == "open",
    }
    found = nw.lit(None).cast(nw.String)
    for name, holds in names.items():
        found = nw.when(holds.fill_null(False)).then(nw.lit(name)).otherwise(found)
    return nw.when(live_at(opening)).then(found).otherwise(nw.lit(None).cast(nw.String))


def _follow(rows: Lazy, replaced: Lazy, opening: int, grace_days: int) -> Lazy:
    """Which terms begin where a due one of the customer ends, or within the grace period?"""
    ends = replaced.select("customer", nw.col("term_end").alias("ended")).unique(
        subset=["customer", "ended"]
    )
    begun = rows.filter(nw.col("term_start_month") > opening).select("customer", "term_start")
    gap = nw.col("term_start") - nw.col("ended")
    return (
        begun.unique(subset=["customer", "term_start"])
        .join(ends, on="customer")
        .filter((gap >= 0) & (gap <= grace_days))
        .select("customer", "term_start")
        .unique(subset=["customer", "term_start"])
        .with_columns(renews=nw.lit(True))
    )


def successors(rows: Lazy, terms: Lazy, opening: int, closing: int) -> Lazy:
    """What took the place of terms renewed early before the opening: account, currency, value."""
    settled = rows.filter(
        _due_in(opening, closing) & nw.col("early") & (nw.col("term_end_month") <= opening)
    ).select("account", "customer", nw.col("term_end").alias("ended"))
    settled = settled.unique(subset=["account", "customer", "ended"])
    first = terms.filter(nw.col("is_first")).select("customer", "currency", "term_start", "value")
    return settled.join(
        first, left_on=["customer", "ended"], right_on=["customer", "term_start"]
    ).select("account", "currency", nw.col("value").alias("renewed_early"))


def listed(rows: pd.DataFrame) -> pd.DataFrame:
    """Terms as a list to read: days as dates; `due` is where an early renewal was due first."""
    ends = [date_of(int(day)) for day in rows["term_end"]]
    due = [_months_later(end, int(by)) for end, by in zip(ends, rows["later_by"], strict=True)]
    named = rows.assign(
        start=_days(rows["term_start"]),
        end=_stamps(ends),
        due=_stamps(due),
        notice=_days(rows["notice_day"]),
    )
    columns = [
        "account", "name", "segment", "customer", "line_id", "item", "currency", "start", "end",
        "due", "arr", "auto_renew", "notice", "escalator", "early",
    ]  # fmt: skip
    ordered = named.sort_values(["due", "account", "customer", "item", "line_id", "start"])
    return ordered[columns].reset_index(drop=True)


def _months_later(end: dt.date, by: int) -> dt.date:
    """The end itself, or its day of the month in the later month it was due."""
    month = month_of(end) + by
    return month_start(month).replace(day=min(end.day, month_end(month).day))


def _days(numbers: "pd.Series[Any]") -> "pd.Series[Any]":
    return _stamps([None if pd.isna(n) else date_of(int(n)) for n in numbers])


def _stamps(days: list[Any]) -> "pd.Series[Any]":
    return pd.to_datetime(pd.Series(days, dtype=object)).astype("datetime64[us]")
