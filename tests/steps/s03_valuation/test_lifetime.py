"""What a customer is worth: which case is told, over frames worked by hand; page 8."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s03_valuation import lifetime
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.steps.s03_valuation.outlook import Outset
from cs_lib.steps.s03_valuation.unit_costs import SplitByKey, SplitByTime
from cs_lib.texts import Cell, Code, Count, Money, Scope, Share, Times

NAN = float("nan")
ENGAGEMENT = SimpleNamespace(
    currency="EUR",
    as_of=dt.date(2025, 12, 31),
    assumptions=SimpleNamespace(gross_margin=0.8, horizon_months=60, discount_rate=0.1),
)
AHEAD = pd.DataFrame(
    {"scenario": "as_now", "years_ahead": [5], "arr": [100.0], "arr_low": [59.0],
     "arr_high": [161.0]}
)  # fmt: skip
SPLIT, THIN = Coverage("time", 0.9, 0.0), Coverage("time", 0.07, 0.0)
BEGIN = Outset(100, 1.0, 0.9, 1.1, 0, 12)


def row(segment, ltv3=100.0, **changed):
    """One row of `ltv`: 500 by the simple formula, 80 to win."""
    cac = changed.get("cac", 80.0)
    return {
        "segment": segment, "customers": 40, "losses": 30.0, "arpa_month": 20.0,
        "arpa_median": 10.0, "churn_month": 0.01, "crc_ratio": 0.1, "crc_basis": "own",
        "ltv1": 500.0, "ltv2": 400.0,
        "ltv3": ltv3, "ltv3_low": ltv3 - 10, "ltv3_high": ltv3 + 10, "ltv3_expansion": NAN,
        "ltv3_landed": ltv3, "cac": cac, "ltv_cac": ltv3 / cac, "ltv_cac_low": (ltv3 - 10) / cac,
        "ltv_cac_high": (ltv3 + 10) / cac, "payback_months": 18.2, "payback_careful": 27.0,
        "horizon_months": 60.0, "survival_method": "terms", "unshown": None,
    } | changed  # fmt: skip


def at(row_key, column, exhibit="lifetime_ladder"):
    return Cell(f"valuation.{exhibit}", row_key, column)


def value(*rows, coverage=SPLIT):
    return lifetime.lifetime_value.make(pd.DataFrame(rows), coverage, ENGAGEMENT)


def said(shown):
    return [type(each).__name__ for each in shown.say]


def test_segments_are_ranked_where_their_cost_is_known():
    found = value(row("A", 300.0), row("B", 50.0), row("C", 80.0), row(None))
    low, high = (
        Money(amount, "EUR", at=at(name, "ltv3")) for name, amount in (("B", 50), ("A", 300))
    )
    assert found.title == lifetime.Ranked(Scope("B"), low, Scope("A"), high)
    assert said(found) == ["InSegment"] * 3


def test_segments_that_a_thin_key_splits_are_graded_and_not_ranked():
    found = value(row("A", 300.0), row("B", 50.0), row(None), coverage=THIN)
    average = Money(100, "EUR", at=at(None, "ltv3"))
    assert found.title == lifetime.Unranked(average, Code("grade", "D"))
    assert found.say[-1] == SplitByTime(Share(0.07))


def test_a_key_that_does_not_measure_is_named():
    found = value(row("A"), row("B"), row(None), coverage=Coverage("arr", 0.0, 0.0))
    assert found.say[-1] == SplitByKey(Code("segment_key", "arr"))


def test_each_segment_has_its_limits_and_losses_in_the_sentence():
    found = value(row("A", 300.0, losses=4.0), row("B"), row(None))
    amounts = {"ltv3": 300, "ltv3_low": 290, "ltv3_high": 310}
    told = (Money(size, "EUR", at=at("A", column)) for column, size in amounts.items())
    assert found.say[0] == lifetime.InSegment(Scope("A"), *told, Count(4))


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        ([row("A", crc_basis="company"), row("B"), row(None)], "CompanyRatio"),
        ([row("A", crc_ratio=NAN), row("B", crc_ratio=NAN), row(None, crc_ratio=NAN)], "NoCosts"),
        ([row(None, crc_ratio=NAN)], "NoCosts"),
    ],
)
def test_a_value_with_the_company_s_cost_or_none_says_so(rows, last):
    assert said(value(*rows, coverage=THIN))[-1] == last


def test_a_company_without_segments_has_an_average():
    assert isinstance(value(row(None)).title, lifetime.Average)


def test_without_customers_there_is_no_value():
    gone = pd.DataFrame([row(None, NAN)])
    assert value(row(None, NAN)) == Absent("customers_live")
    assert lifetime.lifetime_ladder.make(gone, ENGAGEMENT) == Absent("customers_live")
    assert lifetime.lifetime_ladder.make(gone.iloc[:0], ENGAGEMENT) == Absent("year")


def ladder(*rows):
    return lifetime.lifetime_ladder.make(pd.DataFrame(rows), ENGAGEMENT)


def test_the_ladder_says_what_is_left_and_what_it_rests_on():
    found = ladder(row("A", losses=4.0), row("B"), row(None))
    assert found.title == lifetime.Left(Money(100, "EUR", at=at(None, "ltv3")), Share(0.2))
    assert found.say[:2] == (
        lifetime.Simple(Money(500, "EUR", at=at(None, "ltv1"))),
        lifetime.Pooled(),
    )


def test_what_is_not_shown_is_named_with_the_reason():
    found = ladder(row("A", ltv1=NAN, unshown="few_losses"), row(None))
    why = lifetime.NotShownIn(Scope("A"), Code("unshown", "few_losses"))
    assert lifetime.NotShown((why,)) in found.say


def test_the_mean_that_departs_most_from_the_median_is_named():
    found = ladder(row("A", arpa_month=30.0), row("B"), row(None))
    assert found.say[-1] == lifetime.Skewed(Scope("A"), Times(3.0))


@pytest.mark.parametrize("company", [row(None, ltv1=NAN), row(None, -5.0)])
def test_a_simple_value_that_is_not_shown_has_no_share(company):
    assert isinstance(ladder(company).title, lifetime.NoSimple)


@pytest.mark.parametrize(
    ("losses", "grade"), [(100, "A"), (99, "B"), (20, "B"), (19, "C"), (5, "C"), (4, "D"), (0, "D")]
)
def test_the_grade_goes_by_losses(losses, grade):
    assert lifetime.grade_of(losses) == grade


def judged(company):
    return lifetime.judged(pd.DataFrame([company]), ENGAGEMENT)


def test_a_customer_worth_more_than_it_costs_is_worth_winning():
    cac, landed = (at(None, each, "acquisition_payback") for each in ("cac", "ltv3_landed"))
    assert judged(row(None)) == lifetime.Pays(
        Money(80, "EUR", at=cac), Money(100, "EUR", at=landed)
    )
    assert lifetime.against_cost(pd.DataFrame([row(None)])).times.value == 1.25


@pytest.mark.parametrize(
    ("company", "follows"),
    [
        (row(None, cac=95.0), "Unsure"),
        (row(None, cac=150.0), "TooDear"),
        (row(None, -5.0), "Loss"),
        (row(None, cac=NAN), "NoneType"),
        (row(None, NAN), "NoneType"),
    ],
)
def test_what_follows_goes_by_the_limits(company, follows):
    assert type(judged(company)).__name__ == follows


def test_without_a_margin_or_a_cost_nothing_is_said_of_winning():
    assert judged(row(None, cac=NAN)) is None
    assert lifetime.against_cost(pd.DataFrame([row(None, cac=NAN)])) is None
    assert lifetime.against_cost(pd.DataFrame()) is None
