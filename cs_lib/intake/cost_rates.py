"""Can the costs be told in the report's currency? Every foreign line needs its month's rate."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.errors import DataProblem
from cs_lib.intake.records import SHOWN, Taken


def rates(costs: pd.DataFrame, fx: pd.DataFrame | None, report: str) -> "pd.Series[float]":
    """What one unit of each cost line is worth in the report's currency; missing where unknown.

    A line without a currency is in the report's. The rate is that of the line's own month.
    """
    foreign = costs["currency"].notna() & (costs["currency"] != report)
    found = pd.Series(1.0, index=costs.index).mask(foreign)
    if fx is not None and foreign.any():
        months = fx["month"].dt.to_period("M")
        table = fx.assign(_month=months).drop_duplicates(["currency", "_month"], keep="last")
        known = table.set_index(["currency", "_month"])["rate"]
        places = pd.MultiIndex.from_arrays([costs["currency"], costs["period"].dt.to_period("M")])
        found = found.fillna(pd.Series(known.reindex(places).to_numpy(), index=costs.index))
    return found


def refused(taken: Mapping[str, Taken], engagement: Engagement) -> Iterator[DataProblem]:
    """Every cost line in another currency whose month has no exchange rate."""
    if "costs" not in taken:
        return
    costs = taken["costs"]
    fx = taken["fx"].frame if "fx" in taken else None
    lacking = costs.frame[rates(costs.frame, fx, engagement.currency).isna()]
    numbers = costs.numbers.reset_index(drop=True).loc[lacking.index]
    for row, line in zip(numbers.head(SHOWN), lacking.to_dict("records"), strict=False):
        month = f"{line['period']:%Y-%m}"
        yield _problem(costs.file, f"no exchange rate for {line['currency']} in {month}", int(row))
    if (more := len(lacking) - SHOWN) > 0:
        yield _problem(costs.file, f"and {more} more cost lines without an exchange rate")


def _problem(file: str, wrong: str, row: int | None = None) -> DataProblem:
    return DataProblem(
        file=file,
        table="costs",
        wrong=wrong,
        allowed="the report's currency, or one with a rate for the month in the table fx",
        fix="complete the table fx, or give the amount in the report's currency",
        column="currency",
        row=row,
    )
