"""What came up for renewal, how much of it was renewed, and what that has to do with GRR?

Only a line with a term can be due (`status`). Where terms cover less than half of opening ARR, what
was due says nothing about the company, and M28 and M29 are not known. A due term is renewed by what
the customer has in its place when the days of grace after its end are over, or at the period's end:
whatever line, length or billing it goes on under. Source: definitions M28-M30. Money is in the
report's currency at the opening's rates.
"""

import datetime as dt
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pandas as pd

from cs_lib.engagement.fiscal import Grid
from cs_lib.errors import UsageError
from cs_lib.ledger.frames import Lazy, distinct, fetch
from cs_lib.ledger.grain import Grain
from cs_lib.ledger.lines.annual_value import in_words
from cs_lib.ledger.movements.pairs import Pair, present
from cs_lib.ledger.movements.retention import retention
from cs_lib.ledger.terms.status import FEWEST, Span, converted, opening_stock, told_lines
from cs_lib.ledger.terms.terms import OVERLAP_DAYS, live_at
from cs_lib.ledger.time.dates import OPEN_DAY, dates_of, day_of

SUMS = ("due", "rest", "termed", "held", "renewed", "due_early", "renewed_early")
COLUMNS = (
    "segment", "opening", "atr", "atr_share", "gross", "net", "annualised", "due_accounts",
)  # fmt: skip
"""Of `table`."""
_YEAR, _OVER_A_YEAR = 365.2425, 1.05


@dataclass(frozen=True)
class Renewals:
    """One period's renewals, of the accounts live at its opening.

    accounts: account, name, segment, v0, v1, resumed (the part of v1 that is back after a pause),
    and of these `due` (opening ARR whose term ends in the period), `rest` (the other opening ARR;
    due + rest = v0), `termed` (the part of v0 that has a term), `held` (v1, counted from the
    lines), `renewed` (what took the place of what was due, incl. what was sold at the renewal),
    `due_early` and `renewed_early` (terms due in the period whose early renewal the opening
    already shows). stock: status, arr, share: opening ARR by `status.STATUS`. due: the list of
    terms due, see `Ledger.due`.
    """

    pair: Pair
    accounts: pd.DataFrame
    stock: pd.DataFrame
    due: pd.DataFrame


@dataclass(frozen=True)
class RenewalRates:
    """M28 and M29 of one segment, or of all (None).

    `due` is what came up as far as terms are known, `termed` the opening ARR that has a term,
    `years` the average length of the terms due, by ARR. Rates are None where nothing was due.
    """

    segment: str | None
    opening: float
    termed: float
    due: float
    renewed: float
    renewed_with_upsell: float
    due_accounts: int
    renewed_accounts: int
    years: float

    @property
    def known(self) -> bool:
        """Do terms cover enough of opening ARR to say what was due?"""
        return self.opening > 0 and self.termed >= FEWEST * self.opening * (1 - 1e-9)

    @property
    def atr(self) -> float | None:
        """ARR that was available to renew; None where it is not known."""
        return self.due if self.known else None

    @property
    def gross(self) -> float | None:
        """Gross renewal rate: renewed ARR, capped at each account's ATR / ATR."""
        return self.renewed / self.due if self.atr else None

    @property
    def net(self) -> float | None:
        """Net renewal rate: renewed ARR with what was sold at the renewal / ATR."""
        return self.renewed_with_upsell / self.due if self.atr else None

    @property
    def annualised(self) -> float | None:
        """The gross rate a year, where terms run longer: 0.73 of three years is 0.90 a year.

        None where they do not. Source: M29, after D. Kellogg (2018).
        """
        if self.gross is None or not self.years > _OVER_A_YEAR:
            return None
        return float(self.gross ** (1 / self.years))

    @property
    def atr_share(self) -> float | None:
        """ATR as a share of opening ARR."""
        return None if self.atr is None else self.atr / self.opening


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
    frame, listed = renewals.accounts, renewals.due
    if segment is not None:
        frame = frame[frame["segment"] == segment]
        listed = listed[listed["segment"] == segment]
    at_stake = frame["due"] + frame["due_early"]
    due = frame[at_stake > 0]
    with_upsell = due["renewed"] + due["renewed_early"]
    return RenewalRates(
        segment=segment,
        opening=float(frame["v0"].sum()),
        termed=float(frame["termed"].sum()),
        due=float(at_stake.sum()),
        renewed=_capped(due),
        renewed_with_upsell=float(with_upsell.sum()),
        due_accounts=len(due),
        renewed_accounts=int((with_upsell > 0).sum()),
        years=_years(listed),
    )


