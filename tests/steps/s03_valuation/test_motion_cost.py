"""The sample company: what was planted per motion, over the movements that were planted."""

import json
from typing import Any

import pytest

from cs_lib.books import segments
from tests import whole

pytestmark = pytest.mark.slow

EXPANSION = ("quantity_increase", "list_price_increase", "discount_decrease")
UPSELL = ("tier_upgrade", "new_product")
A_EURO = 1.0
"""The sample's truth drops fractions of a cent from each of some thousand shares."""


@pytest.fixture(scope="module")
def found() -> Any:
    return whole.review().results["valuation"]


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    file = whole.PARAMS / "sample" / "truth.json"
    planted: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return planted


def year(series: list[float]) -> float:
    return sum(series[-12:])


def test_cost_per_motion_is_as_planted(found: Any, truth: dict[str, Any]) -> None:
    by_motion = found.workings.costs.groupby("motion")["amount"].sum()
    planted = {motion: year(cost) for motion, cost in truth["cost_per_motion"].items()}
    assert by_motion.to_dict() == pytest.approx(planted, abs=A_EURO)


def test_ratios_are_the_planted_costs_over_the_planted_movements(
    found: Any, truth: dict[str, Any]
) -> None:
    cost = {motion: year(series) for motion, series in truth["cost_per_motion"].items()}
    moved = {leaf: year(series) for leaf, series in truth["movements_report"].items()}
    stock = truth["closing_report"][-12:]
    kept = truth["retention"][0]
    expected = {
        ("CAC", "headline"): cost["acquire"] / (moved["new_logo"] + moved["win_back"]),
        ("CRC", "headline"): cost["retain"] / (sum(stock) / 12),
        ("CRC", "per_retained"): cost["retain"] / (kept["grr"] * kept["opening"]),
        ("CEC", "headline"): cost["expand"] / sum(moved[leaf] for leaf in EXPANSION),
        ("CEC", "without_price"): cost["expand"]
        / (moved["quantity_increase"] + moved["discount_decrease"]),
        ("CUC", "headline"): cost["upsell"] / sum(moved[leaf] for leaf in UPSELL),
    }
    everyone = segments.whole(found.workings.ratios)
    values = everyone.set_index(["ratio", "variant"])["value"].to_dict()
    assert {key: values[key] for key in expected} == pytest.approx(expected, rel=1e-6)


def test_the_sample_closes_to_its_ledger(found: Any) -> None:
    (gate,) = found.gates
    assert (gate.holds, gate.residual) == (True, 0.0)
    assert found.workings.open_cost.empty
