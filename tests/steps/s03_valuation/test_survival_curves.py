"""Who was observed and who remains (see `spending_case`), and which case is told."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s03_valuation.survival_curves import (
    COLUMNS,
    InSegment,
    Interval,
    NobodyLeft,
    Observed,
    Remain,
    Seen,
    Since,
    StayedYear,
    TooFew,
    Unseen,
    Unsigned,
    survival,
    survival_table,
)
from cs_lib.texts import Count, Day, Scope, Share
from tests.steps.s03_valuation import spending_case as case

MAY = dt.date(2025, 5, 31)


def frame(lost=6, high=0.7, segments=("A", "B")):
    """Half of each remain after a month; only the whole company's second month is modelled."""
    rows = [
        {
            "segment": segment, "tenure_months": month, "at_risk": 9, "lost": lost * month,
            "observed_share": 0.5, "observed_low": 0.4, "observed_high": 0.6,
            "staying_share": 1 - month * 0.25, "staying_low": 0.3, "staying_high": high,
            "modelled": 0, "survival_method": "terms",
        }
        for segment in (*segments, None)
        for month in (0, 1)
    ]  # fmt: skip
    end = rows[-1] | {"tenure_months": 2, "modelled": 1}
    return pd.DataFrame([*rows, end])


def observed(losses=6, since=MAY, unsigned=0, unseen=0):
    return Observed(since, 20, losses, unsigned, unseen)


def test_the_last_month_with_enough_customers_is_told_with_its_limits_and_the_losses():
    found = survival.make(frame(), observed())
    assert found.title == Remain(Share(0.75), Count(1))
    assert found.say == (
        Since(Count(6), Count(20), Day(MAY)),
        Interval(Share(0.3), Share(0.7), Count(6)),
        InSegment(Scope("A"), Share(0.75), Count(1), Share(0.3), Share(0.7), Count(6)),
        InSegment(Scope("B"), Share(0.75), Count(1), Share(0.3), Share(0.7), Count(6)),
    )
    assert found.frame["segment"].fillna("").tolist() == ["A", "A", "B", "B", "", "", ""]
    assert found.frame["staying_low"].notna().tolist() == [True] * 4 + [False] * 3


def test_with_many_segments_the_chart_says_it():
    found = survival.make(frame(segments=tuple("ABCDE")), observed())
    assert not any(isinstance(each, InSegment) for each in found.say)


def test_few_losses_are_no_basis_for_a_share():
    found = survival.make(frame(lost=4), observed(losses=4))
    assert found.title == TooFew(Count(4))
    assert found.say == (Since(Count(4), Count(20), Day(MAY)),)
    assert found.frame is None


def test_without_a_loss_it_is_said_so():
    found = survival.make(frame(lost=0, segments=()), observed(losses=0, since=None))
    assert (found.title, found.say, found.frame) == (NobodyLeft(), (), None)


def test_the_table_says_who_was_observed_to_stay_a_year():
    rows = frame().assign(tenure_months=12, at_risk=10, lost=5)
    assert survival_table.make(rows, observed()).title == StayedYear(Share(0.5))
    thin = rows.assign(at_risk=9)
    assert survival_table.make(thin, observed()).title == Seen(Count(20), Count(6))


def test_who_was_left_out_is_counted():
    found = survival.make(frame(), observed(unsigned=3, unseen=2))
    assert found.note[1:] == (Unsigned(Count(3)), Unseen(Count(2)))


def test_without_a_month_of_observation_both_are_absent():
    empty = pd.DataFrame(columns=list(COLUMNS))
    assert survival.make(empty, observed()) == Absent("year")
    assert survival_table.make(empty, observed()) == Absent("year")


@pytest.fixture(scope="module")
def trees() -> Any:
    return case.valuation().workings


@pytest.mark.slow
def test_everybody_is_there_at_first_and_every_month_is_told(trees):
    first = trees.staying.groupby("segment", dropna=False).first()
    assert (first["staying_share"] == 1).all()
    assert trees.staying["tenure_months"].unique().tolist() == list(range(61))
    assert (trees.staying["staying_low"] <= trees.staying["staying_share"]).all()


@pytest.mark.slow
def test_at_risk_counts_those_observed_beyond_the_month(trees):
    rows = trees.staying[trees.staying["segment"].isna()].set_index("tenure_months")
    # C is observed to month 7, A to 23, B to 15
    assert rows["at_risk"][[6, 12]].tolist() == [3, 2]
    assert rows["lost"][24] == 1
    assert pd.isna(rows["observed_share"][24])


@pytest.mark.slow
def test_losses_are_on_record_from_the_beginning_of_a_complete_history(trees):
    # B leaves in June; A signed up before the records begin, on a day that nobody knows
    assert trees.observed == Observed(dt.date(2024, 1, 31), 3, 1, 1, 0)
