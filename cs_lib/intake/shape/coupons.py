"""What do coupons take off a contract line, and until when? A line is cut where one ends.

A recurring coupon is part of the price while it holds, one for a single bill is a credit and not
(definitions P11). Source of the meanings: Stripe's API, objects discount (start, end) and coupon
(percent_off, amount_off, duration, duration_in_months), which other billing systems share.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.engagement.row_keys import Coupons
from cs_lib.errors import DataProblem
from cs_lib.intake.cells.number import as_number
from cs_lib.intake.cells.scale import scaled
from cs_lib.intake.cells.text import parsed_json
from cs_lib.intake.cells.types import typed
from cs_lib.intake.records import Mapped, RawTable, Unusable
from cs_lib.intake.shape.bills import NO_END, Cut, Read, next_bill
from cs_lib.intake.shape.nested import base_of, below, follow, held_at
from cs_lib.notes import ROW, Note, told
from cs_lib.tables import TableSpec

_EXAMPLES = 3


def read(
    spec: TableSpec, source: TableSource, given: Mapped, frame: pd.DataFrame, zone: str | None
) -> Read:
    """The coupons of each row of `frame`, whose prices are still as the file has them.

    Unusable where the table names no list price, from which they would be taken off, and where
    the file has no column of coupons.
    """
    keys = source.coupons
    if keys is None:
        return Read({}, given.raw.labels)
    problems = list(_problems(spec, keys, given))
    if problems:
        raise Unusable(*problems)
    made = _Reader(spec, source, keys, given, frame, zone)
    cuts: dict[int, tuple[Cut, ...]] = {}
    unread: dict[int, str] = {}
    once = []
    for row, coupons in made.each_row():
        known = [made.cut(row, coupon, path) for path, coupon in coupons]
        if found := tuple(each for each in known if isinstance(each, Cut)):
            cuts[row] = found
        if any(each is None for each in known):
            once.append(row)
        if strange := [each for each in known if isinstance(each, str)]:
            unread[row] = strange[0]
    record = _first_filled(keys.record, given.raw.frame)
    return Read(cuts, record.fillna(given.raw.labels), tuple(once), unread)


def notes(
    spec: TableSpec, found: Read, rows: pd.DataFrame, labels: pd.Series, after: int
) -> Iterator[Note]:
    """What is told of the coupons: what they lower, what only one bill has, what is not known."""
    numbered = rows.assign(**{ROW: labels})
    cut = numbered[numbered.index.isin(list(found.cuts))]
    if len(cut):
        detail = "coupons are taken off the list price for as long as they hold"
        if after > len(rows):
            detail += f"; {len(rows)} lines become {after}, cut where a coupon begins or ends"
        yield told(spec.name, "coupons", cut, detail)
    once = numbered[numbered.index.isin(found.once)]
    if len(once):
        detail = "coupons for one bill alone are credits (P11): the price is read without them"
        yield told(spec.name, "coupon_once", once, detail)
    unread = {row: said for row, said in found.unread.items() if row in numbered.index}
    if unread:
        shown = ", ".join(f"'{each}'" for each in list(dict.fromkeys(unread.values()))[:_EXAMPLES])
        detail = f"coupons do not say what they take off, or until when: {shown}"
        yield told(spec.name, "discount_not_read", numbered.loc[list(unread)], detail)


def columns_of(keys: Coupons | None, raw: RawTable) -> set[str]:
    """The file's columns in which the coupons lie."""
    found: set[str] = set()
    for path in (*keys.at, *keys.at_row) if keys else ():
        base = path if path in raw.frame.columns else base_of(path, raw.frame)
        found |= {base} if base else set()
        found |= {str(name) for name in raw.frame.columns if below(path, str(name))}
    return found


def _problems(spec: TableSpec, keys: Coupons, given: Mapped) -> Iterator[DataProblem]:
    raw = given.raw
    if spec.name != "contracts" or not {"list_price", "start"} <= given.provided:
        yield DataProblem(
            raw.file,
            spec.name,
            "coupons are taken off list_price, which is not given",
            "contracts with the price before its coupons as list_price",
            "map list_price, or remove coupons where the price is after them",
        )
    if not columns_of(keys, raw):
        yield DataProblem(
            raw.file,
            spec.name,
            f"the file has none of {', '.join((*keys.at, *keys.at_row))}, which coupons names",
            f"the file's columns: {', '.join(map(str, raw.frame.columns))}",
            "correct at and at_row under coupons, or remove coupons",
        )


