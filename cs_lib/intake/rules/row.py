"""What must hold within one table, row by row, once its cells are typed."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.intake.records import Finding
from cs_lib.intake.scope import in_scope
from cs_lib.tables import Column, TableSpec


def check(
    spec: TableSpec,
    frame: pd.DataFrame,
    provided: frozenset[str],
    unreadable: Mapping[str, pd.Index],
) -> Iterator[Finding]:
    """Every rule on single rows that some rows of `frame` break.

    `frame` is typed and has all columns of the contract. `unreadable` names, by column, the rows
    whose cell could not be read: missing now, but not empty in the file.
    """
    for column in spec.columns:
        if column.name in provided:
            readable = _readable(frame, unreadable.get(column.name))
            yield from _empty(column, readable)
            yield from _range(column, readable)
    for name in spec.one_of:
        frame = _readable(frame, unreadable.get(name))
    yield from _no_price(spec, frame)
    for start, end in spec.spans:
        yield from _order(spec, frame, start, end)


def _readable(frame: pd.DataFrame, unreadable: pd.Index | None) -> pd.DataFrame:
    return frame if unreadable is None else frame.drop(index=unreadable, errors="ignore")


def _empty(column: Column, frame: pd.DataFrame) -> Iterator[Finding]:
    if not column.required or column.blank:
        return
    cells = frame[column.name]
    if len(empty := cells[cells.isna()]):
        yield Finding(
            "empty_required",
            column.name,
            empty,
            lambda _: f"the cell is empty, and {column.name} is required",
            f"{column.meaning}, such as {column.example}",
            "fill the cell, or remove the row",
        )


def _range(column: Column, frame: pd.DataFrame) -> Iterator[Finding]:
    if column.low is None and column.high is None:
        return
    cells = frame[column.name]
    low = cells < column.low if column.low is not None else pd.Series(False, index=cells.index)
    high = cells > column.high if column.high is not None else pd.Series(False, index=cells.index)
    outside = cells[(low | high).fillna(False).astype(bool)]
    if not len(outside):
        return
    unit = f" ({column.unit})" if column.unit else ""
    share = column.unit == "share"
    yield Finding(
        "out_of_range",
        column.name,
        outside,
        lambda value: f"{value:g} is out of range",
        bounds(column) + unit,
        "write shares as 0.15 or 15%" if share else "correct the cell",
    )


def bounds(column: Column) -> str:
    """The range of a number in words."""
    if column.high is None:
        return f"at least {column.low:g}"
    return f"{column.low:g} to {column.high:g}"


def _no_price(spec: TableSpec, frame: pd.DataFrame) -> Iterator[Finding]:
    if not spec.one_of:
        return
    empty = frame[list(spec.one_of)].isna().all(axis="columns") & in_scope(frame)
    if empty.any():
        yield Finding(
            "no_price",
            None,
            frame.loc[empty, spec.one_of[0]],
            lambda _: f"none of {', '.join(spec.one_of)} is filled",
            "a price in one of them; 0 for a free line",
            "fill the cell, or mark the line with a line_type out of scope, such as trial",
        )


def _order(spec: TableSpec, frame: pd.DataFrame, start: str, end: str) -> Iterator[Finding]:
    wrong = frame[end] < frame[start]
    if not wrong.any():
        return
    firsts: Mapping[object, str] = dict(_days(frame.loc[wrong, start]))
    cells = pd.Series(
        [f"{last} before {firsts[row]}" for row, last in _days(frame.loc[wrong, end])],
        index=frame.index[wrong],
    )
    yield Finding(
        "end_before_start",
        end,
        cells,
        lambda value: f"{end} {str(value).replace('before', f'is before {start}')}",
        f"a date not before {start}",
        "correct one of the two dates",
    )


def _days(dates: pd.Series) -> Iterator[tuple[object, str]]:
    return zip(dates.index, dates.dt.strftime("%Y-%m-%d"), strict=True)


def repeated_key(
    spec: TableSpec, frame: pd.DataFrame, provided: frozenset[str], numbers: pd.Series
) -> Iterator[Finding]:
    """Rows whose key an earlier row has; which is right cannot be known, so the first stays.

    `frame` holds sound rows only, so that no row gives way to a bad one; `numbers` are its rows
    in the file.
    """
    key = [name for name in spec.key if name in provided]
    if not key or set(spec.key) - set(key) - set(spec.key_may_lack):
        return
    firm = [name for name in key if name not in spec.key_may_lack]
    full = frame[frame[firm].notna().all(axis="columns")]
    later = full.duplicated(key, keep="first")
    if not later.any():
        return
    involved = full[full.duplicated(key, keep=False)]
    rows = later.index[later]
    cells = numbers.loc[_first_rows(involved, key).loc[rows]].set_axis(rows)
    yield Finding(
        "repeated_key",
        key[0],
        cells,
        lambda value: f"the row has the same {', '.join(key)} as row {value}, and other content",
        f"one row for each {', '.join(key)}",
        "keep the row that is right and remove the other",
    )


def _first_rows(involved: pd.DataFrame, key: list[str]) -> pd.Series:
    """For each row, the label of the first row that has the same key."""
    group = involved.groupby(key, dropna=False, sort=False).ngroup()
    labels = pd.Series(involved.index, index=involved.index)
    return labels.groupby(group).transform("first")
