"""Prices for several billing periods, as the price of one: worth the same a year."""

import pandas as pd
import pytest

from cs_lib.intake.cells.billing_count import of_one_period
from cs_lib.intake.scope import annual_value
from tests.intake.builders import note

HEAD = "line_id,customer_id,start,end,qty,list_price,billing_period,billing_count\n"


@pytest.mark.parametrize(
    ("period", "count", "price", "read_as", "one", "a_year"),
    [
        # 90 each three months are 90 a quarter: 4 x 90 a year.
        ("month", 3, 90, "quarter", 90, 360),
        ("month", 6, 90, "half_year", 90, 180),
        ("month", 12, 90, "year", 90, 90),
        # 120 each four months are 3 x 120 a year, 90 a quarter.
        ("month", 4, 120, "quarter", 90, 360),
        # 100 each two months are 50 a month.
        ("month", 2, 100, "month", 50, 600),
        ("quarter", 2, 90, "half_year", 90, 180),
        # 2,400 for two years are 1,200 a year.
        ("year", 2, 2400, "year", 1200, 1200),
        # 40 each four weeks are 10 a week, of which a year has 52 (M01).
        ("week", 4, 40, "week", 10, 520),
        ("month", 1, 30, "month", 30, 360),
        ("", 3, 90, "quarter", 90, 360),  # without a period a month is meant
    ],
)
def test_the_price_of_one_period(client, period, count, price, read_as, one, a_year) -> None:
    loaded = client.contracts(f"{HEAD}L1,C1,2025-01-01,,1,{price},{period},{count}\n")
    (row,) = loaded.tables["contracts"].to_dict("records")
    assert (row["billing_period"], row["list_price"], row["billing_count"]) == (read_as, one, 1)
    assert annual_value("contracts", loaded.tables["contracts"]).tolist() == [a_year]


def test_what_is_read_so_is_told(client) -> None:
    rows = "L1,C1,2025-01-01,,1,90,month,3\nL2,C1,2025-01-01,,1,90,month,\n"
    loaded = client.contracts(HEAD + rows)
    assert note(loaded, "several_periods")["rows"] == 1
    assert loaded.tables["contracts"]["billing_period"].tolist() == ["quarter", "month"]


def test_a_count_below_one_is_a_bad_row(client) -> None:
    client.write("contracts.csv", f"{HEAD}L1,C1,2025-01-01,,1,90,month,0\n")
    error = client.refused(contracts="contracts.csv")
    (problem,) = error.problems
    assert (problem.column, problem.row, problem.allowed) == (
        "billing_count",
        2,
        "at least 1 (periods)",
    )


def test_a_term_of_its_own_has_no_count() -> None:
    line = {"billing_period": "term", "billing_count": 3, "amount": 90.0, "list_price": None}
    frame = pd.DataFrame([line]).astype({"billing_count": "Int64", "list_price": "float64"})
    made, notes = of_one_period(frame)
    assert (made["amount"].tolist(), notes) == ([90.0], [])
