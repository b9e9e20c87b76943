"""One account's contract book: the lines that run, the rows already written, and its state.

The state at a month end is taken from the running lines as the account's life changes them, not
from the dates of the rows: that makes the planted truth independent of any ledger.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cs_lib.sample.catalogue import Item, to_half

ESCALATOR = 0.03
"""The yearly price rise of contracts that have one."""


@dataclass(frozen=True)
class Price:
    """What one item is sold at: units, cents per unit and month, and a discount in per cent."""

    quantity: int
    list_price: int
    discount: int


Deal = dict[Item, Price]
"""What one term sells."""


@dataclass(frozen=True)
class Holding:
    """All running lines of one item: units, and cents a year at list price and net."""

    quantity: int
    list_value: int
    value: int


State = dict[Item, Holding]
"""What an account holds at a month end."""


@dataclass(frozen=True)
class Row:
    """One row of the contracts table; `end` is exclusive, None where the line is open-ended."""

    line_id: str
    item: Item
    price: Price
    start: dt.date
    end: dt.date | None
    signed_on: dt.date
    monthly: bool
    notice_date: dt.date | None = None
    escalator: float | None = None
    auto_renew: bool = True
    churn_reason: str = ""
    controllable: bool | None = None


@dataclass
class Line:
    """A running line. `intro` is the part of its discount that expires during the term."""

    line_id: str
    item: Item
    price: Price
    start: dt.date
    signed_on: dt.date
    intro: int = 0

    def expired(self) -> Price:
        """The price once the introductory discount has ended."""
        return replace(self.price, discount=self.price.discount - self.intro)

    def escalated(self) -> Price:
        """The price after one more year of the contract's yearly rise."""
        return replace(self.price, list_price=to_half(self.price.list_price * (1 + ESCALATOR)))


@dataclass
class Ending:
    """What a row says about its end besides the date."""

    notice_date: dt.date | None = None
    churn_reason: str = ""
    controllable: bool | None = None


@dataclass
class Book:
    """The lines of one account; `prefix` starts its line ids."""

    prefix: str
    auto_renew: bool
    lines: list[Line] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    monthly: bool = False
    escalator: float | None = None
    count: int = 0
    _state: State | None = None

    def open(self, item: Item, price: Price, start: dt.date, signed_on: dt.date) -> Line:
        """Starts a line."""
        self.count += 1
        line = Line(f"{self.prefix}-{self.count:02d}", item, price, start, signed_on)
        self.lines.append(line)
        self._state = None
        return line

    def change(self, line: Line, price: Price, day: dt.date) -> None:
        """Goes on under the same line id at another price or quantity from `day`."""
        self._write(line, day, Ending())
        line.price, line.start = price, day
        self._state = None

    def introduce(self, points: int) -> None:
        """Deepens the discount of every running line for a time."""
        for line in self.lines:
            line.intro = points
            line.price = replace(line.price, discount=line.price.discount + points)
        self._state = None

    def close(self, line: Line, end: dt.date | None, ending: Ending | None = None) -> None:
        """Writes the line's last row."""
        self._write(line, end, ending or Ending())
        self.lines.remove(line)
        self._state = None

    def close_all(self, end: dt.date | None, ending: Ending | None = None) -> None:
        """Ends every running line on the same day."""
        for line in list(self.lines):
            self.close(line, end, ending)

    def state(self) -> State:
        """What is held now, item by item."""
        if self._state is None:
            self._state = holdings(self.lines)
        return self._state

    def deal(self) -> Deal:
        """The running lines merged: all units of an item at the price of its first line."""
        merged: Deal = {}
        for line in self.lines:
            first = merged.get(line.item)
            quantity = line.price.quantity + (first.quantity if first else 0)
            at = first or line.price
            merged[line.item] = Price(quantity, at.list_price, at.discount)
        return merged

    def _write(self, line: Line, end: dt.date | None, ending: Ending) -> None:
        self.rows.append(
            Row(
                line.line_id,
                line.item,
                line.price,
                line.start,
                end,
                line.signed_on,
                self.monthly,
                ending.notice_date,
                self.escalator,
                self.auto_renew and ending.notice_date is None,
                ending.churn_reason,
                ending.controllable,
            )
        )


def holdings(lines: Iterable[Line]) -> State:
    """The lines summed by item."""
    state: State = {}
    for line in lines:
        price = line.price
        full = price.quantity * price.list_price * 12
        net = full * (100 - price.discount) // 100
        held = state.get(line.item, Holding(0, 0, 0))
        state[line.item] = Holding(
            held.quantity + price.quantity, held.list_value + full, held.value + net
        )
    return state


def total(state: State) -> int:
    """Cents a year of a state."""
    return sum(holding.value for holding in state.values())
