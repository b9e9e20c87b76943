"""Two steps that recommend opposite things are found, with what decides between them."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from cs_lib.exhibits.findings import Finding
from cs_lib.steps.s00_decisions import contradictions
from cs_lib.texts import Code, Count, Money, Name, Quantity, Scope

DUE = pd.DataFrame({"account": ["A", "B"], "renewal_state": ["notice_given", "open"]})


def result(
    frames: dict[str, pd.DataFrame] | None = None, found: tuple[Finding, ...] = (), **workings: Any
) -> Any:
    """A step's result with these workings and exhibits."""
    shown = {name: SimpleNamespace(absent=None, frame=f) for name, f in (frames or {}).items()}
    return SimpleNamespace(workings=SimpleNamespace(**workings), exhibits=shown, findings=found)


NUMBERS = result(renewals_due=DUE)
DECIDED = SimpleNamespace(lever="retention")
OPTION = Name("adoption sprint")


def told(**results: Any) -> list[tuple[object, ...]]:
    found = contradictions.found({"numbers_review": NUMBERS} | results, "EUR")
    return list(found.itertuples(index=False, name=None))


def segmentation(listed: list[str]) -> Any:
    names = pd.DataFrame({"name": listed, "arr": [100.0] * len(listed)})
    accounts = pd.DataFrame({"account": ["A", "B", "C"], "name": ["Ann", "Ben", "Cy"]})
    exits = pd.DataFrame({"account": ["C"]})
    return result({"largest_gaps": names}, accounts=accounts, exits=exits)


def execution(*treated: str) -> Any:
    rows = pd.DataFrame(
        {"account": [*treated, "X"], "group": ["treated"] * len(treated) + ["waits"]}
    )
    one = Finding("the_one", "one", "execution.x", "C", subject="adoption sprint")
    return result(found=(one,), decided=DECIDED, assignment=rows)


def test_what_is_sold_to_accounts_that_leave():
    """A gave notice and C may have to go; B stays."""
    (row,) = told(segmentation=segmentation(["Ann", "Ben", "Cy"]))
    assert row == (
        "sell_to_leaving",
        contradictions.SellToLeaving(Count(2), Money(200, "EUR")),
        contradictions.TakeOff(),
    )
    assert told(segmentation=segmentation(["Ben"])) == []


def test_a_test_on_accounts_that_leave_or_where_nobody_is_known():
    people = pd.DataFrame({"account": ["A", "B"], "gone": [False, True]})
    leaving, unknown = told(execution=execution("A", "B"), personas=result(people=people))
    assert leaving[1] == contradictions.TreatLeaving(Count(1), OPTION)
    # B's only contact has left
    assert unknown[1] == contradictions.TreatUnknown(Count(1), Count(2), OPTION)


def capacity(change: float, lever: str = "retention") -> list[tuple[object, ...]]:
    managers = pd.DataFrame({"segment": ["Enterprise"], "managers_change": [change]})
    ranking = pd.DataFrame({"segment": ["Enterprise"], "lever": [lever]})
    return told(
        valuation=result({"managers": managers}), ltv_opportunity=result({"ranking": ranking})
    )


def test_managers_are_taken_from_where_retention_is_worth_most():
    (row,) = capacity(-0.8)
    assert row[1] == contradictions.CutWhereNeeded(
        Scope("Enterprise"), Quantity(0.8), Code("lever", "retention")
    )
    assert capacity(-0.1) == []
    assert capacity(0.8) == []
    assert capacity(-0.8, "expansion") == []


def test_the_one_spends_more_where_spend_is_above_target():
    over = Finding("cost_over_target", "spend", "valuation.x", "B", money=1.0, about="CRC")
    (row,) = told(execution=execution(), valuation=result({"managers": pd.DataFrame()}, (over,)))
    assert row[1] == contradictions.CutWhatIsChosen(OPTION)


def test_one_step_alone_contradicts_nobody():
    assert told() == []
