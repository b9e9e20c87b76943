"""What the page of step 8 claims, and what it advises, in each situation."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.exhibits import Absent, Foot
from cs_lib.steps.s08_ltv_opportunity import first_choice, ranking, robustness
from cs_lib.texts import Cell, Code, Count, Money, Points, Scope, Share
from tests.steps.s08_ltv_opportunity.builders import TERMS, choices, engagement

POINTLESS = replace(TERMS, per_point=True, basis=ranking.REVENUE)
RETENTION, EXPANSION = Code("lever", "retention"), Code("lever", "expansion")
S, T = Scope("S"), Scope("T")
FIRM = choices(("retention", "S", 300.0, 0.9), ("expansion", "T", 200.0, 0.1))
BOOKS: Any = SimpleNamespace(live=range(7), source=SimpleNamespace(table="contracts"))
NO_FLIPS = pd.DataFrame(columns=robustness.FLIPS)
FLIP = pd.DataFrame(
    [("uplift", 0.04, 0.03, "expansion", "T", 0.2, 0.5, 1.5)], columns=robustness.FLIPS
)


def page(ranked: pd.DataFrame, flips: pd.DataFrame = NO_FLIPS, terms: Any = TERMS) -> Any:
    return first_choice.opportunity.make(ranked, flips, terms, BOOKS, engagement())


def at(column: str) -> Cell:
    return Cell("ltv_opportunity.ranking_table", "retention S", column)


def test_the_chart_says_what_the_first_choice_is_worth_and_how_sure_that_is() -> None:
    shown = first_choice.ranking.make(FIRM, TERMS, engagement())
    amount = Money(300, "EUR", at("opportunity"))
    basis, grade = Code("value_basis", "net"), Code("grade", "C")
    assert shown.title == first_choice.Most(RETENTION, S, amount, basis, grade)
    ends = Money(150, "EUR", at("opportunity_low")), Money(600, "EUR", at("opportunity_high"))
    assert shown.say == (first_choice.Interval(*ends, Count(40)),)


def test_a_stated_uplift_is_of_grade_d() -> None:
    shown = first_choice.ranking.make(FIRM.assign(uplift_source="stated"), TERMS, engagement())
    assert shown.title.grade == Code("grade", "D")


def test_without_any_uplift_one_point_is_shown_before_costs() -> None:
    shown = first_choice.ranking.make(FIRM, POINTLESS, engagement())
    amount = Money(300, "EUR", at("opportunity"))
    assert shown.title == first_choice.MostAPoint(amount, Code("value_basis", "revenue"))
    assert shown.say == (first_choice.BeforeCosts(Count(5)),)
    said = page(FIRM, terms=POINTLESS)
    assert (said.claim, said.so_what) == (first_choice.NoUplift(), (first_choice.StateUplifts(),))
    assert said.bullets == ()
    assert said.foot == Foot.of(7, dt.date(2025, 12, 31), "assumptions", "D")


def test_nothing_ranked_is_absent() -> None:
    nothing = FIRM.assign(rank=pd.NA)
    assert first_choice.ranking.make(nothing, TERMS, engagement()) == Absent("quarter")


def test_a_firm_first_choice_is_to_be_made() -> None:
    said = page(FIRM)
    assert said.claim == first_choice.First(RETENTION, S)
    assert said.so_what == (first_choice.Commit(RETENTION, S),)
    assert said.foot == Foot.of(7, dt.date(2025, 12, 31), "contracts", "C")
    assert page(FIRM.head(1)).claim == first_choice.First(RETENTION, S)


@pytest.mark.parametrize(
    ("other", "claim", "advice"),
    [
        (
            ("retention", "T"),
            first_choice.TooClose(RETENTION, S, RETENTION, T),
            first_choice.OneProgramme(RETENTION),
        ),
        (
            ("expansion", "T"),
            first_choice.TooClose(RETENTION, S, EXPANSION, T),
            first_choice.TryBoth(),
        ),
        (
            ("expansion", "S"),
            first_choice.TooCloseSegment(RETENTION, S, EXPANSION, S),
            first_choice.TryBoth(),
        ),
    ],
)
def test_two_that_are_too_close_are_tested_before_money_is_committed(
    other: tuple[str, str], claim: object, advice: object
) -> None:
    # the second by value is never first: the third is what the first is too close to
    said = page(
        choices(("retention", "S", 3.0, 0.6), ("upsell", "S", 2.9, 0.0), (*other, 2.8, 0.4))
    )
    assert said.claim == claim
    assert said.so_what == (advice,)


def test_a_budget_that_says_the_opposite_is_a_contradiction_beside_the_advice() -> None:
    said = page(FIRM.assign(spend_move=[-5.0, -9.0]))
    cut = first_choice.Contradiction(RETENTION, S, Money(5, "EUR"))
    assert said.so_what == (first_choice.Commit(RETENTION, S), cut)


def test_bullets_say_how_often_what_would_end_it_and_what_it_rests_on() -> None:
    leads, overtakes, measured = page(FIRM, FLIP).bullets
    share = Share(0.9, at("first_share"))
    assert (leads.share, leads.other_lever, leads.simulations) == (share, EXPANSION, Count(2000))
    way = Code("way", "below")
    pair = (RETENTION, S, EXPANSION, T)
    assert overtakes == first_choice.Overtakes(*pair, way, Points(0.03), Points(0.04))
    ends = Points(0.04), Points(0.01), Points(0.07)
    by = Code("attribute", "adoption")
    assert measured == first_choice.Measured(*ends, Count(30), by)
    stated = page(FIRM.assign(uplift_source="stated")).bullets[-1]
    assert stated == first_choice.Estimated(RETENTION, S, Points(0.04))


SWINGS = pd.DataFrame(
    [("discount_rate", 0.07, 0.13, 400.0, 250.0, 300.0), ("multiple", 0.5, 2.0, 310.0, 290.0, 300)],
    columns=robustness.SWINGS,
)


def test_the_widest_swing_is_the_title_with_its_ends_in_order() -> None:
    shown = first_choice.tornado.make(SWINGS, FIRM, engagement())
    ends = Money(250, "EUR"), Money(400, "EUR")
    assert shown.title == first_choice.Widest(Code("parameter", "discount_rate"), *ends)
    assert shown.say == (first_choice.NoLoss(RETENTION, S),)
    # the low end of the assumption stays the low end, whichever result follows from it
    assert shown.frame["opportunity_at_low"].tolist() == [400, 310]


def test_an_assumption_that_makes_it_a_loss_is_named() -> None:
    losing = SWINGS.assign(opportunity_at_high=[250.0, -1.0])
    shown = first_choice.tornado.make(losing, FIRM, engagement())
    assert shown.say == (first_choice.Loss(RETENTION, S, Code("parameter", "multiple")),)
    assert first_choice.tornado.make(SWINGS.iloc[:0], FIRM, engagement()) == Absent("uplifts")
