"""Frames of an engine: how they come in, stay and go out. Which engine is `engines`' affair.

Everything between is lazy narwhals, the same on every engine.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa

Source = nw.LazyFrame[Any] | nw.DataFrame[Any] | pd.DataFrame | Path | str
"""A path or an address is one of Parquet: a file, or a folder of them."""
Lazy = nw.LazyFrame[Any]


class Store(ABC):
    """The frames of one ledger on one engine."""

    @abstractmethod
    def adopt(self, frame: Source, columns: Sequence[str]) -> Lazy:
        """The frame as a lazy one of this store, with those of `columns` that it has.

        Parquet is read where it lies, as often as asked for, and never copied.
        """

    @abstractmethod
    def keep(self, frame: Lazy) -> Lazy:
        """The same frame, computed once."""

    def keep_parts(self, parts: Iterable[Lazy]) -> Lazy:
        """All these parts of one frame, each computed before the next one is asked for."""
        kept = [self.keep(part) for part in parts]
        return nw.concat(kept, how="vertical") if kept[1:] else kept[0]

    @abstractmethod
    def drop(self, *frames: Lazy) -> None:
        """Frees what `keep` or `adopt` made; nothing lazy may still read from it."""


def chosen(frame: Lazy, columns: Sequence[str]) -> Lazy:
    """Those of `columns` that the frame has."""
    present = frame.collect_schema().names()
    return frame.select([column for column in columns if column in present])


def arrow(frame: nw.DataFrame[Any] | pd.DataFrame, columns: Sequence[str]) -> pa.Table:
    """Those of `columns` that a frame in memory has, as engines take them in."""
    pandas = frame.to_pandas() if isinstance(frame, nw.DataFrame) else frame
    uniform = _uniform(pandas[[column for column in columns if column in pandas]])
    return pa.Table.from_pandas(uniform, preserve_index=False)


def _uniform(frame: pd.DataFrame) -> pd.DataFrame:
    """Ids may arrive as a mix of numbers and text; a column has one type."""
    mixed = [c for c in frame if frame[c].dtype == object and _kind(frame[c]).startswith("mixed")]
    return frame.assign(**{str(c): frame[c].map(str, na_action="ignore") for c in mixed})


def _kind(column: "pd.Series[Any]") -> str:
    return pd.api.types.infer_dtype(column, skipna=True)


def fetch(frame: Lazy, order: Sequence[str]) -> pd.DataFrame:
    """The rows as pandas, ordered by the columns that make them unique."""
    rows = _in_full(frame.collect("pyarrow").to_arrow())
    ordered: pd.DataFrame = rows.sort_by([(column, "ascending") for column in order]).to_pandas()
    return ordered


def _in_full(rows: pa.Table) -> pa.Table:
    """Categories as the words that they stand for: Arrow orders no others."""
    coded = [each for each in rows.schema if pa.types.is_dictionary(each.type)]
    for each in coded:
        place = rows.schema.get_field_index(each.name)
        rows = rows.set_column(place, each.name, rows[each.name].cast(each.type.value_type))
    return rows


def distinct(frame: Lazy, *columns: str) -> Lazy:
    """The combinations of these columns that occur.

    Grouping is several times faster than `unique`, which numbers the rows of each.
    """
    return frame.group_by(*columns).agg(nw.len().alias("rows_of")).select(*columns)


def typed(frame: Lazy, types: dict[str, Any]) -> Lazy:
    """Exactly the columns of `types`, cast; a column the frame lacks is all null."""
    present = frame.collect_schema().names()
    return frame.select(
        [
            (nw.col(name) if name in present else nw.lit(None)).cast(kind).alias(name)
            for name, kind in types.items()
        ]
    )
