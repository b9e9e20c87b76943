"""What every sentence of step 8 is told with: what was found, and one spelling of money."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cs_lib.numbers import missing, money_short
from cs_lib.steps.opportunity.findings import Found
from cs_lib.steps.opportunity.ranking import NET
from cs_lib.steps.opportunity.rows import records

Frames = Mapping[str, pd.DataFrame]


class Told:
    """A subject: each public method of a subclass is one sentence, named as the page asks."""

    def __init__(self, found: Found, frames: Frames) -> None:
        self._found, self._frames = found, frames

    def _rows(self, frame: str, *having: str) -> list[dict[str, Any]]:
        rows = records(self._frames[frame])
        return [row for row in rows if not any(missing(row[column]) for column in having)]

    def _money(self, value: float) -> str:
        return money_short(value, self._found.engagement.currency)

    @property
    def _net(self) -> bool:
        return self._found.terms.basis == NET

    @property
    def _top(self) -> dict[str, Any] | None:
        """The first choice, where there is one."""
        rows = self._rows("ranking", "rank")
        return rows[0] if rows else None


def named(row: Mapping[str, Any]) -> str:
    """A choice inside a sentence: "retention in Enterprise"."""
    return f"{row['lever']} in {row['segment']}"


def as_named(choice: str) -> str:
    """The same out of a choice's label."""
    lever, segment = choice.split(", ", 1)
    return f"{lever.lower()} in {segment}"


def inside(label: str) -> str:
    """A parameter's label inside a sentence: an abbreviation keeps its capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def first_up(text: str) -> str:
    """A sentence's first letter."""
    return text[:1].upper() + text[1:]
