"""A column of the contract that stands in several of the file's: the first that is filled."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from cs_lib.engagement import FrozenDict, TableSource
from cs_lib.engagement.row_keys import Either
from cs_lib.errors import nearest
from cs_lib.intake.cells.text import as_text
from cs_lib.intake.places import Unreadable
from cs_lib.intake.records import RawTable
from cs_lib.intake.shape.filter import holds
from cs_lib.intake.shape.mapping import find
from cs_lib.intake.shape.nested import base_of


def with_first(source: TableSource, raw: RawTable) -> tuple[TableSource, RawTable]:
    """The source and the table with one column more for each of `first_of`, mapped as the others.

    Raises Unreadable where a column is not there.
    """
    if not source.first_of:
        return source, raw
    columns, more, used = dict(source.columns), {}, set(raw.used)
    for name, places in source.first_of.items():
        more[called(places)] = _first(name, places, raw)
        columns[name] = called(places)
        used |= {each.column for each in places if each.column}
        used |= {condition for each in places for condition in each.where}
    rows = replace(raw, frame=raw.frame.assign(**more), used=frozenset(used))
    keys = {"columns": FrozenDict(columns), "first_of": FrozenDict({})}
    return source.model_copy(update=keys), rows


def called(places: Sequence[Either]) -> str:
    """What the column made of these is called."""
    return ", else ".join(dict.fromkeys(each.column or f"'{each.value}'" for each in places))


def _first(name: str, places: tuple[Either, ...], raw: RawTable) -> pd.Series:
    cells = pd.Series(None, index=raw.frame.index, dtype=object)
    for each in places:
        given = pd.Series(each.value, index=cells.index, dtype=object)
        if each.column is not None:
            given = _cells(name, each.column, raw)
        taken = as_text(cells).isna() & as_text(given).notna()
        for condition, words in each.where.items():
            taken &= holds(_cells(name, condition, raw), words)
        cells = cells.where(~taken, given)
    return cells


def _cells(name: str, wanted: str, raw: RawTable) -> pd.Series:
    """The column that is meant; empty where it is a path that leads on in no row of this file."""
    found = find(wanted, raw)
    if len(found) == 1:
        return raw.frame[found[0]].astype(object)
    if not found and "." in wanted and base_of(wanted, raw.frame) is not None:
        return pd.Series(None, index=raw.frame.index, dtype=object)
    number = "more than one column" if found else "no column"
    hint = nearest(wanted, map(str, raw.frame.columns))
    close = f"; {hint}" if hint.startswith("did you mean") and not found else ""
    raise Unreadable(
        f"the file has {number} '{wanted}', which first_of names for {name}",
        f"correct the name under first_of{close}",
        f"the file's columns: {', '.join(map(str, raw.frame.columns))}",
    )
