"""The only room that knows the engines: what differs between them is settled here."""

from cs_lib.engagement import Engine
from cs_lib.ledger.engines.duck import DuckStore
from cs_lib.ledger.frames import Store


def open_store(engine: Engine) -> Store:
    """A store of the engine that the engagement asks for.

    Raises MissingExtraError without Spark's package, and UsageError where Spark does not start.
    """
    if engine.spark is None:
        return DuckStore()
    from cs_lib.ledger.engines.spark import SparkStore

    return SparkStore.on(engine.spark)


__all__ = ["DuckStore", "open_store"]
