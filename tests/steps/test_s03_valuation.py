"""Step 3 as a whole: its frames, what it says without costs, keys or a margin, and other grains."""

import pandas as pd
import pytest

from cs_lib.engagement import Assumptions
from tests.steps.economics import spending_case as case

pytestmark = pytest.mark.slow

INTERFACE = {
    "costs": ["motion", "driver", "segment", "amount"],
    "ratios": [
        "ratio", "variant", "segment", "unit", "cost", "base", "value", "lag_months", "note",
    ],
    "lives": ["customer", "segment", "duration", "ended", "entry", "arr"],
}  # fmt: skip


@pytest.mark.parametrize("ledger", [case.PLAIN, case.Ledger((), "")], ids=["costs", "alone"])
def test_later_steps_find_the_columns_they_name(ledger: case.Ledger) -> None:
    found = case.valuation(ledger)
    assert {name: list(getattr(found, name).columns) for name in INTERFACE} == INTERFACE


def test_published_figures_carry_the_registers_ids() -> None:
    by_id = {each.id: each for each in case.valuation().headlines}
    costs = ["M40", "M41", "M43", "M43b", "M43c", "M43d", "M44", "M45", "M48"]
    assert list(by_id) == [*costs, "M49", "M50", "M51", "M53", "M54"]
    assert by_id["M41"].value == 6_000
    assert by_id["M43"].value == pytest.approx(6_000 / 133_100)
    assert "M41 CAC per logo: EUR 6.0k" in case.valuation().headline_text


@pytest.mark.parametrize(
    "policies",
    [
        "policies: {grain: parent}",
        "policies: {grain: product}",
        "policies: {segment_by: null}",
        "policies: {segment_by: acquired_via}",
    ],
)
def test_the_ledger_closes_at_every_grain_and_segment(policies: str) -> None:
    found = case.opened_anew(case.PLAIN._replace(more=policies))
    assert all(gate.holds for gate in found.gates)
    assert found.costs["amount"].sum() == pytest.approx(20_400, abs=1e-9)
    ratios = found.ratios.set_index(["ratio", "variant", "segment"])["value"]
    assert ratios["CRC", "headline", "All"] == pytest.approx(6_000 / 133_100)


def test_fiscal_weeks_take_the_twelve_months_they_stand_for() -> None:
    weeks = "policies: {fiscal_periods: 4-4-5}\nfiscal_week: {ends_on: wednesday, rule: last}\n"
    found = case.opened_anew(case.PLAIN._replace(more=weeks))
    assert found.costs["amount"].sum() == pytest.approx(20_400, abs=1e-9)
    assert all(gate.holds for gate in found.gates)


def test_without_a_margin_there_is_no_contribution() -> None:
    found = case.valuation(case.PLAIN._replace(more=""))
    assert "gross_margin" in found.missing
    assert "Contribution after customer success" not in set(found.profit["label"])
    assert "Give gross_margin" in found.findings["profit"]
    answers = found.questions.set_index("question")
    assert (
        answers.loc["Revenue or margin?", "otherwise"] == "on gross margin: the margin is not given"
    )
    assert "on gross margin" not in set(found.ratios["variant"])


def test_contracts_alone_say_what_is_missing_and_what_it_would_show() -> None:
    found = case.valuation(case.Ledger((), ""))
    assert found.missing == ("costs", "allocation_keys", "roster", "activities", "gross_margin")
    assert found.gates == ()
    assert {each.id for each in found.headlines} == {"M49", "M50", "M51", "M53", "M54"}
    frames = ("costs", "ratios", "planning", "capacity", "glide", "drivers", "profit", "fire")
    assert [name for name in frames if len(getattr(found, name))] == []
    for name in ("costs", "ratios", "capacity", "profit", "so_what"):
        assert "Not provided: costs" in found.findings[name], name
    assert "Ask for the general ledger" in found.findings["costs"]
    assert "acquired_via" in found.findings["sources"]


def test_without_keys_all_cost_is_unallocated() -> None:
    found = case.valuation(case.without("allocation_keys"))
    assert found.costs.to_dict("records") == [
        {"motion": "unallocated", "driver": "no driver", "segment": "not split", "amount": 20_400}
    ]
    assert set(found.open_cost["why"]) == {"no allocation keys are given"}
    assert found.ratios["value"].isna().all()
    assert "no key gives cost to retention" in found.findings["ratios_note"]
    assert all(gate.holds for gate in found.gates)


def test_a_history_of_months_has_ratios_but_nothing_retained() -> None:
    short = "customer_id,start,end,mrr\nA,2025-06-01,,100\nB,2025-08-01,,50\n"
    found = case.valuation(case.without("customers", contracts=short))
    rows = found.ratios.set_index(["ratio", "variant", "segment"])["value"]
    # ARR 1,200 at seven month ends, 600 more at five: over the seven that there are.
    assert rows["CRC", "headline", "All"] == pytest.approx(6_000 / ((7 * 1_200 + 5 * 600) / 7))
    assert all(pd.isna(rows[ratio, "headline", "All"]) for ratio in ("CAC", "CEC", "CUC"))
    assert pd.isna(rows["CRC", "per unit retained", "All"])
    assert found.profit.empty


@pytest.mark.parametrize("name", ["costs", "ratios", "capacity", "profit"])
def test_no_sentence_is_empty(name: str) -> None:
    for ledger in (case.PLAIN, case.Ledger((), "")):
        findings = case.valuation(ledger).findings
        assert findings[name].endswith(".")
        assert [key for key, text in findings.items() if not text.strip()] == []


def test_every_assumption_is_printed_with_its_source() -> None:
    found = case.valuation(case.assuming("gross_margin: 0.8, uplifts: {retention: 0.02}"))
    rows = found.assumptions.set_index("assumption")
    assert set(rows.index) == set(Assumptions.model_fields)
    assert rows["decides"].str.len().min() > 0
    assert rows.loc["gross_margin", ["value", "source"]].to_list() == [
        "0.8",
        "stated by the client",
    ]
    assert rows.loc["uplifts", "value"] == "retention (all 0.02)"
    assert rows.loc["multiple", ["value", "source"]].to_list() == ["–", "not given"]
    assert rows.loc["horizon_months", ["value", "source"]].to_list() == [
        "60",
        "default of this kit",
    ]
    assert "stated 2 assumptions" in found.findings["assumptions"]


def test_rows_of_the_ledger_kept_out_are_said_beside_the_gate() -> None:
    twice = case.COSTS + "2025-12,200,6000,rent\n"
    (gate,) = case.valuation(case.without(costs=twice)).gates
    assert gate.detail.endswith("without 1 row of costs in quarantine (see data quality)")
