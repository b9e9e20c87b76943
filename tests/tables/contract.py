"""The contract as pandera schemas: a second reading of it, to hold the door's own rules against."""

from functools import cache

import pandas as pd
import pandera.pandas as pa

from cs_lib.tables import TABLES
from cs_lib.tables.spec import DTYPES, Column, TableSpec


@cache
def schema(name: str) -> pa.DataFrameSchema:
    """The schema of one table: types, ranges, allowed values, what is required and unique.

    Columns that are not required are there all the same, empty where the file did not give them.
    """
    spec = TABLES[name]
    return pa.DataFrameSchema(
        {column.name: _column(column) for column in spec.columns},
        checks=[*_spans(spec), *_key(spec)],
        strict=not spec.open_columns,
        name=spec.name,
        title=spec.purpose,
    )


def _column(column: Column) -> pa.Column:
    checks = []
    if column.allowed:
        checks.append(pa.Check.isin(list(column.allowed)))
    if column.low is not None:
        checks.append(pa.Check.ge(column.low))
    if column.high is not None:
        checks.append(pa.Check.le(column.high))
    if column.type == "month":
        checks.append(pa.Check(_month_ends, error="last day of a month"))
    return pa.Column(
        DTYPES[column.type],
        checks,
        nullable=column.blank or not column.required,
        title=column.meaning,
        description=column.unit,
    )


def _month_ends(days: pd.Series) -> pd.Series:
    is_last: pd.Series = days.dt.is_month_end
    return is_last


def _spans(spec: TableSpec) -> list[pa.Check]:
    return [
        pa.Check(
            lambda frame, start=start, end=end: ~(frame[end] < frame[start]),
            error=f"{end} is not before {start}",
        )
        for start, end in spec.spans
    ]


def _key(spec: TableSpec) -> list[pa.Check]:
    """No two rows with the same key, where those of its columns that must be there are."""
    if not spec.key:
        return []
    key = list(spec.key)
    firm = [name for name in key if name not in spec.key_may_lack]

    def unique(frame: pd.DataFrame) -> pd.Series:
        return ~(frame.duplicated(key) & frame[firm].notna().all(axis="columns"))

    return [pa.Check(unique, error=f"one row for each {', '.join(key)}")]
