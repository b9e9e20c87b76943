"""Polars, in this process's memory."""

from collections.abc import Sequence
from pathlib import Path

import narwhals as nw
import polars as pl

from cs_lib.ledger.engines.duck import DuckStore
from cs_lib.ledger.frames import Lazy, Source, Store, arrow, chosen


class PolarsStore(Store):
    """Frames in memory; a kept one is computed."""

    def adopt(self, frame: Source, columns: Sequence[str]) -> Lazy:
        """See `Store.adopt`. DuckDB reads the files, and what lies on another engine comes over."""
        if isinstance(frame, Path | str):
            frame = DuckStore().adopt(frame, columns)
        if isinstance(frame, nw.LazyFrame):
            frame = chosen(frame, columns).collect("pyarrow")
        return nw.from_native(pl.DataFrame(arrow(frame, columns)).lazy())

    def keep(self, frame: Lazy) -> Lazy:
        """See `Store.keep`."""
        return frame.collect("polars").lazy()

    def drop(self, *frames: Lazy) -> None:
        """See `Store.drop`: memory is freed with the last that refers to it."""
