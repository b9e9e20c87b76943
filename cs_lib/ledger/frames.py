"""The only module that knows the engine: it opens DuckDB, takes frames in and gives them out.

Everything between is lazy narwhals, which runs unchanged on a distributed engine: a frame that
already lives on one is left there, and `keep` asks it to cache instead of writing a table.
"""

import os
import tempfile
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa

Source = nw.LazyFrame[Any] | nw.DataFrame[Any] | pd.DataFrame | Path
Lazy = nw.LazyFrame[Any]


class Store:
    """One embedded database per ledger, opened when the first frame arrives, never shared."""

    def __init__(self) -> None:
        self._tables = 0
        self._kept: set[str] = set()

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        # Larger-than-memory sorts spill; never into the user's working folder.
        spill = Path(tempfile.gettempdir()) / f"tensteps-{os.getpid()}-{id(self)}"
        connection.execute("SET temp_directory = ?", [str(spill)])
        connection.execute("SET preserve_insertion_order = false")
        # Seen with DuckDB 2.0: with a filter below the union of begins and ends, this optimizer
        # decides that no sum differs from 0 and silently drops every event. The test of 200,000
        # lines fails when that happens.
        connection.execute("SET disabled_optimizers = 'statistics_propagation'")
        return connection

    def adopt(self, frame: Source, columns: Sequence[str]) -> Lazy:
        """The frame as a lazy one of this store, with those of `columns` that it has.

        A path is a Parquet file: it is read where it lies, as often as asked for, and never copied.
        """
        if isinstance(frame, Path):
            scanned = nw.from_native(self._connection.read_parquet(str(frame)))
            return scanned.select([c for c in columns if c in scanned.collect_schema().names()])
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

    def keep_parts(self, parts: Iterable[Lazy]) -> Lazy:
        """All these parts of one frame, each computed before the next one is asked for."""
        kept: list[Lazy] = []
        for part in parts:
            if kept and part.implementation.is_duckdb():
                part.to_native().insert_into(kept[0].to_native().alias)
            else:
                kept.append(self.keep(part))
        return nw.concat(kept, how="vertical") if kept[1:] else kept[0]

    def drop(self, *frames: Lazy) -> None:
        """Frees what `keep` or `adopt` made; nothing lazy may still read from it."""
        for frame in frames:
            native = frame.to_native()
            if frame.implementation.is_duckdb():
                if native.alias in self._kept:  # not a file that is read where it lies
                    self._kept.remove(native.alias)
                    self._connection.execute(f'DROP TABLE "{native.alias}"')
            elif hasattr(native, "unpersist"):
                native.unpersist()

    def _table(self, relation: duckdb.DuckDBPyRelation) -> Lazy:
        self._tables += 1
        name = f"kept_{self._tables}"
        relation.create(name)
        self._kept.add(name)
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
