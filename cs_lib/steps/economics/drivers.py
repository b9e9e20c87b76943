"""Which share of the spend goes to each of the five drivers, and how does its outcome stand (3.11)?

A driver's outcome beside its spend is no effect: who gets more attention often had more trouble.
"""

from collections.abc import Callable

import pandas as pd

from cs_lib.intake import Intake
from cs_lib.ledger import headline as retention
from cs_lib.numbers import missing, words
from cs_lib.steps.economics.bases import EVERYONE, Base
from cs_lib.steps.economics.segment_keys import SERVED, logged
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.comparison import Comparison
from cs_lib.steps.review.renewal import rates
from cs_lib.tables.company import DRIVERS

COLUMNS = ("driver", "amount", "share", "hours", "measure", "outcome", "n")
Outcome = tuple[str, float | None, int | None]


def table(costs: pd.DataFrame, base: Base, intake: Intake, books: Books) -> pd.DataFrame:
    """Spend and outcome of each driver that has any spend. Columns: those of `COLUMNS`.

    `share` is of the spend on all drivers, `hours` those logged in the year, `outcome` a share of
    ARR as `measure` says, `n` the accounts behind it.
    """
    served = costs[costs["motion"].isin(SERVED) & costs["driver"].isin(DRIVERS)]
    whole = served["amount"].sum()
    hours = logged(intake, books).groupby("driver")["minutes"].sum() / 60
    rows = []
    for driver in DRIVERS:
        amount = served.loc[served["driver"] == driver, "amount"].sum()
        if amount > 0:
            measured = _OUTCOMES[driver](books, intake, base)
            rows.append((words(driver), amount, amount / whole, hours.get(driver), *measured))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(("amount", "share", "hours", "outcome", "n"), float))


def _year(books: Books) -> Comparison | None:
    return books.compare(books.before(books.as_of, 12), books.as_of, "customer")


def _grr(year: Comparison, chosen: "pd.Series[bool]") -> tuple[float | None, int]:
    kept = retention(year.pair.where(chosen))
    return kept.grr, kept.opening_logos


def _by_age(books: Books, young: bool) -> tuple[float | None, int | None]:
    year = _year(books)
    if year is None:
        return None, None
    opening = books.before(books.as_of, 12)
    since = books.ledgers["customer"].accounts(opening).set_index("account")["since"]
    first = year.pair.accounts["account"].map(since) > pd.Timestamp(books.before(opening, 12))
    return _grr(year, first if young else ~first)


def _onboarding(books: Books, intake: Intake, base: Base) -> Outcome:
    return "GRR of accounts in their first year at opening", *_by_age(books, young=True)


def _nurturing(books: Books, intake: Intake, base: Base) -> Outcome:
    return "GRR of accounts older than a year at opening", *_by_age(books, young=False)


def _renewal(books: Books, intake: Intake, base: Base) -> Outcome:
    due = {row["segment"]: row for row in rates(books.due).to_dict("records")}
    row = due.get(EVERYONE)
    if row is None or missing(row["gross"]):
        return "Gross renewal rate", None, None
    return "Gross renewal rate", float(row["gross"]), int(row["due_accounts"])


def _upselling(books: Books, intake: Intake, base: Base) -> Outcome:
    name = "Expansion and upsell won, of opening ARR"
    if books.year is None or not books.year.opening:
        return name, None, None
    gained = books.year.group("expansion") + books.year.group("upsell")
    return name, gained / books.year.opening, len(books.year.base)


def _escalation(books: Books, intake: Intake, base: Base) -> Outcome:
    name, year = "GRR of accounts with an escalation logged", _year(books)
    rows = logged(intake, books)
    met = rows.loc[rows["driver"] == "escalation", "customer_id"].unique()
    if year is None or not len(met):
        return name, None, None
    return name, *_grr(year, year.pair.accounts["account"].isin(met))


_OUTCOMES: dict[str, Callable[[Books, Intake, Base], Outcome]] = {
    "onboarding": _onboarding,
    "nurturing": _nurturing,
    "renewal": _renewal,
    "upselling": _upselling,
    "escalation": _escalation,
}
