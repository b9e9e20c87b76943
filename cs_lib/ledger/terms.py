"""Contract lines as parts of terms: until when is a line committed, and when is it due?

A term is a chain of rows of one `line_id` without a gap, signed on one day: a price step or an
expiring discount goes on under the same id. A renewal is a new line, or the same id signed anew.

Contract lists name the day a line ended, not the day it would have ended. Two readings are
inferred from that, and say so in the `kind` and `early` that they set:

- A line that is billed by the week or month (or does not say how) and never ran a whole number
  of years was not at the end of a term: it was month to month and was cancelled (`rolling`). Were
  it counted as due, month-to-month customers would be due only when they leave.
- A term of no whole number of years, with a line of the same customer that starts on the day it
  ends, was renewed early when its anniversary is at most `EARLY_MONTHS` away: it stays due at
  that anniversary or, by the alternative, is due on the day the new term starts (P15).

Both look at all lines of the customer that end on the same day, so that what was added during
a term is read like the term.
"""

from typing import Any

import narwhals as nw

from cs_lib.engagement import Policies
from cs_lib.engagement.fiscal import Grid
from cs_lib.ledger import grace, pauses, periods
from cs_lib.ledger import lines as contract_lines
from cs_lib.ledger.dates import OPEN_DAY, day_number
from cs_lib.ledger.frames import Lazy, Store
from cs_lib.ledger.prepare import SIGNED_END

EARLY_MONTHS = 3
_YEAR = 365.2425
_TOLERANCE = 3.0  # days: leap years, and ends that name the last day of service
_COMMITTED = ("quarter", "half_year", "year", "term")
_TYPES: dict[str, Any] = {
    "line_id": nw.String,
    "billing_period": nw.String,
    "auto_renew": nw.Boolean,
    "signed_on": nw.Date,
    "notice_date": nw.Date,
    "escalator": nw.Float64,
    "churn_reason": nw.String,
    "controllable": nw.Boolean,
}
COLUMNS = tuple(dict.fromkeys((*contract_lines.COLUMNS, *_TYPES)))
_CHAIN = ("customer", "line_id")
_ORDER = ["start_day", "end_day"]
_TERM = (*_CHAIN, "chain")
_LAST_DAY = ("customer", "term_end")


def read(
    contracts: Lazy, report_currency: str, policies: Policies, grid: Grid, store: Store
) -> Lazy:
    """Which term is each recurring line a part of? One row per line in scope that is paid for.

    A line that pauses is one term, with a row before, during (value 0) and after the pause.

    Columns: customer, line_id, item, currency, value (millionths a year), start_day/_month,
    end_day/_month (late renewals held, as in the bridge), term_start, term_start_month, term_end,
    term_end_month (the whole chain as signed, never held), is_first, is_last (row of its term),
    kind (term, rolling, open), early, later_by (months from the term's end to its due date),
    due_month (null without a term), auto_renew, signed_day, notice_day, escalator, churn_reason,
    controllable.
    Months are the `grid`'s periods, but for later_by.
    """
    carried = _TYPES | SIGNED_END
    annual = contract_lines.annual_lines(contracts, report_currency, policies, grid, carried)
    # What is asked for more than once is computed once: plans that nest grow with every step.
    chained = store.keep(_classed(_chained(contract_lines.recurring(annual), grid)))
    classed = store.keep(_due(chained, grid, policies.early_renewals == "original_date"))
    gaps = grace.late_renewals(classed, policies.reactivation_gap_days)
    parts = pauses.split(classed).with_columns(
        is_first=nw.col("start_day") == nw.col("term_start"),
        is_last=(nw.col("until_day") == nw.col("term_end"))
        & (nw.col("end_day") == nw.col("counts_until")),
    )
    told = grace.hold(parts, gaps).select(
        "customer", "line_id", "item", "currency", "value",
        "start_day", "start_month", "end_day", "end_month",
        "term_start", "term_start_month", "term_end", "term_end_month", "is_first", "is_last",
        "kind", "early", "later_by", "due_month", "auto_renew", "signed_day", "notice_day",
        "escalator", "churn_reason", "controllable",
    )  # fmt: skip
    kept = store.keep(told)
    store.drop(chained, classed)
    return kept


