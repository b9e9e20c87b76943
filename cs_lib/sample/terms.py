"""What an account signs: its first deal, and how a deal changes at a renewal."""

import datetime as dt
from dataclasses import dataclass, replace

from cs_lib.sample.book import Deal, Price
from cs_lib.sample.catalogue import ADD_ONS, CORE, TIERS, Item, list_price
from cs_lib.sample.draws import Draws
from cs_lib.sample.plan import Account, PriceRise, add_on_quantity

DEEPEST = 60


@dataclass(frozen=True)
class Offer:
    """How one account buys: its traits, its currency's catalogue and its own random numbers."""

    account: Account
    rise: PriceRise
    draws: Draws

    @property
    def mood(self) -> float:
        """From 0.5 (leaving) to 1.5 (thriving): skill and will at work."""
        return 0.5 + (self.account.skill + self.account.will) / 200

    def price(self, item: Item, day: dt.date) -> int:
        """The catalogue's price on a day, in the account's currency."""
        rise = self.rise.size if day >= self.rise.day else 0.0
        return list_price(item, self.account.currency, rise)

    def first(self, day: dt.date, size: float = 1.0) -> Deal:
        """What the account buys when it starts, or comes back at `size` times its first seats."""
        account = self.account
        core = Item(CORE, account.tier)
        seats = max(2, round(account.seats * size))
        deal = {core: Price(seats, self.price(core, day), account.discount)}
        for product, quantity in account.add_ons:
            item = Item(product)
            deal[item] = Price(quantity, self.price(item, day), account.discount)
        return deal

    def add_on(self, deal: Deal, day: dt.date) -> Deal:
        """One product that the account does not hold yet, or nothing."""
        missing = [p for p in ADD_ONS if Item(p) not in deal]
        if not missing:
            return {}
        item = Item(self.draws.pick(missing))
        core = core_of(deal)
        quantity = add_on_quantity(self.draws, item.product, deal[core].quantity)
        return {item: Price(quantity, self.price(item, day), deal[core].discount)}

    def more_seats(self, deal: Deal) -> int:
        """How many seats are added during a term; 0 when the account has all it can use."""
        seats = deal[core_of(deal)].quantity
        room = self.account.seat_potential - seats
        return max(0, min(room, 1 + round(seats * self.draws.between(0.07, 0.24))))

    def renewed(self, deal: Deal, day: dt.date, flat: bool) -> Deal:
        """The deal of the next term; `flat` keeps the products and the tier."""
        deal = {item: self._repriced(item, price, day) for item, price in deal.items()}
        deal = self._reshaped(deal)
        return deal if flat else self._other_products(self._other_tier(deal, day), day)

    def _repriced(self, item: Item, price: Price, day: dt.date) -> Price:
        asked = max(price.list_price, self.price(item, day))
        step = 0
        if asked > price.list_price and self.draws.chance(0.35):
            step = self.draws.integer(2, 5)
        elif self.draws.chance(0.2):
            step = self.draws.integer(-4, 4)
        return Price(price.quantity, asked, min(DEEPEST, max(0, price.discount + step)))

    def _reshaped(self, deal: Deal) -> Deal:
        core = core_of(deal)
        more, less = self.account.segment.reshape
        mark = self.draws.uniform()
        share = 0.0
        if mark < more * self.mood:
            share = self.draws.between(0.04, 0.2)
        elif mark > 1 - less * (2 - self.mood):
            share = -self.draws.between(0.05, 0.3)
        seats = deal[core].quantity
        wanted = max(2, seats + round(seats * share))
        allowed = wanted if share < 0 else max(seats, min(wanted, self.account.seat_potential))
        return deal | {core: replace(deal[core], quantity=allowed)}

    def _other_tier(self, deal: Deal, day: dt.date) -> Deal:
        core = core_of(deal)
        mark, at = self.draws.uniform(), TIERS.index(core.tier)
        up, down = 0.08 * self.mood, 0.025 * (2 - self.mood)
        to = at + (mark < up) - (mark > 1 - down)
        if to == at or not 0 <= to < len(TIERS):
            return deal
        item = Item(CORE, TIERS[to])
        moved = replace(deal[core], list_price=self.price(item, day))
        return {item: moved} | {i: p for i, p in deal.items() if i != core}

    def _other_products(self, deal: Deal, day: dt.date) -> Deal:
        kept = {
            item: price
            for item, price in deal.items()
            if item.product == CORE or not self.draws.chance(0.05 * (2 - self.mood))
        }
        if len(kept) == len(deal) and self.draws.chance(0.08 * self.mood):
            return kept | self.add_on(kept, day)
        return kept

    def next_term(self, term: int) -> int:
        """Months of the next term: mostly the same again."""
        terms = [(months, w) for months, w in self.account.segment.terms if months > 1]
        if term > 1 and not self.draws.chance(0.15):
            return term
        return self.draws.pick([months for months, _ in terms], [w for _, w in terms])


def core_of(deal: Deal) -> Item:
    """The core item of a deal: every deal has one."""
    return next(item for item in deal if item.product == CORE)
