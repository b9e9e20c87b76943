"""A price for several billing periods -> the price of one: 3 of a month are a quarter."""

import pandas as pd

from cs_lib.definitions.annual_price import PERIODS
from cs_lib.notes import Note

PRICES = ("amount", "list_price")
_NEAR = 1e-9


def of_one_period(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """The contract lines with prices for one billing period each, worth the same a year.

    The period is the longest that is not longer than what the price covers, so that what is paid
    for a quarter or more at once counts as committed: 3 of a month are a quarter at the same price,
    2 of a year a year at half of it. A year has 52 weeks (`annual_price`). `billing_count` is then
    1; where it is below 1, or the period is the line's own term, the line stays as it is.
    """
    count = frame["billing_count"]
    period = frame["billing_period"].fillna("month")
    several = (count > 1).fillna(False).astype(bool) & period.isin(PERIODS)
    if not several.any():
        return frame, []
    a_year = period[several].map(PERIODS).astype("float64") / count[several].astype("float64")
    meant = a_year.map(_longest)
    factor = a_year / meant.map(PERIODS)
    made = frame.copy()
    made.loc[several, "billing_period"] = meant
    made.loc[several, "billing_count"] = 1
    for name in PRICES:
        made.loc[several, name] = frame.loc[several, name] * factor
    detail = "the price covers several billing periods; it is read as the price of one"
    return made, [Note("contracts", "several_periods", int(several.sum()), "kept", detail)]


def _longest(bills_a_year: float) -> str:
    fitting = [name for name, count in PERIODS.items() if count >= bills_a_year * (1 - _NEAR)]
    return min(fitting, key=lambda name: PERIODS[name])
