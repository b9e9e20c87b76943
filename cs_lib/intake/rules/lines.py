"""Contract lines that lack something, or reach further than anyone plans: kept, and told."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.scope import in_scope, money_note
from cs_lib.notes import Note, told

FAR_YEARS = 20
"""Ends further ahead than this are seldom meant."""
_SHOWN = 12


def check(lines: pd.DataFrame, fx: pd.DataFrame | None, engagement: Engagement) -> Iterator[Note]:
    """Gaps and far dates of these contract lines, which have their annual value in `_value`."""
    counted = lines[in_scope(lines)]
    yield from _unnamed(counted, engagement)
    yield from _far_ends(counted, engagement)
    yield from _without_rate(counted, fx, engagement)


def _note(
    rule: str, rows: pd.DataFrame, engagement: Engagement, detail: str, action: str = "kept"
) -> Iterator[Note]:
    if len(rows):
        amount = float(rows["_value"].sum())
        said = detail + money_note(rows, engagement)
        yield told("contracts", rule, rows, said, amount, action)


def _unnamed(lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    """Cells left empty in a column that others fill; a column that is not there is a choice."""
    if lines["currency"].notna().any():
        rows = lines[lines["currency"].isna()]
        detail = f"currency is empty: the amount was taken to be in {engagement.currency}"
        yield from _note("currency_assumed", rows, engagement, detail, "estimated")
    if lines["product_id"].notna().any():
        rows = lines[lines["product_id"].isna()]
        detail = "product_id is empty: the lines count as one product without a name"
        yield from _note("no_product", rows, engagement, detail)


def _far_ends(lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    limit = pd.Timestamp(engagement.as_of) + pd.DateOffset(years=FAR_YEARS)
    detail = (
        f"ends after {limit:%Y-%m-%d}, more than {FAR_YEARS} years ahead: counts as it stands, and "
        "a price per term is spread over all of it"
    )
    yield from _note("far_end", lines[lines["end"] > limit], engagement, detail)


def _without_rate(
    lines: pd.DataFrame, fx: pd.DataFrame | None, engagement: Engagement
) -> Iterator[Note]:
    """Lines that are live at a month end for which their currency has no rate."""
    foreign = lines[lines["currency"].notna() & (lines["currency"] != engagement.currency)]
    foreign = foreign[foreign["_value"] != 0]
    if not len(foreign):
        return
    last = engagement.as_of.year * 12 + engagement.as_of.month - 1
    first = _month(foreign["start"])
    after = _month(foreign["end"]).fillna(last + 1).clip(upper=last + 1)
    wanting = pd.Series(False, index=foreign.index)
    months: list[str] = []
    for currency, rows in foreign.groupby("currency"):
        begun, gone = first[rows.index], after[rows.index]
        missing = _missing(str(currency), int(begun.min()), last, fx)
        at = [np.searchsorted(missing, numbers.to_numpy()) for numbers in (begun, gone)]
        wanting[rows.index] = at[0] < at[1]
        held = [m for m in missing if ((begun <= m) & (gone > m)).any()]
        months += [f"{currency} {m // 12}-{m % 12 + 1:02d}" for m in held]
    more = f" and {len(months) - _SHOWN} more" if len(months) > _SHOWN else ""
    detail = (
        f"no exchange rate for {', '.join(months[:_SHOWN])}{more}: the review does not run until "
        "the table fx has them"
    )
    yield from _note("no_rate", foreign[wanting], engagement, detail, "refused")


def _month(days: pd.Series) -> pd.Series:
    months: pd.Series = days.dt.year * 12 + days.dt.month - 1
    return months


def _missing(currency: str, first: int, last: int, fx: pd.DataFrame | None) -> list[int]:
    """The months, numbered, from `first` to `last` for which there is no rate."""
    known: set[int] = set()
    if fx is not None:
        rates = fx[(fx["currency"] == currency) & fx["rate"].notna()]
        known = {int(month) for month in _month(rates["month"])}
    return [month for month in range(first, last + 1) if month not in known]
