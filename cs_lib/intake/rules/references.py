"""Rows that lead nowhere: costs without an exchange rate, customers whose predecessor is unknown.

Either would be dropped in silence further on, so that both keep the door shut.
"""

from collections.abc import Iterator, Mapping

from cs_lib.definitions import cost_rates, successors
from cs_lib.engagement import Engagement
from cs_lib.errors import DataProblem
from cs_lib.intake.records import SHOWN, Taken
from cs_lib.tables import REVENUE_TABLES


def refused(taken: Mapping[str, Taken], engagement: Engagement) -> Iterator[DataProblem]:
    """Every such row, located; beyond the first of a kind they are counted."""
    yield from _unknown_predecessors(taken)
    yield from _costs_without_a_rate(taken, engagement)


def _costs_without_a_rate(
    taken: Mapping[str, Taken], engagement: Engagement
) -> Iterator[DataProblem]:
    """Every cost line in another currency whose month has no exchange rate."""
    if "costs" not in taken:
        return
    costs = taken["costs"]
    fx = taken["fx"].frame if "fx" in taken else None
    lacking = costs.frame[cost_rates.rates(costs.frame, fx, engagement.currency).isna()]
    numbers = costs.numbers.reset_index(drop=True).loc[lacking.index]
    for row, line in zip(numbers.head(SHOWN), lacking.to_dict("records"), strict=False):
        month = f"{line['period']:%Y-%m}"
        yield _no_rate(costs.file, f"no exchange rate for {line['currency']} in {month}", int(row))
    if (more := len(lacking) - SHOWN) > 0:
        yield _no_rate(costs.file, f"and {more} more cost lines without an exchange rate")


def _no_rate(file: str, wrong: str, row: int | None = None) -> DataProblem:
    return DataProblem(
        file=file,
        table="costs",
        wrong=wrong,
        allowed="the report's currency, or one with a rate for the month in the table fx",
        fix="complete the table fx, or give the amount in the report's currency",
        column="currency",
        row=row,
    )


def _unknown_predecessors(taken: Mapping[str, Taken]) -> Iterator[DataProblem]:
    """Every row of the customers table whose predecessor leads nowhere."""
    if "customers" not in taken:
        return
    customers = taken["customers"]
    rows = customers.frame[customers.frame[successors.COLUMN].notna()]
    if rows.empty:
        return
    tables = [taken[name].frame for name in REVENUE_TABLES if name in taken]
    known = {name for frame in (customers.frame, *tables) for name in frame["customer_id"].dropna()}
    found = successors.flaws(rows, known)
    wrong = found[found != ""]
    numbers = customers.numbers.reset_index(drop=True)
    shown = wrong.head(SHOWN)
    for place, number, words in zip(shown.index, numbers.loc[shown.index], shown, strict=True):
        yield successors.problem(words, customers.file_of(place), row=int(number))
    if (more := len(wrong) - SHOWN) > 0:
        yield successors.problem(f"and {more} more rows with such a predecessor", customers.file)
