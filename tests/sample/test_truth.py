"""truth.json agrees with itself and with the tables, and what was planted did happen."""

import datetime as dt
import math
from collections import defaultdict
from itertools import pairwise

import pytest

from cs_lib.sample.segments import CHURN_BY_QUADRANT, SEGMENTS

CURRENCIES = ("EUR", "USD", "GBP")
IN_SCOPE = ("recurring", "usage_committed")
TO_THE_CENT = 0.005


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def yearly(row) -> float:
    times = {"month": 12, "year": 1}[row["billing_period"]]
    return float(row["qty"]) * float(row["list_price"]) * times * (1 - float(row["discount"]))


@pytest.fixture(scope="module")
def spans(tables, truth):
    """Customer -> (start, end, ARR, currency), late renewals held until the day they came."""
    late = {
        (e["customer_id"], e["planned"]): e["day"]
        for e in truth["events"]
        if e["kind"] == "late_renewal"
    }
    found = defaultdict(list)
    for row in tables["contracts"]:
        if row["line_type"] in IN_SCOPE:
            end = late.get((row["customer_id"], row["end"]), row["end"])
            span = (day(row["start"]), day(end) or dt.date.max, yearly(row), row["currency"])
            found[row["customer_id"]].append(span)
    return found


@pytest.mark.parametrize("currency", CURRENCIES)
def test_opening_and_movements_make_closing_in_every_month(truth, currency):
    closing, moves = truth["closing_local"][currency], truth[f"movements_{currency}"]
    for month, (before, after) in enumerate(pairwise(closing)):
        moved = sum(series[month] for series in moves.values())
        assert before + moved == pytest.approx(after, abs=TO_THE_CENT)


def test_the_report_s_bridge_closes_with_exchange_rates(truth):
    moves = truth["movements_report"]
    for month, (before, after) in enumerate(pairwise(truth["closing_report"])):
        moved = sum(series[month] for series in moves.values())
        assert before + moved == pytest.approx(after, abs=TO_THE_CENT)


@pytest.mark.parametrize("currency", CURRENCIES)
def test_the_contract_lines_add_up_to_the_closing(truth, spans, currency):
    for text, closing in zip(truth["months"], truth["closing_local"][currency], strict=True):
        on = day(text)
        lines = [span for found in spans.values() for span in found if span[3] == currency]
        active = sum(arr for start, end, arr, _ in lines if start <= on < end)
        assert active == pytest.approx(closing, abs=TO_THE_CENT)


def test_every_gap_in_service_is_planted(truth, spans):
    """Renewals are contiguous but for returns: service only stops in a recorded churn."""
    planted = {(e["customer_id"], e["day"]) for e in truth["events"] if e["kind"] in ("churn",)} | {
        (e["customer_id"], e["day"]) for e in truth["events"] if e["kind"] == "intra_month"
    }
    as_of = day(truth["about"]["as_of"])
    stops = set()
    for customer, found in spans.items():
        until = max(end for _, end, _, _ in found)
        for end in {end for _, end, _, _ in found}:
            running = any(start <= end < other for start, other, _, _ in found)
            if not running and (end <= as_of or end != until):
                stops.add((customer, end.isoformat()))
    assert stops == planted


def test_returns_keep_their_distance(truth):
    gaps = defaultdict(list)
    for event in truth["events"]:
        gaps[event["kind"]].append(event.get("gap_days"))
    assert all(10 <= gap <= 30 for gap in gaps["late_renewal"])
    assert all(31 <= gap <= 365 for gap in gaps["reactivation"])
    assert all(gap > 365 for gap in gaps["win_back"])
    assert min(len(gaps[k]) for k in ("late_renewal", "reactivation", "win_back")) >= 5


def test_early_renewals_come_before_their_day(truth):
    early = [event for event in truth["events"] if event["kind"] == "early_renewal"]
    assert early
    assert all(event["day"] < event["planned"] for event in early)


def test_lost_lines_carry_the_planted_reason(truth, tables):
    ended = {
        (row["customer_id"], row["end"]): row["controllable"]
        for row in tables["contracts"]
        if row["churn_reason"]
    }
    planted = {
        (e["customer_id"], e["day"]): str(e["controllable"]).lower()
        for e in truth["events"]
        if e["kind"] == "churn"
    }
    assert planted.items() <= ended.items()
    assert len(ended) - len(planted) == truth["counts"]["intra_month"]


