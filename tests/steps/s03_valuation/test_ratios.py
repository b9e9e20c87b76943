"""CAC, CRC, CEC and CUC on the ledger worked by hand in `spending_case`."""

from typing import Any

import pandas as pd
import pytest

from cs_lib.books.segments import of
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found() -> Any:
    return case.valuation()


def row(found: Any, ratio: str, variant: str = "headline", segment: str | None = None) -> Any:
    rows = found.workings.ratios
    rows = of(rows[(rows["ratio"] == ratio) & (rows["variant"] == variant)], segment)
    (only,) = rows.to_dict("records")
    return only


def value(found: Any, ratio: str, variant: str = "headline", segment: str | None = None) -> Any:
    return row(found, ratio, variant, segment)["value"]


@pytest.mark.parametrize(
    ("ratio", "variant", "expected"),
    [
        ("CAC", "headline", 6_000 / 6_000),
        ("CAC", "lag_0", 6_000 / 6_000),
        ("CAC", "lag_3", (3 * 400 + 9 * 500) / 6_000),
        ("CAC", "lag_6", (6 * 400 + 6 * 500) / 6_000),
        ("CAC", "onboarding_in", (6_000 + 2_400) / 6_000),
        ("CAC", "on_margin", 6_000 / (0.8 * 6_000)),
        ("CAC", "payback", 6_000 / (0.8 * 6_000 / 12)),
        ("CAC", "per_logo", 6_000),
        ("CRC", "headline", (2_400 + 3_600) / 133_100),
        ("CRC", "per_retained", 6_000 / 120_000),
        ("CRC", "renewal", 3_600 / 120_000),
        ("CRC", "per_account", 6_000 / 2),
        ("CRC", "per_account_kept", 6_000 / 1),
        ("CEC", "headline", 3_000 / 2_000),
        ("CUC", "headline", 1_800 / 40_800),
        ("magic_number", "arr", (130_100 - 130_100) / 1_500),
    ],
)
def test_ratios_worked_by_hand(found: Any, ratio: str, variant: str, expected: float) -> None:
    assert value(found, ratio, variant) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("ratio", "variant"), [("CAC", "net_of_losses"), ("CEC", "without_price")])
def test_what_nothing_was_won_for_has_no_ratio(found: Any, ratio: str, variant: str) -> None:
    unknown = row(found, ratio, variant)
    assert pd.isna(unknown["value"])
    assert unknown["why"] == "nothing_won"


def test_ratios_of_segments_follow_the_time_logged(found: Any) -> None:
    """Renewal 3,600 by 90 : 30 minutes, on-boarding all with C; Small has 9,000 on average."""
    assert value(found, "CRC", segment="Large") == pytest.approx(2_700 / 124_100)
    assert value(found, "CRC", segment="Small") == pytest.approx((900 + 2_400) / 9_000)


def test_acquisition_without_a_segments_key_has_no_ratio_by_segment(found: Any) -> None:
    unknown = row(found, "CAC", segment="Small")
    assert pd.isna(unknown["value"])
    assert unknown["why"] == "no_split"


def test_a_key_that_names_the_segment_gives_its_ratio() -> None:
    keys = case.KEYS.replace(
        "sales,acquire,1,,", "sales,acquire,0.9,,Small\nsales,acquire,0.1,,Large"
    )
    found = case.valuation(case.without(allocation_keys=keys))
    assert value(found, "CAC", segment="Small") == pytest.approx(5_400 / 6_000)
    assert pd.isna(value(found, "CAC", segment="Large")), "nothing new was won there"


def test_the_client_chooses_what_the_headline_says() -> None:
    chosen = (
        "gross_margin: 0.5, acquisition_on: margin, acquisition_lag_months: 3, "
        "onboarding_counts_as: acquire"
    )
    found = case.valuation(case.assuming(chosen))
    # On-boarding costs 20 % of 700 in each of three months of 2024, of 1,000 in nine of 2025.
    cost = (3 * 400 + 9 * 500) + 0.2 * (3 * 700 + 9 * 1_000)
    assert value(found, "CAC") == pytest.approx(cost / 3_000)
    assert value(found, "CRC") == pytest.approx(3_600 / 133_100)


def test_price_rises_can_be_kept_out_of_expansion() -> None:
    found = case.valuation(case.assuming("expansion_includes_price: false"))
    assert pd.isna(value(found, "CEC"))
    assert value(found, "CEC", "with_price") == pytest.approx(1.5)


def test_a_window_with_a_month_without_cost_has_no_ratio() -> None:
    some = "\n".join(line for line in case.COSTS.splitlines() if "2025-03" not in line)
    run = case.computed(case.without(costs=some))
    rows = run.valuation.workings.ratios.query("ratio == 'CRC'")
    assert rows["value"].isna().all()
    assert "months_missing" in set(rows["why"])
    assert "months_without_cost" in set(run.intake.quality["rule"])
    assert all(gate.holds for gate in run.valuation.gates)
