"""What a cell means, type by type; expected values are worked by hand."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib import intake
from cs_lib.engagement import TableSource
from cs_lib.intake.cells.types import typed
from cs_lib.tables import Column
from tests import published

MONEY = Column("mrr", "number", "money", unit="money")
UNITS = Column("qty", "number", "units", unit="units")
SHARE = Column("discount", "number", "share", unit="share", low=0, high=1)
DAY = Column("start", "date", "day")
MONTH = Column("month", "month", "month")
FLAG = Column("churned", "flag", "flag")
WHOLE = Column("level", "integer", "whole")
ID = Column("customer_id", "id", "id")


def read(cells, column: Column, **source):
    """The value of each cell, or the rule by which it is refused."""
    series = cells if isinstance(cells, pd.Series) else pd.Series(cells, dtype=object)
    values, findings = typed(series, column, TableSource(path="a.csv", **source))
    rules = {row: found.rule for found in findings for row in found.rows}
    plain = values.astype(object).where(values.notna(), None)
    return [rules.get(row, value) for row, value in plain.items()]


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("850", None, 850.0),
        (" 850.50 ", None, 850.5),
        ("-12", None, -12.0),
        ("+.5", None, 0.5),
        ("1e3", None, 1000.0),
        ("\N{MINUS SIGN}3", None, -3.0),
        ("1,234.50", None, 1234.5),
        ("1,234,567", None, 1234567.0),
        ("1 234 567.5", None, 1234567.5),
        ("1\u202f234,5", ",", 1234.5),
        ("1'234.50", None, 1234.5),
        ("1.234,50", ",", 1234.5),
        ("1.234", ",", 1234.0),
        ("1,234", ".", 1234.0),
        ("1,234", ",", 1.234),
        ("12,5", ",", 12.5),
        ("", None, None),
        ("  ", None, None),
        ("1,234", None, "ambiguous_number"),
        ("12,34", None, "not_a_number"),
        ("1,23,456", None, "not_a_number"),
        ("1.234.567", None, "not_a_number"),
        ("1 23", None, "not_a_number"),
        ("(100)", None, "not_a_number"),
        ("nan", None, "not_a_number"),
        ("NULL", None, "not_a_number"),
        ("0x10", None, "not_a_number"),
        ("1_000", None, "not_a_number"),
        ("15%", None, "not_a_number"),
        ("1e999", None, "not_a_number"),
    ],
)
def test_a_number(text: str, decimal: str | None, value: object) -> None:
    assert read([text], UNITS, decimal=decimal) == [value]


def test_money_that_always_has_three_digits_behind_the_point_is_asked_about() -> None:
    assert read(["1.234", "22.500"], MONEY) == ["ambiguous_number"] * 2
    assert read(["1.234", "22.5"], MONEY) == [1.234, 22.5]
    assert read(["1.234", "900"], MONEY, decimal=",") == [1234.0, 900.0]
    assert read(["1.234"], UNITS) == [1.234]
    assert read(["0.125"], MONEY) == [0.125]


def test_a_share_may_be_a_percentage() -> None:
    assert read(["15%", "7.5 %", "0.2"], SHARE) == [0.15, 0.075, 0.2]


def test_numbers_that_the_file_knows_are_taken_as_they_are() -> None:
    assert read([1, 2.5, np.float64(3), Decimal("4.25"), None], UNITS) == [1, 2.5, 3, 4.25, None]
    assert read(pd.Series([1, None], dtype="Int64"), UNITS) == [1.0, None]
    assert read([1.5, "2,5"], UNITS, decimal=",") == [1.5, 2.5]
    assert read([True], UNITS) == ["not_a_number"]


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.sampled_from([".", ","]))
def test_a_number_reads_as_it_was_written(number: float, decimal: str) -> None:
    text = repr(number).replace(".", decimal)
    assert read([text], UNITS, decimal=decimal) == [number]


@given(st.integers(0, 10**12), st.sampled_from([(".", ","), (",", "."), (".", " "), (",", "'")]))
def test_declared_thousands_read_as_they_were_written(number: int, marks: tuple[str, str]) -> None:
    decimal, thousands = marks
    text = f"{number:,}".replace(",", thousands)
    assert read([text], UNITS, decimal=decimal) == [float(number)]


@pytest.mark.parametrize(
    ("text", "date_format", "value"),
    [
        ("2026-09-30", None, "2026-09-30"),
        ("2026/09/30", None, "2026-09-30"),
        ("20260930", None, "2026-09-30"),
        ("2026-09-30 23:59:59", None, "2026-09-30"),
        ("2026-09-30T23:59:59.5Z", None, "2026-09-30"),
        ("2026-09-30T23:59+02:00", None, "2026-09-30"),
        ("30.09.2026", "%d.%m.%Y", "2026-09-30"),
        ("9/30/26", "%m/%d/%y", "2026-09-30"),
        ("30 Sep 2026", "%d %b %Y", "2026-09-30"),
        ("2026-09-30", "%d.%m.%Y", "2026-09-30"),
        ("0001-01-01", None, "0001-01-01"),
        ("9999-12-31", None, "9999-12-31"),
        ("", None, None),
        ("2026-9-30", None, "not_a_date"),
        ("2026-09-31", None, "not_a_date"),
        ("2026-13-01", None, "not_a_date"),
        ("2026-09", None, "not_a_date"),
        ("soon", None, "not_a_date"),
        ("45930", None, "not_a_date"),
        ("30.09.2026", None, "not_a_date"),
        ("09.10.2026", None, "ambiguous_date"),
        ("9-10-26", None, "ambiguous_date"),
        ("09.10.2026", "%Y.%m.%d", "not_a_date"),
    ],
)
def test_a_day(text: str, date_format: str | None, value: str | None) -> None:
    (read_value,) = read([text], DAY, date_format=date_format)
    shown = read_value.date().isoformat() if isinstance(read_value, dt.datetime) else read_value
    assert shown == value


def test_days_that_the_file_knows() -> None:
    moment = dt.datetime(2026, 9, 30, 23, 59)
    expected = [pd.Timestamp(2026, 9, 30), None]
    assert read([moment, None], DAY) == expected
    assert read(pd.Series([moment, None]), DAY) == expected
    assert read(pd.Series([moment, None]).dt.tz_localize("Asia/Tokyo"), DAY) == expected
    assert read([dt.date(2026, 9, 30), None], DAY) == expected


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"]))
def test_a_day_reads_as_it_was_written(day: dt.date, pattern: str) -> None:
    spelt = pattern.replace("%Y", f"{day.year:04}")
    text = spelt.replace("%m", f"{day.month:02}").replace("%d", f"{day.day:02}")
    (value,) = read([text], DAY, date_format=pattern)
    assert value.date() == day


@pytest.mark.parametrize(
    "cell", ["2026-02", "2026/02", "2026-02-01", "2026-02-28", "20260214", dt.datetime(2026, 2, 3)]
)
def test_a_month_is_its_last_day(cell: object) -> None:
    assert read([cell], MONTH) == [pd.Timestamp(2026, 2, 28)]


def test_a_month_in_a_declared_format() -> None:
    assert read(["2022 Feb"], MONTH, date_format="%Y %b") == [pd.Timestamp(2022, 2, 28)]
    assert read(["2026-13", "Feb"], MONTH) == ["not_a_date"] * 2


def test_a_flag() -> None:
    yes = ["true", "TRUE", "Yes", "1", "y", "T", True, 1, 1.0]
    no = ["false", "No", "0", "n", "F", False, 0]
    assert read(yes, FLAG) == [True] * len(yes)
    assert read(no, FLAG) == [False] * len(no)
    assert read(["", None, "2", "ja"], FLAG) == [None, None, "not_a_flag", "not_a_flag"]
    assert read(["ja", "Nein "], FLAG, values={"churned": {"Ja": "yes", "nein": "no"}}) == [
        True,
        False,
    ]


def test_a_whole_number() -> None:
    assert read(["3", 4.0, "1,000,000", "2.5"], WHOLE) == [3, 4, 1_000_000, "not_a_whole_number"]


def test_names_stay_as_they_are_written() -> None:
    assert read([" 007 ", "NA", "null", "-", ""], ID) == ["007", "NA", "null", "-", None]
    assert read([7, 7.0, 7.5, True], ID) == ["7", "7", "7.5", "true"]
    assert read(pd.Series([7, None], dtype="Int64"), ID) == ["7", None]


def test_words_of_the_contract_are_read_in_any_dress() -> None:
    kind = Column("line_type", "category", "kind", allowed=("usage_committed", "trial"))
    assert read(["Usage committed", "USAGE-COMMITTED", "Trial"], kind) == [
        "usage_committed",
        "usage_committed",
        "trial",
    ]
    words = {"line_type": {"Subscription": "usage_committed"}}
    assert read(["subscription ", "trial"], kind, values=words) == ["usage_committed", "trial"]


def test_a_currency_is_read_in_capitals() -> None:
    code = Column("currency", "category", "code")
    assert read(["eur", "USD ", "XXQ", ""], code) == ["EUR", "USD", "unknown_currency", None]


LAST = {
    "to the second": ("2026-09-30 23:59:59", {}),
    "to the minute": ("2026-09-30T23:59", {}),
    "to the thousandth": ("2026-09-30 23:59:59.999", {}),
    "twenty-four hours": ("2026-09-30 24:00:00", {}),
    "in a zone": ("2026-09-30T23:59:59+02:00", {}),
    "in another format": ("30.09.2026 23:59", {"date_format": "%d.%m.%Y %H:%M"}),
    "counted since 1970": ("1790812799", {"date_format": "epoch_s"}),
    "counted by a spreadsheet": ("46295.99999", {"date_format": "excel_days"}),
    "the day itself, included": ("2026-09-30", {"end_inclusive": True}),
    "both": ("2026-09-30 23:59:59", {"end_inclusive": True}),
}


@pytest.mark.parametrize("name", LAST)
def test_an_end_at_the_last_minute_of_a_day_covers_it(client, name: str) -> None:
    end, source = LAST[name]
    start = {"epoch_s": "1735689600", "excel_days": "45658"}.get(
        str(source.get("date_format")), "2025-01-01"
    )
    rows = f"customer_id,start,end,mrr\nC1,{start},{end},1\n"
    found = client.contracts(rows, **source)
    assert found.tables["contracts"]["end"].tolist() == [pd.Timestamp(2026, 10, 1)]
    told = found.quality["rule"].tolist()
    assert told.count("end_of_day") == (0 if source.get("end_inclusive") else 1)


@pytest.mark.parametrize("end", ["2026-09-30", "2026-09-30 00:00", "2026-09-30 23:58:59"])
def test_any_other_end_is_the_first_day_without(client, end: str) -> None:
    rows = f"customer_id,start,end,mrr\nC1,2025-01-01 23:59:59,{end},1\n"
    frame = client.contracts(rows).tables["contracts"]
    assert frame["end"].tolist() == [pd.Timestamp(2026, 9, 30)]
    assert frame["start"].tolist() == [pd.Timestamp(2025, 1, 1)]


def test_the_last_minute_is_the_one_of_the_clients_own_clock(client) -> None:
    """In Berlin 21:59:59Z is the last second of 30 September, 23:59:59Z an early hour after it."""
    client.write(
        "contracts.csv",
        "customer_id,start,end,mrr\nC1,2025-01-01,2026-09-30T21:59:59Z,1\n"
        "C2,2025-01-01,2026-09-30T23:59:59Z,1\n",
    )
    found = client.load({"time_zone": "Europe/Berlin"}, contracts="contracts.csv")
    assert found.tables["contracts"]["end"].tolist() == [pd.Timestamp(2026, 10, 1)] * 2


@pytest.mark.external
def test_a_line_that_ends_in_the_last_second_of_the_review_is_in_arr() -> None:
    """p33d: D is served until 30 September 23:59:59: ARR 12 x (100 + 40) on that day."""
    engagement = published.outside_case("p33d_end_2359_one_line")
    lines = intake.load(engagement).tables["contracts"]
    runs = lines[lines["end"].isna() | (lines["end"] > pd.Timestamp(engagement.as_of))]
    assert 12 * runs["mrr"].sum() == 1680
