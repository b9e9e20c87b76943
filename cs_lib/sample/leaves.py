"""The true movements of one account between two month ends, leaf by leaf (M04-M12).

Worked out from the account's planned states, in micro-units of its own currency, so that the
leaves of an account add up to its change exactly.
"""

from fractions import Fraction

from cs_lib.sample.book import Holding, State, total

MICRO = 10_000
"""Micro-units in a cent."""

LEAVES = (
    "new_logo",
    "win_back",
    "reactivation",
    "logo_churn",
    "quantity_increase",
    "quantity_decrease",
    "list_price_increase",
    "list_price_decrease",
    "discount_decrease",
    "discount_increase",
    "tier_upgrade",
    "tier_downgrade",
    "new_product",
    "product_drop",
)
Amounts = dict[str, int]


def movements(before: State, after: State, arrival: str) -> Amounts:
    """Micro-units by leaf; `arrival` names the leaf of an account that was not there before."""
    if before is after or before == after:
        return {}
    if not before:
        return {arrival: total(after) * MICRO}
    if not after:
        return {"logo_churn": -total(before) * MICRO}
    amounts: Amounts = {}
    gone = {item for item in before if item not in after}
    come = {item for item in after if item not in before}
    for item in before.keys() & after.keys():
        _add(amounts, _within(before[item], after[item]))
    for new in sorted(come):
        old = next((item for item in sorted(gone) if item.family == new.family), None)
        if old:
            gone.remove(old)
            _add(amounts, _moved(before[old], after[new]))
        else:
            _add(amounts, {"new_product": after[new].value * MICRO})
    for item in gone:
        _add(amounts, {"product_drop": -before[item].value * MICRO})
    return amounts


def _within(old: Holding, new: Holding) -> Amounts:
    """Quantity at the old price, list price at the new quantity, discount at the new list price.

    (q1-q0) p0, then q1 (l1-l0) (1-d0), then -q1 l1 (d1-d0), which is the rest (M07-M09).
    """
    kept = Fraction(old.value, old.list_value)
    quantity = _micro(Fraction(new.quantity - old.quantity, old.quantity) * old.value)
    at_old_list = Fraction(new.quantity * old.list_value, old.quantity)
    price = _micro((new.list_value - at_old_list) * kept)
    discount = (new.value - old.value) * MICRO - quantity - price
    return {
        "quantity_increase" if quantity > 0 else "quantity_decrease": quantity,
        "list_price_increase" if price > 0 else "list_price_decrease": price,
        "discount_decrease" if discount > 0 else "discount_increase": discount,
    }


def _moved(before: Holding, after: Holding) -> Amounts:
    """A tier migration (M10), up or down by its amount."""
    change = (after.value - before.value) * MICRO
    return {"tier_upgrade" if change > 0 else "tier_downgrade": change}


def _micro(cents: Fraction) -> int:
    return round(cents * MICRO)


def _add(amounts: Amounts, more: Amounts) -> None:
    for leaf, amount in more.items():
        if amount:
            amounts[leaf] = amounts.get(leaf, 0) + amount
