"""What the tables behind the ranking say of it."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s08_ltv_opportunity import appraisal
from cs_lib.texts import Code, Count, Money, Points, Scope, Share, Times
from tests.steps.s08_ltv_opportunity.builders import LEADS, choices, engagement

TWO = choices(("retention", "S", 300.0, 0.6), ("expansion", "T", 200.0, 0.4))


def test_the_lead_of_the_first_over_the_second() -> None:
    shown = appraisal.ranking_table.make(TWO, engagement())
    assert shown.title == appraisal.Lead(Money(100, "EUR"))
    assert [str(each) for each in shown.frame["choice"]] == ["retention S", "expansion T"]
    assert shown.say == ()


def test_a_cost_that_nobody_gave_is_not_shown_and_said_to_be_missing() -> None:
    shown = appraisal.ranking_table.make(TWO.assign(lever_cost=[1.0, np.nan]), engagement())
    assert shown.say == (appraisal.NoCost(),)


@pytest.mark.parametrize("ranked", [TWO.head(1), TWO.assign(opportunity=200.0)])
def test_a_tie_or_a_single_choice_has_no_lead(ranked: pd.DataFrame) -> None:
    assert appraisal.ranking_table.make(ranked, engagement()).title is None


def test_nothing_ranked_is_absent() -> None:
    assert appraisal.ranking_table.make(TWO.iloc[:0], engagement()) == Absent("quarter")
    assert appraisal.ranking_inputs.make(TWO.iloc[:0], LEADS) == Absent("quarter")


def test_where_uplifts_come_from_is_counted() -> None:
    ranked = pd.concat([TWO, TWO.assign(uplift_source="stated"), TWO.head(1)], ignore_index=True)
    ranked.loc[4, "uplift_source"] = "prior"
    measured = LEADS.head(1).assign(mean=np.log(0.4), deviation=np.log(2) / 1.645, accounts=30)
    shown = appraisal.ranking_inputs.make(ranked, measured)
    assert shown.title == appraisal.FromAccounts(Count(2), Count(5))
    stated, prior, best = shown.say
    assert (stated, prior) == (appraisal.Stated(Count(2)), appraisal.Prior(Count(1)))
    assert (best.lever, best.accounts) == (Code("lever", "retention"), Count(30))
    assert [each.value for each in (best.ratio, best.low, best.high)] == pytest.approx(
        [0.4, 0.2, 0.8]
    )
    assert isinstance(best.ratio, Times)


def test_more_stated_than_is_lost_is_said() -> None:
    more = TWO.assign(uplift_source="stated", stated=0.2, yearly_rate=0.07)
    said = appraisal.ranking_inputs.make(more, LEADS).say
    over = appraisal.MoreThanLost(Code("lever", "retention"), Scope("S"), Points(0.2), Share(0.07))
    assert over in said
    assert sum(isinstance(each, appraisal.MoreThanLost) for each in said) == 1
