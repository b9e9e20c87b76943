"""What to look at first: gap times size, without a word about causes (those are later steps)."""

from dataclasses import astuple, dataclass

import pandas as pd

from cs_lib.steps.review.books import Books
from cs_lib.steps.review.comparison import GROUPS, Comparison

SHOWN = 5
_COLUMNS = ("rank", "name", "now", "reference", "reference_kind", "gap", "money")
_TARGETS = (("grr", "Gross revenue retention"), ("nrr", "Net revenue retention"))


@dataclass(frozen=True)
class _Gap:
    """A figure below its reference. More is better in every row: losses are negative shares."""

    name: str
    now: float
    reference: float
    reference_kind: str

    @property
    def gap(self) -> float:
        return self.reference - self.now


def table(books: Books) -> pd.DataFrame:
    """Which five gaps weigh most? Each figure against its target, else against a year before.

    Columns: `rank`, `name`, `now`, `reference` (both shares of opening ARR), `reference_kind`,
    `gap` (positive = worse than the reference), `money` (gap x opening ARR, twelve months).
    """
    if books.year is None:
        return pd.DataFrame(columns=_COLUMNS)
    now = books.year
    gaps = [*_against_targets(books, now), *_against_last_year(books, now)]
    ranked = sorted(gaps, key=lambda each: -each.gap)[:SHOWN]
    return pd.DataFrame(
        [
            (rank, *astuple(each), each.gap, round(each.gap * now.opening, 2))
            for rank, each in enumerate(ranked, 1)
        ],
        columns=_COLUMNS,
    )


def _against_targets(books: Books, now: Comparison) -> list[_Gap]:
    targets = books.engagement.targets
    return [
        _Gap(name, getattr(now.kept, slug), targets[slug], "target")
        for slug, name in _TARGETS
        if slug in targets and now.opening
    ]


def _against_last_year(books: Books, now: Comparison) -> list[_Gap]:
    before = books.before(books.as_of, 12)
    then = books.compare(books.before(before, 12), before)
    if then is None or not then.opening or not now.opening:
        return []
    return [
        _Gap(
            name, now.group(group) / now.opening, then.group(group) / then.opening, "a year before"
        )
        for group, (_, name) in GROUPS.items()
    ]
