"""Where does the money go? Motion and driver down, segments across, the ledger's total below."""

from collections.abc import Mapping

import pandas as pd

from cs_lib.numbers import words
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.costs import Costs
from cs_lib.steps.economics.keys import NO_DRIVER, NOT_SPLIT, UNALLOCATED
from cs_lib.steps.economics.shares import money
from cs_lib.steps.economics.spending import NO_CENTRE

TOTAL = "General ledger"
_ASK = {
    "keys": "the table allocation_keys: which share of each cost centre serves which motion",
    "centre": "cost_centre in the table costs",
    "rest": "the keys of this cost centre, complete",
}


def matrix(costs: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """The costs as a table to read, and its columns' headings.

    Columns: `label`, `unit`, `level` (0 for the total), a column per segment and `total`, `share`.
    """
    if costs.empty:
        return pd.DataFrame(columns=["label", "unit", "level", "total", "share"]), {"total": "All"}
    segments = [*sorted(set(costs["segment"]) - {NOT_SPLIT})]
    segments += [NOT_SPLIT] if (costs["segment"] == NOT_SPLIT).any() else []
    whole = costs["amount"].sum()
    rows = []
    for motion, part in costs.groupby("motion", sort=False):
        rows.append(_row(words(motion), 1, part, segments, whole))
        drivers = part.groupby("driver", sort=False)
        if set(part["driver"]) != {NO_DRIVER}:
            rows += [_row(words(name), 2, each, segments, whole) for name, each in drivers]
    rows.append(_row(TOTAL, 0, costs, segments, whole))
    shown = segments if len(segments) > 1 else []
    return pd.DataFrame(rows), {name: words(name) for name in shown} | {"total": EVERYONE}


def _row(
    label: str, level: int, part: pd.DataFrame, segments: list[str], whole: float
) -> dict[str, object]:
    sums = part.groupby("segment")["amount"].sum()
    total = float(part["amount"].sum())
    return {
        "label": label, "unit": "rate", "level": level,
        **{name: sums.get(name) for name in segments},
        "total": total, "share": total / whole if whole else None,
    }  # fmt: skip


def open_cost(found: Costs | None, tables: Mapping[str, object]) -> pd.DataFrame:
    """Which cost centres no key covers, and what to ask for? Largest first.

    Columns: `cost_centre`, `amount`, `unallocated`, `why`, `ask`.
    """
    columns = ["cost_centre", "amount", "unallocated", "why", "ask"]
    if found is None:
        return pd.DataFrame(columns=columns)
    sizes = found.spent.within(found.spent.window()).groupby("centre")["micros"].sum()
    rows = []
    for centre, amount in money(sizes).items():
        share = sum(k.share for k in found.keys.of(str(centre)) if k.motion == UNALLOCATED)
        if share:
            why, ask = _reason(str(centre), found, tables)
            rows.append((centre, amount, amount * float(share), why, ask))
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("unallocated", ascending=False, ignore_index=True, key=abs)


def _reason(centre: str, found: Costs, tables: Mapping[str, object]) -> tuple[str, str]:
    if "allocation_keys" not in tables:
        return "no allocation keys are given", _ASK["keys"]
    if centre == NO_CENTRE:
        return "these lines name no cost centre", _ASK["centre"]
    return found.keys.why.get(centre, "no key names it"), _ASK["rest"]
