"""Response curves through stated points, or fitted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cs_lib.engagement import Assumptions
from cs_lib.engagement.levers import Response
from cs_lib.exhibits import Absent
from cs_lib.steps.s08_ltv_opportunity import response_curves
from cs_lib.texts import Count
from tests.steps.s08_ltv_opportunity.builders import HALVES, bent, cell


def test_a_stated_curve_runs_through_its_three_points() -> None:
    # losses worth 400: without the spend twice as much, so today's spend brings 400; at twice
    # the spend a quarter less is lost, 100 more
    value, half, ceiling = response_curves.through(100.0, 400.0, HALVES.today, HALVES.more, 100.0)
    assert value == 400
    at = [ceiling * spend / (half + spend) for spend in (0.0, 100.0, 200.0)]
    assert at == pytest.approx([0, 400, 500])


@given(
    st.floats(1, 1e7), st.floats(1, 1e9), st.floats(0.05, 5), st.floats(0.05, 0.9),
    st.floats(0.1, 3),
)  # fmt: skip
def test_every_stated_curve_does(
    spend: float, worth: float, today: float, part: float, times: float
) -> None:
    # what the extra spend brings is a part of what the same spend brings today, at most
    more, extra = today * part * times, spend * times
    value, half, ceiling = response_curves.through(spend, worth, today, more, extra)
    assert ceiling * spend / (half + spend) == pytest.approx(worth * today)
    beyond = ceiling * (spend + extra) / (half + spend + extra)
    assert beyond == pytest.approx(value + worth * more)


def test_more_spend_has_its_effect_with_the_probability_of_the_ranking() -> None:
    # half of the 100 that twice the spend would bring
    half = bent({**cell("A", 100, 400), "probability": 0.5}).iloc[0]
    assert half["ceiling"] * 200 / (half["half"] + 200) == pytest.approx(450)


def test_a_programme_whose_cost_is_known_has_the_gain_that_was_ranked_at_that_cost() -> None:
    # 40 % of a rate worth 400 at a chance of a half, for 60 a year
    given_ = {**cell("A", 100, 400), "probability": 0.5, "extra": 60.0, "uplift": 0.04, "rate": 0.1}
    row = bent(given_).iloc[0]
    assert row["source"] == response_curves.RANKED
    assert row["ceiling"] * 160 / (row["half"] + 160) == pytest.approx(400 + 80)


def test_ranges_are_those_given_else_a_third_either_way() -> None:
    said = Response(at_zero=2.0, at_double=0.75, at_zero_range=(1.5, 2.5))
    assert said.effects() == ((0.5, 1.5), pytest.approx((0.175, 0.325)))


@pytest.mark.parametrize(
    ("responses", "message"),
    [
        ({"retention": {"at_zero": 0.5, "at_double": 0.8}}, "at_double below 1"),
        ({"upsell": {"at_zero": 1.5, "at_double": 0.8}}, "at_double above 1"),
        ({"upsell": {"at_zero": 0.9, "at_double": 1.2}}, "returns must diminish"),
        ({"retention": {"at_zero": 2.0, "at_double": 0.5}}, "at endless spend 200% of the losses"),
        ({"expansion": {"at_zero": 0.5}}, "at_double"),
        ({"retention": {"at_zero": 2.0, "at_double": 0.8, "at_zero_range": [2.1, 3]}},
         "at_zero_range that holds at_zero"),
        ({"retention": {"at_zero": 2.0, "at_double": 0.8, "at_double_range": [0.7, 1.1]}},
         "at_double_range on one side of 1"),
        ({"growth": {"at_zero": 0.5, "at_double": 1.2}}, "growth"),
    ],
)  # fmt: skip
def test_answers_without_a_curve_are_refused(responses: object, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Assumptions.model_validate({"responses": responses})
    problems = [str(error.get("ctx", {}).get("problems", "")) for error in refused.value.errors()]
    assert message in str(refused.value) + "".join(problems)


def test_a_cell_keeps_its_service_level_and_goes_no_further_than_was_asked() -> None:
    row = bent(cell("A", 100, 400), minimum=0.7).iloc[0]
    assert (row["minimum"], row["maximum"], row["source"]) == (70, 200, response_curves.STATED)


def test_without_an_answer_or_without_spend_there_is_no_curve() -> None:
    found = bent(cell("A", 100, 400, "upsell"), cell("B", 0, 400))
    assert found["source"].tolist() == [response_curves.NONE, response_curves.NONE]


def test_quarters_that_show_a_response_are_fitted() -> None:
    spend = np.array([50.0, 100, 150, 200, 300, 400])
    seen = pd.DataFrame({"segment": "A", "lever": "upsell", "spend": spend})
    seen = seen.assign(quarter=range(6), value=1000 * spend / (100 + spend))
    found = response_curves.curves(
        pd.DataFrame([cell("A", 100, 900, "upsell")]), seen, {}, 0.5
    ).iloc[0]
    assert found["source"] == response_curves.FITTED
    assert (found["half"], found["ceiling"], found["n"]) == pytest.approx((100, 1000, 6), rel=1e-3)
    assert found["value"] == pytest.approx(500, rel=1e-3)


def test_quarters_that_only_scatter_are_not() -> None:
    generator = np.random.default_rng(1)
    seen = pd.DataFrame(
        {"segment": "A", "lever": "upsell", "quarter": range(8),
         "spend": 100 + 30 * generator.random(8), "value": 500 * generator.random(8)}
    )  # fmt: skip
    found = response_curves.curves(
        pd.DataFrame([cell("A", 100, 900, "upsell")]), seen, {}, 0.5
    ).iloc[0]
    assert found["source"] == response_curves.NONE


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
    found = response_curves.history(observed, spent, cells)
    assert found[["lever", "spend", "value"]].to_numpy().tolist() == [["expansion", 160.0, 960.0]]


@pytest.mark.parametrize(
    ("sources", "title"),
    [
        (["stated", "stated"], response_curves.AllYours(Count(2))),
        (["fitted", "none"], response_curves.FromQuarters(Count(1), Count(2))),
    ],
)
def test_the_title_says_who_estimated_the_responses(sources: list[str], title: object) -> None:
    known = bent(cell("A", 100, 400), cell("B", 100, 400)).assign(source=sources)
    assert response_curves.response_estimates.make(known).title == title


def test_without_any_response_there_is_no_table() -> None:
    known = bent(cell("A", 100, 400, "upsell"))
    assert response_curves.response_estimates.make(known) == Absent("responses")
