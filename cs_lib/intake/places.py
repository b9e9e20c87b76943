"""What a reader finds wrong with a file, and how it gets the place that a message names."""

from collections.abc import Iterator
from contextlib import contextmanager

from cs_lib.engagement import TableSource
from cs_lib.errors import DataProblem, TenStepsError
from cs_lib.intake.records import Unusable

KINDS = (
    "CSV or TSV (.csv, .tsv, .txt), Excel (.xlsx, .xlsm), Parquet (.parquet, or a folder), "
    "JSON lines (.jsonl, .ndjson) or a list of JSON objects (.json)"
)


class Unreadable(TenStepsError):
    """What stands in the way of reading, and the way out; `located` adds file and table."""

    def __init__(
        self,
        wrong: str,
        fix: str,
        allowed: str = KINDS,
        *,
        column: str | None = None,
        row: int | None = None,
    ) -> None:
        self.wrong, self.fix, self.allowed = wrong, fix, allowed
        self.column, self.row = column, row
        super().__init__(f"{wrong}; {fix}")


@contextmanager
def located(table: str, source: TableSource) -> Iterator[None]:
    """Whatever cannot be read within is a problem of this table's place: Unusable."""
    try:
        yield
    except Unreadable as error:
        at = (source.named, table, error.wrong, error.allowed, error.fix, error.column, error.row)
        raise Unusable(DataProblem(*at)) from None
