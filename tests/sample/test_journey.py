"""Stages follow each other, skill and the play that works bring them, indicators show them."""

from statistics import mean, median

import pytest

from cs_lib.sample import journey


def months(journeys, of: str, since: str = "contract") -> list[float]:
    return [(j.entered[of] - j.entered[since]).days / 30.4 for j in journeys if of in j.entered]


def test_value_comes_between_contract_and_adoption_and_nothing_after_leaving(many):
    for each in many.success.journeys:
        entered = each.entered
        adopted = entered.get("adoption", each.until)
        assert each.begun == entered["contract"] <= entered.get("first_value", adopted) <= adopted
        assert max(entered.values()) <= each.until


def test_the_skilled_adopt_sooner(many):
    able = [j for j in many.success.journeys if j.account.skill >= 60]
    unable = [j for j in many.success.journeys if j.account.skill < 40]
    assert median(months(able, "adoption")) < 0.8 * median(months(unable, "adoption"))


def test_adoption_mostly_comes_before_performance_by_some_months(many):
    both = [j for j in many.success.journeys if {"adoption", "performance"} <= j.entered.keys()]
    lags = months(both, "performance", "adoption")
    before = mean(lag < 0 for lag in lags)
    assert before == pytest.approx(journey.PERFORMS_FIRST, abs=3.5 * (0.09 / len(lags)) ** 0.5)
    assert 4 < median(lag for lag in lags if lag >= 0) < 8


def test_the_sprint_hastens_adoption_and_the_review_does_not(many):
    """Of those who had not adopted when the play began: share that did within half a year."""
    adopted: dict[str, list[bool]] = {}
    sprint = many.plan.plays[0]
    began = many.plan.calendar.first(sprint.month)
    for each in many.success.journeys:
        at = each.entered.get("adoption")
        if each.begun < began < each.until and (at is None or at > began):
            soon = at is not None and (at - began).days <= 180
            adopted.setdefault(each.account.play, []).append(soon)
    assert mean(adopted[sprint.name]) > mean(adopted[""]) + 0.1
    assert abs(mean(adopted["quarterly-review"]) - mean(adopted[""])) < 0.2


@pytest.mark.parametrize(
    ("indicator", "stage"),
    [("processes_live", "adoption"), ("outcome_attained", "performance")],
)
def test_an_indicator_meets_its_target_from_the_milestone_on(tables, indicator, stage):
    entered = {r["customer_id"]: r["entered"] for r in tables["milestones"] if r["stage"] == stage}
    rows = [row for row in tables["indicators"] if row["indicator"] == indicator]
    for row in rows:
        met = float(row["actual"]) >= float(row["target"])
        assert met == (row["date"] >= entered.get(row["customer_id"], "9999"))
    assert len({row["customer_id"] for row in rows}) > 200


@pytest.mark.parametrize(
    ("measures", "level"),
    [
        ({"logins": 0, "processes_live": 1, "features_used": 20, "outcome_attained": 1}, 0),
        ({"logins": 9, "processes_live": 0.6, "features_used": 11, "outcome_attained": 1}, 2),
        ({"logins": 9, "processes_live": 0.6, "features_used": 12, "outcome_attained": 0.99}, 4),
        ({"logins": 9, "processes_live": 0.6, "features_used": 12, "outcome_attained": 1}, 5),
        ({"logins": 9, "features_used": 12}, None),
    ],
)
def test_a_level_holds_with_all_below_it(measures, level):
    assert journey.level(measures) == level
