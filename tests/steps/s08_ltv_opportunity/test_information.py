"""What is not known, what it is worth to know, and what a test would take."""

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s08_ltv_opportunity import information
from cs_lib.steps.s08_ltv_opportunity.choice import Choice
from cs_lib.steps.s08_ltv_opportunity.levels import InPoints, Rate
from cs_lib.texts import Code, Money, Scope, Share
from tests.steps.s08_ltv_opportunity.builders import appraised, base, engagement, known

MARGIN = {"gross_margin": 0.8}
ALIKE = {"retention": 0.02, "expansion": 0.02, "upsell": 0.0001}
EVEN, TERMS = appraised(known(**ALIKE), base(), engagement(**MARGIN))
OFTEN = pd.DataFrame(
    [("S", lever, 0.2) for lever in ("retention", "expansion", "upsell")],
    columns=["segment", "lever", "a_year"],
)


def test_of_two_that_are_alike_the_effects_are_worth_knowing_and_rates_known_well_are_not() -> None:
    found = information.unknowns(EVEN).set_index(["parameter", "lever"])
    worth = found["worth_knowing"]
    assert worth["effect", "retention"] > 0.05 * EVEN.ranked["opportunity"].iloc[0]
    assert worth["lost", "retention"] < 0.01 * EVEN.ranked["opportunity"].iloc[0]
    assert worth.max() <= EVEN.decision.perfect + 1.0


def test_an_effect_reads_in_points_of_the_lever() -> None:
    # 2 points stated, at a chance of a half
    row = information.unknowns(EVEN).set_index(["parameter", "lever"]).loc["effect", "expansion"]
    assert row["now"] == pytest.approx(0.01, rel=0.05)
    assert row["low"] < row["now"] < row["high"]


def test_a_choice_far_ahead_leaves_nothing_worth_knowing_and_no_test() -> None:
    ahead = known(retention=0.05, expansion=0.0001, upsell=0.0001)
    found, _ = appraised(ahead, base(), engagement(**MARGIN, probabilities={"retention": 1.0}))
    assert information.unknowns(found)["worth_knowing"].max() < 1
    assert information.information.make(information.unknowns(found), engagement()).title == (
        information.Worthless()
    )


def test_the_tornado_has_the_ends_of_what_was_drawn_and_of_what_was_assumed() -> None:
    found = information.swings(EVEN, TERMS).set_index("parameter")
    assert set(found.index) == {"uplift", "probability", "lost", "margin", "discount_rate"}
    margin = found.loc["margin"]
    assert (margin["low"], margin["high"]) == pytest.approx((0.72, 0.88))
    # value is in proportion to the margin
    assert margin["opportunity_at_low"] == pytest.approx(0.9 * margin["opportunity"])
    chance = found.loc["probability"]
    # value is in proportion to the chance, too: beta(4, 4) has 5 % below 0.225
    assert chance["low"] == pytest.approx(0.225, abs=0.02)
    assert chance["opportunity_at_low"] == pytest.approx(0.45 * chance["opportunity"], rel=0.1)


def test_a_test_is_of_the_effect_most_worth_knowing_and_delays_a_years_margin() -> None:
    found = information.trial(EVEN, OFTEN)
    assert found is not None
    assert (found.segment, found.there) == ("S", 40)
    top = EVEN.ranked.iloc[0]
    assert found.each is not None
    assert found.each > 40  # an effect of a tenth shows on no 40 accounts
    treated = 1 if found.lever == top["lever"] else 0
    assert found.delay == pytest.approx(top["d_arr"] * 0.8 * (1 - treated), rel=1e-6)


def test_what_is_most_worth_knowing_is_the_title_and_values_are_in_their_units() -> None:
    not_known = pd.DataFrame(
        [("effect", "retention", "S", 0.02, 0.01, 0.03, 500.0, 0.015, "upsell", "T", 0.3),
         ("lost", "retention", "S", 0.1, 0.05, 0.2, 0.0, None, None, None, None)],
        columns=information.COLUMNS,
    )  # fmt: skip
    shown = information.information.make(not_known, engagement())
    effect = Code("parameter", "effect")
    assert shown.title == information.MostWorth(effect, Money(500, "EUR"))
    assert shown.say == (information.Flips(effect, Share(0.3)),)
    rows = shown.frame.set_index("parameter")
    assert str(rows.loc["effect", "level_now"]) == str(
        InPoints(rows.loc["effect", "level_now"].value)
    )
    assert isinstance(rows.loc["lost", "level_now"], Rate)
    assert rows.loc["effect", "successor"] == Choice(Code("lever", "upsell"), Scope("T"))
    assert rows.loc["lost", "successor"] is None
    none = information.information.make(not_known.iloc[:0], engagement())
    assert none == Absent("quarter")
