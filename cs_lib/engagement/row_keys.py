"""The keys that make cells of what lies in several places of a file, or inside coupons."""

from typing import Any, Self

from pydantic import Field, model_validator

from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.scalars import Constant, Name, nothing
from cs_lib.engagement.source_keys import Paths, Words


class Either(FrozenModel):
    """One place from which a cell may come: a column (or a path), or a value of its own.

    It counts only in rows where the columns under `where` hold one of the words given there.
    """

    column: Name | None = None
    value: Constant = None
    where: Frozen[Name, Words] = Field(default_factory=nothing)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.column is None) == (self.value is None):
            raise ValueError("give either 'column' or 'value'")
        return self


def as_either(places: object) -> object:
    """One place or a list of them; a name stands for its column."""
    listed = places if isinstance(places, list | tuple) else (places,)
    if not listed:
        raise ValueError("names no column; write [column, other column]")
    return tuple(_as_place(each) for each in listed)


def _as_place(each: Any) -> Any:
    return {"column": each} if isinstance(each, str) else each


class Coupons(FrozenModel):
    """Where a line's coupons lie, and what one of them holds; paths within it.

    `at` and `at_row` are the columns or paths that hold them, an object or a list of objects: those
    of `at` are shared out over all rows of a bill, those of `at_row` lower their row alone. Rows
    made of one record, or with the same `record`, are on one bill. A coupon takes off
    `percent` (0 to 100), or `amount` (in the unit of list_price, in its `currency`) of each bill
    that is issued from its `start` until before its `end`; without an end for `months`, without
    either for ever. One whose `duration` is a word of `once` lowers a single bill, and so no price.
    Bills are issued each billing period from the line's start, or from `anchor` on. One that names
    `products` holds for the rows alone whose `product` is among them.
    """

    at: Paths = ()
    at_row: Paths = ()
    record: Paths | None = None
    percent: Paths | None = None
    amount: Paths | None = None
    currency: Paths | None = None
    start: Paths | None = None
    end: Paths | None = None
    months: Paths | None = None
    duration: Paths | None = None
    once: Words = ("once",)
    anchor: Paths | None = None
    products: Paths | None = None
    product: Paths | None = None

    @model_validator(mode="after")
    def _takes_off(self) -> Self:
        if self.percent is None and self.amount is None:
            raise ValueError("say where it stands what a coupon takes off: 'percent' or 'amount'")
        if not self.at and not self.at_row:
            raise ValueError("say where the coupons lie: 'at', or 'at_row' for those of one row")
        return self
