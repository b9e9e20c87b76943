"""Cost that no key covers, on the ledger of `spending_case`."""

import pytest

from cs_lib.steps.s03_valuation.unallocated import Centres, Covered, Open
from cs_lib.texts import Count, Share
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def test_what_has_no_key_says_why() -> None:
    """3,600 of 20,400: all of the rent, and a tenth of customer success."""
    found = case.valuation().unallocated
    rows = found.frame.set_index("cost_centre")
    assert rows["unallocated"].to_dict() == {"rent": 2_400, "cs": pytest.approx(1_200)}
    assert rows["open_why"].to_dict() == {"rent": "no_key", "cs": "below_whole"}
    assert isinstance(found.title_message, Open)
    assert found.title_message.amount.value == pytest.approx(3_600)
    assert found.title_message.share == Share(3_600 / 20_400)
    assert found.messages == (Centres(Count(2)),)


def test_keys_above_the_whole_leave_the_centre_unallocated() -> None:
    keys = case.KEYS.replace("cs,retain,0.20", "cs,retain,0.45")
    run = case.computed(case.without(allocation_keys=keys))
    rows = run.valuation.unallocated.frame.set_index("cost_centre")
    assert rows.loc["cs", "unallocated"] == 12_000
    assert rows.loc["cs", "open_why"] == "above_whole"
    quality = run.intake.quality.set_index("rule")
    assert "cs 115.0%" in quality.loc["keys_above_whole", "detail"]
    assert "rent" in quality.loc["cost_without_key", "detail"]


def test_lines_without_a_centre_have_no_name() -> None:
    costs = case.COSTS + "2025-12,600,6000,\n"
    rows = case.valuation(case.without(costs=costs)).unallocated.frame
    (row,) = rows[rows["cost_centre"].isna()].to_dict("records")
    assert (row["unallocated"], row["open_why"]) == (600, "no_centre")


def test_where_every_centre_is_covered_there_is_no_table() -> None:
    keys = case.KEYS.replace("cs,upsell,0.15", "cs,upsell,0.25") + "rent,other,1,,\n"
    found = case.valuation(case.without(allocation_keys=keys)).unallocated
    assert found.frame.empty
    assert found.title_message == Covered()