def test_controllable_churn_is_near_its_planted_share(world):
    causes = [e.controllable for h in world.histories for e in h.events if e.kind == "churn"]
    spread = (0.6 * 0.4 / len(causes)) ** 0.5
    assert sum(causes) / len(causes) == pytest.approx(0.6, abs=3.5 * spread)


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda segment: segment.name)
def test_accounts_leave_as_often_as_planted(many, segment):
    met = [e for h in many.histories if h.account.segment is segment for e in h.exposures]
    expected = sum(e.hazard for e in met)
    spread = sum(e.hazard * (1 - e.hazard) for e in met) ** 0.5
    assert len(met) > 100
    assert sum(e.left for e in met) == pytest.approx(expected, abs=3.5 * spread)


def without_play(account, hazard: float, ratio: float) -> float:
    """The hazard of the same occasion had the account not been treated."""
    rate = account.segment.churn * CHURN_BY_QUADRANT[account.quadrant]
    years = math.log(1 - hazard) / math.log(1 - rate * ratio)
    return 1 - (1 - rate) ** years


@pytest.mark.parametrize(("name", "ratio"), [("adoption-sprint", 0.45), ("quarterly-review", 1.0)])
def test_the_play_that_works_halves_churn_and_the_other_does_not(many, name, ratio):
    met = [
        (h, e) for h in many.histories if h.account.play == name for e in h.exposures if e.treated
    ]
    expected = sum(without_play(h.account, e.hazard, ratio) for h, e in met)
    spread = sum(e.hazard * (1 - e.hazard) for _, e in met) ** 0.5
    assert sum(e.left for _, e in met) / expected == pytest.approx(ratio, abs=3 * spread / expected)
    assert 3 * spread / expected < 0.5


def test_treated_accounts_have_the_play_in_their_activities(truth, tables):
    played = [row for row in tables["activities"] if row["play"]]
    for play in truth["plays"]:
        told = {row["customer_id"] for row in played if row["play"] == play["name"]}
        assert min(row["date"] for row in played if row["play"] == play["name"]) >= play["from"]
        assert told <= set(play["treated"])
        assert len(told) > 0.95 * len(play["treated"]) > 40
    assert {row["play"] for row in played} == {play["name"] for play in truth["plays"]}


def test_the_price_rise_reaches_monthly_customers_on_its_day(truth, tables):
    rise = truth["price_rise"]
    before, after = rise["list_price_month_eur"]["essential"]
    for row in tables["contracts"]:
        if row["tier"] == "essential" and row["currency"] == "EUR":
            months = {"month": 1, "year": 12}[row["billing_period"]]
            price = float(row["list_price"]) / months
            assert price >= before
            if row["start"] < rise["day"]:
                assert price < after or row["escalator"]
            monthly_later = row["billing_period"] == "month" and row["start"] >= rise["day"]
            assert not monthly_later or price == after


def test_the_merger_is_in_the_customers_table(truth, tables):
    move = truth["merger"]
    rows = [row for row in tables["customers"] if row["customer_id"] == move["child"]]
    assert [(r["parent_id"], r["parent_from"], r["parent_to"]) for r in rows] == [
        (move["from"], "", move["day"]),
        (move["to"], move["day"], ""),
    ]
    assert move["arr_before"] > 0


def test_costs_close_to_the_ledger_s_total(truth, tables):
    spent = sum(float(row["amount"]) for row in tables["costs"])
    shared = sum(sum(series) for series in truth["cost_per_motion"].values())
    assert shared == pytest.approx(spent, abs=TO_THE_CENT)


def test_cost_of_one_month_by_hand(truth, tables):
    """Acquisition in the last month: 93 % of sales and 95 % of marketing."""
    parts = {"sales": 0.93, "marketing": 0.95}
    cost = sum(
        float(row["amount"]) * parts.get(row["cost_centre"], 0)
        for row in tables["costs"]
        if row["period"] == "2026-09"
    )
    assert truth["cost_per_motion"]["acquire"][-1] == pytest.approx(cost, abs=TO_THE_CENT)
