"""The only room that knows the engines: what differs between them is settled here."""

import narwhals as nw
import pandas as pd

from cs_lib.engagement import Engine
from cs_lib.ledger.engines.duck import DuckStore
from cs_lib.ledger.frames import Source, Store

IN_MEMORY = 100_000
"""Up to so many lines the plans cost more than the data, and Polars plans in half the time; from
there on DuckDB is as fast and takes less memory (`benchmarks/bench_ledger.py`)."""


def open_store(engine: Engine, lines: Source | None = None) -> Store:
    """A store of the engine that the engagement asks for, and that suits a book of these lines.

    Raises MissingExtraError without Spark's package, and UsageError where Spark does not start.
    """
    if engine.spark is not None:
        from cs_lib.ledger.engines.spark import SparkStore

        return SparkStore.on(engine.spark)
    if engine.duckdb or not _small(lines):
        return DuckStore()
    from cs_lib.ledger.engines.polars import PolarsStore

    return PolarsStore()


def _small(lines: Source | None) -> bool:
    """Whether they are in memory already, and few. Files are read where they lie."""
    return isinstance(lines, pd.DataFrame | nw.DataFrame) and len(lines) <= IN_MEMORY


__all__ = ["DuckStore", "open_store"]
