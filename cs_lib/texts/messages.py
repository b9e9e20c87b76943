"""What is a message, and what does it become? Facts under an id, then runs of text.

Runs, not markup: a client called `**B**` or `<b>` is only a name, in every format.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, dataclass_transform

from cs_lib.texts.facts import Cell

LAST = "last"
"""In `Extreme.among`: the value that the table's last row has."""


@dataclass(frozen=True)
class Extreme:
    """What makes a superlative true: the end of a column, and the fact of that row that is said.

    `of` is "step.table.column", the table an exhibit or a frame of the workings; totals are left
    out. `fact` is the message's field that names the row or holds a figure of it. With `top`, it is
    what so many of the largest have together: a number, or the field that counts them.

    Which rows compete: those that hold `among` (a value a column), that have a value in `named`,
    whose key is not `apart`, with an `n` of `least`, the `last` so many. What is compared: `by`
    adds rows up (or counts them, by the column itself), `over` divides, `less` subtracts another
    column, `by_size` takes signs off.
    """

    of: str
    fact: str
    lowest: bool = False
    among: tuple[tuple[str, str], ...] = ()
    apart: tuple[str, ...] = ()
    named: str = ""
    last: int = 0
    least: int = 0
    by: str = ""
    over: str = ""
    less: str = ""
    by_size: bool = False
    top: str = ""


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Sentence:
    """A message: its class's name is its id in the exhibit's block, its fields are its facts.

    A subclass is a frozen dataclass without saying so, and needs no docstring: its template in
    `texts/en` says in words what it means. A message that several exhibits share names the block
    that holds it: `block = "shared.foot"` (file and key). One with a superlative (largest, most,
    first) says of which table it is the end: `extremes`. Where two of the figures that it tells
    apart would read alike, all of them are printed a step finer: `told_apart`.
    """

    block: ClassVar[str | None] = None
    extremes: ClassVar[tuple[Extreme, ...]] = ()
    told_apart: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True)(cls)


@dataclass(frozen=True)
class Run:
    """A piece of text that reads alike: bold or not, and the cell that its number stands in."""

    text: str
    bold: bool = False
    link: Cell | None = None


Runs = tuple[Run, ...]


def plain(runs: Iterable[Run]) -> str:
    """The runs' text alone."""
    return "".join(run.text for run in runs)
