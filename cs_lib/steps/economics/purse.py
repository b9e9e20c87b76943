"""What did a motion cost in one window, for everyone or one segment? And why is it not known?"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.numbers import count, join, money_short
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.costs import Costs
from cs_lib.steps.economics.keys import NOT_SPLIT
from cs_lib.steps.economics.shares import MICRO

_WORDS = {
    "acquire": "winning customers",
    "retain": "retention",
    "expand": "expansion",
    "upsell": "upselling",
    "onboarding": "on-boarding",
}


@dataclass(frozen=True)
class Cost:
    """A motion's cost in one window; None, with why, where it cannot be told."""

    amount: float | None
    note: str = ""


class Purse:
    """Answers what motions cost, by segment and lag; every answer comes from the same sharing."""

    def __init__(self, found: Costs, currency: str, onboarding_to: str) -> None:
        self._found, self._currency, self._onboarding_to = found, currency, onboarding_to
        self._windows: dict[int, pd.DataFrame] = {}

    def motion(
        self, motion: str, segment: str = EVERYONE, lag: int = 0, onboarding_to: str | None = None
    ) -> Cost:
        """What a motion costs as the client defines it: on-boarding retains, or acquires."""
        rows = self._rows(lag)
        moved = rows["driver"].eq("onboarding") & rows["motion"].eq("retain")
        to = onboarding_to or self._onboarding_to
        rows = rows.assign(motion=rows["motion"].mask(moved, to))
        return self._of(rows[rows["motion"] == motion], motion, segment, lag)

    def driver(self, motion: str, driver: str, segment: str = EVERYONE, lag: int = 0) -> Cost:
        """What one driver of a motion costs, as the keys have it."""
        rows = self._rows(lag)
        chosen = rows[(rows["motion"] == motion) & (rows["driver"] == driver)]
        return self._of(chosen, driver, segment, lag)

    def quarter(self, motion: str, lag: int) -> Cost:
        """What a motion cost in the three months that end `lag` months before the last."""
        window = self._found.spent.window(lag, 3)
        rows = self._found.within(window)
        return self._covered(rows[rows["motion"] == motion], motion, window)

    def _rows(self, lag: int) -> pd.DataFrame:
        if lag not in self._windows:
            self._windows[lag] = self._found.within(self._found.spent.window(lag))
        return self._windows[lag]

    def _of(self, rows: pd.DataFrame, what: str, segment: str, lag: int) -> Cost:
        window = self._found.spent.window(lag)
        if segment == EVERYONE:
            return self._covered(rows, what, window)
        open_ = int(rows.loc[rows["segment"] == NOT_SPLIT, "micros"].sum())
        if open_:
            amount = money_short(open_ / MICRO, self._currency)
            return Cost(None, f"{amount} of the cost of {_told(what)} has no key to segments")
        return self._covered(rows[rows["segment"] == segment], what, window)

    def _covered(self, rows: pd.DataFrame, what: str, window: range) -> Cost:
        missing = self._found.spent.missing(window)
        if missing:
            months = count(len(missing), "month")
            return Cost(None, f"no cost is given for {months}: {join(missing[:3])}")
        if rows.empty:
            return Cost(None, f"no key gives cost to {_told(what)}")
        return Cost(int(rows["micros"].sum()) / MICRO)


def _told(what: str) -> str:
    return _WORDS.get(what, what)
