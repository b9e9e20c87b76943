"""LTV over CAC and payback: which case is told, over frames worked by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s03_valuation.acquisition_cost import (
    AcrossKeys,
    ByEveryKey,
    Landed,
    Least,
    NoKey,
    NotRecovered,
    Recovered,
    Returns,
    acquired,
    acquisition_payback,
    simple_payback,
)
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.texts import Code, Count, Scope, Times

ENGAGEMENT = SimpleNamespace(currency="EUR")
SPLIT, UNSPLIT = Coverage("time", 0.9, 0.0), Coverage("time", 0.07, 0.0)
RATIOS = pd.DataFrame(
    {"ratio": ["CAC"], "variant": ["headline"], "segment": [None], "value": [1.2], "why": [""]}
)
NO_KEY = RATIOS.assign(value=float("nan"), why="no_key")


def row(segment, times, basis="own", careful=27.0):
    """A customer worth `times` what it costs to win, 100."""
    return {
        "segment": segment, "ltv3": times * 100, "cac": 100.0, "cac_basis": basis,
        "ltv_cac": times,
        "ltv_cac_least": float("nan"), "ltv_cac_most": float("nan"),
        "ltv_cac_low": round(times - 0.1, 1), "ltv_cac_high": round(times + 0.1, 1),
        "payback_months": 18.2, "payback_careful": careful, "losses": 30.0, "horizon_months": 60.0,
    }  # fmt: skip


def told(*rows, coverage=SPLIT, ratios=RATIOS):
    return acquisition_payback.make(pd.DataFrame(rows), ratios, coverage, ENGAGEMENT)


def test_the_company_s_multiple_is_said_with_its_limits_and_losses():
    found = told(row("A", 2.0), row("B", 1.6), row(None, 1.7))
    assert found.title == Recovered(Count(27))
    assert found.say[0] == Returns(Times(1.7), Times(1.6), Times(1.8), Count(30))


def test_the_least_is_named_where_each_segment_s_cost_is_its_own():
    found = told(row("A", 2.0), row("B", 1.6), row("C", 1.9), row(None, 1.7))
    assert found.say[1] == Least(Scope("B"), Times(1.6), Times(1.5), Times(1.7), Count(30))


def test_segments_that_a_thin_key_splits_are_not_ranked():
    found = told(row("A", 2.0), row("B", 1.6), row(None, 1.7), coverage=UNSPLIT)
    assert [type(each) for each in found.say] == [Returns]


def unsplit(segment, least, most):
    blank = dict.fromkeys(("cac", "ltv_cac", "ltv_cac_low", "ltv_cac_high"), float("nan"))
    edges = {"ltv_cac_least": least, "ltv_cac_most": most}
    return row(segment, 1.0, "no_key") | blank | edges


def test_without_a_key_segments_have_a_range_and_no_value():
    found = told(unsplit("A", 2.2, 7.7), unsplit("B", 0.2, 1.4), row(None, 1.7))
    grade = Code("grade", "D")
    assert found.say[1:] == (
        AcrossKeys(Scope("A"), Times(2.2), Times(7.7), grade),
        AcrossKeys(Scope("B"), Times(0.2), Times(1.4), grade),
    )
    assert any(isinstance(each, NoKey) for each in found.note)
    assert not any(isinstance(each, Least) for each in found.say)


def test_keys_that_give_the_same_multiple_in_print_make_no_range():
    found = told(unsplit("A", 0.01, 0.04), unsplit("B", 0.2, 0.3), row(None, 1.7))
    grade = Code("grade", "D")
    assert found.say[1:] == (
        ByEveryKey(Scope("A"), Times(0.01), grade),
        AcrossKeys(Scope("B"), Times(0.2), Times(0.3), grade),
    )


def test_the_range_is_over_equal_cost_per_arr_and_per_logo():
    """By hand: 3,000 were spent on 15 logos and 1,000 of new ARR, 200 a logo or 3 for 1 of ARR.

    A's logo began with 20, so that by ARR it cost 60 and by number 200: 400 is 6.7 or 2.0 times.
    """
    rows = [
        ("CAC", "per_logo", None, 200.0), ("CAC", "on_revenue", None, 3.0),
        ("CAC", "per_logo", "A", float("nan")),
    ]  # fmt: skip
    ratios = pd.DataFrame(rows, columns=["ratio", "variant", "segment", "value"])
    bases = {"A": SimpleNamespace(new_logos=10, new=200.0)}
    found = acquired(ratios, bases, "A", Landed(20.0, 400.0))
    assert (found.per_logo, found.basis) == (None, "no_key")
    assert found.range == pytest.approx((2.0, 400 / 60))


def test_what_is_not_paid_back_within_the_horizon_is_said():
    assert told(row(None, 0.8, careful=float("nan"))).title == NotRecovered(Count(60))


def test_without_acquisition_cost_it_is_said_what_is_lacking():
    unknown = row(None, 1.7) | {"cac": float("nan")}
    assert told(unknown, ratios=NO_KEY) == Absent("allocation_keys")
    assert told(unknown) == Absent("customers_won")
    assert told(row(None, 1.7) | {"ltv3": float("nan")}) == Absent("customers_live")


def test_the_simple_payback_is_cost_over_monthly_margin_of_a_new_customer():
    assert simple_payback(6_000, 0.8, 6_000) == pytest.approx(15)
    for nothing in ((6_000, None, 6_000), (6_000, 0.0, 6_000), (6_000, 0.8, None)):
        assert pd.isna(simple_payback(*nothing))
    assert pd.isna(simple_payback(float("nan"), 0.8, 6_000))


def test_the_careful_payback_is_the_month_that_reaches_the_cost():
    assert Landed(flow=np.array([10.0, 8.0, 6.0])).payback(18) == 2
    assert Landed(flow=np.array([10.0, 8.0, 6.0])).payback(25) is None
    assert Landed().payback(25) is None
