"""What does the price of a contract line come to in a year? One rule for the door and the ledger.

The rule is written once, as narwhals expressions over the contract's columns, so that what the
door counts in money and what the ledger reports cannot part: on the door's pandas frames and on the
ledger's engine they are the same expressions. Policies (P07-P11, P21) decide afterwards which
lines count, and which of them at list. Source: definitions 4.0, M01.
"""

import narwhals as nw

# Annual / 12, quarterly / 3, weekly x 52 / 12 (M01): a year has 52 weeks here, as price lists say.
PERIODS = {"week": 52.0, "month": 12.0, "quarter": 4.0, "half_year": 2.0, "year": 1.0}
"""How many billing periods a year has; `term`, the line's own, is `per_year`'s affair."""
_NEVER = 9999
MONTH = 365.25 / 12
"""Days of an average month."""
WEEK = 12 / PERIODS["week"]
"""Months of a week."""


def net(per_year: nw.Expr) -> nw.Expr:
    """The line's price a year, net; null where it has none that can be annualised.

    The first that is given of arr, 12 x mrr, amount, qty x list_price x (1 - discount); amount and
    list price cover one billing period, of which there are so many `per_year`.
    """
    return nw.coalesce(
        nw.col("arr"),
        nw.col("mrr") * 12.0,
        nw.col("amount") * per_year,
        gross(per_year) * kept_share(),
    )


def gross(per_year: nw.Expr) -> nw.Expr:
    """The line's list price a year, before any discount; null where no list price is given."""
    quantity = nw.col("qty").fill_null(1.0)  # a price without a quantity is the whole line's
    return quantity * nw.col("list_price") * per_year


def kept_share() -> nw.Expr:
    """What is left of a price after its discount."""
    return 1.0 - nw.col("discount").fill_null(0.0)


def per_year(months: nw.Expr) -> nw.Expr:
    """How many billing periods has a year? For `term`: how many of the line's own terms.

    `months` are the line's `term_months`, best a column that holds them: an expression is made
    anew wherever it stands in another, and theirs is a long one. Null for a term without an end,
    or that covers no day, and for a billing period nobody knows. A line that
    does not say what its price covers is billed by the month.
    """
    period = nw.col("billing_period").fill_null("month")
    # 9999 is how systems write "no end". Engines may divide before they look at a condition: the
    # divisor is null, never 0.
    covered = nw.when((months > 0) & (nw.col("end").dt.year() < _NEVER)).then(months)
    factor: nw.Expr = nw.when(period == "term").then(12.0 / covered)
    for name, count in PERIODS.items():
        factor = nw.when(period == name).then(nw.lit(count)).otherwise(factor)
    return factor


def term_months(days: nw.Expr) -> nw.Expr:
    """How many months lie between `start` and `end`, the first day that is not served?

    `days` lie between them, too (engines differ in what subtracting two dates gives).
    Whole ones where both fall on the same day of the month. Where the month of the end has no such
    day its last one stands for it: from 31 January to 30 April are three months, as a client who
    signs for a quarter on the last of January means it. Whole weeks count 52 to the year, and all
    else is days, 365.25 to the year.
    """
    start, end = nw.col("start").dt, nw.col("end").dt
    clipped = _is_month_end("end") & ((start.day() > end.day()) | _is_month_end("start"))
    aligned = (start.day() == end.day()) | clipped
    years = end.year().cast(nw.Float64) - start.year().cast(nw.Float64)
    months = end.month().cast(nw.Float64) - start.month().cast(nw.Float64)
    length = days.cast(nw.Float64)
    weeks = nw.when(days % 7 == 0).then(length / 7 * WEEK).otherwise(length / MONTH)
    return nw.when(aligned).then(years * 12 + months).otherwise(weeks)


def _is_month_end(date: str) -> nw.Expr:
    read = nw.col(date).dt
    year, month, day = read.year(), read.month(), read.day()
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    last_of_february = (day == 29) | ((day == 28) & ~leap)
    return (
        (day == 31) | (month.is_in([4, 6, 9, 11]) & (day == 30)) | ((month == 2) & last_of_february)
    )
