"""What recognition passes on: a sheet, the profile of each of its columns, and the best guess."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.engagement.table_source import listed

Kind = Literal[
    "empty", "flag", "date", "month", "epoch_s", "epoch_ms", "integer", "number", "currency",
    "json", "category", "text",
]  # fmt: skip


@dataclass(frozen=True)
class Profile:
    """One column of a file: what its cells look like.

    `texts` are all cells as trimmed text, missing where empty; `filled` is the share of cells
    that are not; `distinct` counts different cells, `words` lists the most frequent ones.
    """

    name: str
    kind: Kind
    filled: float
    distinct: int
    words: tuple[str, ...]
    texts: pd.Series = field(repr=False, compare=False)

    @cached_property
    def cells(self) -> frozenset[str]:
        """The different cells."""
        return frozenset(self.texts.dropna())

    @cached_property
    def count(self) -> int:
        """How many cells are filled."""
        return int(self.texts.notna().sum())

    @cached_property
    def length(self) -> float:
        """How many characters a filled cell has, on average."""
        return float(self.texts.dropna().str.len().mean()) if self.distinct else 0.0

    @cached_property
    def numbers(self) -> pd.Series:
        """The cells as numbers, a percent sign apart; missing where a cell is none."""
        return pd.to_numeric(self.texts.str.rstrip("% "), errors="coerce")


def titled(file: Path, source: TableSource) -> str:
    """A place in a file, as a message calls it."""
    sheet = [f"sheet {source.sheet}"] if source.sheet else []
    return ", ".join([file.name, *sheet, *([f"cells {source.range}"] if source.range else [])])


@dataclass(frozen=True)
class Sheet:
    """One table as it lies in a file: the file, where in it, and its columns by name.

    `titles` is what stands above the column names. `months` are the columns that are months: then
    `columns` and `rows` are those of the sheet with a row for each of them, in `month` and `mrr`.
    `more` are further files or sheets of the same table, whose rows are counted in, and `why` says
    how they are known to be. `lookups` are where some of the columns come from. `caption` says
    what it holds, where that is not the sheet's or file's name: the words above one of several.
    `grouped` is the same table with the names of two rows, groups above and parts below, where it
    may be read so.
    """

    file: Path
    source: TableSource
    columns: Mapping[str, Profile]
    rows: int
    titles: str = ""
    months: tuple[str, ...] = ()
    more: tuple["Sheet", ...] = ()
    why: str = ""
    lookups: tuple["LookedUp", ...] = ()
    caption: str = ""
    grouped: "Sheet | None" = None

    @property
    def title(self) -> str:
        """How a person calls it: the file's name, with the sheet's."""
        if self.source.sheets:
            return f"{self.file.name}, sheets {listed(self.source.sheets)}"
        return listed(tuple(titled(each.file, each.source) for each in self.each))

    @property
    def each(self) -> tuple["Sheet", ...]:
        """Itself and its further files, each as it lies there."""
        return (self, *self.more)

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that are read for it."""
        found = [each.file for each in self.each]
        return tuple(dict.fromkeys([*found, *(each.sheet.file for each in self.lookups)]))

    @property
    def subject(self) -> str:
        """The words of its own name, from which its subject may be told."""
        return self.caption or str(self.source.sheet or self.file.stem)


@dataclass(frozen=True)
class LookedUp:
    """The sheet from which another takes `columns`: where its `mine` is the other's `theirs`.

    `columns` maps the name that each gets to the one it has. `share` of the different keys is
    found there.
    """

    sheet: Sheet
    mine: str
    theirs: str
    columns: Mapping[str, str]
    share: float


@dataclass(frozen=True)
class Choice:
    """The file's column for one of the contract's: how sure, and what came next."""

    column: str
    confidence: float
    runner_up: str = ""
    runner_up_confidence: float = 0.0


@dataclass(frozen=True)
class Guess:
    """A sheet read as one table of the contract.

    `score` is 0 to 1. `columns`: contract column -> choice. `missing`: required columns that
    the sheet does not give. `layout` names the vendor's export where one was recognised; `keys`
    are then further keys of the table's source, `asks` what a person has to confirm, and
    `blocking` what only a person can answer.
    """

    sheet: Sheet
    table: str
    score: float
    columns: Mapping[str, Choice]
    missing: tuple[str, ...] = ()
    layout: str = ""
    keys: Mapping[str, object] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    blocking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unused:
    """A file, or one sheet of it, that is not read, and why."""

    title: str
    why: str
