"""Every definition of a ratio in one table, and the sentence over the same rows (W28)."""

import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s03_valuation.variants import ABOVE, Range
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def test_the_sentence_ranges_over_the_tables_own_rows() -> None:
    found = case.valuation().ratio_variants
    frame = found.frame
    rows = frame[(frame["cost_ratio"] == "CAC") & (frame["unit"] == "ratio")]
    assert isinstance(found.title_message, Range)
    ends = found.title_message.low.value, found.title_message.high.value
    assert ends == (rows["ratio_value"].min(), rows["ratio_value"].max())
    assert ends == pytest.approx((0.9, 1.4))


def test_each_row_has_a_name_of_its_own_and_only_the_company_is_there() -> None:
    frame = case.valuation().ratio_variants.frame
    assert frame["definition"].is_unique
    counted = frame.set_index("definition").loc["CAC_per_logo"]
    assert counted[["base_accounts", "ratio_value", "unit"]].to_list() == [1, 6_000, "money"]


def test_what_is_above_target_a_year_is_a_row_of_its_own() -> None:
    """CRC 6,000 / 133,100 against a target of 0.04: 676 a year too much."""
    aimed = case.PLAIN._replace(target="crc_ratio: 0.04")
    frame = case.valuation(aimed).ratio_variants.frame
    row = frame.set_index("definition").loc[f"CRC_{ABOVE}"]
    assert row["cost"] == pytest.approx(6_000 - 0.04 * 133_100)
    plain = case.valuation().ratio_variants.frame
    assert not plain["definition"].str.contains(ABOVE).any()


def test_without_keys_no_ratio_is_known() -> None:
    found = case.valuation(case.without("allocation_keys")).ratio_variants
    assert found.absent == Absent("allocation_keys")
