"""How many points a year can a lever gain in a segment? Stated, or the best quartile's lead."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.engagement.levers import ALL, EVERY
from cs_lib.errors import EngagementError, nearest

STATED, OBSERVED, NONE = "stated", "best_quartile", "unknown"
COLUMNS = [
    "segment", "lever", "rate", "uplift", "uplift_low", "uplift_high", "uplift_source", "led_by",
    "peers", "accounts", "events",
]  # fmt: skip
_Found = tuple[float | None, float | None, float | None, str, str | None, int]


def uplifts(rates: pd.DataFrame, best: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """The achievable uplift of every segment and lever, as a share of ARR a year.

    `rates`: `observed.yearly`; `best`: `peers.best`. What the engagement states goes first; else
    the segment's own rate times what the best quartile of comparable accounts is ahead; else none
    (NaN). `uplift_low` and `uplift_high` are its 90 % interval, empty for a stated one; `led_by` is
    the attribute and `peers` the number of accounts that the lead rests on. Raises EngagementError
    for a stated segment that the data do not have, or that may be meant for two things.
    """
    stated = engagement.assumptions.uplifts
    check(engagement, rates["segment"])
    rows = []
    for row in rates.to_dict("records"):
        own = stated.get(row["lever"], {})
        told = own.get(row["segment"], own.get(ALL, own.get(EVERY)))
        found = (told, None, None, STATED, None, 0) if told is not None else _led(row, best)
        rows.append(
            (row["segment"], row["lever"], row["rate"], *found, row["accounts"], row["events"])
        )
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype(
        dict.fromkeys(("rate", "uplift", "uplift_low", "uplift_high"), "float64")
        | {"led_by": "str"}
    )


def _led(row: Mapping[Hashable, Any], best: pd.DataFrame) -> _Found:
    """The best quartile's lead in this segment; a lead counts both ways as a gain."""
    if row["lever"] not in best.index:
        return None, None, None, NONE, None, 0
    ahead: pd.Series = best.loc[[row["lever"]]].iloc[0]
    rate = row["rate"]
    ends = sorted(abs(rate * (ahead[end] - 1)) for end in ("low", "high"))
    crosses = ahead["low"] < 1 < ahead["high"]
    low = 0.0 if crosses else ends[0]
    lead = abs(rate * (ahead["ratio"] - 1))
    return lead, low, ends[1], OBSERVED, str(ahead["attribute"]), int(ahead["accounts"])


def check(engagement: Engagement, segments: pd.Series) -> None:
    """Raises EngagementError for an uplift of a segment that is not there, or of two meanings.

    "all" means every segment that is not named. Where a segment of the client bears that name,
    nobody can tell which of the two is meant, so each segment has to be named.
    """
    names = sorted(set(map(str, segments)))
    problems = []
    for lever, stated in engagement.assumptions.uplifts.items():
        at = f"assumptions.uplifts.{lever}"
        problems += [
            f"{at}: there is no segment '{segment}' in the data; {nearest(segment, [ALL, *names])}"
            for segment in stated
            if segment not in (ALL, EVERY, *names)
        ]
        if ALL in stated and ALL in names and not set(names) <= set(stated):
            problems.append(
                f"{at}: '{ALL}' means every segment that is not named, and the data have a segment "
                f"of that name; name each of {', '.join(names)}, with a share of its own"
            )
    if problems:
        raise EngagementError(f"the engagement file in {engagement.folder}", problems)
