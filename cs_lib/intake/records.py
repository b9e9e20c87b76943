"""What the door passes from room to room: a table as read, what is wrong, what is worth noting."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from cs_lib.errors import DataProblem, TenStepsError
from cs_lib.intake.rules.register import REFUSED, rule_of
from cs_lib.notes import Note
from cs_lib.tables import TableSpec

SHOWN = 20
"""Bad rows listed for each rule; the rest is counted."""


class Unusable(TenStepsError):
    """A table that cannot be read at all; `problems` go into the one DataError of the door."""

    def __init__(self, *problems: DataProblem) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


QUALITY: dict[str, str] = {
    "table": "str",
    "rule": "str",
    "rows": "int64",
    "amount": "float64",
    "action": "str",
    "detail": "str",
    "accounts": "Int64",
    "examples": "str",
    "override": "str",
}
"""The columns of a quality table and their types; new ones are added at the end."""


def quality(notes: Iterable[Note]) -> pd.DataFrame:
    """The notes as a quality table, one line each: the columns of `QUALITY`."""
    rows = [tuple(_of(note)[name] for name in QUALITY) for note in notes]
    frame = pd.DataFrame(rows, columns=list(QUALITY))
    return frame.assign(examples=frame["examples"].str.join("; ")).astype(QUALITY)


def _of(note: Note) -> dict[str, object]:
    """The note with how the client can mend or accept it."""
    remedy = rule_of(note.rule).remedy or (REFUSED if note.action == "refused" else "")
    return vars(note) | {"override": remedy}


@dataclass(frozen=True)
class RawTable:
    """A table as its file holds it. `frame`: one column per column of the file, values unchanged.

    `numbers` are the rows as a person sees them in the file, in the order of `frame`, whose own
    index counts from 0. `repeated` are the column names that stand in it more than once. `origin`
    is each row's file where there are several; `looked_up` says from which other file a column
    comes. `used` are columns that have been read already, into others.
    """

    file: str
    frame: pd.DataFrame
    numbers: pd.Series
    notes: tuple[tuple[str, int, str], ...] = ()
    repeated: frozenset[str] = frozenset()
    origin: pd.Series | None = None
    looked_up: Mapping[str, str] = field(default_factory=dict)
    used: frozenset[str] = frozenset()

    @property
    def labels(self) -> pd.Series:
        """The rows as a message names them: by number, and by file where there are several."""
        return labels(self.numbers, self.origin)

    def file_of(self, place: Any) -> str:
        """The file in which a row stands, by its place among the rows."""
        return self.file if self.origin is None else str(self.origin.iloc[place])

    def part(self, rows: "pd.Series[bool]", notes: tuple[tuple[str, int, str], ...]) -> "RawTable":
        """These of its rows, counted from 0 again."""
        return replace(
            self,
            frame=self.frame[rows].reset_index(drop=True),
            numbers=self.numbers[rows].reset_index(drop=True),
            notes=notes,
            origin=None if self.origin is None else self.origin[rows].reset_index(drop=True),
        )


def labels(numbers: pd.Series, origin: pd.Series | None) -> pd.Series:
    """Such as 3, or "3 of b.csv" where a table lies in several files."""
    if origin is None:
        return numbers
    return numbers.astype(str) + " of " + origin.astype(str)


@dataclass(frozen=True)
class Finding:
    """One rule that some rows break. `values` are the cells in question, by row."""

    rule: str
    column: str | None
    values: pd.Series
    say: Callable[[object], str]
    allowed: str
    fix: str

    @property
    def rows(self) -> pd.Index:
        """The index labels of the rows that break the rule."""
        return self.values.index


@dataclass(frozen=True)
class Mapped:
    """A table under the contract's column names, values still as the file holds them."""

    raw: RawTable
    frame: pd.DataFrame
    called: Mapping[str, str]
    provided: frozenset[str]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Taken:
    """One table behind the door: the rows kept, the rows kept out, and what is wrong with them.

    `numbers` are the rows of `frame` in the file; `by_hand` lists the values that were set.
    `zoned` says that a date column holds times that name their zone. `called` says which column
    of the file each of the contract's was read from, `unread` names the others. `refused` are the
    rows that break a rule, as far as they could be read. `origin` is the file of each row of
    `frame`, where there are several.
    """

    spec: TableSpec
    file: str
    frame: pd.DataFrame
    provided: frozenset[str]
    quarantine: pd.DataFrame
    problems: tuple[DataProblem, ...] = ()
    notes: tuple[Note, ...] = ()
    numbers: pd.Series = field(default_factory=lambda: pd.Series(dtype="int64"))
    by_hand: tuple[tuple[str, ...], ...] = ()
    zoned: bool = False
    called: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    refused: pd.DataFrame = field(default_factory=pd.DataFrame)
    origin: pd.Series | None = None

    @property
    def labels(self) -> pd.Series:
        """The rows as a message names them: by number, and by file where there are several."""
        return labels(self.numbers, self.origin)

    def file_of(self, place: Any) -> str:
        """The file in which a row stands, by its place among the rows."""
        return self.file if self.origin is None else str(self.origin.iloc[place])
