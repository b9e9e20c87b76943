"""Which ends are terms at all, and what is each line at a period's opening: due, later, without?

An end makes a term where something but a customer's leaving vouches for it (`terms`), or where
lines billed like it have terms: leavers and those who stay are judged alike. Lines without an end,
and those that roll from month to month, have none. Source: definitions M28. Money is in the
report's currency at the opening's rates.
"""

from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from cs_lib.ledger.frames import Lazy, fetch
from cs_lib.ledger.grain import Grain
from cs_lib.ledger.terms.terms import live_at

STATUS = {
    "due": "Due for renewal in the period",
    "moved": "Renewed early, due after the period",
    "later": "Term ends after the period",
    "late": "Term had ended, renewal late but within the grace period",
    "rolling": "Month to month, cancelled later",
    "ended": "Ended, though lines like it have no term",
    "open": "Without an end",
}
"""What opening ARR can be on the day; the amounts add up to it."""
WITHOUT_TERM = ("rolling", "ended", "open")
FEWEST = 0.5
"""The share of opening ARR that must have terms, for what was due to be known (M28)."""
_BILLED_MONTHS = {"quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True)
class Span:
    """A period by the numbers of its first and last snapshot's month, and by their days."""

    opening: int
    closing: int
    first_day: int
    last_day: int

    def holds(self, month: str) -> nw.Expr:
        """Does this month lie in the period? Never where it is null."""
        return ((nw.col(month) > self.opening) & (nw.col(month) <= self.closing)).fill_null(False)


def converted(grain: Grain, rows: pd.DataFrame, value: str, month: int) -> "pd.Series[float]":
    """The rows' local `value` in the report's currency, at the rates of this month."""
    at = month - grain.history.calendar.first_month
    return grain.history.rates.convert(rows[value], rows["currency"], at)


def opening_stock(grain: Grain, told: Lazy, month: int) -> pd.DataFrame:
    """How much of opening ARR is due, later or without a term: status, label, arr, share."""
    live = told.filter(~nw.col("status").is_null())
    keys = ["status", "currency"]
    rows = fetch(live.group_by(keys).agg(nw.col("value").sum().cast(nw.Int64)), keys)
    rows["arr"] = converted(grain, rows, "value", month)
    found = rows.groupby("status")["arr"].sum().reindex(list(STATUS)).fillna(0.0)
    whole = found.sum()
    share = found / whole if whole else found.where(found != 0)
    named = pd.DataFrame({"arr": found, "share": share}).rename_axis("status").reset_index()
    named.insert(1, "label", named["status"].map(STATUS))
    return named


def told_lines(grain: Grain, span: Span, at: int) -> Lazy:
    """Which lines matter to a period? With their account, their `status` at its opening (null: not
    live) and what they add to `due`, `rest`, `termed`, `held` and `due_early`.
    """
    terms, none = grain.history.terms, nw.lit(0).cast(nw.Int64)
    settled = span.holds("due_month") & nw.col("early") & (nw.col("term_end_month") <= span.opening)
    live = terms.filter(live_at(span.opening) | live_at(span.closing) | settled)
    rows = _with_status(grain, grain.placed(live, span.closing), span, at)
    status, value = nw.col("status"), nw.col("value")
    without_term = status.is_in(WITHOUT_TERM)
    due = status == "due"
    if grain.history.policies.rolling == "due":
        due = due | (without_term & _billed_within(span))
    known = ~status.is_null()
    amounts = {
        "due": due,
        "rest": known & ~due,
        "termed": known & (~without_term | due),
        "held": live_at(span.closing),
        "due_early": settled & nw.col("is_last"),
    }
    return rows.with_columns(
        **{
            name: nw.when(holds.fill_null(False)).then(value).otherwise(none)
            for name, holds in amounts.items()
        }
    )


def _with_status(grain: Grain, rows: Lazy, span: Span, at: int) -> Lazy:
    """Which of `STATUS` is each line at the opening? Null where it is not live then.

    An end that nothing vouches for is a term where lines billed like it have terms, those aside
    that ended so: leavers and those who stay are judged alike.
    """
    is_term = nw.col("kind") == "term"
    names = {
        "later": is_term,
        "moved": is_term & (nw.col("term_end_month") <= span.closing),
        "due": span.holds("due_month"),
        "late": nw.col("term_end_month") <= span.opening,
        "ended": is_term & ~nw.col("vouched"),
        "rolling": nw.col("kind") == "rolling",
        "open": nw.col("kind") == "open",
    }
    live = live_at(span.opening)
    credible = _credible(grain, rows.filter(live), at)
    found = nw.lit(None).cast(nw.String)
    for name, holds in names.items():
        if name == "ended":
            holds = holds & ~nw.col("billing_period").is_in(credible)
        found = nw.when(holds.fill_null(False)).then(nw.lit(name)).otherwise(found)
    return rows.with_columns(
        status=nw.when(live).then(found).otherwise(nw.lit(None).cast(nw.String))
    )


def _credible(grain: Grain, live: Lazy, at: int) -> list[str]:
    """For which billing periods is an end that nothing vouches for the end of a term?

    Where most of what is billed so, or of everything if no other line is, has a term.
    """
    keys = ["billing_period", "kind", "vouched", "currency"]
    rows = fetch(live.group_by(keys).agg(nw.col("value").sum().cast(nw.Int64)), keys)
    rows["arr"] = converted(grain, rows, "value", at)
    rows["said"] = rows["arr"].where(rows["vouched"], 0.0)
    judging = rows[rows["vouched"] | (rows["kind"] != "term")]
    by = judging.groupby("billing_period")[["said", "arr"]].sum()
    everything = judging[["said", "arr"]].sum()
    found = []
    for period in rows["billing_period"].unique():
        said, arr = by.loc[period] if period in by.index else everything
        if said > 0 and said >= FEWEST * arr:
            found.append(str(period))
    return found


def _billed_within(span: Span) -> nw.Expr:
    """Does a billing period end between the snapshots, of a line that is live at the first?"""
    months = nw.lit(1)
    for name, count in _BILLED_MONTHS.items():
        months = nw.when(nw.col("billing_period") == name).then(nw.lit(count)).otherwise(months)
    left = months - (nw.lit(span.opening) - nw.col("term_start_month")) % months
    return left <= span.closing - span.opening
