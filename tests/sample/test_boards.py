"""What is wrong on the boards can be counted from them."""

from collections import Counter, defaultdict


def test_the_matrix_lacks_an_a_once_and_has_two_once(tables, truth):
    roles = defaultdict(Counter)
    for row in tables["raci"]:
        roles[row["stage"]][row["role"]] += 1
    planted = truth["success"]["boards"]
    for role, stages in planted["raci_missing"].items():
        assert [stage for stage, found in roles.items() if not found[role]] == stages
    double = [stage for stage, found in roles.items() if found["accountable"] > 1]
    assert double == planted["raci_double_accountable"]


def test_goals_are_lost_between_sales_and_customer_success(tables, truth):
    worst = min((row for row in tables["handoffs"] if row["met"]), key=lambda r: float(r["met"]))
    told = [worst["from_team"], worst["to_team"], worst["artefact"]]
    assert told == truth["success"]["boards"]["worst_handoff"]


def test_each_roles_greatest_challenge_is_its_own(tables, truth):
    """Three points for the first, two for the second, one for the third (Borda)."""
    points = defaultdict(Counter)
    for row in tables["challenges"]:
        points[row["role_type"]][row["challenge"]] += 4 - int(row["rank"])
    planted = truth["success"]["boards"]["greatest_challenge"]
    assert {role: found.most_common(1)[0][0] for role, found in points.items()} == planted


def test_every_rating_and_stage_of_the_customers_time_has_a_row(tables):
    assert {row["rating"] for row in tables["processes"]} == {"good", "bad", "gap"}
    assert {row["validated"] for row in tables["moments"]} == {"true", "false"}