def _years(due: pd.DataFrame) -> float:
    """How long do these terms run on average, weighted by ARR? Those without an end run for 0."""
    years = (due["due"] - due["start"]).dt.days / _YEAR
    whole = due["arr"].sum()
    return float((years.fillna(0.0) * due["arr"]).sum() / whole) if whole else 0.0


def _capped(frame: pd.DataFrame) -> float:
    renewed = np.minimum(frame["renewed"], frame["due"]).sum()
    return float(renewed + np.minimum(frame["renewed_early"], frame["due_early"]).sum())


def table(renewals: Renewals) -> pd.DataFrame:
    """The renewal rates of all and of each segment, one row each: `COLUMNS`."""
    segments = [None, *sorted(renewals.accounts["segment"].unique())]
    found = [rates(renewals, segment) for segment in segments]
    rows = [[getattr(each, name) for name in COLUMNS] for each in found]
    numbers = ["atr", "atr_share", "gross", "net", "annualised"]
    types = dict.fromkeys(numbers, "float64") | {"segment": "str"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)


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
    held = frame["held"] - frame["resumed"]  # no rate has what resumes (P13)
    won_elsewhere = held - frame["renewed"] - frame["rest"]
    lost_early = frame["due_early"] - np.minimum(frame["renewed_early"], frame["due_early"])
    lost_elsewhere = float((-won_elsewhere).clip(lower=0).sum())
    offset = np.minimum(won.clip(lower=0), (-won_elsewhere).clip(lower=0))
    offset = offset + np.minimum(won_elsewhere.clip(lower=0), (-won).clip(lower=0))
    moves = [
        ("opening", "Opening ARR", found.opening),
        ("renewal", "Lost at renewal: ATR not renewed", found.renewed - found.due),
        ("settled", "of it lost before the opening, in early renewals", float(lost_early.sum())),
        ("elsewhere", "Lost at other times, or without a term", -lost_elsewhere),
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


def between(grain: Grain, pair: Pair) -> Renewals:
    """What was due for renewal between the pair's snapshots: see `Ledger.renewals`."""
    history, days = grain.history, (pair.opening.date(), pair.closing.date())
    span = Span(*map(history.calendar.grid.number, days), *map(day_of, days))
    at = history.rates.between(span.opening, span.closing)
    told = told_lines(grain, span, at)
    sums = _account_sums(grain, told, _renewing(grain, told, span), at)
    base = present(pair.accounts)
    accounts = base[["account", "name", "segment", "v0", "v1", "resumed"]].merge(
        sums, on="account", how="left"
    )
    return Renewals(
        pair,
        accounts.fillna(dict.fromkeys(SUMS, 0.0)).reset_index(drop=True),
        opening_stock(grain, told, at),
        _listed(grain, told.filter(nw.col("due") != 0), at),
    )


def ahead(grain: Grain, opening: dt.date) -> pd.DataFrame:
    """Which lines live at `opening` come up for renewal ever after: `Ledger.due`, and due_month."""
    calendar = grain.history.calendar
    month = calendar.first_month + calendar.index(opening)
    live = grain.history.terms.filter(live_at(month))
    told = grain.placed(live, month).filter((nw.col("due_month") > month).fill_null(False))
    return _listed(grain, told, month, "due_month")


def due(lines: pd.DataFrame, grid: Grid, opening: dt.date, until: dt.date) -> pd.DataFrame:
    """Which of the lines `ahead` of `opening` come up for renewal by `until`: see `Ledger.due`."""
    end = grid.number(until)
    if until <= opening or until != grid.end(end):
        raise UsageError(f"{until} must be the last day of a {grid.unit} after {opening}")
    found = lines[lines["due_month"] <= end].drop(columns="due_month")
    return found.reset_index(drop=True)


def _account_sums(grain: Grain, told: Lazy, renewing: Lazy, month: int) -> pd.DataFrame:
    """Per account: `SUMS`, in the report's currency at the rates of `month`."""
    keys, none = ["account", "currency"], nw.lit(0).cast(nw.Int64)
    later = ("renewed", "renewed_early")
    both = nw.concat(
        [
            part.select(
                *keys, *[nw.col(s) if (s in later) == late else none.alias(s) for s in SUMS]
            )
            for part, late in ((told, False), (renewing, True))
        ],
        how="vertical",
    )
    summed = both.group_by(keys).agg(*[nw.col(name).sum().cast(nw.Int64) for name in SUMS])
    rows = fetch(summed, keys)
    for name in SUMS:
        rows[name] = converted(grain, rows, name, month)
    return rows.groupby("account", as_index=False)[list(SUMS)].sum()


_ROW = ("customer", "item", "start_day", "end_day", "term_end", "is_first")


def _renewing(grain: Grain, told: Lazy, span: Span) -> Lazy:
    """What took the place of terms that were due: account, currency, `renewed`, `renewed_early`.

    A customer's terms that end on one day are one renewal. It is renewed by lines that begin from
    then on, by more on lines that go on, and by itself where it lives on; all as they are when the
    days of grace are over, or at the closing if that comes before. A new line of the same item may
    have begun up to `OVERLAP_DAYS` earlier, after the opening.
    """
    terms, grace = grain.history.terms, grain.history.policies.reactivation_gap_days
    ends = [
        told.filter(nw.col(due) != 0).select(
            "customer", nw.col("item").alias("of"), nw.col("term_end").alias("ended"),
            settled=nw.lit(due == "due_early"),
        )
        for due in ("due", "due_early")
    ]  # fmt: skip
    events = distinct(nw.concat(ends, how="vertical"), "customer", "of", "ended", "settled")
    ended, start = nw.col("ended"), nw.col("start_day")
    until = nw.min_horizontal(ended + grace, nw.lit(span.last_day).cast(nw.Int64))
    met = terms.join(events, on="customer").with_columns(until=until)
    met = met.filter((start <= nw.col("until")) & (nw.col("end_day") > nw.col("until")))
    overlaps = (
        (nw.col("item") == nw.col("of"))
        & (start >= ended - OVERLAP_DAYS)
        & (start > span.first_day)
    )
    lives_on = (nw.col("term_end") == ended) & (nw.col("term_start") <= span.first_day)
    whole = lives_on | (nw.col("is_first") & ((start >= ended) | overlaps))
    more = (start == ended) & ~nw.col("is_first") & (nw.col("step") > 0)
    flags = {
        name: (holds & (nw.col("settled") == nw.lit(early))).cast(nw.Int64)
        for early, names in ((False, ("whole", "more")), (True, ("whole_early", "more_early")))
        for name, holds in zip(names, (whole, more), strict=True)
    }
    flagged = met.with_columns(**flags).group_by(*_ROW).agg(*[nw.col(f).max() for f in flags])
    rows = terms.join(flagged, on=list(_ROW))
    none = nw.lit(0).cast(nw.Int64)
    amounts = {
        name: nw.when(nw.col(f"whole{early}") == 1)
        .then(nw.col("value"))
        .otherwise(nw.when(nw.col(f"more{early}") == 1).then(nw.col("step")).otherwise(none))
        for name, early in (("renewed", ""), ("renewed_early", "_early"))
    }
    placed = grain.placed(rows.with_columns(**amounts), span.closing)
    return placed.select("account", "currency", *amounts)


def _listed(grain: Grain, told: Lazy, month: int, *more: str) -> pd.DataFrame:
    """Terms as a list to read: days as dates; `due` is where an early renewal was due first."""
    columns = [
        "account", "customer", "line_id", "item", "currency", "value", "term_start", "term_end",
        "later_by", "notice_day", "escalator", "auto_renew", "early", "start_day", *more,
    ]  # fmt: skip
    order = ["account", "customer", "item", "start_day", "term_end", "value"]
    rows = in_words(fetch(grain.profiled(told.select(columns)), order))
    rows["arr"] = converted(grain, rows, "value", month)
    ends = rows["term_end"].where(rows["term_end"] != OPEN_DAY)
    named = rows.assign(
        start=dates_of(rows["term_start"]),
        end=dates_of(ends),
        due=_months_later(dates_of(ends), rows["later_by"]),
        notice=dates_of(rows["notice_day"]),
    )
    columns = [
        "account", "name", "segment", "customer", "line_id", "item", "currency", "start", "end",
        "due", "arr", "auto_renew", "notice", "escalator", "early", *more,
    ]  # fmt: skip
    ordered = named.sort_values(["due", "account", "customer", "item", "line_id", "start"])
    return ordered[columns].reset_index(drop=True)


def _months_later(ends: "pd.Series[pd.Timestamp]", by: pd.Series) -> "pd.Series[pd.Timestamp]":
    """The ends themselves, or their days of the month in the later months they were due."""
    days = ends.to_numpy("datetime64[D]")
    months = days.astype("datetime64[M]")
    later = months + by.to_numpy(dtype=np.int64)
    last = (later + 1).astype("datetime64[D]") - 1
    due = np.minimum(later.astype("datetime64[D]") + (days - months), last)
    return pd.Series(due.astype("datetime64[us]"), index=ends.index)
