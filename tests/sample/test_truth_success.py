"""Accounts that truth.json names are found again from the tables, by the rule in words."""

from collections import defaultdict


def test_weak_links_are_far_behind_their_team(tables, truth):
    team = defaultdict(list)
    for row in tables["usage"]:
        if row["metric"] == "user_actions":
            team[row["customer_id"]].append(float(row["value"]))
    found = {who for who, each in team.items() if 5 * min(each) < sorted(each)[1]}
    assert found == set(truth["success"]["weak_links"])
    assert 15 < len(found) < len(team) / 2


def test_dead_ends_have_an_hour_a_month(tables, truth):
    ends = set(truth["success"]["dead_ends"])
    assert ends <= {r["customer_id"] for r in tables["contacts"] if r["hours_month"] == "1"}
    assert len(ends) > 5


def test_value_levels_follow_from_usage_and_indicators(tables, truth):
    latest = defaultdict(dict)
    for row in tables["usage"]:
        latest[row["customer_id"]][row["metric"]] = float(row["value"])
    for row in tables["indicators"]:
        latest[row["customer_id"]][row["indicator"]] = float(row["actual"])
    for customer, level in truth["success"]["value_levels"].items():
        for row in tables["value_levels"][: level or 0]:
            assert latest[customer][row["metric"]] >= float(row["threshold"])
        if level is not None and level < len(tables["value_levels"]):
            missed = tables["value_levels"][level]
            assert latest[customer].get(missed["metric"], -1) < float(missed["threshold"])


def test_exits_need_to_exit_and_have_not_adopted(tables, truth):
    adopted = {r["customer_id"] for r in tables["milestones"] if r["stage"] == "adoption"}
    quadrant = {each["customer_id"]: each["quadrant"] for each in truth["accounts"]}
    exits = truth["success"]["exits"]
    assert len(exits) > 10
    assert {quadrant[who] for who in exits} == {"Need to Exit"}
    assert not adopted & set(exits)


def test_quadrants_add_up_to_the_company(truth):
    parts = truth["success"]["quadrants"].values()
    assert sum(p["accounts"] for p in parts) == truth["counts"]["active_accounts"][-1]
    assert abs(sum(p["arr"] for p in parts) - truth["closing_report"][-1]) < 1
    assert all(p["potential"] > p["arr"] for p in parts)
