"""Which revenue lines count, what is each worth a year, and whose lines are live on a day?

Only for what the door counts in money; the ledger computes the report's figures. Amounts are in
the report's currency where the rows carry a rate (`rated`), else in their own. Source: definitions
4.0, M01.
"""

import datetime as dt
from collections.abc import Mapping

import narwhals as nw
import pandas as pd

from cs_lib.definitions import annual_price
from cs_lib.definitions.service_months import months_of
from cs_lib.engagement import Engagement
from cs_lib.notes import not_converted
from cs_lib.tables import REVENUE_TABLES

RECURRING = ("recurring", "usage_committed")
RATE = "_rate"
"""The column with what one of the row's currency is worth in the report's; missing: not known."""
_WORTH = "_worth"
"""The column with each line's annual value in its own currency, once it is known."""


def in_scope(lines: pd.DataFrame) -> pd.Series:
    """Does the line count as recurring revenue? One without a line type does."""
    if "line_type" not in lines:
        return pd.Series(True, index=lines.index)
    return lines["line_type"].isna() | lines["line_type"].isin(RECURRING)


def last_rates(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> dict[str, float]:
    """What one of each currency is worth in the report's: its last rate by the last day."""
    own = {engagement.currency: 1.0}
    if "fx" not in tables:
        return own
    known = tables["fx"][tables["fx"]["month"] <= pd.Timestamp(engagement.as_of)]
    last = known.sort_values("month").groupby("currency")["rate"].last()
    return {str(code): float(rate) for code, rate in last.items()} | own


def valued(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables, and in those of revenue what each row is worth a year in its own currency."""
    return {
        name: rows.assign(**{_WORTH: _own_value(name, rows)}) if name in REVENUE_TABLES else rows
        for name, rows in tables.items()
    }


def rated(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> dict[str, pd.DataFrame]:
    """The tables, and in those of revenue each row's worth and rate, so that money adds up."""
    rates = last_rates(tables, engagement)
    found = valued(tables)
    for name in set(tables) & set(REVENUE_TABLES):
        if "currency" in found[name]:
            codes = found[name]["currency"].fillna(engagement.currency)
            found[name] = found[name].assign(**{RATE: codes.map(rates)})
    return found


def converted(amounts: pd.Series, lines: pd.DataFrame) -> pd.Series:
    """The amounts of these rows in the report's currency, as far as their rates are known."""
    return amounts * lines[RATE].fillna(1.0).astype("float64") if RATE in lines else amounts


def annual_value(table: str, lines: pd.DataFrame) -> pd.Series:
    """What is each line worth a year, in the report's currency as far as its rate is known?

    As the ledger has it (`annual_price`); missing without a price. Of invoices: the amount billed,
    whatever time it is for.
    """
    return converted(_own_value(table, lines), lines)


def _own_value(table: str, lines: pd.DataFrame) -> pd.Series:
    """The same in each line's own currency."""
    if _WORTH in lines:
        return lines[_WORTH]
    if table == "mrr_snapshots":
        return lines["mrr"] * 12
    if table == "invoices":
        return lines["amount"]
    if lines.empty:
        return pd.Series(index=lines.index, dtype="float64")
    days = nw.from_native(lines.assign(_days=(lines["end"] - lines["start"]).dt.days))
    # on its own first: an expression on pandas is computed once for each time it stands in another
    # a long expression, and only a price per term asks for it
    per_term = bool((lines["billing_period"] == "term").any())
    months = annual_price.term_months(nw.col("_days")) if per_term else nw.lit(0.0)
    timed = days.with_columns(_months=months)
    priced = timed.with_columns(_year=annual_price.per_year(nw.col("_months")))
    net = annual_price.net(nw.col("_year"))
    value: pd.Series = priced.select(value=net).to_native()["value"]
    # P21: fewer than no seats take from the value, whatever the sign of their price.
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
    """Says so where amounts of a currency without a rate were added as they are."""
    foreign = lines["currency"].fillna(engagement.currency) != engagement.currency
    unknown = lines[RATE].isna() if RATE in lines else foreign
    return not_converted(lines.loc[foreign & unknown, "currency"].unique())


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
        return billed_by_customer(tables["invoices"], pd.Timestamp(day))
    if "mrr_snapshots" in tables:
        lines = tables["mrr_snapshots"]
        paying = lines[(lines["month"] == pd.Timestamp(day)) & (lines["mrr"] > 0)]
        return annual_value("mrr_snapshots", paying).groupby(paying["customer_id"]).sum()
    return None


def billed_by_customer(lines: pd.DataFrame, day: pd.Timestamp) -> pd.Series | None:
    """What the paid invoices around `day` bill each customer a year; None without periods."""
    served = lines.rename(columns={"service_start": "start", "service_end": "end"})
    served = served[served["start"].notna() & served["end"].notna()]
    if served.empty:
        return None
    paid = (served["status"].fillna("paid") == "paid") & in_scope(served)
    around = served[paid & (served["start"] <= day) & (served["end"] > day)]
    a_year = around["amount"] * 12 / months_of(around["start"], around["end"])
    value = converted(a_year, around)
    found = value.groupby(around["customer_id"]).sum()
    return found[found > 0]
