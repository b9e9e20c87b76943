"""How many points a year can a lever gain in a segment? Stated, or the best quartile's lead."""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.engagement.levers import ALL
from cs_lib.errors import EngagementError, nearest
from cs_lib.steps.opportunity.rows import Row, records

STATED, OBSERVED, NONE = "stated", "best quartile", "not shown by the data"
COLUMNS = ["segment", "lever", "rate", "uplift", "low", "high", "source", "accounts", "events"]


def uplifts(rates: pd.DataFrame, best: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """The achievable uplift of every segment and lever, as a share of ARR a year.

    `rates`: `observed.yearly`; `best`: `peers.best`. What the engagement states goes first; else
    the segment's own rate times what the best quartile of comparable accounts is ahead; else none
    (NaN). `low` and `high` are its 90 % interval, empty for a stated one. Raises EngagementError
    for a stated segment that the data do not have.
    """
    stated = engagement.assumptions.uplifts
    check(engagement, rates["segment"])
    rows = []
    for row in records(rates):
        own = stated.get(row["lever"], {})
        told = own.get(row["segment"], own.get(ALL))
        found = (told, None, None, STATED) if told is not None else _led(row, best)
        rows.append(
            (row["segment"], row["lever"], row["rate"], *found, row["accounts"], row["events"])
        )
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype(dict.fromkeys(("rate", "uplift", "low", "high"), "float64"))


def _led(row: Row, best: pd.DataFrame) -> tuple[float | None, float | None, float | None, str]:
    """The best quartile's lead in this segment; a lead counts both ways as a gain."""
    if row["lever"] not in best.index:
        return None, None, None, NONE
    ahead: pd.Series = best.loc[[row["lever"]]].iloc[0]
    rate = row["rate"]
    ends = sorted(abs(rate * (ahead[end] - 1)) for end in ("low", "high"))
    crosses = ahead["low"] < 1 < ahead["high"]
    return abs(rate * (ahead["ratio"] - 1)), 0.0 if crosses else ends[0], ends[1], OBSERVED


def check(engagement: Engagement, segments: pd.Series) -> None:
    """Raises EngagementError where an uplift is stated for a segment that there is none of."""
    known = [ALL, *sorted(set(map(str, segments)))]
    problems = [
        f"assumptions.uplifts.{lever}: there is no segment '{segment}' in the data; "
        f"{nearest(segment, known)}"
        for lever, stated in engagement.assumptions.uplifts.items()
        for segment in stated
        if segment not in known
    ]
    if problems:
        raise EngagementError(f"the engagement file in {engagement.folder}", problems)
