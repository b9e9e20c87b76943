"""Which story explains the year, and what the first page's title says of it."""

import pandas as pd
import pytest

from cs_lib.exhibits.findings import Finding
from cs_lib.steps.s00_decisions import verdict
from cs_lib.texts import Code, Name, Points, Share
from tests.steps import case

MISSED = pd.DataFrame({"metric": ["nrr"], "points": [0.01]})
NOTHING_MISSED = MISSED.iloc[:0]


def found(what: str, money: float, topic: str = "retention", **facts: float) -> Finding:
    """A finding about NRR, unless it is told apart by its name."""
    return Finding(what, topic, "step.exhibit", "A", money=money, about="nrr", facts=facts)


def gap(what: str = "spread_losses", money: float = 50.0, **facts: float) -> Finding:
    return found(what, money, **{"gap": 0.05, "reference": 1.03, "target": 1.0} | facts)


def fall_of_grr(money: float) -> Finding:
    """GRR has no target and is below a year ago."""
    facts = {"gap": money / 1_000, "reference": 0.97, "target": 0.0}
    return Finding(
        "spread_losses", "retention", "step.exhibit", "A", money=money, about="grr", facts=facts
    )


def price(money: float, without: float = 0.9, **then: float) -> Finding:
    return found("price_hides_volume", money, "pricing", without=without, **then)


def leaves(paced: float, now: float = 0.98, **then: float) -> Finding:
    """The weak quarter of a book of 1,000."""
    return found("weak_quarter_leaves", 1_000 * (paced - now), paced=paced, now=now, **then)


@pytest.mark.parametrize("what", ["spread_losses", "one_account"])
def test_of_a_gap_and_what_a_price_rise_hides_the_larger_is_the_story(what):
    short = gap(what)
    assert verdict.story_of((short, price(51.0))).what == "price_hides_volume"
    assert verdict.story_of((short, price(49.0))) is short


def test_of_what_a_met_target_hides_the_larger_is_the_story():
    stated = found("arr_differs", 40.0, "numbers")
    assert verdict.story_of((price(41.0), stated)).what == "price_hides_volume"
    assert verdict.story_of((price(39.0), stated)) is stated
    # a missed target comes before another definition, whatever that is worth
    assert verdict.story_of((gap(money=1.0), stated)).what == "spread_losses"


def test_what_a_price_rise_hides_does_not_leave_with_a_quarter():
    assert verdict.story_of((gap(), leaves(1.04), price(51.0))).what == "price_hides_volume"


def test_a_quarter_that_leaves_is_the_story_where_the_rate_returns():
    assert verdict.story_of((gap(), leaves(1.04))).what == "weak_quarter_leaves"
    # within a point of 103 % it has returned, below it has not
    assert verdict.story_of((gap(), leaves(1.021))).what == "weak_quarter_leaves"
    assert verdict.story_of((gap(), leaves(1.019))).what == "spread_losses"


def test_an_account_comes_before_the_quarter_that_it_alone_made_weak():
    alone, one_of_many = (gap("one_account", of_weak_quarter=share) for share in (0.51, 0.5))
    assert verdict.story_of((alone, leaves(1.04))) is alone
    assert verdict.story_of((one_of_many, leaves(1.04))).what == "weak_quarter_leaves"
    # it left in another quarter, and the rate returns all the same
    elsewhere = gap("one_account", of_weak_quarter=0.0)
    assert verdict.story_of((elsewhere, leaves(1.04))).what == "weak_quarter_leaves"
    assert verdict.story_of((elsewhere, leaves(1.01))) is elsewhere


def test_a_fall_of_grr_without_a_target_comes_back_with_the_quarter():
    """NRR was 105 % and is 98 %; at the pace of the other three quarters it is 106 %."""
    back = leaves(1.06, then=1.05)
    assert verdict.story_of((fall_of_grr(79.0), back)) is back
    # more than comes back is lost elsewhere, too
    assert verdict.story_of((fall_of_grr(81.0), back)).about == "grr"
    # NRR is as it was: no quarter was weak by its measure
    assert verdict.story_of((fall_of_grr(79.0), leaves(1.06, then=0.99))).about == "grr"


