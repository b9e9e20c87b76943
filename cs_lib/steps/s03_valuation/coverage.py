"""On how much of the cost does a split by segment rest? Measured, since a key may see little.

Reports that split cost on a few logged hours look as exact as those that split all of it, so the
share that is measured decides the grade, and under half of it nothing is ranked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cs_lib.definitions.working_time import FULL_TIME_HOURS
from cs_lib.intake import Intake
from cs_lib.steps.s03_valuation.capacity import Team
from cs_lib.steps.s03_valuation.costs import Costs
from cs_lib.steps.s03_valuation.segment_keys import SERVED

ENOUGH = 0.5
"""A key that covers less than half of hours or cost is grade D, and no ranking is made of it."""


@dataclass(frozen=True)
class Coverage:
    """How the cost of serving customers is split: by what, and how much of it was measured.

    `kind` is that of the segment key (`codes.yml`, segment_key). `measured` is the share of hours
    or cost that the key has seen, and `named` that of the served cost whose own allocation key
    names a segment; both as fractions. `measured` is None where it cannot be known.
    """

    kind: str
    measured: float | None
    named: float

    @property
    def share(self) -> float | None:
        """The share of served cost whose segment is known: named, or seen by the key."""
        if self.measured is None:
            return None
        return self.named + (1 - self.named) * self.measured

    @property
    def enough(self) -> bool:
        """May segments be ranked by it?"""
        return self.share is not None and self.share >= ENOUGH


def coverage(found: Costs | None, intake: Intake, teams: Mapping[str | None, Team]) -> Coverage:
    """How much of the twelve months' served cost the split by segment rests on."""
    if found is None:
        return Coverage("none", None, 0.0)
    kind = found.by_segment.kind
    measured: float | None = 0.0
    if kind == "time":
        measured = _hours(teams.get(None))
    elif kind == "roster":
        measured = _roster(intake)
    return Coverage(kind, measured, _named(found))


def _named(found: Costs) -> float:
    """The share of the served cost whose own allocation key names a segment."""
    sizes = found.spent.within(found.spent.window()).groupby("centre")["micros"].sum()
    served = named = 0.0
    for centre, size in sizes.items():
        for key in found.keys.of(str(centre)):
            if key.motion in SERVED:
                served += float(key.share) * size
                named += float(key.share) * size if key.segment is not None else 0.0
    return named / served if served else 0.0


def _hours(managers: Team | None) -> float | None:
    """Hours that the managers logged with customers, of their working hours."""
    if managers is None or managers.hours is None or not managers.fte:
        return None
    return min(managers.hours / (managers.fte * FULL_TIME_HOURS), 1.0)


def _roster(intake: Intake) -> float | None:
    """The cost of the people on the roster who serve a named segment, of everybody's."""
    people = intake.tables["roster"].dropna(subset=["cost"])
    whole = float(people["cost"].sum())
    return float(people.loc[people["segment"].notna(), "cost"].sum()) / whole if whole else None
