"""Is a price before or after its discount? A share of all revenue depends on it: never silent."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from cs_lib.intake.setup.profiles import Profile
from cs_lib.intake.setup.propose.model import NOTHING, Ask, Finding, Proposal
from cs_lib.intake.setup.recognise.names import spelt, tokens

WHOLE = {"arr": (12, "year"), "mrr": (1, "month")}
"""Prices of a whole line that the contract takes as net: the months of each, and their name."""
PRICES = {"contracts": ("arr", "mrr", "amount", "list_price"), "invoices": ("amount",)}
DISCOUNTS = frozenset({"discount", "discounts", "rebate", "rebates", "rabatt"})
COUPONS = frozenset(
    ["voucher", "promo", "promotion", "promo code", "discount code", "promotion code"]
)
"""Names of a column of coupons, besides all that say coupon."""
BILLED = (1, 3, 6, 12)
"""How many months one invoice may cover."""
NEAR, ENOUGH = 0.005, 2
"""An invoice this close to a price is one for it; so many customers must say the same."""
SHOWN = 3
PRODUCT = 0.8
"""The share of rows in which quantity times price must be the amount."""


def gross_or_net(proposal: Proposal, others: Sequence[Proposal]) -> Proposal:
    """The price of a line with a discount beside it: as billed, else asked.

    Where most customers with a discount are billed the price less it, the price is a list price.
    """
    price = next((name for name in WHOLE if name in proposal.guess.columns), None)
    beside = _discount(proposal)
    if proposal.guess.table != "contracts" or price is None or beside is None:
        return proposal
    called = proposal.guess.columns[price].column
    before, after = _billed(proposal, price, others)
    told = f"invoices bill {before} customers '{called}' less their discount, and {after} all of it"
    text = f"is '{called}' before or after '{beside}'?"
    if max(before, after) < ENOUGH or min(before, after) > max(before, after) / 3:
        why = told if before or after else "no invoices tell"
        text += f" {why}; it is read as after it. {_otherwise(called, beside, price)}"
        return proposal.having(Finding(asks=[Ask(price, text, blocking=True)]))
    if after > before:
        return proposal.having(Finding(asks=[Ask(price, f"{text} after it, as proposed: {told}")]))
    return _as_list_price(proposal, price, f"{text} before it, as proposed: {told}")


def _otherwise(called: str, beside: str, price: str) -> str:
    """How a price before its discount is written in the engagement file."""
    return (
        f"If it is before: columns: {{list_price: {called}, discount: {beside}}} without qty, and "
        f"constants: {{billing_period: {WHOLE[price][1]}}}"
    )


def _discount(proposal: Proposal) -> str | None:
    """The file's column of discounts, where any row has one; None where there is none."""
    chosen = proposal.guess.columns.get("discount")
    columns = proposal.guess.sheet.columns
    named = [name for name in columns if DISCOUNTS & set(tokens(name))]
    for name in [chosen.column] if chosen and chosen.column in columns else named:
        if columns[name].kind in ("integer", "number") and (columns[name].numbers != 0).any():
            return name
    return None


def _billed(proposal: Proposal, price: str, others: Sequence[Proposal]) -> tuple[int, int]:
    """Customers that are billed the price less its discount, and those billed all of it."""
    bills = next((each for each in others if each.guess.table == "invoices"), None)
    values, share = proposal.values(price), proposal.values("discount")
    customer = proposal.texts("customer_id")
    if bills is None or values is None or share is None or customer is None:
        return 0, 0
    share = share.fillna(0) * (proposal.keys.get("scale") or {}).get("discount", 1)  # type: ignore[attr-defined]
    lines = pd.DataFrame({"full": values, "less": values * (1 - share)}) / WHOLE[price][0]
    sums = lines.groupby(customer).sum()
    sums = sums[sums["full"] - sums["less"] > NEAR * sums["full"].abs()]
    amounts, theirs = bills.values("amount"), bills.texts("customer_id")
    if amounts is None or theirs is None:
        return 0, 0
    said = [0, 0]
    for name, billed in amounts.groupby(theirs):
        if name in sums.index:
            full, less = (_near(billed, sums.loc[name, kind]) for kind in ("full", "less"))
            said[0] += less and not full
            said[1] += full and not less
    return said[0], said[1]


def _near(billed: pd.Series, price: float) -> bool:
    return any(((billed / (price * months) - 1).abs() < NEAR).any() for months in BILLED)


def _as_list_price(proposal: Proposal, price: str, text: str) -> Proposal:
    """The same with the price as the list price of the whole line, for its own period."""
    columns = dict(proposal.guess.columns)
    columns["list_price"] = columns.pop(price)
    for name in (*WHOLE, "amount", "qty", "billing_period"):
        columns.pop(name, None)
    keys = {"constants": {"billing_period": WHOLE[price][1], "qty": None}}
    made = replace(proposal, guess=replace(proposal.guess, columns=columns))
    return made.having(Finding(keys, [Ask("list_price", text)]))


def coupons(proposal: Proposal) -> Finding:
    """A question on each column of coupons, whose worth stands in no column."""
    price = next(
        (each for each in PRICES.get(proposal.guess.table, ()) if each in proposal.guess.columns),
        None,
    )
    if price is None or "coupons" in proposal.keys:
        return NOTHING
    called = proposal.guess.columns[price].column
    used = {choice.column for choice in proposal.guess.columns.values()}
    asks = [
        Ask(
            price,
            f"is '{called}' before or after what '{each.name}' takes off? "
            f"{each.count} of {len(each.texts)} rows have one "
            f"({', '.join(each.words[:SHOWN])}); it is read as after it",
        )
        for each in _of_coupons(proposal)
        if each.name not in used
    ]
    return Finding(asks=asks) if asks else NOTHING


def _of_coupons(proposal: Proposal) -> Iterator[Profile]:
    for name, profile in proposal.guess.sheet.columns.items():
        said = spelt(name)
        if profile.kind not in ("empty", "flag") and (said in COUPONS or "coupon" in said.split()):
            yield profile


def unit_prices(proposal: Proposal) -> Finding:
    """Is a price that of one unit? Said by its name or by the amount it comes to, else asked."""
    name = {"contracts": "list_price", "invoices": "unit_price"}.get(proposal.guess.table, "")
    price, quantity = proposal.texts(name), proposal.texts("qty")
    if price is None or quantity is None or proposal.guess.layout:
        return NOTHING
    called = proposal.guess.columns[name].column
    amount = proposal.values("amount")
    if amount is None and {"unit", "per", "seat", "user", "each"} & set(tokens(called)):
        return NOTHING
    product = proposal.values(name) * proposal.values("qty")  # type: ignore[operator]
    same = None if amount is None else int(((product - amount).abs() <= NEAR * amount.abs()).sum())
    if same is not None and same >= PRODUCT * len(product):
        return Finding(remarks={name: f"times the quantity it is the amount in {same} rows"})
    seen = (
        ""
        if same is None
        else f"; times the quantity it is the amount in {same} rows of {len(product)}"
    )
    return Finding(asks=[Ask(name, f"is '{called}' the price of one unit, as proposed?{seen}")])
