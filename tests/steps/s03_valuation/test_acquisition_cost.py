"""LTV over CAC and payback: which case is told, over frames worked by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.models.lifetime import Economics
from cs_lib.steps.s03_valuation.acquisition_cost import (
    Estimated,
    Least,
    NotRecovered,
    Recovered,
    Returns,
    acquisition_payback,
    simple_payback,
)
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.texts import Count, Scope, Times

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


@pytest.mark.parametrize(
    ("basis", "coverage"), [("estimated", SPLIT), ("own", UNSPLIT)], ids=["no key", "thin split"]
)
def test_estimated_segments_are_not_ranked(basis, coverage):
    found = told(row("A", 2.0, basis), row("B", 1.6, basis), row(None, 1.7), coverage=coverage)
    assert [type(each) for each in found.say] == [Returns]
    assert any(isinstance(each, Estimated) for each in found.note) == (basis == "estimated")


def test_what_is_not_paid_back_within_the_horizon_is_said():
    assert told(row(None, 0.8, careful=float("nan"))).title == NotRecovered(Count(60))


def test_without_acquisition_cost_it_is_said_what_is_lacking():
    unknown = row(None, 1.7) | {"cac": float("nan")}
    assert told(unknown, ratios=NO_KEY) == Absent("allocation_keys")
    assert told(unknown) == Absent("customers_won")
    assert told(row(None, 1.7) | {"ltv3": float("nan")}) == Absent("customers_live")


def test_the_simple_payback_is_cost_over_monthly_margin():
    assert simple_payback(Economics(500, 0.8, 0.02, 0.1), 6_000) == pytest.approx(15)
    for nothing in (Economics(500, None, 0.02, 0.1), Economics(500, 0.0, 0.02, 0.1)):
        assert pd.isna(simple_payback(nothing, 6_000))
    assert pd.isna(simple_payback(Economics(500, 0.8, 0.02, 0.1), None))
