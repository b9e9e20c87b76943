"""What does a step leave? Workings, exhibits, pages, headlines, gates and findings."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self, get_type_hints

import pandas as pd

from cs_lib import formats
from cs_lib.books.books import Books
from cs_lib.books.gates import Gate
from cs_lib.books.headlines import Headline
from cs_lib.books.provided import provided
from cs_lib.engagement import Engagement
from cs_lib.errors import nearest
from cs_lib.exhibits.findings import Finding
from cs_lib.exhibits.needs import Absent
from cs_lib.exhibits.pages import NoPage, Page, PageSpec
from cs_lib.exhibits.record import Exhibit, settled
from cs_lib.exhibits.spec import Spec
from cs_lib.intake import Intake
from cs_lib.texts import Sentence

INPUTS = ("engagement", "intake", "books")
"""What every step may ask for; results of earlier steps are asked for by their stems."""
_STYLES = {
    "money": "money_short", "rate": "percent", "ratio": "number", "count": "integer"
}  # fmt: skip


@dataclass(frozen=True)
class Result:
    """A step's result. A subclass names its step, its `workings` and its exhibits, in order:

    class Valuation(Result, step="valuation"):
        workings: Workings
        ltv = ltv.ltv
    """

    workings: Any
    currency: str
    exhibits: Mapping[str, Exhibit]
    pages: Mapping[str, Page | NoPage]
    headlines: tuple[Headline, ...] = ()
    gates: tuple[Gate, ...] = ()
    draft: tuple[Sentence, ...] = ()
    findings: tuple[Finding, ...] = ()

    step: ClassVar[str] = ""
    earlier: ClassVar[tuple[str, ...]] = ()
    specs: ClassVar[Mapping[str, Spec]] = {}
    page_specs: ClassVar[Mapping[str, PageSpec]] = {}

    def __init_subclass__(cls, step: str = "", earlier: tuple[str, ...] = ()) -> None:
        cls.step, cls.earlier = step, earlier
        # a dataclass keeps a repr that its class has, and would print every frame otherwise
        cls.__repr__ = Result.__repr__  # type: ignore[method-assign]
        cls.specs = {name: each for name, each in vars(cls).items() if isinstance(each, Spec)}
        cls.page_specs = {
            name: each for name, each in vars(cls).items() if isinstance(each, PageSpec)
        }
        cls._check()

    @classmethod
    def _check(cls) -> None:
        """Every parameter is known, every page's exhibit exists, every exhibit has a place."""
        workings = [field.name for field in dataclasses.fields(get_type_hints(cls)["workings"])]
        known = [*INPUTS, *cls.earlier, *workings]
        for spec in cls.specs.values():
            cls._check_names(spec.name, spec.parameters, known)
            if spec.name in workings:
                raise TypeError(f"{cls.__name__}: '{spec.name}' names workings and an exhibit")
        for page in cls.page_specs.values():
            cls._check_names(page.name, page.parameters, [*known, *cls.specs])
            cls._check_names(page.name, page.exhibits, [*cls.specs])
        told = {name for page in cls.page_specs.values() for name in page.exhibits}
        homeless = [name for name, s in cls.specs.items() if s.part is None and name not in told]
        if homeless:
            raise TypeError(f"{cls.__name__}: {homeless} stand on no page and in no appendix")

    @classmethod
    def _check_names(cls, owner: str, names: Sequence[str], known: Sequence[str]) -> None:
        for name in names:
            if name not in known:
                raise TypeError(f"{cls.__name__}.{owner}: no '{name}'; {nearest(name, known)}")

    @classmethod
    def of(
        cls, workings: Any, engagement: Engagement, intake: Intake, books: Books, **more: Any
    ) -> Self:
        """The result of a step: `made` of what every step has, and of what is its own.

        `more`: headlines, gates, draft, findings, and inputs of its own by name.
        """
        return cls.made(
            workings,
            currency=engagement.currency,
            provided=provided(engagement, intake, books),
            engagement=engagement,
            intake=intake,
            books=books,
            **more,
        )

    @classmethod
    def made(
        cls,
        workings: Any,
        *,
        currency: str,
        provided: Collection[str],
        headlines: tuple[Headline, ...] = (),
        gates: tuple[Gate, ...] = (),
        draft: tuple[Sentence, ...] = (),
        findings: tuple[Finding, ...] = (),
        **inputs: Any,
    ) -> Self:
        """The result of a run: each exhibit is computed from `workings` and `inputs`.

        `provided` are the names of `needs.NEEDS` that the client gave, or that the data hold.
        """
        fields = dataclasses.fields(workings)
        frames = {
            field.name: settled(value)
            for field in fields
            if isinstance(value := getattr(workings, field.name), pd.DataFrame)
        }
        workings = dataclasses.replace(workings, **frames)
        known = inputs | {field.name: getattr(workings, field.name) for field in fields}
        shown = {
            name: spec.made(cls.step, known, provided, currency) for name, spec in cls.specs.items()
        }
        pages = {
            name: page.made(cls.step, known | shown, shown) for name, page in cls.page_specs.items()
        }
        return cls(workings, currency, shown, pages, headlines, gates, draft, findings)

    if not TYPE_CHECKING:  # for mypy an unknown name stays an error

        def __getattr__(self, name: str) -> Any:
            known = [*type(self).specs, *type(self).page_specs, "workings", "headlines", "gates"]
            raise AttributeError(f"{type(self).__name__} has no '{name}'; {nearest(name, known)}")

    def exhibit_named(self, name: str) -> Exhibit:
        """The exhibit called `name`."""
        return self.exhibits[name]

    def page_named(self, name: str) -> Page | NoPage:
        """The page called `name`."""
        return self.pages[name]

    @property
    def absent(self) -> tuple[tuple[Exhibit, Absent], ...]:
        """The exhibits that could not be made, each with what it lacks."""
        return tuple((each, each.absent) for each in self.exhibits.values() if each.absent)

    @cached_property
    def headline_text(self) -> str:
        """The step's few figures as text: its notebook keeps them, later runs are compared."""
        return "\n".join(
            f"{each.id} {each.name}: "
            f"{formats.formatted(each.value, _STYLES[each.unit], self.currency)}"
            for each in self.headlines
            if each.segment is None
        )

    def __repr__(self) -> str:
        there = sum(each.absent is None for each in self.exhibits.values())
        return f"<{type(self).__name__}: {there} of {len(self.exhibits)} exhibits>"
