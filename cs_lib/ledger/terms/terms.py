"""Contract lines as parts of terms: until when is a line committed, and when is it due?

A term is a chain of rows of one `line_id` without a gap: a price step or an expiring discount goes
on under the same id. A renewal is a new line, or the same id signed anew; where nothing says when
the rows were signed, the same id going on at an anniversary is a renewal as well.

Only an end that was agreed in advance makes a term (M28). Contract lists also name the day on which
a customer left, so what is not said is inferred, and told in `kind`, `vouched` and `early`:

- A line that is billed by the week or month (or does not say how) and never ran a whole number
  of years was not at the end of a term: it was month to month and was cancelled (`rolling`). Were
  it counted as due, month-to-month customers would be due only when they leave.
- An end was agreed (`vouched`) where it lies ahead, where something of the customer takes its place
  within the days of grace, where the price is one for the whole term, and where that holds of
  another end of the customer. One that nothing followed may be the day on which a customer without
  a term left: `renewals` asks what lines billed like it have.
- A term of no whole number of years, with a line of the same customer that starts on the day it
  ends, was renewed early when its anniversary is at most `EARLY_MONTHS` away: it stays due at
  that anniversary or, by the alternative, is due on the day the new term starts (P15).

Kind and early look at all lines of the customer that end on the same day, so that what was added
during a term is read like the term.
"""

from typing import Any

import narwhals as nw

from cs_lib.engagement import Policies
from cs_lib.engagement.fiscal import Grid
from cs_lib.ledger.frames import Lazy, Store, distinct
from cs_lib.ledger.lines import annual_value as contract_lines
from cs_lib.ledger.lines import grace, pauses
from cs_lib.ledger.lines.policies import SIGNED_END
from cs_lib.ledger.time import periods
from cs_lib.ledger.time.calendar import Calendar
from cs_lib.ledger.time.dates import OPEN_DAY, day_number, day_of

EARLY_MONTHS = 3
OVERLAP_DAYS = 92
"""A line that began this much before a term's end, or less, can be its renewal."""
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
_SEEN = ("customer", "at", "begins")


def read(
    contracts: Lazy,
    report_currency: str,
    policies: Policies,
    calendar: Calendar,
    store: Store,
    *,
    made_of: str = "contracts",
    unit: int = 1,
) -> Lazy:
    """Which term is each recurring line a part of? One row per line in scope that is paid for.

    A line that pauses is one term, with a row before, during (value 0) and after the pause. Lines
    `made_of` invoices or snapshots have no agreed ends: all of them are open.

    Columns: customer, line_id, item, currency, value (millionths a year), start_day/_month,
    end_day/_month (late renewals held, as in the bridge), term_start, term_start_month, term_end,
    term_end_month (the whole chain as signed, never held), is_first, is_last (row of its term),
    step (by how much more than its term's row before it), billing_period, kind (term, rolling,
    open), vouched, early, later_by (months from the term's end to its due date), due_month (null
    without a term), auto_renew, signed_day, notice_day, escalator, churn_reason, controllable.
    Months are the periods of the calendar's grid, but for later_by.
    """
    carried, grid = _TYPES | SIGNED_END, calendar.grid
    annual = contract_lines.annual_lines(contracts, report_currency, policies, grid, carried, unit)
    # What is asked for more than once is computed once: plans that nest grow with every step.
    chained = store.keep(_classed(_chained(contract_lines.recurring(annual), grid), made_of))
    grace_days = policies.reactivation_gap_days
    vouched = _vouched(chained, grace_days, day_of(calendar.as_of))
    classed = store.keep(_due(vouched, grid, policies.early_renewals == "original_date"))
    gaps = grace.late_renewals(classed, grace_days, made_of)
    nothing = nw.lit(0).cast(nw.Int64)
    parts = pauses.split(classed).with_columns(
        is_first=nw.col("start_day") == nw.col("term_start"),
        is_last=(nw.col("until_day") == nw.col("term_end"))
        & (nw.col("end_day") == nw.col("counts_until")),
        step=nw.when(nw.col("start_day") == nw.col("from_day"))
        .then(nw.col("step"))
        .otherwise(nothing),
    )
    told = grace.hold(parts, gaps).select(
        "customer", "line_id", "item", "currency", "value",
        "start_day", "start_month", "end_day", "end_month",
        "term_start", "term_start_month", "term_end", "term_end_month", "is_first", "is_last",
        "step", "billing_period", "kind", "vouched", "early", "later_by", "due_month",
        "auto_renew", "signed_day", "notice_day", "escalator", "churn_reason", "controllable",
    )  # fmt: skip
    kept = store.keep(told)
    store.drop(chained, classed)
    return kept


