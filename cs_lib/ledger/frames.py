"""The only module that knows the engine: it opens DuckDB, takes frames in and gives them out.

Everything between is lazy narwhals, which runs unchanged on a distributed engine: a frame that
already lives on one is left there, and `keep` asks it to cache instead of writing a table.
"""

import os
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa

Source = nw.LazyFrame[Any] | nw.DataFrame[Any] | pd.DataFrame
Lazy = nw.LazyFrame[Any]


class Store:
    """One embedded database per ledger, opened when the first frame arrives, never shared."""

    def __init__(self) -> None:
        self._tables = 0

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        # Larger-than-memory sorts spill; never into the user's working folder.
        spill = Path(tempfile.gettempdir()) / f"tensteps-{os.getpid()}-{id(self)}"
        connection.execute("SET temp_directory = ?", [str(spill)])
        connection.execute("SET preserve_insertion_order = false")
        return connection

    def adopt(self, frame: Source, columns: Sequence[str]) -> Lazy:
        """The frame as a lazy one of this store, with those of `columns` that it has."""
        if isinstance(frame, nw.LazyFrame):
            present = frame.select([c for c in columns if c in frame.collect_schema().names()])
            if not present.implementation.is_duckdb():
                return present
            # Another connection's tables cannot be joined with ours: stream them over.
            return self._table(self._connection.from_arrow(present.to_native().to_arrow_reader()))
        pandas = frame.to_pandas() if isinstance(frame, nw.DataFrame) else frame
        table = pa.Table.from_pandas(
            _uniform(pandas[[c for c in columns if c in pandas]]), preserve_index=False
        )
        return self._table(self._connection.from_arrow(table))

    def keep(self, frame: Lazy) -> Lazy:
        """The same frame, computed once."""
        if frame.implementation.is_duckdb():
            return self._table(frame.to_native())
        native = frame.to_native()
        return nw.from_native(native.cache()) if hasattr(native, "cache") else frame

    def drop(self, *frames: Lazy) -> None:
        """Frees what `keep` or `adopt` made; nothing lazy may still read from it."""
        for frame in frames:
            native = frame.to_native()
            if frame.implementation.is_duckdb():
                self._connection.execute(f'DROP TABLE "{native.alias}"')
            elif hasattr(native, "unpersist"):
                native.unpersist()

    def _table(self, relation: duckdb.DuckDBPyRelation) -> Lazy:
        self._tables += 1
        name = f"kept_{self._tables}"
        relation.create(name)
        return nw.from_native(self._connection.table(name))


def _uniform(frame: pd.DataFrame) -> pd.DataFrame:
    """Ids may arrive as a mix of numbers and text; a column has one type."""
    mixed = [c for c in frame if frame[c].dtype == object and _kind(frame[c]).startswith("mixed")]
    return frame.assign(**{str(c): frame[c].map(str, na_action="ignore") for c in mixed})


def _kind(column: "pd.Series[Any]") -> str:
    return pd.api.types.infer_dtype(column, skipna=True)


def fetch(frame: Lazy, order: Sequence[str]) -> pd.DataFrame:
    """The rows as pandas, ordered by the columns that make them unique."""
    rows = frame.collect("pyarrow").to_pandas()
    return rows.sort_values(list(order), ignore_index=True)


def typed(frame: Lazy, types: dict[str, Any]) -> Lazy:
    """Exactly the columns of `types`, cast; a column the frame lacks is all null."""
    present = frame.collect_schema().names()
    return frame.select(
        [
            (nw.col(name) if name in present else nw.lit(None)).cast(kind).alias(name)
            for name, kind in types.items()
        ]
    )
