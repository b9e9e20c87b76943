"""Lines of different units side by side: money, rates and counts in one table, period by period."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

import pandas as pd

from cs_lib import numbers
from cs_lib.display.markup import Block
from cs_lib.display.tables import table

_STYLES = {"money": "money", "rate": "percent", "count": "integer", "ratio": "number"}
_INDENT = "\u2003"


def matrix(
    frame: pd.DataFrame,
    *,
    columns: Mapping[str, str],
    money: Mapping[str, str] = MappingProxyType({}),
    title: str,
    label: str = "label",
    heading: str = "",
    note: str | None = None,
    currency: str = "",
) -> Block:
    """How does each line read in each column? Every row in the format of its own unit.

    `frame`: `label` (or the column named so), `unit` (money | rate | count | ratio), if wanted
    `level` (0 prints as a total; 2 and 3 are indented), and the columns that `columns` maps to
    their headings; the columns of `money` are amounts in every row. Raises ValueError for a
    column or unit that is not known.
    """
    _check(frame, (label, "unit", *columns, *money))
    levels = frame["level"] if "level" in frame.columns else pd.Series(1, index=frame.index)
    names = [
        _INDENT * max(0, int(level) - 1) + str(name)
        for level, name in zip(levels, frame[label], strict=True)
    ]
    shown = pd.DataFrame({"label": names}, index=frame.index)
    styles = [_STYLES[unit] for unit in frame["unit"]]
    for name in columns:
        shown[name] = list(map(numbers.formatted, frame[name], styles))
    for name in money:
        shown[name] = [numbers.formatted(value, "money") for value in frame[name]]
    headings = {**columns, **money}
    return table(
        shown,
        columns={"label": (heading, "text")} | {n: (h, "figure") for n, h in headings.items()},
        title=title,
        note=note,
        totals=[name for level, name in zip(levels, names, strict=True) if level == 0],
        currency=currency,
    )


def _check(frame: pd.DataFrame, wanted: Collection[str]) -> None:
    lacking = [name for name in wanted if name not in frame.columns]
    if lacking:
        raise ValueError(f"no column {lacking}; the frame has {list(frame.columns)}")
    unknown = sorted(set(map(str, frame["unit"])) - set(_STYLES))
    if unknown:
        raise ValueError(f"unknown unit {unknown}; known: {', '.join(_STYLES)}")
