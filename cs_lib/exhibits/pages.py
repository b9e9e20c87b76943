"""What is a page of the story? A claim, what follows from it, at most two exhibits, a foot line.

A page is one printed page. Its function decides which claim is made; without any of its exhibits
there is no page.
"""

import datetime as dt
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal, Protocol, Self, TypeVar, overload

from cs_lib.exhibits.record import Exhibit
from cs_lib.exhibits.spec import messages_of
from cs_lib.texts import Code, Count, Day, Sentence

M = TypeVar("M", bound=Sentence)
Grade = Literal["A", "B", "C", "D"]
MOST_EXHIBITS, MOST_BULLETS = 2, 3


class Foot(Sentence):
    """The foot line of a page: how many accounts, as of when, on what basis, how sure."""

    block: ClassVar[str | None] = "shared.foot"
    n: Count
    as_of: Day
    basis: Code
    grade: Code

    @classmethod
    def of(cls, n: int, as_of: dt.date, basis: str, grade: Grade) -> "Foot":
        """The line from plain values; `basis` is a key of `basis` in codes.yml."""
        return cls(Count(n), Day(as_of), Code("basis", basis), Code("grade", grade))


@dataclass(frozen=True)
class Said(Generic[M]):
    """What a page's function returns."""

    claim: M
    so_what: tuple[M, ...]
    foot: Foot
    bullets: tuple[M, ...] = ()


@dataclass(frozen=True)
class Page:
    """One page of one run; its texts stand in the step's file under the page's own name."""

    step: str
    name: str
    number: int
    claim: Sentence
    so_what: tuple[Sentence, ...]
    bullets: tuple[Sentence, ...]
    foot: Foot
    exhibits: tuple[Exhibit, ...]

    @property
    def address(self) -> str:
        """Where its texts stand."""
        return f"{self.step}.{self.name}"

    def __repr__(self) -> str:
        names = ", ".join(each.name for each in self.exhibits)
        return f"<Page {self.number} {self.address}: {names}>"


@dataclass(frozen=True)
class NoPage:
    """A page whose exhibits are all absent: one line on the scorecard, not a page."""

    step: str
    name: str

    def __repr__(self) -> str:
        return f"<no page {self.step}.{self.name}: its exhibits need data that were not received>"


class HasPages(Protocol):
    """A step's result."""

    def page_named(self, name: str) -> Page | NoPage:
        """The stored page called `name`."""


@dataclass
class PageSpec:
    """A page as declared: its number in the report, its exhibits, and what decides its claim."""

    make: Callable[..., Said[Any]]
    number: int
    exhibits: tuple[str, ...]
    name: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.__doc__ = self.make.__doc__
        if len(self.exhibits) > MOST_EXHIBITS:
            raise ValueError(f"a page holds at most {MOST_EXHIBITS} exhibits: {self.exhibits}")

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, result: None, owner: type) -> Self: ...
    @overload
    def __get__(self, result: HasPages, owner: type) -> Page | NoPage: ...
    def __get__(self, result: HasPages | None, owner: type) -> Self | Page | NoPage:
        return self if result is None else result.page_named(self.name)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of what `make` asks for."""
        return tuple(inspect.signature(self.make).parameters)

    @property
    def messages(self) -> tuple[type[Sentence], ...]:
        """The classes of what it may say."""
        return messages_of(self.make)

    def made(
        self, step: str, known: Mapping[str, Any], exhibits: Mapping[str, Exhibit]
    ) -> Page | NoPage:
        """The page with the exhibits that are there."""
        shown = tuple(exhibits[name] for name in self.exhibits if not exhibits[name].absent)
        if self.exhibits and not shown:
            return NoPage(step, self.name)
        return self.recorded(step, self.make(**{n: known[n] for n in self.parameters}), shown)

    def recorded(self, step: str, said: Said[Any], shown: tuple[Exhibit, ...]) -> Page:
        """What `make` returned, as the record of this run."""
        if len(said.bullets) > MOST_BULLETS:
            raise ValueError(f"{self.name}: a page holds at most {MOST_BULLETS} bullets")
        return Page(
            step, self.name, self.number, said.claim, said.so_what, said.bullets, said.foot, shown
        )


def page(
    *, number: int, exhibits: tuple[str, ...]
) -> Callable[[Callable[..., Said[Any]]], PageSpec]:
    """Declare a page of the story: its number in the report, and the exhibits that it shows.

    The function's parameters are names of the step's workings, inputs or exhibits; it is called
    when at least one of its exhibits is there, and must say only what those can show.
    """
    return lambda make: PageSpec(make, number, exhibits)
