"""What did a motion cost in one window, for everyone or one segment? And why is it not known?"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.books.segments import EVERYONE
from cs_lib.steps.s03_valuation.costs import Costs
from cs_lib.steps.s03_valuation.shares import MICRO

NO_SPLIT, MONTHS_MISSING, NO_KEY = "no_split", "months_missing", "no_key"


@dataclass(frozen=True)
class Cost:
    """A motion's cost in one window; None, with why as a code, where it cannot be told."""

    amount: float | None
    why: str | None = None


class Purse:
    """Answers what motions cost, by segment and lag; every answer comes from the same sharing."""

    def __init__(self, found: Costs, onboarding_to: str) -> None:
        self._found, self._onboarding_to = found, onboarding_to
        self._windows: dict[int, pd.DataFrame] = {}

    def motion(
        self,
        motion: str,
        segment: str | None = EVERYONE,
        lag: int = 0,
        onboarding_to: str | None = None,
    ) -> Cost:
        """What a motion costs as the client defines it: on-boarding retains, or acquires."""
        rows = self._rows(lag)
        moved = rows["driver"].eq("onboarding") & rows["motion"].eq("retain")
        to = onboarding_to or self._onboarding_to
        rows = rows.assign(motion=rows["motion"].mask(moved, to))
        return self._of(rows[rows["motion"] == motion], segment, lag)

    def driver(
        self, motion: str, driver: str, segment: str | None = EVERYONE, lag: int = 0
    ) -> Cost:
        """What one driver of a motion costs, as the keys have it."""
        rows = self._rows(lag)
        chosen = rows[(rows["motion"] == motion) & (rows["driver"] == driver)]
        return self._of(chosen, segment, lag)

    def quarter(self, motion: str, lag: int) -> Cost:
        """What a motion cost in the three months that end `lag` months before the last."""
        window = self._found.spent.window(lag, 3)
        rows = self._found.within(window)
        return self._covered(rows[rows["motion"] == motion], window)

    def _rows(self, lag: int) -> pd.DataFrame:
        if lag not in self._windows:
            self._windows[lag] = self._found.within(self._found.spent.window(lag))
        return self._windows[lag]

    def _of(self, rows: pd.DataFrame, segment: str | None, lag: int) -> Cost:
        window = self._found.spent.window(lag)
        if segment is EVERYONE:
            return self._covered(rows, window)
        if int(rows.loc[rows["segment"].isna(), "micros"].sum()):
            return Cost(None, NO_SPLIT)
        return self._covered(rows[rows["segment"] == segment], window)

    def _covered(self, rows: pd.DataFrame, window: range) -> Cost:
        if self._found.spent.missing(window):
            return Cost(None, MONTHS_MISSING)
        if rows.empty:
            return Cost(None, NO_KEY)
        return Cost(int(rows["micros"].sum()) / MICRO)
