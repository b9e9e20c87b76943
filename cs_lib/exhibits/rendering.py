"""How does an exhibit read in a language? Heads, cells and runs of text, for every format alike.

HTML, XLSX, PPTX and PDF render this and nothing else, so that a number reads the same in all.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cs_lib import formats
from cs_lib.exhibits.charts import ROLES, Chart
from cs_lib.exhibits.columns import LEFT, SHORT, Column
from cs_lib.exhibits.pages import Page
from cs_lib.exhibits.record import Exhibit
from cs_lib.exhibits.views import Matrix, Table, View
from cs_lib.texts import Catalogue, Cell, Run, Runs, catalogue, plain
from cs_lib.texts.facts import Code
from cs_lib.texts.filters import printed

INDENT = "\u2003"
LEFT_KINDS = LEFT | SHORT
"""Kinds of columns that align to the left."""
_UNITS = {
    "money": "money", "rate": "percent", "points": "points", "count": "integer", "ratio": "number"
}  # fmt: skip
"""The units of rows in their own unit, as the register of metrics names them, to formats.

A difference of two rates is in points.
"""


@dataclass(frozen=True)
class Head:
    """The head of a column: its name in the data, its label, and whether it is a number."""

    name: str
    label: str
    kind: str

    @property
    def is_number(self) -> bool:
        """Does the column align to the right?"""
        return self.kind not in LEFT_KINDS


@dataclass(frozen=True)
class ShownCell:
    """One cell: what is read, and the value behind it (None when it is words or missing)."""

    runs: Runs
    value: Any = None

    @property
    def text(self) -> str:
        """The words alone."""
        return plain(self.runs)


@dataclass(frozen=True)
class Row:
    """One row; `anchor` is what links to its figures lead to."""

    cells: tuple[ShownCell, ...]
    anchor: str
    total: bool = False
    group: str | None = None


@dataclass(frozen=True)
class ShownExhibit:
    """An exhibit in one language. The `frame` of a chart has codes as labels."""

    address: str
    title: Runs
    say: tuple[Runs, ...]
    note: Runs
    view: View | None
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    frame: pd.DataFrame
    currency: str
    absent: Runs = ()
    language: str = "en"

    @property
    def has_money(self) -> bool:
        """Does any column hold amounts, so that the currency is to be said?"""
        kinds = {head.kind for head in self.heads}
        by_unit = "by_unit" in kinds and "unit" in self.frame and "money" in set(self.frame["unit"])
        return by_unit or not kinds.isdisjoint({"money", "money_short"})


@dataclass(frozen=True)
class ShownPage:
    """The words of a page in one language; its exhibits are shown beside it."""

    address: str
    number: int
    claim: Runs
    so_what: tuple[Runs, ...]
    bullets: tuple[Runs, ...]
    foot: Runs


def anchor(address: str, row: str | None = None, *, whole: bool = False) -> str:
    """The name of an exhibit, or of one of its rows, that a link leads to."""
    name = address.replace(".", "-").replace("_", "-")
    if whole:
        return f"{name}-whole"
    # a digest, for a row's key is a client's word and may be anything
    return name if row is None else f"{name}-{hashlib.sha256(row.encode()).hexdigest()[:8]}"


def title_anchor(address: str) -> str:
    """The name of an exhibit's heading, by which its table or figure is called."""
    return f"{anchor(address)}-title"


def target(cell: Cell) -> str:
    """The anchor of the row that a figure stands in."""
    return anchor(cell.exhibit, cell.row, whole=cell.row is None)


def shown(exhibit: Exhibit, language: str = "en") -> ShownExhibit:
    """`exhibit` as it reads in `language`."""
    words = catalogue(language)
    address = exhibit.address
    title = (
        words.static(address, "title")
        if exhibit.title_message is None
        else words.runs(exhibit.title_message, address)
    )
    say = tuple(words.runs(each, address) for each in exhibit.messages)
    note = _note(exhibit, words)
    absent = words.static(address, "absent") if exhibit.absent else ()
    heads, rows = _table(exhibit, words)
    frame = labelled(exhibit, words) if isinstance(exhibit.view, Chart) else exhibit.frame
    return ShownExhibit(
        address, title, say, note, exhibit.view, heads, rows, frame, exhibit.currency, absent,
        language,
    )  # fmt: skip


def shown_page(page: Page, language: str = "en") -> ShownPage:
    """The words of `page` as they read in `language`."""
    words, address = catalogue(language), page.address
    return ShownPage(
        address,
        page.number,
        words.runs(page.claim, address),
        tuple(words.runs(each, address) for each in page.so_what),
        tuple(words.runs(each, address) for each in page.bullets),
        words.runs(page.foot, address),
    )


def _note(exhibit: Exhibit, words: Catalogue) -> Runs:
    if not exhibit.notes:
        return words.static(exhibit.address, "note")
    found: list[Run] = []
    for message in exhibit.notes:
        found += [Run(" ")] if found else []
        found += words.runs(message, exhibit.address)
    return tuple(found)