def _chained(lines: Lazy, grid: Grid) -> Lazy:
    signed = periods.numbered(lines, grid, until_month="signed_end")
    before = {
        "before": "until_day",
        "signed_before": "signed_day",
        "value_before": "value",
    }
    dated = signed.with_columns(
        signed_day=day_number(nw.col("signed_on")),
        notice_day=day_number(nw.col("notice_date")),
        until_day=nw.coalesce(day_number(nw.col("signed_end")), nw.col("end_day")),
        until_month=nw.coalesce(nw.col("until_month"), nw.col("end_month")),
        counts_until=nw.col("end_day"),
        from_day=nw.col("start_day"),
        billing_period=nw.col("billing_period").fill_null("month"),
    ).with_columns(
        **{name: nw.col(of).shift(1).over(*_CHAIN, order_by=_ORDER) for name, of in before.items()}
    )
    goes_on = (nw.col("before") == nw.col("start_day")).fill_null(False)
    breaks = nw.col("line_id").is_null() | ~goes_on
    runs = _numbered(dated, "run", breaks).with_columns(
        run_start=nw.col("start_day").min().over(*_CHAIN, "run")
    )
    anew = (nw.col("signed_day") != nw.col("signed_before")).fill_null(False)
    at_once = (nw.col("signed_day") == nw.col("signed_before")).fill_null(False)
    anniversary = _whole_years(nw.col("start_day") - nw.col("run_start")) & ~at_once
    priced_anew = nw.col("billing_period") == "term"
    terms = _numbered(runs, "chain", breaks | anew | anniversary | priced_anew)
    nothing = nw.lit(0).cast(nw.Int64)
    return terms.with_columns(
        term_start=nw.col("start_day").min().over(*_TERM),
        term_start_month=nw.col("start_month").min().over(*_TERM),
        term_end=nw.col("until_day").max().over(*_TERM),
        term_end_month=nw.col("until_month").max().over(*_TERM),
        notice_day=nw.col("notice_day").min().over(*_TERM),
        step=nw.when(nw.col("begins_chain"))
        .then(nothing)
        .otherwise(nw.col("value") - nw.col("value_before")),
    )


def _numbered(rows: Lazy, name: str, begins: nw.Expr) -> Lazy:
    """The rows with the number, in their chain, of the part that a row which `begins` opens."""
    marked = rows.with_columns(**{f"begins_{name}": begins})
    counted = nw.col(f"begins_{name}").cast(nw.Int64).cum_sum().over(*_CHAIN, order_by=_ORDER)
    return marked.with_columns(**{name: counted})


def _whole_years(days: nw.Expr) -> nw.Expr:
    """Is it a whole number of years, at least one?"""
    years = (days.cast(nw.Float64) / _YEAR).round(0)
    return (years >= 1) & ((days.cast(nw.Float64) - years * _YEAR).abs() <= _TOLERANCE)


def _classed(rows: Lazy, made_of: str) -> Lazy:
    """`kind`, and what the customer's lines that end together say about their term."""
    whole = _whole_years(nw.col("term_end") - nw.col("term_start"))
    together = rows.with_columns(whole=whole.cast(nw.Int64)).with_columns(
        anchored=nw.col("whole").max().over(*_LAST_DAY),
        anchor_month=nw.col("term_start_month").min().over(*_LAST_DAY),
        anchor_day=nw.col("term_start").min().over(*_LAST_DAY),
    )
    is_term = nw.col("billing_period").is_in(_COMMITTED) | (nw.col("anchored") == 1)
    kind = nw.when(is_term).then(nw.lit("term")).otherwise(nw.lit("rolling"))
    is_open = (nw.col("term_end") == OPEN_DAY) | nw.lit(made_of != "contracts")
    return together.with_columns(kind=nw.when(is_open).then(nw.lit("open")).otherwise(kind))


def _vouched(rows: Lazy, grace_days: int, today: int) -> Lazy:
    """`vouched`: does something but a customer's leaving say that this end was agreed?"""
    end, at, start = nw.col("term_end"), nw.col("at"), nw.col("begins") == 1
    both = nw.concat(
        [
            distinct(rows.select("customer", at=day, begins=nw.lit(begins)), *_SEEN)
            for day, begins in (("term_end", 0), ("start_day", 1))
        ],
        how="vertical",
    ).with_columns(
        resumes=nw.when(start).then(at).otherwise(nw.lit(OPEN_DAY).cast(nw.Int64)),
        latest=nw.when(start).then(at).otherwise(nw.lit(-OPEN_DAY).cast(nw.Int64)),
    )
    around = both.with_columns(
        resumes=nw.col("resumes").cum_min(reverse=True).over("customer", order_by=_SEEN[1:]),
        latest=nw.col("latest").cum_max().over("customer", order_by=_SEEN[1:]),
    ).filter(nw.col("begins") == 0)
    known = rows.join(
        around.rename({"at": "term_end"}).drop("begins"), on=["customer", "term_end"], how="left"
    )
    overlapped = (nw.col("latest") > nw.col("term_start")) & (
        end - nw.col("latest") <= OVERLAP_DAYS
    )
    goes_on = overlapped | (nw.col("resumes") - end <= grace_days)
    lives_on = nw.col("counts_until") - end > grace_days
    whole_price = nw.col("billing_period") == "term"
    said = (end > today) | goes_on | lives_on | whole_price
    told = known.with_columns(said=((nw.col("kind") == "term") & said).fill_null(False))
    # Who has had one end agreed, on what is billed so, has had all of them agreed.
    vouched = nw.col("said").cast(nw.Int64).max().over("customer", "billing_period") == 1
    return told.with_columns(vouched=vouched & (nw.col("kind") == "term"))


def _due(rows: Lazy, grid: Grid, at_original_date: bool) -> Lazy:
    """`early` and `due_month`: the period that holds the first day after the term.

    P15: of a term renewed early that is its anniversary, or the period in which the new one starts.
    """
    resumed = rows.filter(nw.col("begins_chain")).select(
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
