"""What to look at first: gap times size, without a word about causes (those are later steps)."""

import pandas as pd

from cs_lib.steps.review.books import Books, month_end
from cs_lib.steps.review.comparison import GROUPS, Comparison

SHOWN = 5
_COLUMNS = ("rank", "name", "now", "reference", "reference_kind", "gap", "money")
_TARGETS = (("grr", "Gross revenue retention"), ("nrr", "Net revenue retention"))


def table(books: Books) -> pd.DataFrame:
    """Which five gaps weigh most? Each figure against its target, else against a year before.

    Columns: `rank`, `name`, `now`, `reference` (both shares of opening ARR), `reference_kind`,
    `gap` (positive = worse than the reference), `money` (gap x opening ARR, twelve months).
    """
    if books.year is None:
        return pd.DataFrame(columns=_COLUMNS)
    now = books.year
    rows = [*_against_targets(books, now), *_against_last_year(books, now)]
    ranked = sorted(rows, key=lambda row: -row["gap"])[:SHOWN]
    frame = pd.DataFrame(
        [row | {"rank": rank, "money": round(row["gap"] * now.opening, 2)} for rank, row in enumerate(ranked, 1)],
        columns=_COLUMNS,
    )
    return frame


def _row(name: str, now: float, reference: float, kind: str) -> dict[str, object]:
    """More is better in every row: losses are negative shares."""
    gap = reference - now
    return {"name": name, "now": now, "reference": reference, "reference_kind": kind, "gap": gap}


def _against_targets(books: Books, now: Comparison) -> list[dict[str, object]]:
    targets = books.engagement.targets
    return [
        _row(name, getattr(now.kept, slug), targets[slug], "target")
        for slug, name in _TARGETS
        if slug in targets and now.opening
    ]


def _against_last_year(books: Books, now: Comparison) -> list[dict[str, object]]:
    before = month_end(books.as_of, 12)
    then = books.compare(month_end(before, 12), before)
    if then is None or not then.opening or not now.opening:
        return []
    return [
        _row(name, now.group(group) / now.opening, then.group(group) / then.opening, "a year before")
        for group, (_, name) in GROUPS.items()
    ]
