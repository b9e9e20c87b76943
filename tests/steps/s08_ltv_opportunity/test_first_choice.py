"""What the page of step 8 claims, and what it advises, in each situation."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.exhibits import Absent, Foot
from cs_lib.steps.s08_ltv_opportunity import first_choice, information, ranking
from cs_lib.texts import Cell, Code, Count, Money, Points, Scope, Share
from tests.steps.s08_ltv_opportunity.builders import TERMS, choices, engagement

UNMEASURED = replace(TERMS, unmeasured=True, basis=ranking.REVENUE)
RETENTION, EXPANSION = Code("lever", "retention"), Code("lever", "expansion")
S, T = Scope("S"), Scope("T")
FIRM = choices(("retention", "S", 300.0, 0.9), ("expansion", "T", 200.0, 0.1))
BOOKS: Any = SimpleNamespace(live=range(7), source=SimpleNamespace(table="contracts"))
NOT_KNOWN = pd.DataFrame(
    [("effect", "retention", "S", 0.02, 0.01, 0.03, 500.0, 0.015, "upsell", "T", 0.3)],
    columns=information.COLUMNS,
)
TRIAL = information.Trial("retention", "S", 15, 40, 90.0)


def page(ranked: pd.DataFrame, terms: Any = TERMS, trial: information.Trial | None = None) -> Any:
    return first_choice.opportunity.make(ranked, NOT_KNOWN, trial, terms, BOOKS, engagement())


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


def test_before_cost_the_value_is_the_most_that_a_programme_may_cost() -> None:
    terms = replace(TERMS, basis=ranking.MARGIN)
    shown = first_choice.ranking.make(FIRM, terms, engagement())
    assert shown.say[-1] == first_choice.BeforeProgramme(Money(300, "EUR", at("opportunity")))


def test_where_nothing_was_measured_or_stated_the_ranking_is_shown_and_not_recommended() -> None:
    prior = FIRM.assign(uplift_source="prior")
    shown = first_choice.ranking.make(prior, UNMEASURED, engagement())
    assert shown.title.grade == Code("grade", "D")
    assert shown.say[-1] == first_choice.BeforeCosts(Count(5))
    said = page(prior, terms=UNMEASURED)
    assert (said.claim, said.so_what) == (first_choice.NoUplift(), (first_choice.StateUplifts(),))
    ends = Points(0.04), Points(0.01), Points(0.07)
    assert said.bullets[-1] == first_choice.Unmeasured(RETENTION, S, *ends)
    assert said.foot == Foot.of(7, dt.date(2025, 12, 31), "assumptions", "D")


def test_nothing_ranked_is_absent() -> None:
    assert first_choice.ranking.make(FIRM.iloc[:0], TERMS, engagement()) == Absent("quarter")


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
        choices(("retention", "S", 3.0, 0.6), ("upsell", "S", 2.9, 0.0), (*other, 2.8, 0.4)),
        trial=TRIAL,
    )
    assert said.claim == claim
    assert said.so_what == (advice,)


CLOSE = choices(("retention", "S", 300.0, 0.6), ("expansion", "T", 290.0, 0.4))


@pytest.mark.parametrize(
    "trial",
    [None, replace(TRIAL, each=None), replace(TRIAL, each=21), replace(TRIAL, delay=501.0)],
)
def test_a_test_that_costs_more_than_it_is_worth_or_tells_nothing_is_not_advised(
    trial: information.Trial | None,
) -> None:
    assert page(CLOSE, trial=trial).so_what == (first_choice.Start(RETENTION, S),)


def test_the_measurement_that_would_separate_two_is_said_with_what_it_costs() -> None:
    test = page(CLOSE, trial=TRIAL).bullets[1]
    worth, delay = Money(500, "EUR"), Money(90, "EUR")
    assert test == first_choice.Test(RETENTION, S, Count(15), worth, delay)
    few = page(CLOSE, trial=replace(TRIAL, each=21)).bullets[1]
    assert few == first_choice.TooFew(RETENTION, S, Count(21), Count(40))
    none = page(CLOSE, trial=replace(TRIAL, each=None)).bullets[1]
    assert none == first_choice.TooSmall(RETENTION, S)
    # of a firm first choice nothing has to be told apart
    assert len(page(FIRM, trial=TRIAL).bullets) == 2


def test_a_budget_that_says_the_opposite_is_a_contradiction_beside_the_advice() -> None:
    said = page(FIRM.assign(spend_move=[-5.0, -9.0]))
    cut = first_choice.Contradiction(RETENTION, S, Money(5, "EUR"))
    assert said.so_what == (first_choice.Commit(RETENTION, S), cut)
    # a move whose direction the ranges leave open contradicts nothing
    unsure = page(FIRM.assign(spend_move=[-5.0, -9.0], move_state="open"))
    assert unsure.so_what == (first_choice.Commit(RETENTION, S),)


def test_bullets_say_how_often_and_what_it_rests_on() -> None:
    leads, measured = page(FIRM).bullets
    share = Share(0.9, at("first_share"))
    assert (leads.share, leads.other_lever, leads.simulations) == (share, EXPANSION, Count(4000))
    ends = Points(0.04), Points(0.01), Points(0.07)
    assert measured == first_choice.Measured(*ends, Count(30))
    stated = page(FIRM.assign(uplift_source="stated")).bullets[-1]
    assert stated == first_choice.Estimated(RETENTION, S, Points(0.04))


SWINGS = pd.DataFrame(
    [("discount_rate", 0.07, 0.13, 400.0, 250.0, 300.0), ("margin", 0.7, 0.9, 310.0, 290.0, 300)],
    columns=information.SWINGS,
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
    assert shown.say == (first_choice.Loss(RETENTION, S, Code("parameter", "margin")),)
    assert first_choice.tornado.make(SWINGS.iloc[:0], FIRM, engagement()) == Absent("quarter")
