"""What is a message, and what does it become? Facts under an id, then runs of text.

Runs, not markup: a client called `**B**` or `<b>` is only a name, in every format.
"""

from collections.abc import Iterable
from dataclasses import Field, FrozenInstanceError, dataclass
from typing import Any, ClassVar, dataclass_transform

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


_with_facts = dataclass(repr=False, eq=False)


@dataclass_transform(frozen_default=True)
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
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls) -> None:
        # There are more than a thousand messages: what `dataclass` would write anew for each, down
        # to the docstring, is said once below, which saves every process half a second.
        cls.__doc__ = cls.__doc__ or cls.__name__
        _with_facts(cls)

    def __setattr__(self, name: str, value: object) -> None:
        """A fact is given once, when the message is made."""
        if name in self.__dict__ or name not in type(self).__dataclass_fields__:
            raise FrozenInstanceError(f"cannot assign to field '{name}'")
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field '{name}'")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__qualname__}({facts})"


_with_facts(Sentence)


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
