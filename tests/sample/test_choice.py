"""One of ten is chosen, with reasons; the plays' verdicts are what happened to their accounts."""

import pytest


def test_exactly_one_of_ten_is_chosen_and_the_others_have_a_reason(tables):
    options = tables["options"]
    chosen = [row["option"] for row in options if row["state"] == "chosen"]
    assert len(options) == 10
    assert chosen == [row["option"] for row in tables["decision"]]
    assert all(row["reason"] for row in options)
    assert {row["option"] for row in tables["tests"]} <= {row["option"] for row in options}


@pytest.mark.parametrize("play", ["adoption-sprint", "quarterly-review"])
def test_a_verdict_counts_who_left_in_the_first_year(tables, truth, play):
    option = {"adoption-sprint": "adoption-sprint-pilot"}.get(play, play)
    row = next(r for r in tables["tests"] if r["option"] == option and r["kind"] == "effect")
    treated = next(each["treated"] for each in truth["plays"] if each["name"] == play)
    end = str(int(row["start"][:4]) + 1) + row["start"][4:]
    left = {
        e["customer_id"]
        for e in truth["events"]
        if e["kind"] == "churn" and row["start"] <= e["day"] < end
    }
    lost = sum(customer in left for customer in treated) / len(treated)
    assert float(row["actual"]) == pytest.approx(lost, abs=0.02)


def test_the_sprint_kept_accounts_and_the_review_was_stopped(truth):
    sprint, review = truth["success"]["one"]["trials"]
    assert sprint["treated_lost"] / sprint["treated"] < sprint["control_lost"] / sprint["control"]
    assert (sprint["hazard_ratio"], review["hazard_ratio"]) == (0.45, 1.0)


def test_the_one_is_for_the_untrained_that_no_sprint_reached(truth):
    known = {each["customer_id"]: each for each in truth["accounts"]}
    sprinted = set(next(p["treated"] for p in truth["plays"] if p["name"] == "adoption-sprint"))
    chosen = truth["success"]["one"]["for"]
    assert len(chosen) > 20
    assert {known[customer]["quadrant"] for customer in chosen} == {"Untrained"}
    assert not sprinted & set(chosen)
    assert truth["success"]["one"]["saves_arr"] > 0


def test_lessons_are_of_customers_who_left_and_of_those_who_thrive(tables, truth):
    quadrant = {each["customer_id"]: each["quadrant"] for each in truth["accounts"]}
    lost = {e["customer_id"] for e in truth["events"] if e["kind"] == "churn"}
    kinds = {row["kind"] for row in tables["lessons"]}
    assert kinds == {"success", "failure"}
    for row in tables["lessons"]:
        who = row["customer_id"]
        assert who in lost if row["kind"] == "failure" else quadrant[who] == "High Performers"
