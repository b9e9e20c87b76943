"""The spread of a budget on response curves."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_lib.engagement.levers import Response
from cs_lib.exhibits import Absent
from cs_lib.steps.s08_ltv_opportunity import allocation, response_curves
from cs_lib.texts import Code, Count, Money, Quantity, Scope, Share
from tests.steps.s08_ltv_opportunity.builders import HALVES, bent, cell, engagement


def test_two_cells_by_hand() -> None:
    # ceiling x / (half + x) with half 100 and ceilings 4000 and 1000; of 200 in all the margins
    # are alike where (100 + a) / (100 + b) = 2: a = 166.67, b = 33.33
    known = pd.DataFrame(
        [
            (name, name, "upsell", 100.0, value, 100.0, 2 * value, np.nan, np.nan, "stated", 0,
             0.0, 200.0, 4 * value, 1.0, 0.4, 0.5, 0.6, 0.1, 0.16, 0.2, np.nan)
            for name, value in (("A", 2000.0), ("B", 500.0))
        ],
        columns=response_curves.COLUMNS,
    )  # fmt: skip
    table, found = allocation.allocation(known, None)
    best = table.set_index("segment")["best_spend"]
    assert (best["A"], best["B"]) == pytest.approx((166.667, 33.333), abs=0.1)
    assert found.budget == 200
    assert found.price == pytest.approx(4000 * 100 / 266.667**2 - 1, rel=1e-3)
    assert found.value_today == pytest.approx(2500 - 200)


def test_more_budget_than_earns_is_left_over_and_worth_nothing() -> None:
    table, found = allocation.allocation(bent(cell("A", 100, 120), cell("B", 100, 130)), 10_000)
    assert table["best_spend"].sum() <= 400
    assert found.price == 0


def test_cells_without_a_curve_keep_their_spend() -> None:
    table, found = allocation.allocation(
        bent(cell("A", 100, 400), cell("B", 60, 400, "upsell")), None
    )
    assert (found.kept, found.budget) == (60, 160)
    assert table["segment"].tolist() == ["A"]
    assert table["best_spend"].sum() <= 100 * (1 + 1e-9)


@pytest.mark.parametrize(
    ("known", "budget", "status", "needed"),
    [
        (bent(cell("A", 100, 400, "upsell")), None, "no_estimate", 100),
        (bent(cell("A", 100, 400)), 40, "below_minimum", 50),
        (bent(cell("A", 100, 400), cell("B", 60, 4, "upsell")), 50, "below_minimum", 110),
    ],
)
def test_what_cannot_be_supported_says_so(
    known: pd.DataFrame, budget: float | None, status: str, needed: float
) -> None:
    table, found = allocation.allocation(known, budget)
    assert (found.status, found.needed) == (status, needed)
    assert table.empty
    assert found.price is None


RANKED = pd.DataFrame({"segment": ["S"], "lever": ["retention"], "rank": [1]}).assign(
    marginal_return=0.25
)
TODAY = pd.DataFrame(
    [("S", "upsell", 100.0, 150.0, 110.0, 160.0, 0.5, 50.0),
     ("S", "retention", 100.0, 50.0, 40.0, 120.0, 0.25, -50.0)],
    columns=["segment", "lever", "spend", "best_spend", "best_low", "best_high",
             "marginal_return", "spend_move"],
)  # fmt: skip
TODAY = TODAY.assign(move_state=["firm", "open"])
NO_TEAM = pd.DataFrame(columns=["segment", "change"])
PLAN = allocation.Plan("optimal", 200.0, 100.0, 0.0, 0.1, 0.05, 0.2, 300.0, 310.0)


def euro(amount: float) -> Money:
    return Money(amount, "EUR")


def test_the_budget_leads_with_the_next_euro_beside_the_first_choice() -> None:
    shown = allocation.budget.make(TODAY, PLAN, RANKED, NO_TEAM, engagement())
    retention = Code("lever", "retention"), Scope("S")
    assert shown.title == allocation.NextEuro(Code("lever", "upsell"), Scope("S"), euro(1))
    # 50 of 200 move; 10 more are 2 % of the 500 that the whole spend of 200 earns; of both shifts
    # only the first lies on one side of today
    assert shown.say == (
        allocation.Against(*retention, euro(1), euro(0.5), euro(0.25)),
        allocation.Reallocated(Share(0.25), euro(10), Share(0.02)),
        allocation.Directions(Count(1), Count(2)),
        allocation.NextPiece(euro(100_000), euro(10_000), euro(5_000), euro(20_000)),
    )


def test_another_budget_is_compared_with_todays() -> None:
    plan = replace(PLAN, budget=400.0, kept=100.0, price=0.0)
    shown = allocation.budget.make(
        TODAY, plan, RANKED.assign(lever="upsell"), NO_TEAM, engagement()
    )
    assert shown.say == (
        allocation.Changed(euro(400), euro(300), euro(10)),
        allocation.Directions(Count(1), Count(2)),
        allocation.Kept(euro(100)),
    )


def test_a_budget_below_the_minimum_is_a_finding_and_no_estimate_is_absent() -> None:
    below = allocation.Plan("below_minimum", 40.0, 50.0, 0.0)
    shown = allocation.budget.make(TODAY.iloc[:0], below, RANKED, NO_TEAM, engagement())
    assert shown.title == allocation.BelowMinimum(euro(40), euro(50))
    none = allocation.Plan("no_estimate", 40.0, 50.0, 0.0)
    found = allocation.budget.make(TODAY.iloc[:0], none, RANKED, NO_TEAM, engagement())
    assert found == Absent("responses")


def test_spending_less_is_said_where_the_best_spend_is_less() -> None:
    less = TODAY.assign(best_spend=[110.0, 50.0], spend_move=[10.0, -50.0])
    said = allocation.budget.make(less, PLAN, RANKED, NO_TEAM, engagement()).say
    assert allocation.Less(euro(40), euro(10), euro(10)) in said


@pytest.mark.parametrize(
    ("change", "kind"), [(-2.0, None), (2.0, allocation.MoreManagers), (0.0, None)]
)
def test_a_plan_that_contradicts_the_team_of_step_3_says_so(change: float, kind: Any) -> None:
    team = pd.DataFrame({"segment": ["S"], "change": [change]})
    said = allocation.budget.make(TODAY, PLAN, RANKED, team, engagement()).say
    found = [each for each in said if isinstance(each, allocation.FewerManagers)]
    assert found == ([kind(Scope("S"), Quantity(2), euro(50))] if kind else [])


def test_more_spend_where_the_team_shrinks_is_the_other_contradiction() -> None:
    more = TODAY.assign(spend_move=[-50.0, 50.0])
    team = pd.DataFrame({"segment": ["S"], "change": [-1.5]})
    said = allocation.budget.make(more, PLAN, RANKED, team, engagement()).say
    assert allocation.FewerManagers(Scope("S"), Quantity(1.5), euro(50)) in said


def test_a_stated_range_that_leaves_all_open_leaves_the_move_open() -> None:
    def states(**ranges: object) -> list[str]:
        said = Response(at_zero=0.5, at_double=1.3, **ranges)
        sure = HALVES.model_copy(
            update={"at_zero_range": (1.99, 2.01), "at_double_range": (0.749, 0.751)}
        )
        cells = cell("A", 100, 600), cell("B", 100, 700, "upsell")
        table, _ = allocation.allocation(bent(*cells, retention=sure, upsell=said), None)
        return sorted(table["move_state"])

    narrow = states(at_zero_range=(0.499, 0.501), at_double_range=(1.299, 1.301))
    assert narrow == ["firm", "firm"]
    wide = states(at_zero_range=(0.1, 0.6), at_double_range=(1.01, 1.39))
    assert "open" in wide


spends = st.lists(st.tuples(st.floats(10, 1e6), st.floats(0.2, 20)), min_size=2, max_size=5)


@pytest.mark.slow
@settings(max_examples=15)
@given(spends, st.floats(0.6, 1.6))
def test_the_budget_is_kept_and_so_are_the_bounds(
    cells: list[tuple[float, float]], part: float
) -> None:
    known = bent(*[cell(f"C{n}", spend, spend * worth) for n, (spend, worth) in enumerate(cells)])
    budget = part * sum(spend for spend, _ in cells)
    table, found = allocation.allocation(known, budget)
    assert found.status == "optimal"
    slack = 1e-6 * budget
    assert table["best_spend"].sum() <= budget + slack
    assert (table["best_spend"] >= table["minimum"] - slack).all()
    assert (table["best_spend"] <= table["maximum"] + slack).all()
    assert (found.price or 0.0) >= 0
    if part >= 1:
        assert found.value_best is not None
        assert found.value_today is not None
        assert found.value_best >= found.value_today - slack
