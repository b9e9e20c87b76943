"""What will today's customers pay in two years? From contract events and segments' rates (M70).

Opening ARR is the last actual (R4). What is known by name goes first: notices, signed changes,
agreed steps. Beyond it, each segment loses and gains at the rates of its last four quarters, shrunk
to the portfolio's (`credibility`): what has a term is lost when its term ends, the rest at any
time. What is known counts as a part of what was to be expected, and not on top. New customers come
from a stated plan only, and are no part of this. Nothing here is dated after the day of the
forecast, so that the same function is tried on the past (`hindcast`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.models.forecast.credibility import shrunk
from cs_lib.models.lives import Floats

QUARTERS = 8
MONTHS = 3
YEAR = 4
COLUMNS = ["quarter", "opening", "known_losses", "other_losses", "known_gains", "other_gains",
           "signed_new", "closing"]  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What is known on the day of a forecast.

    accounts: account, segment, arr (today), before (a year ago), lost and gained of `before` since.
    terms: segment, arr, first (months until the term ends), length (months of the term).
    events: segment, month (1 is the first ahead), amount, fresh (of a customer not yet live).
    """

    accounts: pd.DataFrame
    terms: pd.DataFrame
    events: pd.DataFrame


@dataclass(frozen=True)
class Outlook:
    """`path`: `COLUMNS`, one row a quarter; `losses` and `gains`: the rates, see `shrunk`."""

    path: pd.DataFrame
    losses: pd.DataFrame
    gains: pd.DataFrame

    @property
    def closing(self) -> Floats:
        """ARR at the end of each quarter."""
        return self.path["closing"].to_numpy(float)

    @property
    def unsold(self) -> Floats:
        """The same, if existing customers buy nothing that is not signed."""
        return np.asarray(self.closing - self.path["other_gains"].cumsum(), dtype=float)


def outlook(known: Known, quarters: int = QUARTERS) -> Outlook:
    """ARR of today's customers at the end of each quarter ahead, with what moves it."""
    losses = shrunk(known.accounts, "lost", "before")
    gains = shrunk(known.accounts, "gained", "before")
    tables = (known.accounts, known.terms, known.events)
    names = sorted({str(name) for each in tables for name in each["segment"]})
    loss, gain = _rates(losses, names), _rates(gains, names)
    standing = known.accounts.groupby("segment")["arr"].sum().reindex(names).fillna(0.0).to_numpy()
    opening = standing.copy()
    due, free = _due(known.terms, names, quarters), _free(known.terms, names, standing)
    events = _events(known.events, names, quarters)
    rows = []
    for quarter in range(quarters):
        start = standing.copy()
        left = np.divide(start, opening, out=np.ones(len(names)), where=opening > 0)
        expected = loss * left * (free / YEAR + due[quarter])
        down, up, fresh = (events[kind][quarter] for kind in ("down", "up", "fresh"))
        other_loss = np.minimum(np.maximum(expected - down, 0.0), np.maximum(start - down, 0.0))
        other_gain = np.maximum(gain * start / YEAR - up, 0.0)
        standing = np.maximum(start - down - other_loss + up + other_gain + fresh, 0.0)
        moved = (start, -down, -other_loss, up, other_gain, fresh, standing)
        rows.append((quarter + 1, *(float(each.sum()) for each in moved)))
    return Outlook(pd.DataFrame(rows, columns=COLUMNS), losses, gains)


def _rates(found: pd.DataFrame, names: Sequence[str]) -> Floats:
    """Each segment's rate; a segment of which nothing is known has the portfolio's."""
    if found.empty:
        return np.zeros(len(names))
    whole = float((found["raw"] * found["exposure"]).sum() / found["exposure"].sum())
    by_name = found.set_index("segment")["shrunk"].reindex(list(names)).fillna(whole)
    return by_name.to_numpy(float)


def _due(terms: pd.DataFrame, names: Sequence[str], quarters: int) -> Floats:
    """Quarter x segment: ARR whose term ends, in years of exposure to that risk.

    A term of two years carries two years' losses; when it has ended the next begins.
    """
    found = np.zeros((quarters, len(names)))
    place = {name: number for number, name in enumerate(names)}
    for segment, arr, first, length in terms[["segment", "arr", "first", "length"]].itertuples(
        index=False
    ):
        for month in range(int(first), quarters * MONTHS + 1, max(int(length), 1)):
            found[(month - 1) // MONTHS, place[segment]] += arr * length / (YEAR * MONTHS)
    return found


def _free(terms: pd.DataFrame, names: Sequence[str], arr: Floats) -> Floats:
    """ARR without a term, which may be lost at any time."""
    bound = terms.groupby("segment")["arr"].sum().reindex(list(names)).fillna(0.0)
    return np.asarray(np.maximum(arr - bound.to_numpy(float), 0.0), dtype=float)


def _events(events: pd.DataFrame, names: Sequence[str], quarters: int) -> dict[str, Floats]:
    """Quarter x segment: what is known to go (positive), to come, to come from new customers."""
    place = {name: number for number, name in enumerate(names)}
    found = {kind: np.zeros((quarters, len(names))) for kind in ("down", "up", "fresh")}
    for segment, month, amount, fresh in events[["segment", "month", "amount", "fresh"]].itertuples(
        index=False
    ):
        quarter = (max(int(month), 1) - 1) // MONTHS
        if quarter < quarters:
            kind = "fresh" if fresh else "up" if amount > 0 else "down"
            found[kind][quarter, place[segment]] += abs(amount)
    return found


def hindcast(
    known_at: Callable[[int], Known],
    actual: Callable[[int, int], float],
    origins: Sequence[int],
    last: int,
    quarters: int = QUARTERS,
) -> pd.DataFrame:
    """What would have been forecast at each origin, beside what came: the same customers' ARR.

    Origins and `last` are months of the history. Columns: `origin`, `ahead` (quarters), `opening`,
    `forecast`, `actual`, and two naive rules: `grown` (opening at the last year's net retention)
    and `drift` (opening and the last year's change, in equal parts).
    """
    rows = []
    for origin in origins:
        known = known_at(origin)
        if known.accounts["arr"].sum() <= 0:
            continue
        reach = min(quarters, (last - origin) // MONTHS)
        path: Sequence[float] = list(outlook(known, reach).closing) if reach else []
        start, before = (float(known.accounts[name].sum()) for name in ("arr", "before"))
        kept = before - float(known.accounts["lost"].sum()) + float(known.accounts["gained"].sum())
        yearly = kept / before if before > 0 else 1.0
        for ahead, forecast in enumerate(path, start=1):
            seen = actual(origin, origin + MONTHS * ahead)
            grown = start * yearly ** (ahead / YEAR)
            drift = start + (kept - before) * ahead / YEAR
            rows.append((origin, ahead, start, float(forecast), seen, grown, drift))
    columns = ["origin", "ahead", "opening", "forecast", "actual", "grown", "drift"]
    return pd.DataFrame(rows, columns=columns)
