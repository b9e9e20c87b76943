"""Rules of thumb beside what is measured, on the ledger of `spending_case`."""

import pandas as pd
import pytest

from cs_lib.steps.s03_valuation.planning import Average, Furthest, Other, Others
from cs_lib.texts import Cell, Code, Money, Times
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow
CRC = 6_000 / 133_100


def test_rules_of_thumb_beside_what_is_measured() -> None:
    rows = case.valuation().planning.frame.set_index("motion")
    assert rows["rule"].to_list()[:3] == [1, 2, 4]
    assert pd.isna(rows.loc["acquire", "rule"])
    assert rows.loc["upsell", "rule_cost"] == pytest.approx(4 * CRC)
    # Pacific Crest 2016: 0.13, 0.20, 0.27 and 1.13 are x1, x1.54, x2.08 and x8.7.
    assert rows["pacific_multiple"].round(2).to_list() == [1.0, 1.54, 2.08, 8.69]
    assert rows.loc["expand", "measured_multiple"] == pytest.approx(1.5 / CRC)
    assert rows["marginal_cost"].isna().all()


def test_the_title_is_what_is_furthest_from_its_rule() -> None:
    """Expansion costs 33 times retention (rule: 2), upselling 0.98 times (rule: 4)."""
    found = case.valuation().planning
    at = Cell("valuation.planning", "expand", "measured_multiple")
    assert found.title_message == Furthest(
        Code("motion", "expand"), Times(1.5 / CRC, at=at), Times(2)
    )
    others, average = found.messages
    assert isinstance(others, Others)
    assert [each.motion.key for each in others.motions if isinstance(each, Other)] == ["upsell"]
    assert average == Average(Money(1.0, "EUR"))


def test_what_the_next_one_costs_is_the_clients_word() -> None:
    given = case.valuation(case.assuming("marginal_costs: {retention: 0.3}"))
    assert given.planning.frame.set_index("motion").loc["retain", "marginal_cost"] == 0.3
