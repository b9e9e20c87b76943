"""How a message names the place a table was read from."""

from cs_lib.engagement import TableSource
from cs_lib.errors import DataProblem
from cs_lib.intake.records import Unusable

KINDS = (
    "CSV or TSV (.csv, .tsv, .txt), Excel (.xlsx, .xlsm), Parquet (.parquet, or a folder), "
    "JSON lines (.jsonl, .ndjson)"
)


def place(source: TableSource) -> str:
    """The file as the engagement file names it, with its sheet; or the query."""
    return source.named


def unusable(
    table: str,
    source: TableSource,
    wrong: str,
    fix: str,
    allowed: str = KINDS,
    column: str | None = None,
    row: int | None = None,
) -> Unusable:
    """The error for a table that cannot be read at all."""
    return Unusable(DataProblem(place(source), table, wrong, allowed, fix, column, row))
