"""How large may a file be? A bounded read: what is beyond is refused in words, not in memory."""

import zipfile
from pathlib import Path

from cs_lib.engagement import TableSource
from cs_lib.intake.places import unusable

UNPACKED = 1 << 30
"""Bytes that an Excel workbook may unpack to (1 GiB); a sheet of a million rows stays below."""
LONGEST_LINE = 16 << 20
"""Bytes between two line ends of a text file (16 MiB)."""
SHEET_ROWS = 1_048_576
"""Rows of a sheet, which is Excel's own limit."""
SHEET_CELLS = 50_000_000
"""Cells of a sheet: its rows times its widest row."""
PARQUET_CELLS = 2_000_000_000
"""Cells of a Parquet table: its rows times its columns."""


def refuse_unpacked(table: str, source: TableSource, path: Path) -> None:
    """Raises Unusable for a workbook whose parts unpack to more than `UNPACKED` bytes."""
    with zipfile.ZipFile(path) as packed:
        size = sum(part.file_size for part in packed.infolist())
    if size > UNPACKED:
        raise unusable(
            table,
            source,
            f"unpacks to {size >> 20:,} MiB",
            "save the sheet as .csv, or export fewer rows",
            f"workbooks of up to {UNPACKED >> 20:,} MiB unpacked",
        )


def refuse_long_lines(table: str, source: TableSource, path: Path) -> None:
    """Raises Unusable for a text file with a line of more than `LONGEST_LINE` bytes."""
    length = 0
    with path.open("rb") as opened:
        while block := opened.read(1 << 20):
            lines = block.replace(b"\r", b"\n").split(b"\n")
            length += len(lines[0])
            if length > LONGEST_LINE:
                raise unusable(
                    table,
                    source,
                    f"has a line of more than {LONGEST_LINE >> 20} MiB; it is no table",
                    "export it again with one record a line",
                    f"lines of up to {LONGEST_LINE >> 20} MiB",
                )
            length = length if len(lines) == 1 else len(lines[-1])


def refuse_large(
    table: str, source: TableSource, rows: int, columns: int, most: int = SHEET_CELLS
) -> None:
    """Raises Unusable where `rows` times `columns` is more than `most` cells."""
    if rows * columns > most:
        raise unusable(
            table,
            source,
            f"spans {rows:,} rows and {columns:,} columns",
            "export the table alone, or cut it into files; in Excel, say range: for its cells",
            f"up to {most:,} cells",
        )
