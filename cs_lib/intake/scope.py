"""Which revenue lines count, what is each worth a year, and whose lines are live on a day?

Only for what the door counts in money; the ledger computes the report's figures. Amounts are in
each row's own currency. Source: definitions 4.0, M01.
"""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement

RECURRING = ("recurring", "usage_committed")
PER_YEAR = {"week": 52.0, "month": 12.0, "quarter": 4.0, "half_year": 2.0, "year": 1.0}
MONTH = 365.25 / 12
"""Days of an average month."""


def in_scope(lines: pd.DataFrame) -> pd.Series:
    """Does the line count as recurring revenue? One without a line type does."""
    if "line_type" not in lines:
        return pd.Series(True, index=lines.index)
    return lines["line_type"].isna() | lines["line_type"].isin(RECURRING)


def annual_value(table: str, lines: pd.DataFrame) -> pd.Series:
    """What is each line worth a year? Invoices: the amount billed; missing without a price."""
    if table == "mrr_snapshots":
        return lines["mrr"] * 12
    if table == "invoices":
        return lines["amount"]
    per_year = _periods_a_year(lines)
    listed = lines["qty"].fillna(1) * lines["list_price"] * (1 - lines["discount"].fillna(0))
    value = lines["arr"].fillna(lines["mrr"] * 12).fillna(lines["amount"] * per_year)
    value = value.fillna(listed * per_year)
    return value.where(~(lines["qty"] < 0), -value.abs())


def negative(lines: pd.DataFrame) -> pd.Series:
    """Is it a recurring contract line with a price or a quantity below zero (P21)?"""
    listed = lines["list_price"] * (1 - lines["discount"].fillna(0))
    price = lines["arr"].fillna(lines["mrr"]).fillna(lines["amount"]).fillna(listed)
    return in_scope(lines) & ((price < 0) | (lines["qty"] < 0))


def known(lines: pd.DataFrame, engagement: Engagement) -> pd.Series:
    """Does the contract row hold now, or was it known on the review's last day (P22)?"""
    if engagement.policies.known_at == "run":
        return lines["superseded_on"].isna()
    day = pd.Timestamp(engagement.as_of)
    recorded = lines["recorded_on"].isna() | (lines["recorded_on"] <= day)
    return recorded & (lines["superseded_on"].isna() | (lines["superseded_on"] > day))


def money_note(lines: pd.DataFrame, engagement: Engagement) -> str:
    """Says so where amounts of several currencies, or of another one, were added as they are."""
    foreign = lines["currency"].dropna().unique()
    others = sorted(code for code in foreign if code != engagement.currency)
    return f"; amount adds {', '.join(others)} as it stands, not converted" if others else ""


def _periods_a_year(lines: pd.DataFrame) -> pd.Series:
    factor = lines["billing_period"].fillna("month").map(PER_YEAR).astype("float64")
    term = lines["billing_period"] == "term"
    return factor.where(~term.fillna(False), 12 / _months(lines)) if term.any() else factor


def _months(lines: pd.DataFrame) -> pd.Series:
    """Months from start to end: whole ones where the day of the month is the same."""
    start, end = lines["start"].dt, lines["end"].dt
    whole = (end.year - start.year) * 12 + end.month - start.month
    days = (lines["end"] - lines["start"]).dt.days
    months: pd.Series = whole.where(start.day == end.day, days / MONTH).astype("float64")
    return months.where(months > 0, np.nan)


def live(lines: pd.DataFrame, day: dt.date) -> pd.Series:
    """Is the contract line active on `day`? Its end is the first day it is not."""
    moment = pd.Timestamp(day)
    return (lines["start"] <= moment) & (lines["end"].isna() | (lines["end"] > moment))


def live_by_customer(tables: Mapping[str, pd.DataFrame], day: dt.date) -> pd.Series | None:
    """What does each paying customer pay a year on `day`? None where no table can tell.

    Of invoices only paid lines with a service period around `day` count, credits for it taken
    off: which service other lines bill is estimated later, and an estimate contradicts nobody.
    """
    if "contracts" in tables:
        lines = tables["contracts"]
        value = annual_value("contracts", lines)
        paying = lines[live(lines, day) & in_scope(lines) & (value > 0)]
        return value.loc[paying.index].groupby(paying["customer_id"]).sum()
    if "invoices" in tables:
        return _billed_by_customer(tables["invoices"], pd.Timestamp(day))
    if "mrr_snapshots" in tables:
        lines = tables["mrr_snapshots"]
        paying = lines[(lines["month"] == pd.Timestamp(day)) & (lines["mrr"] > 0)]
        return (paying["mrr"] * 12).groupby(paying["customer_id"]).sum()
    return None


def _billed_by_customer(lines: pd.DataFrame, day: pd.Timestamp) -> pd.Series | None:
    served = lines.rename(columns={"service_start": "start", "service_end": "end"})
    served = served[served["start"].notna() & served["end"].notna()]
    if served.empty:
        return None
    paid = (served["status"].fillna("paid") == "paid") & in_scope(served)
    around = served[paid & (served["start"] <= day) & (served["end"] > day)]
    value = around["amount"] * 12 / _months(around)
    found = value.groupby(around["customer_id"]).sum()
    return found[found > 0]
