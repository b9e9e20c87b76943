"""Response curves through stated points, and the spread of a budget on them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from cs_lib.engagement import Assumptions
from cs_lib.engagement.levers import Response
from cs_lib.steps.opportunity import allocation, curves

HALVES = Response(at_zero=2.0, at_double=0.75)
NO_HISTORY = pd.DataFrame(columns=["segment", "lever", "quarter", "spend", "value"])


def test_a_stated_curve_runs_through_its_three_points() -> None:
    # losses worth 400: without the spend twice as much, so today's spend brings 400; at twice
    # the spend a quarter less is lost, 100 more
    value, half, ceiling, *_ = curves.through(100.0, 400.0, HALVES)
    assert value == 400
    at = [ceiling * spend / (half + spend) for spend in (0.0, 100.0, 200.0)]
    assert at == pytest.approx([0, 400, 500])


@given(st.floats(1, 1e7), st.floats(1, 1e9), st.floats(0.05, 5), st.floats(0.01, 0.99))
def test_every_stated_curve_does(spend: float, worth: float, today: float, part: float) -> None:
    more = today * part
    value, half, ceiling, *_ = curves.through(
        spend, worth, Response(at_zero=1 + today, at_double=max(0.0, 1 - min(more, 0.99)))
    )
    if min(more, 0.99) < today:
        assert ceiling * spend / (half + spend) == pytest.approx(worth * today)
        doubled = ceiling * 2 * spend / (half + 2 * spend)
        assert doubled == pytest.approx(value + worth * min(more, 0.99))


@pytest.mark.parametrize(
    ("responses", "message"),
    [
        ({"retention": {"at_zero": 0.5, "at_double": 0.8}}, "at_double below 1"),
        ({"upsell": {"at_zero": 1.5, "at_double": 0.8}}, "at_double above 1"),
        ({"upsell": {"at_zero": 0.9, "at_double": 1.2}}, "returns must diminish"),
        ({"retention": {"at_zero": 2.0, "at_double": 0.5}}, "at endless spend 200% of the losses"),
        ({"expansion": {"at_zero": 0.5}}, "at_double"),
        ({"growth": {"at_zero": 0.5, "at_double": 1.2}}, "growth"),
    ],
)  # fmt: skip
def test_answers_without_a_curve_are_refused(responses: object, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Assumptions.model_validate({"responses": responses})
    problems = [str(error.get("ctx", {}).get("problems", "")) for error in refused.value.errors()]
    assert message in str(refused.value) + "".join(problems)


def cell(name: str, spend: float, worth: float, lever: str = "retention") -> dict[str, object]:
    return {"choice": name, "segment": name, "lever": lever, "spend": spend, "worth": worth}


def bent(*cells: dict[str, object], minimum: float = 0.5, **responses: Response) -> pd.DataFrame:
    stated = responses or {"retention": HALVES}
    return curves.curves(pd.DataFrame(list(cells)), NO_HISTORY, stated, minimum)


def test_a_cell_keeps_its_service_level_and_goes_no_further_than_was_asked() -> None:
    row = bent(cell("A", 100, 400), minimum=0.7).iloc[0]
    assert (row["minimum"], row["maximum"], row["source"]) == (70, 200, curves.STATED)


def test_without_an_answer_or_without_spend_there_is_no_curve() -> None:
    found = bent(cell("A", 100, 400, "upsell"), cell("B", 0, 400))
    assert found["source"].tolist() == [curves.NONE, curves.NONE]


def test_quarters_that_show_a_response_are_fitted() -> None:
    spend = np.array([50.0, 100, 150, 200, 300, 400])
    seen = pd.DataFrame({"segment": "A", "lever": "upsell", "spend": spend})
    seen = seen.assign(quarter=range(6), value=1000 * spend / (100 + spend))
    found = curves.curves(pd.DataFrame([cell("A", 100, 900, "upsell")]), seen, {}, 0.5).iloc[0]
    assert found["source"] == curves.FITTED
    assert (found["half"], found["ceiling"], found["n"]) == pytest.approx((100, 1000, 6), rel=1e-3)
    assert found["value"] == pytest.approx(500, rel=1e-3)


def test_quarters_that_only_scatter_are_not() -> None:
    generator = np.random.default_rng(1)
    seen = pd.DataFrame(
        {"segment": "A", "lever": "upsell", "quarter": range(8),
         "spend": 100 + 30 * generator.random(8), "value": 500 * generator.random(8)}
    )  # fmt: skip
    found = curves.curves(pd.DataFrame([cell("A", 100, 900, "upsell")]), seen, {}, 0.5).iloc[0]
    assert found["source"] == curves.NONE


def test_history_is_taken_per_unit_of_arr() -> None:
    # a quarter that began with 1,000 of ARR, of which 20 expanded at a cost of 10; ARR today 4,000
    observed = pd.DataFrame(
        {
            "segment": ["A", "A"],
            "quarter": ["Q", "Q"],
            "arr": [600.0, 400.0],
            "expansion": [0.0, 0.05],
        }
    )
    spent = pd.DataFrame(
        {"quarter": ["Q"], "segment": ["A"], "lever": ["expansion"], "spend": [10.0]}
    )
    cells = pd.DataFrame(
        [{"segment": "A", "lever": "expansion", "arr": 4000.0, "unit_value": 3.0},
         {"segment": "A", "lever": "retention", "arr": 4000.0, "unit_value": 3.0}]
    )  # fmt: skip
    found = curves.history(observed, spent, cells)
    assert found[["lever", "spend", "value"]].to_numpy().tolist() == [["expansion", 160.0, 960.0]]


def test_two_cells_by_hand() -> None:
    # ceiling x / (half + x) with half 100 and ceilings 4000 and 1000; of 200 in all the margins
    # are alike where (100 + a) / (100 + b) = 2: a = 166.67, b = 33.33
    known = pd.DataFrame(
        [
            (name, name, "upsell", 100.0, value, 100.0, 2 * value, np.nan, np.nan, 0.0, 200.0,
             "stated", 0)
            for name, value in (("A", 2000.0), ("B", 500.0))
        ],
        columns=curves.COLUMNS,
    )  # fmt: skip
    found = allocation.spread(known, None)
    best = found.table.set_index("cell")["best"]
    assert (best["A"], best["B"]) == pytest.approx((166.667, 33.333), abs=0.1)
    assert found.budget == 200
    assert found.price == pytest.approx(4000 * 100 / 266.667**2 - 1, rel=1e-3)
    assert found.value_today == pytest.approx(2500 - 200)


def test_more_budget_than_earns_is_left_over_and_worth_nothing() -> None:
    found = allocation.spread(bent(cell("A", 100, 120), cell("B", 100, 130)), 10_000)
    assert found.table["best"].sum() <= 400
    assert found.price == 0


def test_cells_without_a_curve_keep_their_spend() -> None:
    found = allocation.spread(bent(cell("A", 100, 400), cell("B", 60, 400, "upsell")), None)
    assert (found.kept, found.budget) == (60, 160)
    assert found.table["cell"].tolist() == ["A"]
    assert found.table["best"].sum() <= 100 * (1 + 1e-9)


@pytest.mark.parametrize(
    ("known", "budget", "why"),
    [
        (bent(cell("A", 100, 400, "upsell")), None, "no lever has a response curve"),
        (bent(cell("A", 100, 400)), 40, "minimum service level needs 50 of a budget of 40"),
        (bent(cell("A", 100, 400), cell("B", 60, 4, "upsell")), 50, "does not cover the spend"),
    ],
)
def test_what_cannot_be_supported_says_so(
    known: pd.DataFrame, budget: float | None, why: str
) -> None:
    found = allocation.spread(known, budget)
    assert found.status != "optimal"
    assert why in found.why
    assert found.table.empty


spends = st.lists(st.tuples(st.floats(10, 1e6), st.floats(0.2, 20)), min_size=2, max_size=5)


@pytest.mark.slow
@settings(max_examples=15)
@given(spends, st.floats(0.6, 1.6))
def test_the_budget_is_kept_and_so_are_the_bounds(
    cells: list[tuple[float, float]], part: float
) -> None:
    known = bent(*[cell(f"C{n}", spend, spend * worth) for n, (spend, worth) in enumerate(cells)])
    budget = part * sum(spend for spend, _ in cells)
    found = allocation.spread(known, budget)
    assert found.status == "optimal"
    table = found.table
    slack = 1e-6 * budget
    assert table["best"].sum() <= budget + slack
    assert (table["best"] >= table["minimum"] - slack).all()
    assert (table["best"] <= table["maximum"] + slack).all()
    assert found.price >= 0
    if part >= 1:
        assert found.value_best >= found.value_today - slack
