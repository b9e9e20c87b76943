"""Outcomes follow skill and will; a customer acknowledges what it has attained."""

from statistics import mean

import pytest


def test_those_with_skill_and_will_attain_more(many):
    def attained(low: int, high: int) -> float:
        return mean(
            each.attained
            for each in many.success.outcomes
            if low <= each.journey.account.skill + each.journey.account.will < high
        )

    assert attained(120, 200) > attained(0, 80) + 0.2


def test_a_confirmation_is_by_a_contact_of_the_customer_on_half_or_more(tables):
    people = {row["contact_id"]: row["customer_id"] for row in tables["contacts"]}
    confirmed = [row for row in tables["outcomes"] if row["acknowledged_by"]]
    assert len(confirmed) > 100
    for row in confirmed:
        assert people[row["acknowledged_by"]] == row["customer_id"]
        baseline, target, actual = (float(row[name]) for name in ("baseline", "target", "actual"))
        assert (actual - baseline) / (target - baseline) > 0.45
        assert row["date"] < row["acknowledged_on"]


def test_the_acknowledged_share_by_the_table_alone(tables, truth):
    worth = [row for row in tables["outcomes"] if row["benefit"] and row["actual"]]
    agreed = [row for row in worth if row["acknowledged_on"] and row["evidence"]]
    share = sum(float(r["benefit"]) for r in agreed) / sum(float(r["benefit"]) for r in worth)
    assert share == pytest.approx(truth["success"]["outcomes"]["acknowledged_share"], abs=0.002)


def test_a_changed_definition_leaves_the_earlier_one(tables):
    versions: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in tables["outcomes"]:
        versions.setdefault((row["customer_id"], row["outcome"]), []).append(row)
    changed = [rows for rows in versions.values() if len(rows) > 1]
    assert len(changed) > 10
    assert all(one["date"] < two["date"] and not one["actual"] for one, two in changed)
    assert all(one["target"] != two["target"] for one, two in changed)
