"""What is left of results where nobody may be named? Each person's label in place of the name.

Applied to a step's result on its way out: steps join and rank by the names that the client's files
hold, and what is shown, stored and handed over has labels. People are found by kind:
a column of the kind `person`, a fact `Person`, a field that is called like such a column. What the
client wrote with a name in it is reworded wherever it is quoted.
"""

import dataclasses
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import pandas as pd

from cs_lib.books.pseudonyms import Pseudonyms
from cs_lib.exhibits.columns import PEOPLE
from cs_lib.exhibits.pages import Page
from cs_lib.exhibits.result import Result
from cs_lib.exhibits.views import View
from cs_lib.texts.facts import Cell, Person

T = TypeVar("T")


def redacted(result: Result, people: Pseudonyms, keyed: Collection[str]) -> Result:
    """A step's result as this edition may hand it over; `keyed` are exhibits `keyed_by_people`."""
    return result if people.named else _Redactor(people, frozenset(keyed)).result(result)


def keyed_by_people(kinds: Iterable[type[Result]]) -> frozenset[str]:
    """The addresses of the exhibits whose rows are people: links lead to such a row by its key."""
    return frozenset(
        f"{kind.step}.{name}"
        for kind in kinds
        for name, spec in kind.specs.items()
        if spec.view and spec.view.columns and spec.view.columns[0].name in PEOPLE
    )


@dataclass(frozen=True)
class _Redactor:
    people: Pseudonyms
    keyed: frozenset[str]

    def result(self, result: Result) -> Result:
        """A step's result; an exhibit of a page is the same there and in the appendix."""
        exhibits = {name: self._told(each) for name, each in result.exhibits.items()}
        pages = {
            name: dataclasses.replace(
                self._told(page), exhibits=tuple(exhibits[each.name] for each in page.exhibits)
            )
            if isinstance(page, Page)
            else page
            for name, page in result.pages.items()
        }
        return dataclasses.replace(
            result,
            workings=self._told(result.workings),
            exhibits=exhibits,
            pages=pages,
            headlines=self._told(result.headlines),
            findings=self._told(result.findings),
        )

    def _told(self, value: T, field: str = "") -> T:
        """Anything that a result holds; the same object where nobody stands in it."""
        told: Any = value
        if isinstance(value, pd.DataFrame):
            told = self._frame(value)
        elif isinstance(value, str):
            told = self._word(value, field)
        elif isinstance(value, Person):
            told = Person(self.people.label(value.value))
        elif isinstance(value, Cell) and value.exhibit in self.keyed and value.row is not None:
            told = dataclasses.replace(value, row=self.people.label(value.row))
        elif isinstance(value, tuple):
            parts = tuple(self._told(each) for each in value)
            same = all(new is old for new, old in zip(parts, value, strict=True))
            told = value if same else parts
        elif dataclasses.is_dataclass(value) and not isinstance(value, type | View):
            old = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
            new = {name: self._told(each, name) for name, each in old.items()}
            changed = {name: each for name, each in new.items() if each is not old[name]}
            told = dataclasses.replace(value, **changed) if changed else value
        return told  # type: ignore[no-any-return]

    def _word(self, word: str, field: str) -> str:
        return self.people.label(word) if field in PEOPLE else self.people.words(word)

    def _frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        changed: dict[str, pd.Series] = {}
        for name, values in frame.items():
            field = str(name)
            if values.dtype == object:
                told = [self._told(each, field) for each in values]
                changed[field] = pd.Series(told, index=values.index, dtype=object)
            elif isinstance(values.dtype, pd.StringDtype) and self._may_name(field):
                words = {each: self._word(each, field) for each in values.dropna().unique()}
                changed[field] = values.map(words).astype(values.dtype)
        frame = frame.assign(**changed) if changed else frame
        return self.people.faults(frame) if {"table", "detail", "examples"} <= set(frame) else frame

    def _may_name(self, field: str) -> bool:
        return field in PEOPLE or bool(self.people.reworded)
