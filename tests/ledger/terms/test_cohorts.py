"""Cohort curves (M31): 100 % at the start, empty where nobody has looked yet."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib.ledger.terms import cohorts
from cs_lib.ledger.terms.cohorts import triangle
from tests.ledger.histories import ledger_of, seats
from tests.ledger.random_histories import contract_lines, customer_tables, few, ledger, some

pytestmark = pytest.mark.slow

# Three accounts over three quarters of 2025; b comes back after a gap of a quarter.
LINES = [
    seats("a", "2025-01-10", None, 10, 100),
    seats("b", "2025-02-01", "2025-05-01", 5, 100),
    seats("b", "2025-08-01", None, 3, 100),
    seats("c", "2025-04-01", "2025-06-10", 1, 100),
    seats("d", "2025-05-01", "2025-07-15", 2, 100),
]


def test_a_triangle_by_hand() -> None:
    found = ledger_of(LINES, "2025-09-30").cohorts()
    wide = triangle(found)
    assert wide.columns.tolist() == [0, 1, 2]
    assert wide.loc["2025Q1"].tolist() == [1, 1_000 / 1_500, 1_300 / 1_500]
    assert wide.loc["2025Q2"].tolist()[:2] == [1, 0]
    assert pd.isna(wide.loc["2025Q2", 2])
    logos = triangle(found, "logos")
    assert logos.loc["2025Q1"].tolist() == [2, 1, 2]
    assert found.groupby("cohort")["entered"].first().to_dict() == {"2025Q1": 2, "2025Q2": 2}


def test_cohorts_by_fiscal_year() -> None:
    found = ledger_of(LINES, "2026-03-31", fiscal_year_start=4).cohorts("year")
    assert triangle(found).index.tolist() == ["2025", "2026"]
    assert triangle(found).loc["2025"].tolist() == [1.0, pytest.approx(1_300 / 1_500)]
    assert pd.isna(triangle(found).loc["2026", 1])


def test_a_cohort_that_is_gone_within_its_own_quarter_has_no_share() -> None:
    lines = [LINES[0], seats("brief", "2025-04-01", "2025-06-10", 1, 100)]
    found = ledger_of(lines, "2025-09-30").cohorts()
    gone = found[found["cohort"] == "2025Q2"]
    assert gone["share"].isna().all()
    assert (gone["logos"].tolist(), gone["entered"].tolist()) == ([0, 0], [1, 1])


def test_exchange_rates_move_no_curve() -> None:
    fx = [
        {"currency": "USD", "month": f"2025-{m:02d}-28", "rate": 1 - m / 100} for m in range(1, 8)
    ]
    lines = [seats("a", "2025-01-10", None, 10, 100, currency="USD")]
    found = ledger_of(lines, "2025-06-30", fx=fx).cohorts()
    assert found["share"].tolist() == [1.0, 1.0]
    assert found["arr"].tolist() == pytest.approx([970, 940])
    assert found["arr_constant"].tolist() == pytest.approx([940, 940])


@pytest.mark.slow
@few
@given(
    some(contract_lines()),
    customer_tables(),
    st.sampled_from(["customer", "parent", "product"]),
    st.sampled_from([1, 2, 7]),
    st.sampled_from(["quarter", "year"]),
)
def test_cohorts_start_whole_and_add_up_to_arr(lines, customers, grain, start, by) -> None:
    book = ledger(lines, customers, grain=grain, fiscal_year_start=start)
    found = book.cohorts(by)
    first = found[(found["age"] == 0) & (found["arr_constant"] > 0)]
    assert (first["share"] == 1).all()
    assert (first["logo_share"] == 1).all()
    bridge = book.bridge(segments=False)
    closing = bridge[(bridge["period_kind"] == by) & (bridge["leaf"] == "closing")]
    closing = closing.set_index("period_end")
    sums = found.groupby("period_end")[["arr", "logos"]].sum().reindex(closing.index, fill_value=0)
    assert ((sums["arr"] - closing["amount"]).abs() < 1e-4).all()
    assert (sums["logos"] == closing["accounts"]).all()
    wide = triangle(found)
    last = len(wide.columns) - 1
    for number, cohort in enumerate(wide.index):
        ages = found.loc[found["cohort"] == cohort, "age"]
        assert wide.loc[cohort].iloc[ages.max() + 1 :].isna().all()
        assert number > 0 or ages.max() == last


def test_who_came_after_the_last_complete_period_is_in_no_cohort_yet() -> None:
    history = ledger_of([seats("a", "2025-12-10", None, 10, 100)], "2026-01-31")._grain.history
    last = history.calendar.last
    changes = pd.DataFrame(
        {"first": [last], "index": [last], "currency": ["EUR"], "value": [1], "live": [1],
         "entered": [1]}
    )  # fmt: skip
    assert cohorts._curves(changes, history.rates, history.calendar, "quarter").empty
