"""Spark, on this machine or a cluster."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem

from cs_lib.intake import stored
from cs_lib.ledger.engines.session import session
from cs_lib.ledger.frames import Lazy, Source, Store, arrow, chosen

_NO_ACCESS = ("No FileSystem for scheme", "UNSUPPORTED_FILE_SYSTEM", "ClassNotFoundException")


@dataclass(frozen=True)
class SparkStore(Store):
    """The frames of one ledger in one Spark session (a `pyspark.sql.SparkSession`)."""

    session: Any

    @classmethod
    def on(cls, master: str) -> "SparkStore":
        """A store on the Spark that runs in this process, else on one started at `master`."""
        return cls(session(master))

    def adopt(self, frame: Source, columns: Sequence[str]) -> Lazy:
        """See `Store.adopt`. What lies on another engine comes over through this process."""
        if isinstance(frame, Path | str):
            return chosen(self._parquet(frame), columns)
        if isinstance(frame, nw.LazyFrame):
            present = chosen(frame, columns)
            if present.implementation.is_pyspark():
                return present
            return self._taken(present.collect("pyarrow").to_arrow())
        return self._taken(arrow(frame, columns))

    def keep(self, frame: Lazy) -> Lazy:
        """See `Store.keep`: in the executors' memory and disks, without what led to it.

        Cached as it stands, a frame would carry its whole history into every plan built on it.
        """
        kept: Lazy = nw.from_native(frame.to_native().localCheckpoint())
        return kept

    def drop(self, *frames: Lazy) -> None:
        """See `Store.drop`: Spark frees by itself what nothing refers to any longer."""

    def _parquet(self, path: Path | str) -> Lazy:
        """Read by Spark; through this process where Spark has no access to that kind of store."""
        at = stored(path)
        address = str(path)
        if isinstance(at.system, LocalFileSystem):
            address = Path(at.root).absolute().as_uri()
        try:
            read: Lazy = nw.from_native(self.session.read.parquet(address))
            return read
        except Exception as error:
            if not any(said in str(error) for said in _NO_ACCESS):
                raise
        return self._taken(pq.read_table(at.root, filesystem=at.system))

    def _taken(self, table: pa.Table) -> Lazy:
        with warnings.catch_warnings():
            # pyspark looks for pandas, and has a word on its version, where none is used.
            warnings.simplefilter("ignore", FutureWarning)
            taken: Lazy = nw.from_native(self.session.createDataFrame(table))
        return taken
