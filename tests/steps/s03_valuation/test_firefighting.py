"""The fire-fighter's test, on the ledger of `spending_case`."""

import pytest

from cs_lib.books.segments import whole
from cs_lib.steps.s03_valuation import firefighting
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.steps.s03_valuation.firefighting import Below, Failed, Fighting
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def test_renewal_work_far_below_what_it_renews() -> None:
    found = case.valuation().firefighting
    assert isinstance(found.title_message, Below)
    assert found.title_message.cost.value == pytest.approx(3_600 / 120_000)
    assert set(found.frame["fire_verdict"]) <= {"passes", "not_known"}


def test_it_fails_at_one_for_one() -> None:
    """0.3 x 720,000 = 216,000 to renew 120,000, three quarters of that in Large."""
    costly = case.COSTS.replace(",1000,6000,cs", ",60000,6000,cs")
    found = case.valuation(case.without(costs=costly))
    assert whole(found.firefighting.frame)["fire_verdict"].iloc[0] == "fails"
    assert isinstance(found.firefighting.title_message, Fighting)
    assert not [each for each in found.firefighting.messages if isinstance(each, Failed)]
    seen = firefighting.firefighting.make(
        found.workings.ratios, Coverage("time", 0.9, 0.0), case.engagement()
    )
    (failed,) = [each for each in seen.say if isinstance(each, Failed)]
    assert [each.segment.segment for each in failed.segments] == ["Large"]
