"""What the tables behind the ranking say of it."""

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s08_ltv_opportunity import appraisal
from cs_lib.steps.s08_ltv_opportunity.peers import COLUMNS
from cs_lib.texts import Code, Count, Money, Scope, Times
from tests.steps.s08_ltv_opportunity.builders import choices, engagement

TWO = choices(("retention", "S", 300.0, 0.6), ("expansion", "T", 200.0, 0.4))
NO_PEERS = pd.DataFrame(columns=COLUMNS)


def test_the_lead_of_the_first_over_the_second() -> None:
    shown = appraisal.ranking_table.make(TWO, engagement())
    assert shown.title == appraisal.Lead(Money(100, "EUR"))
    assert [str(each) for each in shown.frame["choice"]] == ["retention S", "expansion T"]


@pytest.mark.parametrize("ranked", [TWO.head(1), TWO.assign(opportunity=200.0)])
def test_a_tie_or_a_single_choice_has_no_lead(ranked: pd.DataFrame) -> None:
    assert appraisal.ranking_table.make(ranked, engagement()).title is None


def test_nothing_ranked_is_absent() -> None:
    nothing = TWO.assign(rank=pd.NA)
    assert appraisal.ranking_table.make(nothing, engagement()) == Absent("quarter")
    assert appraisal.ranking_inputs.make(TWO.iloc[:0], NO_PEERS) == Absent("quarter")


def test_where_uplifts_come_from_is_counted() -> None:
    ranked = pd.concat([TWO, TWO.assign(uplift_source="stated"), TWO.head(1)], ignore_index=True)
    ranked.loc[4, ["uplift_source", "uplift", "rank"]] = ("unknown", None, None)
    row = ("retention", "adoption", True, True, "good", 0.4, 0.1, 0.8, 0.9, 0.001, 30, 2, 1)
    peers = pd.DataFrame([row], columns=COLUMNS)
    shown = appraisal.ranking_inputs.make(ranked, peers)
    assert shown.title == appraisal.FromAccounts(Count(2), Count(5))
    by = Code("lever", "retention"), Code("attribute", "adoption")
    assert shown.say == (
        appraisal.Stated(Count(2)),
        appraisal.Unknown(Count(1)),
        appraisal.BestGroup(*by, Times(0.4), Times(0.1), Times(0.8), Count(30)),
        appraisal.Compared(Count(1)),
    )


def compared(*rows: tuple[str, int, int, float | None]) -> pd.DataFrame:
    """Lever, its rank by the planning rule, by the survey, and as measured."""
    frame = pd.DataFrame(
        [(lever, "S", 10.0, first, second, third) for lever, first, second, third in rows],
        columns=["lever", "segment", "breakeven", "rank_planning_1_2_4",
                 "rank_pacific_crest_2016", "rank_client_measured"],
    )  # fmt: skip
    nets = ("net_planning_1_2_4", "net_pacific_crest_2016", "net_client_measured")
    return frame.assign(**dict.fromkeys(nets, 1.0))


def test_the_base_of_all_sets_is_not_evidence_for_its_own_place() -> None:
    shown = appraisal.cost_sets.make(compared(("retention", 1, 1, 1), ("upsell", 2, 2, 2)))
    retention = Code("lever", "retention")
    assert shown.title is None
    assert shown.say == (
        appraisal.BaseOfAll(retention),
        appraisal.BreakEven(retention, Scope("S"), Times(10)),
    )


def test_another_lever_that_stays_first_is() -> None:
    shown = appraisal.cost_sets.make(compared(("upsell", 1, 1, 1), ("retention", 2, 2, 2)))
    assert [type(each) for each in shown.say] == [appraisal.BreakEven]


@pytest.mark.parametrize(
    ("measured", "title"), [((2, 1), appraisal.Depends()), ((None, None), None)]
)
def test_sets_that_disagree_are_said_and_one_that_is_not_measured_is_not_compared(
    measured: tuple[float | None, float | None], title: object
) -> None:
    rows = ("upsell", 1, 1, measured[0]), ("retention", 2, 2, measured[1])
    assert appraisal.cost_sets.make(compared(*rows)).title == title
    assert appraisal.cost_sets.make(compared().iloc[:0]) == Absent("costs")
