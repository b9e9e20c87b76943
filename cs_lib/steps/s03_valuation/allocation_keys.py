"""Which share of a cost centre buys what? The client's allocation keys."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from cs_lib.books.segments import NOT_SPLIT
from cs_lib.engagement import FrozenDict
from cs_lib.formats import missing
from cs_lib.intake import Intake
from cs_lib.intake.rules.plausible.costs import ROUNDING
from cs_lib.steps.s03_valuation.shares import exact

UNALLOCATED, NO_DRIVER = "unallocated", "no_driver"
ABOVE_WHOLE, BELOW_WHOLE = "above_whole", "below_whole"
_NEAR = exact(ROUNDING)


@dataclass(frozen=True)
class Key:
    """One share of a cost centre; `segment` is None where the client's key names none."""

    motion: str
    driver: str
    segment: str | None
    share: Fraction


@dataclass(frozen=True)
class Keys:
    """The keys by cost centre, each centre's shares adding up to 1.

    What no key covers is a key of its own, to UNALLOCATED. `why` says so, as a code, by centre.
    """

    by_centre: Mapping[str, tuple[Key, ...]]
    why: Mapping[str, str]

    def of(self, centre: str) -> tuple[Key, ...]:
        """The keys of one centre; all of it is unallocated where there are none."""
        return self.by_centre.get(centre, (_rest(Fraction(1)),))


def _rest(share: Fraction) -> Key:
    return Key(UNALLOCATED, NO_DRIVER, NOT_SPLIT, share)


def keys(intake: Intake) -> Keys:
    """The client's keys; without the table every centre is unallocated."""
    found: dict[str, tuple[Key, ...]] = {}
    why: dict[str, str] = {}
    table = intake.tables.get("allocation_keys", pd.DataFrame(columns=["cost_centre"]))
    for centre, rows in table.groupby("cost_centre", sort=False):
        named = tuple(_key(row) for row in rows.to_dict("records"))
        found[str(centre)], reason = _whole(named)
        if reason:
            why[str(centre)] = reason
    return Keys(FrozenDict(found), FrozenDict(why))


def _key(row: Mapping[Hashable, Any]) -> Key:
    driver, segment = (None if missing(row[name]) else row[name] for name in ("driver", "segment"))
    return Key(
        str(row["motion"]),
        str(driver or NO_DRIVER),
        NOT_SPLIT if segment is None else str(segment),
        exact(float(row["share"])),
    )


def _whole(named: tuple[Key, ...]) -> tuple[tuple[Key, ...], str | None]:
    """The keys made whole, and what had to be done for it."""
    total = sum((key.share for key in named), Fraction(0))
    if total > 1 + _NEAR:
        return (_rest(Fraction(1)),), ABOVE_WHOLE
    if total >= 1 - _NEAR:
        scaled = (Key(k.motion, k.driver, k.segment, k.share / total) for k in named)
        return tuple(scaled), None
    return (*named, _rest(1 - total)), BELOW_WHOLE
