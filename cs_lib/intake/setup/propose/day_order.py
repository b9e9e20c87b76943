"""Which day is 01/02/2025? Proposed where the cells themselves say so, asked where they do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cs_lib.intake.cells.date import ISO
from cs_lib.intake.setup.profiles.cell_patterns import LOOKED_AT
from cs_lib.intake.setup.propose.model import Ask, Finding, Proposal
from cs_lib.tables import TABLES

_TRIPLE = r"(\d{1,2})([./\-])(\d{1,2})[./\-](\d{4}|\d{2})(?:[T ].*)?"
_CLOCK = (
    (r"\d{1,2}:\d{2}:\d{2}\s?[AaPp][Mm]", "%I:%M:%S %p"),
    (r"\d{1,2}:\d{2}\s?[AaPp][Mm]", "%I:%M %p"),
    (r"\d{1,2}:\d{2}:\d{2}\.\d+", "%H:%M:%S.%f"),
    (r"\d{1,2}:\d{2}:\d{2}", "%H:%M:%S"),
    (r"\d{1,2}:\d{2}", "%H:%M"),
)
_WORDED = (
    (r"\d{1,2}-[A-Za-z]{3}-\d{4}", "%d-%b-%Y"),
    (r"\d{1,2}-[A-Za-z]{3}-\d{2}", "%d-%b-%y"),
    (r"\d{1,2} [A-Za-z]{3} \d{4}", "%d %b %Y"),
    (r"\d{1,2} [A-Za-z]{4,9} \d{4}", "%d %B %Y"),
    (r"[A-Za-z]{3} \d{1,2}, \d{4}", "%b %d, %Y"),
    (r"[A-Za-z]{4,9} \d{1,2}, \d{4}", "%B %d, %Y"),
    (r"\d{4}\.\d{1,2}\.\d{1,2}", "%Y.%m.%d"),
    (r"\d{4}-\d{1,2}-\d{1,2}", "%Y-%m-%d"),
    (r"\d{4}/\d{1,2}/\d{1,2}", "%Y/%m/%d"),
)


@dataclass(frozen=True)
class _Order:
    """What the cells of one column say: how many can only be day first, or only month first."""

    mark: str
    year: str
    clock: str
    day_first: int
    month_first: int
    cells: int
    first_is_one: bool
    second_is_one: bool
    example: str

    @property
    def said(self) -> str | None:
        """Which is first, "day" or "month"? None where the cells leave a doubt."""
        if bool(self.day_first) == bool(self.month_first):
            return None
        return "day" if self.day_first else "month"

    def pattern(self, first: str) -> str:
        """The format with the day or the month first."""
        parts = ("%d", "%m") if first == "day" else ("%m", "%d")
        return self.mark.join((*parts, self.year)) + self.clock


def formats(proposal: Proposal, elsewhere: str | None = None) -> Finding:
    """The table's `date_formats`; `elsewhere` is the order in which other files write dates."""
    found: dict[str, str] = {}
    doubtful: dict[str, _Order] = {}
    orders: dict[str, _Order] = {}
    for column in TABLES[proposal.guess.table].columns:
        cells = proposal.texts(column.name) if column.type in ("date", "month") else None
        if cells is None:
            continue
        kind = proposal.guess.sheet.columns[proposal.guess.columns[column.name].column].kind
        cells = cells.dropna().head(LOOKED_AT)
        if kind in ("epoch_s", "epoch_ms"):
            found[column.name] = kind
        elif (pattern := _worded(cells)) is not None:
            found[column.name] = pattern
        elif (order := order_of(cells)) is not None:
            orders[column.name] = order
            if order.said:
                found[column.name] = order.pattern(order.said)
            else:
                doubtful[column.name] = order
    asks = []
    for name, order in doubtful.items():
        first, ask = _decided(name, order, orders, elsewhere)
        asks.append(ask)
        if first:
            found[name] = order.pattern(first)
    remarks = {name: _evidence(order) for name, order in orders.items() if order.said}
    return Finding(_keys(found), asks, remarks)


def _keys(found: Mapping[str, str]) -> dict[str, object]:
    different = set(found.values())
    if not different:
        return {}
    return {"date_format": different.pop()} if len(different) == 1 else {"date_formats": found}


def order_of(cells: pd.Series) -> _Order | None:
    """What the cells say about their order; None when they are not written 1/2/2025 at all."""
    cells = cells[~cells.str.fullmatch(ISO).fillna(False)]
    parts = cells.str.extract(_TRIPLE).dropna()
    if not len(parts):
        return None
    first, second = parts[0].astype(int), parts[2].astype(int)
    return _Order(
        mark=str(parts[1].mode().iloc[0]),
        year="%Y" if (parts[3].str.len() == 4).all() else "%y",
        clock=_clock(cells),
        day_first=int((first > 12).sum()),
        month_first=int((second > 12).sum()),
        cells=len(parts),
        first_is_one=bool((first == 1).all() and second.nunique() > 2),
        second_is_one=bool((second == 1).all() and first.nunique() > 2),
        example=str(cells.iloc[0]),
    )


def _clock(cells: pd.Series) -> str:
    tail = cells.str.replace(r"^[\d./\-]+[T ]?", "", regex=True).str.strip()
    tail = tail[tail != ""]
    if not len(tail):
        return ""
    for pattern, clock in _CLOCK:
        if tail.str.fullmatch(pattern).mean() > 0.9:
            between = "T" if cells.str.contains("T").all() else " "
            return between + clock
    return ""


def _worded(cells: pd.Series) -> str | None:
    others = cells[~cells.str.fullmatch(ISO).fillna(False)]
    if not len(others):
        return None
    for pattern, written in _WORDED:
        if others.str.fullmatch(pattern).mean() > 0.9:
            return written
    return None


def _decided(
    name: str, order: _Order, orders: Mapping[str, _Order], elsewhere: str | None
) -> tuple[str | None, Ask]:
    """Which is first, as far as anything outside the cells tells, and what to ask."""
    if order.day_first and order.month_first:
        return None, Ask(
            name,
            f"{order.day_first} cells can only have the day first and {order.month_first} only "
            f"the month (such as {order.example}); which is right for which rows?",
            blocking=True,
        )
    both = f"all {order.cells} cells can be read both ways (such as {order.example})"
    said = {each.said for each in orders.values() if each.said}
    if len(said) == 1:
        first, why = said.pop(), "another date of this file can only be read so"
    elif order.mark == ".":
        first, why = "day", "dates with points are written so"
    elif elsewhere:
        first, why = elsewhere, "the other files write their dates so"
    elif order.first_is_one:
        first, why = "day", "then every date is the first of a month"
    elif order.second_is_one:
        first, why = "month", "then every date is the first of a month"
    else:
        return None, Ask(
            name,
            f"is the day or the month first? {both}; say date_format: "
            f'"{order.pattern("day")}" or "{order.pattern("month")}"',
            blocking=True,
        )
    return first, Ask(name, f"is the {first} first, as proposed? {both}, but {why}")


def _evidence(order: _Order) -> str:
    count = order.day_first or order.month_first
    return f"{order.said} first: {count} of {order.cells} cells can only be read so"


def common_order(proposals: Sequence[Proposal]) -> str | None:
    """The order in which the files that leave no doubt write their dates; None if they differ."""
    said = set()
    for proposal in proposals:
        for column in TABLES[proposal.guess.table].columns:
            cells = proposal.texts(column.name) if column.type in ("date", "month") else None
            order = None if cells is None else order_of(cells.dropna().head(LOOKED_AT))
            if order is not None and order.said:
                said.add(order.said)
    return said.pop() if len(said) == 1 else None
