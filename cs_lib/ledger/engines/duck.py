"""DuckDB, inside this process."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import duckdb
import narwhals as nw
from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

from cs_lib.intake import stored
from cs_lib.ledger.frames import Lazy, Source, Store, arrow, chosen
from cs_lib.temporary import folder


class DuckStore(Store):
    """One embedded database per ledger, opened when the first frame arrives, never shared."""

    def __init__(self) -> None:
        self._tables = 0
        self._kept: set[str] = set()

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        # Larger-than-memory sorts spill; never into the user's working folder.
        connection.execute("SET temp_directory = ?", [str(folder() / f"spill-{id(self)}")])
        connection.execute("SET preserve_insertion_order = false")
        # Seen with DuckDB 2.0: with a filter below the union of begins and ends, this optimizer
        # decides that no sum differs from 0 and silently drops every event. The test of 200,000
        # lines fails when that happens.
        connection.execute("SET disabled_optimizers = 'statistics_propagation'")
        return connection

    def adopt(self, frame: Source, columns: Sequence[str]) -> Lazy:
        """See `Store.adopt`."""
        if isinstance(frame, Path | str):
            return chosen(nw.from_native(self._parquet(frame)), columns)
        if isinstance(frame, nw.LazyFrame):
            present = chosen(frame, columns)
            if present.implementation.is_duckdb():
                # Another connection's tables cannot be joined with ours: stream them over.
                reader = present.to_native().to_arrow_reader()
                return self._table(self._connection.from_arrow(reader))
            frame = present.collect("pyarrow")
        return self._table(self._connection.from_arrow(arrow(frame, columns)))

    def keep(self, frame: Lazy) -> Lazy:
        """See `Store.keep`: a table of the database."""
        return self._table(frame.to_native())

    def keep_parts(self, parts: Iterable[Lazy]) -> Lazy:
        """See `Store.keep_parts`: one table."""
        rest = iter(parts)
        kept = self.keep(next(rest))
        for part in rest:
            part.to_native().insert_into(kept.to_native().alias)
        return kept

    def drop(self, *frames: Lazy) -> None:
        """See `Store.drop`."""
        for frame in frames:
            name = frame.to_native().alias
            if name in self._kept:  # not a file that is read where it lies
                self._kept.remove(name)
                self._connection.execute(f'DROP TABLE "{name}"')

    def _parquet(self, path: Path | str) -> duckdb.DuckDBPyRelation:
        at = stored(path)
        if not isinstance(at.system, LocalFileSystem):
            self._reach(at.system)
        if not at.is_folder:
            return self._connection.read_parquet(at.addresses()[0])
        partitioned = any("=" in name.removeprefix(at.root) for name in at.files)
        return self._connection.read_parquet(
            at.addresses(), hive_partitioning=partitioned, union_by_name=True
        )

    def _reach(self, system: AbstractFileSystem) -> None:
        name = system.protocol if isinstance(system.protocol, str) else system.protocol[0]
        if not self._connection.filesystem_is_registered(name):
            self._connection.register_filesystem(system)

    def _table(self, relation: duckdb.DuckDBPyRelation) -> Lazy:
        self._tables += 1
        name = f"kept_{self._tables}"
        relation.create(name)
        self._kept.add(name)
        return nw.from_native(self._connection.table(name))
