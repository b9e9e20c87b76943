"""Exchange rates that cannot be right: 1 for a foreign currency, turned over, or far off."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.scope import RATE, annual_value, in_scope
from cs_lib.notes import Note, told
from cs_lib.tables import REVENUE_TABLES

AT_PAR = frozenset(
    frozenset(pair.split("/"))
    for pair in (
        "USD/BSD", "USD/BMD", "USD/PAB", "GBP/GIP", "GBP/FKP", "GBP/SHP", "ZAR/NAD", "ZAR/LSL",
        "ZAR/SZL", "SGD/BND", "INR/BTN",
    )
)  # fmt: skip
"""Currencies pegged to each other at 1 (ISO 4217 codes)."""
NEAR_PAR = 0.1
"""Currencies within this share of parity may well be at 1 for a month."""
TURNED = 0.05
"""So close to the inverse of its neighbours is a rate turned over."""
MOVED = 0.1
"""A month's usual movement is smaller."""
FAR = 3.0
"""A rate so many times its neighbours', or so small a part of them, is no movement of a market."""
AROUND = 3
"""Months before and after that a rate is held against."""


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Which rates are doubtful? Amounts: all recurring lines in their currency, at its usual rate.

    The usual one is the median of all months, which a doubtful rate does not move.
    """
    if "fx" not in tables:
        return
    rates = tables["fx"][tables["fx"]["currency"] != engagement.currency]
    rates = rates.sort_values(["currency", "month"], kind="stable")
    ones = _ones(rates, engagement.currency)
    rest = rates.drop(index=ones.index)
    around = _neighbours(rest)
    off = _log(rest["rate"] / around).abs()
    turned = (_log(rest["rate"] * around).abs() < TURNED) & (off > MOVED)
    far = (off > np.log(FAR)) & ~turned
    for rule, rows, detail in (
        ("rate_of_one", ones, "a rate of 1 would make two currencies one"),
        ("rate_inverted", rest[turned], "1 / rate is what the months around it have"),
        ("rate_magnitude", rest[far], f"more than {FAR:g} times off the months around it"),
    ):
        if len(rows):
            money = _value(tables, rows["currency"], rates)
            codes = ", ".join(sorted(rows["currency"].unique()))
            said = f"{codes}: {detail}; amount: all lines in {codes}"
            yield told("fx", rule, rows, said, money)


def refused(
    rows: pd.DataFrame, tables: Mapping[str, pd.DataFrame], engagement: Engagement
) -> Iterator[Note]:
    """Rates that were kept out, two for one month among them: all lines in them are in doubt."""
    foreign = rows[rows["currency"] != engagement.currency] if len(rows) else rows
    if len(foreign):
        codes = ", ".join(sorted(foreign["currency"].dropna().unique()))
        detail = f"{codes}: of two rates for one month the first was used, and those that cannot be"
        detail += f" read were not; amount: all lines in {codes}"
        money = _value(tables, foreign["currency"], tables["fx"])
        yield told("fx", "rate_refused", foreign, detail, money)


def _log(ratios: pd.Series) -> pd.Series:
    return pd.Series(np.log(ratios), index=ratios.index)


def _ones(rates: pd.DataFrame, report: str) -> pd.DataFrame:
    """Rates of exactly 1, but for pegged currencies and those that are near parity anyhow."""
    one = rates["rate"] == 1
    others = rates["rate"].mask(one).groupby(rates["currency"]).transform("median")
    near = (others - 1).abs() <= NEAR_PAR
    pegged = rates["currency"].map(lambda code: frozenset((code, report)) in AT_PAR).astype(bool)
    return rates[one & ~near & ~pegged]


def _neighbours(rates: pd.DataFrame) -> pd.Series:
    """The median of the rates of the months around each, itself left out; missing without two."""
    by = rates.groupby("currency", sort=False)["rate"]
    steps = [step for step in range(-AROUND, AROUND + 1) if step]
    around = pd.concat([by.shift(step) for step in steps], axis="columns")
    return around.median(axis="columns").where(around.notna().sum(axis="columns") > 1)


def _value(
    tables: Mapping[str, pd.DataFrame], codes: pd.Series, rates: pd.DataFrame
) -> float | None:
    table = next((name for name in REVENUE_TABLES if name in tables), None)
    if table is None:
        return None
    lines = tables[table]
    mine = lines[lines["currency"].isin(codes) & in_scope(lines)]
    usual = mine["currency"].map(rates.groupby("currency")["rate"].median())
    return float(annual_value(table, mine.assign(**{RATE: usual})).sum())
