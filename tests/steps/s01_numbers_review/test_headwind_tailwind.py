"""The waterfall adds up on one basis, and the two ways to count a year are reconciled."""

import pytest

from cs_lib.books import gates
from cs_lib.steps.s01_numbers_review import headwind_tailwind as winds
from tests.ledger.histories import line
from tests.steps.s01_numbers_review.small_books import THREE_TREES, books, crowd, opened

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def trees():
    return opened(THREE_TREES)


def amounts(found, **more):
    return winds.steps(found, **more).set_index("movement")["amount"].to_dict()


def test_losses_come_first_then_gains_then_new_business(trees):
    assert amounts(trees) == pytest.approx(
        {
            "opening": 132_000, "logos_lost": -12_000, "price_erosion": -38_700,
            "expansion": 2_000, "upsell": 40_800, "new": 6_000, "closing": 130_100,
        }
    )  # fmt: skip
    assert list(amounts(trees)) == [
        "opening", "logos_lost", "price_erosion", "expansion", "upsell", "new", "closing",
    ]  # fmt: skip


def test_exchange_rates_close_the_waterfall_at_either_rate():
    for rate in ("opening", "closing"):
        found = books(dollars=True, exchange_rate=rate)
        steps = amounts(found)
        assert steps["opening"] == pytest.approx(10_600)
        assert steps["fx"] == pytest.approx(-60)
        assert steps["closing"] == pytest.approx(9_040)
        assert sum(list(steps.values())[:-1]) == pytest.approx(9_040)
        assert winds.views(found)["shift"].sum() == pytest.approx(0)
        assert all(gate.holds for gate in gates.check(found))


def test_what_shows_money_stays_whole_without_the_largest_account():
    found = books(without_top=1)
    assert (amounts(found)["opening"], amounts(found)["closing"]) == (10_000, 8_500)
    assert all(gate.holds for gate in gates.check(found))


RETURNING = [
    line("A", "2024-01-01", None, arr=10_000),
    line("B", "2024-01-01", "2024-12-15", arr=1_000),
    line("B", "2025-01-05", None, arr=1_000),
]


def test_what_returns_is_new_business_where_it_is_small():
    small = [line("A", "2024-01-01", None, arr=200_000), *RETURNING[1:]]
    assert amounts(opened(small, reactivation_gap_days=10))["new"] == 1_000
    found = opened(RETURNING, reactivation_gap_days=10)
    assert amounts(found)["reactivation"] == 1_000
    assert amounts(found)["new"] == 0


def title(found):
    shown = winds.waterfall.make(found, found.engagement)
    return type(shown.title).__name__, shown.title.net.value


def test_the_claim_is_what_existing_customers_did(trees):
    assert title(trees) == ("NetLoss", pytest.approx(7_900))
    assert title(crowd(1_000, 1_100)) == ("NetGain", pytest.approx(1_200))


def test_causes_are_ranked_by_money_within_their_side(trees):
    frame = winds.leaves(trees)
    assert frame[["side", "cause"]].values.tolist() == [
        ["headwind", "quantity_decrease"],
        ["headwind", "discount_increase"],
        ["headwind", "logo_churn"],
        ["tailwind", "new_product"],
        ["tailwind", "list_price_increase"],
    ]
    assert frame["share_of_side"].tolist() == pytest.approx(
        [24_000 / 50_700, 14_700 / 50_700, 12_000 / 50_700, 40_800 / 42_800, 2_000 / 42_800]
    )


def test_the_largest_cause_is_the_first_of_its_side(trees):
    shown = winds.causes.make(trees, trees.engagement)
    assert (shown.title.cause.key, shown.title.amount.value) == ("new_product", 40_800)
    loss, price = shown.say
    assert (loss.cause.key, loss.amount.value, loss.accounts.value) == (
        "quantity_decrease", 24_000, 1
    )  # fmt: skip
    assert (price.price.value, price.points.value) == (2_000, pytest.approx(2_000 / 132_000))
