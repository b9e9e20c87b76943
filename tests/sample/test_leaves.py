"""The planted leaves, worked by hand (definitions M04-M12 and golden case G1)."""

from cs_lib.sample.book import Holding
from cs_lib.sample.catalogue import Item, annual, list_price
from cs_lib.sample.leaves import movements

A, B = Item("a"), Item("b")
PRO, TOP = Item("platform", "professional"), Item("platform", "enterprise")


def holding(quantity: int, price: int, discount: int = 0) -> Holding:
    """Units at a yearly price in whole units of currency."""
    full = quantity * price * 100
    return Holding(quantity, full, full * (100 - discount) // 100)


def units(amounts: dict[str, int]) -> dict[str, float]:
    return {leaf: amount / 1_000_000 for leaf, amount in amounts.items()}


def test_seats_price_discount_and_cross_sell_at_once():
    before = {A: holding(100, 1200)}
    after = {A: holding(80, 1225, 15), B: holding(40, 1200, 15)}
    assert units(movements(before, after, "")) == {
        "quantity_decrease": -24_000,
        "list_price_increase": 2_000,
        "discount_increase": -14_700,
        "new_product": 40_800,
    }


def test_an_expired_discount_is_a_gain_of_its_own():
    # 10 x 1,000 x 20 % = 2,000
    found = movements({A: holding(10, 1000, 20)}, {A: holding(10, 1000)}, "")
    assert units(found) == {"discount_decrease": 2_000}


def test_a_move_between_tiers_is_one_leaf_whatever_the_seats():
    # 10 x 1,020 - 12 x 660 = 2,280
    up = movements({PRO: holding(12, 660)}, {TOP: holding(10, 1020)}, "")
    down = movements({TOP: holding(10, 1020)}, {PRO: holding(12, 660)}, "")
    assert units(up) == {"tier_upgrade": 2_280}
    assert units(down) == {"tier_downgrade": -2_280}


def test_arrivals_losses_and_drops():
    both = {A: holding(10, 100), B: holding(5, 100)}
    assert units(movements({}, both, "win_back")) == {"win_back": 1_500}
    assert units(movements(both, {}, "")) == {"logo_churn": -1_500}
    assert units(movements(both, {A: holding(10, 100)}, "")) == {"product_drop": -500}
    assert movements(both, dict(both), "") == {}


def test_a_year_of_seats_in_cents():
    # 25 seats x 55.00 x 12 x 85 % = 14,025.00
    price = list_price(Item("platform", "professional"), "EUR")
    assert annual(25, price, 15) == 1_402_500


def test_the_general_rise_touches_only_the_core_product():
    # 55.00 x 1.06 = 58.30, to the next half: 58.50
    assert list_price(PRO, "EUR", 0.06) == 5_850
    assert list_price(Item("insights"), "EUR", 0.06) == list_price(Item("insights"), "EUR")
