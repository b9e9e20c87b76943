"""The cost of all motions is the ledger's, on the ledger of `spending_case`."""

import dataclasses

import pytest

from cs_lib.exhibits.draft import GateBroken
from cs_lib.steps.s03_valuation import closure
from cs_lib.steps.s03_valuation.closure import Gap, LeftOut, Reconciles
from cs_lib.texts import Count, Name
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def test_the_parts_add_up_to_the_ledger() -> None:
    found = case.valuation()
    (gate,) = found.gates
    assert (gate.id, gate.holds, gate.residual) == ("R8", True, 0.0)
    rows = found.cost_reconciliation.frame.set_index("cost_line")["amount"]
    assert rows.to_dict() == {
        "allocated": 16_800, "not_allocated": pytest.approx(3_600), "difference": 0,
        "ledger": 20_400,
    }  # fmt: skip
    assert isinstance(found.cost_reconciliation.title_message, Reconciles)
    assert found.draft == ()


def test_a_gap_is_said_and_keeps_the_report_a_draft() -> None:
    run = case.computed()
    (gate,) = run.valuation.gates
    broken = dataclasses.replace(gate, holds=False, residual=12.5)
    shown = closure.cost_reconciliation.make(
        run.valuation.workings.costs, (broken,), run.intake, case.engagement()
    )
    assert isinstance(shown.title, Gap)
    assert shown.title.gap.value == 12.5
    assert closure.draft((broken,)) == (GateBroken(Name("R8"), Name(gate.name)),)


def test_rows_of_the_ledger_kept_out_are_said_beside_the_gate() -> None:
    twice = case.COSTS + "2025-12,200,6000,rent\n"
    found = case.valuation(case.without(costs=twice))
    (gate,) = found.gates
    assert gate.detail.endswith("without 1 row of costs in quarantine (see data quality)")
    assert found.cost_reconciliation.messages == (LeftOut(Count(1)),)
