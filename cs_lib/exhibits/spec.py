"""How does a step declare an exhibit? A function with `@exhibit`, listed in the step's class.

The class body is the ordered registry. As a descriptor a spec types the attribute, so that mypy
knows `valuation.ltv` is an Exhibit and refuses `valuation.lvt`, and Tab completes it.
"""

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, get_args, get_type_hints, overload

import pandas as pd

from cs_lib.exhibits.needs import NEEDS, Absent, lacking, true_reason
from cs_lib.exhibits.record import Exhibit, Part, Shown, settled
from cs_lib.exhibits.views import View
from cs_lib.texts import Sentence
from cs_lib.texts.checker import union

Makes = Callable[..., Shown[Any] | Absent]


class HasExhibits(Protocol):
    """A step's result."""

    def exhibit_named(self, name: str) -> Exhibit:
        """The stored exhibit called `name`."""


@dataclass
class Spec:
    """An exhibit as declared: what computes it, where it stands, how it is shown, what it needs."""

    make: Makes
    part: Part | None
    view: View | None
    needs: tuple[str, ...] = ()
    name: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.__doc__ = self.make.__doc__
        for need in self.needs:
            Absent(need)  # refuses a need that nobody registered

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, result: None, owner: type) -> Self: ...
    @overload
    def __get__(self, result: HasExhibits, owner: type) -> Exhibit: ...
    def __get__(self, result: HasExhibits | None, owner: type) -> Self | Exhibit:
        return self if result is None else result.exhibit_named(self.name)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of what `make` asks for."""
        return tuple(inspect.signature(self.make).parameters)

    @property
    def messages(self) -> tuple[type[Sentence], ...]:
        """The classes of what it may say, from its return type `Shown[A | B] | Absent`."""
        return messages_of(self.make)

    def made(
        self, step: str, known: Mapping[str, Any], provided: Collection[str], currency: str
    ) -> Exhibit:
        """The exhibit, from what the run knows; absent when something it needs is not provided."""
        missing = lacking(self.needs, provided)
        found = (
            Absent(missing)
            if missing
            else self.make(**{name: known[name] for name in self.parameters})
        )
        if isinstance(found, Absent):
            found = true_reason(found, provided)
        return self.recorded(step, found, currency)

    def recorded(self, step: str, found: Shown[Any] | Absent, currency: str) -> Exhibit:
        """What `make` returned, as the record of this run."""
        if isinstance(found, Absent):
            empty = pd.DataFrame()
            return Exhibit(
                step, self.name, self.part, self.view, currency, empty, None, (), (), found
            )
        frame = pd.DataFrame() if found.frame is None else settled(found.frame)
        self._check(frame)
        return Exhibit(
            step, self.name, self.part, self.view, currency, frame, found.title, found.say,
            found.note,
        )  # fmt: skip

    def _check(self, frame: pd.DataFrame) -> None:
        if self.view is None or frame.empty:
            return
        lacking = [each.name for each in self.view.columns if each.name not in frame.columns]
        if lacking:
            raise ValueError(f"{self.name}: no column {lacking}; it has {list(frame.columns)}")


def exhibit(
    *, part: Part | None = None, shows: View | None = None, needs: tuple[str, ...] = ()
) -> Callable[[Makes], Spec]:
    """Declare an exhibit.

    `part` is its place in the appendix, None for one that stands on a page of the story alone.
    `needs` are names of `needs.NEEDS`: without one of them the exhibit is absent and `make` is
    not called. The parameters of the function are names of the step's workings or inputs.
    """
    return lambda make: Spec(make, part, shows, needs)


def messages_of(make: Callable[..., Any]) -> tuple[type[Sentence], ...]:
    """The message classes in a return type such as `Shown[A | B] | Absent`."""
    found: list[type[Sentence]] = []
    for kind in union(get_type_hints(make)["return"]):
        for argument in get_args(kind):
            found += [each for each in union(argument) if each is not Sentence]
    return tuple(found)


__all__ = ["NEEDS", "HasExhibits", "Spec", "exhibit", "messages_of"]