def _chained(lines: Lazy, grid: Grid) -> Lazy:
    signed = periods.numbered(lines, grid, until_month="signed_end")
    dated = signed.with_columns(
        signed_day=day_number(nw.col("signed_on")),
        notice_day=day_number(nw.col("notice_date")),
        until_day=nw.coalesce(day_number(nw.col("signed_end")), nw.col("end_day")),
        until_month=nw.coalesce(nw.col("until_month"), nw.col("end_month")),
        counts_until=nw.col("end_day"),
    ).with_columns(
        before=nw.col("until_day").shift(1).over(*_CHAIN, order_by=_ORDER),
        signed_before=nw.col("signed_day").shift(1).over(*_CHAIN, order_by=_ORDER),
    )
    signed_anew = (nw.col("signed_day") != nw.col("signed_before")).fill_null(False)
    goes_on = (nw.col("before") == nw.col("start_day")).fill_null(False)
    begins = nw.col("line_id").is_null() | ~goes_on | signed_anew
    one, none = nw.lit(1).cast(nw.Int64), nw.lit(0).cast(nw.Int64)
    numbered = dated.with_columns(begins=nw.when(begins).then(one).otherwise(none)).with_columns(
        chain=nw.col("begins").cum_sum().over(*_CHAIN, order_by=_ORDER)
    )
    return numbered.with_columns(
        term_start=nw.col("start_day").min().over(*_TERM),
        term_start_month=nw.col("start_month").min().over(*_TERM),
        term_end=nw.col("until_day").max().over(*_TERM),
        term_end_month=nw.col("until_month").max().over(*_TERM),
        notice_day=nw.col("notice_day").min().over(*_TERM),
    )


def _classed(rows: Lazy) -> Lazy:
    """`kind`, and what the customer's lines that end together say about their term."""
    days = (nw.col("term_end") - nw.col("term_start")).cast(nw.Float64)
    years = (days / _YEAR).round(0)
    whole = (years >= 1) & ((days - years * _YEAR).abs() <= _TOLERANCE)
    together = rows.with_columns(whole=whole.cast(nw.Int64)).with_columns(
        anchored=nw.col("whole").max().over(*_LAST_DAY),
        anchor_month=nw.col("term_start_month").min().over(*_LAST_DAY),
        anchor_day=nw.col("term_start").min().over(*_LAST_DAY),
    )
    committed = nw.col("billing_period").is_in(_COMMITTED).fill_null(False)
    is_term = committed | (nw.col("anchored") == 1)
    kind = nw.when(is_term).then(nw.lit("term")).otherwise(nw.lit("rolling"))
    return together.with_columns(
        kind=nw.when(nw.col("term_end") == OPEN_DAY).then(nw.lit("open")).otherwise(kind)
    )


def _due(rows: Lazy, grid: Grid, at_original_date: bool) -> Lazy:
    """`early` and `due_month`: the period that holds the first day after the term.

    P15: of a term renewed early that is its anniversary, or the period in which the new one starts.
    """
    resumed = rows.filter(nw.col("begins") == 1).select(
        "customer", nw.col("start_day").alias("resumed")
    )
    dated = periods.months_of(
        rows,
        grid,
        ended=("term_end", "term_end_month"),
        anchor=("anchor_day", "anchor_month"),
    )
    followed = dated.join(
        resumed.unique(subset=["customer", "resumed"]).with_columns(followed=nw.lit(True)),
        left_on=["customer", "term_end"],
        right_on=["customer", "resumed"],
        how="left",
    ).with_columns(
        to_go=12 - (nw.col("ended") - nw.col("anchor")) % 12,
        is_term=nw.col("kind") == "term",
    )
    early = (
        nw.col("is_term")
        & nw.col("followed").fill_null(False)
        & (nw.col("anchored") == 0)
        & (nw.col("to_go") <= EARLY_MONTHS)
    )
    none, nought = nw.lit(None).cast(nw.Int64), nw.lit(0).cast(nw.Int64)
    moves = nw.lit(at_original_date)
    told = followed.with_columns(early=early).with_columns(
        later_by=nw.when(nw.col("early") & moves).then(nw.col("to_go")).otherwise(nought)
    )
    due = periods.moved(told, grid, "due_month", "term_end", "term_end_month", "later_by")
    return due.with_columns(
        due_month=nw.when(nw.col("is_term")).then(nw.col("due_month")).otherwise(none)
    )


def live_at(month: int) -> nw.Expr:
    """Is the line live at the snapshot that closes the period of this number?"""
    return (nw.col("start_month") <= month) & (nw.col("end_month") > month)
