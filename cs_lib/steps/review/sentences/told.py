"""What every sentence is told with: the finished frames, and one spelling of money."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cs_lib.numbers import missing, money_short
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.comparison import Comparison

Frames = Mapping[str, pd.DataFrame]
NO_YEAR = "The history is shorter than a year, so there is nothing to compare with yet."


class Told:
    """A subject: each public method of a subclass is one sentence, named as the page asks."""

    def __init__(self, books: Books, frames: Frames) -> None:
        self._books, self._frames = books, frames
        self._year: Comparison | None = books.year

    def _rows(self, frame: str, *having: str) -> list[dict[str, Any]]:
        """The rows of one frame, in its order; those that miss a value of `having` are left out."""
        records = self._frames[frame].to_dict("records")
        rows = [{str(column): value for column, value in row.items()} for row in records]
        return [row for row in rows if not any(missing(row[column]) for column in having)]

    def _kpi(self, slug: str, column: str = "now") -> float | None:
        value = self._frames["kpis"].set_index("slug")[column][slug]
        return None if missing(value) else float(value)

    def _left_out(self) -> str:
        """Which accounts the headline rates are without (P25); empty where they are with all."""
        number = self._books.engagement.policies.without_top
        if not number:
            return ""
        largest = "largest account" if number == 1 else f"{number} largest accounts"
        return f" GRR, NRR and churn leave out the {largest} of each opening; ARR does not."

    def _money(self, value: float) -> str:
        return money_short(value, self._books.engagement.currency)


def lower_first(text: str) -> str:
    """A label as it stands inside a sentence."""
    return text[0].lower() + text[1:]
