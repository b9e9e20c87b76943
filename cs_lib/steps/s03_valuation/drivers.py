"""Which part of the spend goes to each of the five drivers, and how did its accounts do (3.11)?

A driver's outcome beside its spend is no effect: who gets more attention often had more trouble.
"""

from collections.abc import Callable
from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.comparison import Comparison
from cs_lib.books.renewal_rates import rates
from cs_lib.books.segments import whole
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.formats import missing
from cs_lib.intake import Intake
from cs_lib.ledger import headline as retention
from cs_lib.steps.s03_valuation.segment_keys import SERVED, logged
from cs_lib.tables.company import DRIVERS
from cs_lib.texts import Cell, Code, Extreme, Sentence, Share

COLUMNS = ("driver", "amount", "share", "hours", "outcome_measure", "outcome_rate", "n")
Outcome = tuple[str, float | None, int | None]


class Most(Sentence):
    driver: Code
    share: Annotated[Share, "share:driver"]
    extremes = (Extreme("valuation.drivers.share", "driver"),)


class Correlation(Sentence): ...


@exhibit(
    part=Part.A6,
    shows=Table(c.driver, c.amount, c.share, c.hours, c.outcome_measure, c.outcome_rate, c.n),
    needs=("costs", "allocation_keys"),
)
def drivers(
    costs: pd.DataFrame, intake: Intake, books: Books
) -> Shown[Most | Correlation] | Absent:
    """Which part of the spend goes to each driver, beside its outcome?"""
    rows = table(costs, intake, books)
    if rows.empty:
        return Absent("allocation_keys")
    top = rows.sort_values("amount", ascending=False, kind="stable").iloc[0]
    at = Cell("valuation.drivers", str(top["driver"]), "share")
    title = Most(Code("driver", str(top["driver"])), Share(float(top["share"]), at=at))
    return Shown(rows, title=title, say=(Correlation(),))


def table(costs: pd.DataFrame, intake: Intake, books: Books) -> pd.DataFrame:
    """Spend and outcome of each driver that has any spend (`COLUMNS`).

    `share` is of the spend on all drivers, `hours` those logged in the year, `outcome_rate` a share
    of ARR as `outcome_measure` says, `n` the accounts behind it.
    """
    served = costs[costs["motion"].isin(SERVED) & costs["driver"].isin(DRIVERS)]
    total = served["amount"].sum()
    hours = logged(intake, books).groupby("driver")["minutes"].sum() / 60
    rows = []
    for driver in DRIVERS:
        amount = served.loc[served["driver"] == driver, "amount"].sum()
        if amount > 0:
            measured = _OUTCOMES[driver](books, intake)
            rows.append((driver, amount, amount / total, hours.get(driver), *measured))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(("amount", "share", "hours", "outcome_rate", "n"), float))


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


def _onboarding(books: Books, intake: Intake) -> Outcome:
    return "grr_first_year", *_by_age(books, young=True)


def _nurturing(books: Books, intake: Intake) -> Outcome:
    return "grr_older", *_by_age(books, young=False)


def _renewal(books: Books, intake: Intake) -> Outcome:
    due = whole(rates(books.due))
    if due.empty or missing(due.iloc[0]["gross"]):
        return "gross_renewal_rate", None, None
    row = due.iloc[0]
    return "gross_renewal_rate", float(row["gross"]), int(row["due_accounts"])


def _upselling(books: Books, intake: Intake) -> Outcome:
    name = "growth"
    if books.year is None or not books.year.opening:
        return name, None, None
    return name, books.year.wind("tailwind") / books.year.opening, len(books.year.base)


def _escalation(books: Books, intake: Intake) -> Outcome:
    name, year = "grr_escalated", _year(books)
    rows = logged(intake, books)
    met = rows.loc[rows["driver"] == "escalation", "customer_id"].unique()
    if year is None or not len(met):
        return name, None, None
    return name, *_grr(year, year.pair.accounts["account"].isin(met))


_OUTCOMES: dict[str, Callable[[Books, Intake], Outcome]] = {
    "onboarding": _onboarding,
    "nurturing": _nurturing,
    "renewal": _renewal,
    "upselling": _upselling,
    "escalation": _escalation,
}
