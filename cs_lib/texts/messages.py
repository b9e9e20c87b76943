"""What is a message, and what does it become? Facts under an id, then runs of text.

Runs, not markup: a client called `**B**` or `<b>` is only a name, in every format.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, dataclass_transform

from cs_lib.texts.facts import Cell


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Sentence:
    """A message: its class's name is its id in the exhibit's block, its fields are its facts.

    A subclass is a frozen dataclass without saying so, and needs no docstring: its template in
    `texts/en` says in words what it means. A message that several exhibits share names the block
    that holds it: `block = "shared.foot"` (file and key).
    """

    block: ClassVar[str | None] = None

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
