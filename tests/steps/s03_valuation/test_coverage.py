"""On how much of the cost a split by segment rests (W3)."""

import pytest

from cs_lib.definitions.working_time import FULL_TIME_HOURS
from cs_lib.steps.s03_valuation.coverage import Coverage
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def test_logged_hours_are_held_against_the_managers_working_hours() -> None:
    """P1 and P2, 1.5 full-time managers, logged 240 minutes."""
    found = case.valuation().workings.coverage
    assert found.kind == "time"
    assert found.share == pytest.approx(4 / (1.5 * FULL_TIME_HOURS))
    assert not found.enough


def test_a_roster_covers_the_cost_of_those_who_serve_a_segment() -> None:
    found = case.valuation(case.without("activities")).workings.coverage
    assert (found.kind, found.share) == ("roster", pytest.approx(2_200 / 7_200))


def test_a_key_that_names_the_segment_needs_no_measure() -> None:
    """Renewal, 0.3 of the 0.9 that serves customers, names its segment."""
    keys = case.KEYS.replace("cs,retain,0.30,renewal,", "cs,retain,0.30,renewal,Large")
    found = case.valuation(case.without("activities", "roster", allocation_keys=keys))
    assert found.workings.coverage == Coverage("none", 0.0, pytest.approx(0.3 / 0.9))


def test_arr_and_accounts_measure_nothing() -> None:
    for kind in ("arr", "accounts"):
        found = case.valuation(case.assuming(f"segment_key: {kind}")).workings.coverage
        assert (found.share, found.enough) == (0.0, False)


def test_without_a_roster_nobody_knows_what_the_log_covers() -> None:
    found = case.valuation(case.without("roster")).workings.coverage
    assert (found.kind, found.share, found.enough) == ("time", None, False)


@pytest.mark.parametrize(
    ("measured", "named", "enough"), [(0.5, 0.0, True), (0.49, 0.0, False), (0.0, 0.6, True)]
)
def test_half_is_enough(measured: float, named: float, enough: bool) -> None:
    assert Coverage("time", measured, named).enough is enough