class _Reader:
    """The coupons of a table's rows, as its source says where they lie."""

    def __init__(
        self,
        spec: TableSpec,
        source: TableSource,
        keys: Coupons,
        given: Mapped,
        frame: pd.DataFrame,
        zone: str | None,
    ) -> None:
        self.source, self.keys, self.zone = source, keys, zone
        self.start = spec.column("start")
        self.price = spec.column("list_price")
        self.raw, self.frame = given.raw.frame, frame
        self.held = {path: held_at(path, self.raw) for path in (*keys.at_row, *keys.at)}
        self.anchors = self._days(_first_filled(keys.anchor, self.raw))
        self.products = _first_filled(keys.product, self.raw)

    def each_row(self) -> Iterator[tuple[int, list[tuple[str, Any]]]]:
        """The rows that have any, with their coupons and the path under which each lies."""
        for place, row in enumerate(map(int, self.raw.index)):
            found: list[tuple[str, Any]] = []
            seen: set[str] = set()
            for path in self.held:
                for coupon in _elements(self.held[path][place]):
                    name = str(coupon.get("id") if isinstance(coupon, dict) else coupon)
                    if (name not in seen or name == "None") and self._meant(row, coupon):
                        found.append((path, coupon))
                    seen.add(name)
            if found and row in self.frame.index:
                yield row, found

    def cut(self, row: int, coupon: Any, path: str) -> Cut | str | None:
        """What it does; None where it lowers one bill alone, and its name where it does not say."""
        if not isinstance(coupon, dict):
            return str(coupon)
        name = str(coupon.get("id") or json_of(coupon))[:40]
        if str(_pick(coupon, self.keys.duration) or "").casefold() in map(
            str.casefold, self.keys.once
        ):
            return None
        share = self._number(_pick(coupon, self.keys.percent))
        money = None if share is not None else self._money(row, coupon)
        days = self._days_of(coupon, self.frame.loc[row])
        if days is None or (share is None and money is None):
            return name
        line, anchor = self.frame.loc[row], self.anchors[row]
        first, until = (each if each == NO_END else next_bill(each, line, anchor) for each in days)
        whole = path in self.keys.at
        return Cut(None if share is None else min(share / 100, 1.0), money, first, until, whole)

    def _meant(self, row: int, coupon: Any) -> bool:
        """Does the coupon hold for this row's product?"""
        listed = _pick(coupon, self.keys.products) if isinstance(coupon, dict) else None
        products = _listed(listed)
        return not products or str(self.products[row]) in products

    def _days_of(self, coupon: Any, line: Any) -> tuple[pd.Timestamp, pd.Timestamp] | None:
        """From when and until when it holds; None where that cannot be read."""
        first, until = (self._day(coupon, each) for each in (self.keys.start, self.keys.end))
        first = line["start"] if first is None else first
        months = self._number(_pick(coupon, self.keys.months))
        if pd.isna(first) or pd.isna(line["start"]):
            return None
        if until is None:
            until = first + pd.DateOffset(months=int(months)) if months else NO_END
        return None if pd.isna(until) else (first, until)

    def _number(self, found: Any) -> float | None:
        cells = pd.Series([found], dtype=object)
        numbers, wrong = as_number(cells, self.price, self.source)
        return None if found is None or wrong else float(numbers.iloc[0])

    def _money(self, row: int, coupon: Any) -> float | None:
        """The amount in the list price's unit; None without one, or in another currency."""
        money = self._number(_pick(coupon, self.keys.amount))
        currency = self.frame["currency"].loc[[row]]
        theirs = _pick(coupon, self.keys.currency)
        other = theirs is not None and str(theirs).upper() != str(currency.iloc[0]).upper()
        if money is None or (other and pd.notna(currency.iloc[0])):
            return None
        amount = pd.Series([money], index=currency.index)
        factor = self.source.scale.get("list_price")
        if factor is not None:
            amount, wrong = scaled(amount, "list_price", factor, currency)
            if wrong:
                return None
        return float(amount.iloc[0])

    def _day(self, coupon: Any, paths: Sequence[str] | None) -> Any:
        """The day at the path; None where there is none, NaT where it cannot be read."""
        found = _pick(coupon, paths)
        return None if found is None else self._days(pd.Series([found], dtype=object)).iloc[0]

    def _days(self, cells: pd.Series) -> pd.Series:
        return typed(cells, self.start, self.source, self.zone)[0]


def json_of(coupon: Mapping[str, Any]) -> str:
    """A coupon without a name, by what it holds."""
    return ", ".join(f"{key} {value}" for key, value in coupon.items() if value is not None)


def _elements(found: Any) -> list[Any]:
    """One coupon or a list of them, an API's own list ({"data": [...]}) or numbered ones."""
    if isinstance(found, dict) and isinstance(found.get("data"), list):
        found = found["data"]
    if isinstance(found, dict) and found and all(key.isdecimal() for key in found):
        found = list(found.values())
    listed = found if isinstance(found, list) else [found]
    return [each for each in listed if each not in (None, "", {}, False)]


def _pick(coupon: Mapping[str, Any], paths: Sequence[str] | None) -> Any:
    """What the first of the paths that leads anywhere leads to."""
    for path in paths or ():
        if (found := follow(coupon, path.split("."))) not in (None, ""):
            return found
    return None


def _first_filled(paths: Sequence[str] | None, frame: pd.DataFrame) -> pd.Series:
    cells = pd.Series(None, index=frame.index, dtype=object)
    for path in paths or ():
        found = pd.Series(held_at(path, frame), index=frame.index, dtype=object)
        cells = cells.where(cells.notna(), found)
    return cells


def _listed(found: Any) -> set[str]:
    """The list at the end of a path, which `follow` gives as JSON; nothing where it is empty."""
    if found is None:
        return set()
    try:
        listed = parsed_json(str(found))
    except ValueError:
        listed = found
    return set(map(str, listed)) if isinstance(listed, list) else {str(listed)}
