"""Where the money goes, on the ledger of `spending_case`."""

import pytest

from cs_lib.books.segments import of, whole
from cs_lib.steps.s03_valuation.cost_matrix import NoKeys, SplitBy, Winning
from cs_lib.texts import Code, Share
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def test_motions_by_segment_over_the_ledgers_total() -> None:
    found = case.valuation().cost_matrix
    company = whole(found.frame).set_index("motion")["amount"]
    assert company["ledger"] == 20_400 == pytest.approx(company.drop("ledger").sum())
    small = of(found.frame, "Small").set_index("motion")["amount"]
    assert small.to_dict() == {"retain": 3_300, "ledger": 3_300}
    assert found.title_message == Winning(Share(6_000 / 20_400), Share(6_000 / 20_400))
    assert found.notes == (SplitBy(Code("segment_key", "time")),)


def test_without_keys_nothing_is_said_to_have_a_purpose() -> None:
    found = case.valuation(case.without("allocation_keys")).cost_matrix
    assert isinstance(found.title_message, NoKeys)