def test_a_missed_target_of_grr_is_told():
    missed = gap("spread_losses", 50.0)
    missed = Finding(
        missed.what, missed.topic, missed.evidence, "A", money=50.0, about="grr", facts=missed.facts
    )
    assert verdict.story_of((missed, leaves(1.06, then=1.05))) is missed


def test_a_fall_that_leaves_no_target_missed_is_told_after_another_definition():
    fell, stated = leaves(1.09, 1.04, then=1.07), found("arr_differs", 10.0, "numbers")
    assert verdict.story_of((fell,)) is fell
    assert verdict.story_of((fell, stated)) is stated
    assert verdict.story_of((leaves(1.09, 1.04, then=1.05),)) is None
    assert verdict.story_of((leaves(1.09, 1.04),)) is None


def told(story: Finding, missed: pd.DataFrame):
    return verdict._told(story, (story,), missed, 0.1, "EUR")


def test_a_quarter_that_leaves_is_told_with_what_is_missing_or_with_the_fall():
    quarter = Name("None")
    assert told(leaves(1.04, then=1.05), MISSED) == verdict.WeakQuarter(
        Code("metric", "nrr"), Points(0.01), quarter
    )
    fell = told(leaves(1.04, then=1.05), NOTHING_MISSED)
    assert (fell.now, fell.period) == (Share(0.98), quarter)
    assert fell.fell.value == pytest.approx(0.07)


def test_the_title_of_a_price_rise_is_true_of_volume_and_of_the_target():
    since = {"then": 1.1, "then_without": 1.1}
    assert told(price(1.0, 0.9, **since), MISSED) == verdict.PriceShort(Points(0.01), Share(0.9))
    lower = verdict.PriceAlone(Code("metric", "nrr"), Share(0.9))
    assert told(price(1.0, 0.9, **since), NOTHING_MISSED) == lower
    # volume still grows: more slowly than a year ago, or not known
    assert told(price(1.0, 1.02, **since), NOTHING_MISSED) == verdict.PriceCovers(Share(1.02))
    assert told(price(1.0, 1.02), NOTHING_MISSED) == verdict.PriceReaches(Share(1.02))


def test_a_gap_that_would_be_printed_as_nothing_is_not_told():
    nearly = MISSED.assign(points=0.0004)
    assert isinstance(told(price(1.0, 0.9), nearly), verdict.PriceAlone)


TERMS = (("2023-01-01", "2024-07-01", 100, 100), ("2024-07-01", "2025-07-01", 110, 100),
         ("2025-07-01", "", 99, 110))  # fmt: skip
"""NRR 99 % after 110 %; without the rise in price 90 % after 110 %. GRR is 99 %."""


@pytest.mark.slow
def test_a_reader_of_a_price_rise_learns_of_each_target_that_is_missed():
    lines = [
        f"{number}-{start},C{number},{start},{end},A,{qty},{price},0,year"
        for number in range(12)
        for start, end, qty, price in TERMS
    ]
    head = case.CONTRACTS.partition("\n")[0]
    told = case.computed(
        case.Case(
            engagement="client: Dear\nas_of: 2025-12-31\ncurrency: EUR\n"
            "tables: {contracts: contracts.csv, customers: customers.csv}\n"
            "targets: {nrr: 1.0, grr: 0.995}\n",
            contracts="\n".join([head, *lines]) + "\n",
            customers="customer_id,name\n" + "".join(f"C{n},Tree {n}\n" for n in range(12)),
        )
    ).results["decisions"].verdict  # fmt: skip
    assert isinstance(told.claim, verdict.PriceShort)
    assert told.claim.short.value == pytest.approx(0.01)
    since, also, *_ = told.so_what
    assert (since.then.value, since.without.value) == (pytest.approx(1.1), pytest.approx(1.1))
    assert also.metric == Code("metric", "grr")
    assert also.short.value == pytest.approx(0.005)
