"""Will makes people known; losses for reasons of ours follow the sponsor's leaving."""

import datetime as dt
from collections import defaultdict
from statistics import mean

import pytest

AS_OF = "2026-09-30"
IN_SCOPE = ("recurring", "usage_committed")


@pytest.mark.slow
def test_a_decision_maker_is_known_where_there_is_will(many):
    known = {p.journey.account.customer_id for p in many.success.people if p.decides}
    share = {
        high: mean(
            j.account.customer_id in known
            for j in many.success.journeys
            if (j.account.will >= 60 if high else j.account.will < 40)
        )
        for high in (True, False)
    }
    assert share[True] > share[False] + 0.1


def test_sponsors_had_left_before_losses_of_ours(many):
    ours = ("low adoption", "poor onboarding", "support quality")
    sponsors = [p for p in many.success.people if p.persona.influence >= 4]
    gone = {
        group: mean(p.left_on is not None for p in sponsors if (p.journey.reason in ours) == group)
        for group in (True, False)
    }
    assert gone[True] > gone[False] + 0.3


def test_ids_are_their_customers_own_and_nobody_was_met_after_leaving(tables):
    for row in tables["contacts"]:
        assert row["contact_id"].startswith(f"K{row['customer_id'][1:]}-")
        assert not row["left_on"] or row["last_contact"] <= row["left_on"]


def test_what_renews_without_a_known_decision_maker_by_the_tables_alone(tables, truth):
    rates = {
        row["currency"]: float(row["rate"]) for row in tables["fx"] if row["month"] == AS_OF[:7]
    }
    until = (dt.date.fromisoformat(AS_OF) + dt.timedelta(180)).isoformat()
    running, starts = defaultdict(list), defaultdict(set)
    for row in tables["contracts"]:
        if row["line_type"] in IN_SCOPE:
            starts[row["customer_id"]].add(row["start"])
            if row["start"] <= AS_OF < (row["end"] or "9999"):
                running[row["customer_id"]].append(row)
    decided = {
        row["customer_id"]
        for row in tables["contacts"]
        if row["decision_role"] == "decides" and not row["left_on"]
    }
    due = unknown = 0.0
    for customer, lines in running.items():
        ends = {row["end"] for row in lines if row["billing_period"] == "year"}
        if not ends or max(ends) > until or any(row["notice_date"] for row in lines):
            continue
        if min(ends) in starts[customer]:
            continue
        arr = sum(
            float(row["qty"]) * float(row["list_price"]) * (1 - float(row["discount"]))
            * (12 if row["billing_period"] == "month" else 1) * rates.get(row["currency"], 1.0)
            for row in lines
        )  # fmt: skip
        due += arr
        unknown += arr * (customer not in decided)
    planted = truth["success"]["renewal_team"]
    assert due == pytest.approx(planted["arr_due"], abs=1)
    assert unknown == pytest.approx(planted["arr_without_decision_maker"], abs=1)
    assert 0.1 < unknown / due < 0.5