def _table(exhibit: Exhibit, words: Catalogue) -> tuple[tuple[Head, ...], tuple[Row, ...]]:
    view, frame = exhibit.view, exhibit.frame
    if view is None or frame.empty:
        return (), ()
    if isinstance(view, Matrix):
        return _matrix(exhibit, view, words)
    if isinstance(view, Table):
        return _rows(exhibit, view.cells, view.group, words)
    columns = tuple(column for column in view.columns if column.name not in ROLES)
    return _rows(exhibit, columns, None, words)


def _rows(
    exhibit: Exhibit, columns: tuple[Column, ...], group: Column | None, words: Catalogue
) -> tuple[tuple[Head, ...], tuple[Row, ...]]:
    address = exhibit.address
    heads = tuple(Head(c.name, words.column(c.name, address), c.kind) for c in columns)
    rows: list[Row] = []
    taken: set[str] = set()
    for record in exhibit.frame.to_dict("records"):
        cells = tuple(cell(record, each, words, exhibit) for each in columns)
        first = record[columns[0].name]
        of_all = columns[0].kind == "scope" and formats.missing(first)
        name = anchor(address, None if of_all else str(first), whole=of_all)
        # links lead to the first row of a key; a page may not have one name twice
        name = f"{name}-{len(rows)}" if name in taken else name
        taken.add(name)
        total = of_all or bool(record.get("total", False))
        under = cell(record, group, words, exhibit).text if group else None
        rows.append(Row(cells, name, total, under))
    return heads, tuple(rows)


def _matrix(
    exhibit: Exhibit, view: Matrix, words: Catalogue
) -> tuple[tuple[Head, ...], tuple[Row, ...]]:
    """A long frame laid out: a row a line, a column for each value of `across`."""
    frame, address = exhibit.frame, exhibit.address
    line, across = view.line.name, view.across.name
    columns = list(dict.fromkeys(frame[across]))
    labels = [cell({across: key}, view.across, words, exhibit).text for key in columns]
    kinds = [view.value.kind] * len(columns)
    heads = (
        Head(line, words.column(line, address), view.line.kind),
        *(Head(str(k), text, kind) for k, text, kind in zip(columns, labels, kinds, strict=True)),
    )
    rows = []
    for key, part in frame.groupby(line, sort=False, dropna=False):
        records = part.to_dict("records")
        by_column = {record[across]: record for record in records}
        level = int(records[0].get("level", 1))
        opening = cell(records[0], view.line, words, exhibit)
        if level > 1:
            opening = ShownCell((Run(INDENT * (level - 1)), *opening.runs), opening.value)
        blank = ShownCell((Run(formats.MISSING),))
        cells = [
            cell(by_column[c], view.value, words, exhibit) if c in by_column else blank
            for c in columns
        ]
        of_all = view.line.kind == "scope" and formats.missing(key)
        name = anchor(address, None if of_all else str(key), whole=of_all)
        rows.append(Row((opening, *cells), name, of_all or level == 0))
    return heads, tuple(rows)


def cell(
    record: Mapping[Any, Any], column: Column, words: Catalogue, exhibit: Exhibit
) -> ShownCell:
    """One value of a record as it is read."""
    value = record[column.name]
    if column.kind == "scope":
        segment = None if formats.missing(value) else str(value)
        text = words.code("scope", "whole") if segment is None else segment
        return ShownCell((Run(text),))
    if formats.missing(value):
        return ShownCell((Run(formats.MISSING),))
    if column.kind in ("need", "ask"):
        return ShownCell((Run(words.need(str(value), column.kind)),))
    if column.kind == "would_show":
        return ShownCell(_would_show(str(value), words))
    if column.kind == "message":
        return ShownCell(words.runs(value, exhibit.address))
    if column.kind == "code":
        return ShownCell((Run(printed(words, Code(column.words, str(value)), "label")),))
    if column.kind in ("text", "person"):
        return ShownCell((Run(formats.text(value)),))
    if column.kind in ("date", "month"):
        spell = {"date": formats.date, "month": formats.month}[column.kind]
        return ShownCell((Run(spell(value)),), value)
    style = (
        _UNITS.get(str(record.get(column.units)), "number")
        if column.kind == "by_unit"
        else column.kind
    )
    style = {"cents": "number"}.get(style, style)
    return ShownCell((Run(formats.formatted(value, style, language=words.language)),), float(value))


def _would_show(addresses: str, words: Catalogue) -> Runs:
    """What absent exhibits would have shown, each sentence once."""
    said = [plain(words.static(address, "absent")) for address in addresses.split()]
    return (Run(" ".join(dict.fromkeys(filter(None, said)))),)


def labelled(exhibit: Exhibit, words: Catalogue) -> pd.DataFrame:
    """The frame with codes and scopes as words, for a chart's names."""
    if exhibit.view is None or exhibit.frame.empty:
        return exhibit.frame
    read = {each.name: each for each in exhibit.view.columns}
    changed = {
        name: [cell({name: value}, each, words, exhibit).text for value in exhibit.frame[name]]
        for name, each in read.items()
        if each.kind in ("code", "scope", "message") and each.name not in ROLES
    }
    return exhibit.frame.assign(**changed)
