"""How large may a file be? A bounded read: what is beyond is refused in words, not in memory."""

import io
import zipfile

from cs_lib.intake.places import Unreadable

FILE = 8 << 30
"""Bytes of a file, or of a folder's files together (8 GiB)."""
UNPACKED = 1 << 30
"""Bytes that an Excel workbook may unpack to (1 GiB); a sheet of a million rows stays below."""
LONGEST_LINE = 16 << 20
"""Bytes between two line ends of a text file (16 MiB)."""
COLUMNS = 2_000
"""Columns of a table: each is read, named, typed and told of by itself."""
SHEET_ROWS = 1_048_576
"""Rows of a sheet, which is Excel's own limit."""
SHEET_CELLS = 50_000_000
"""Cells of a sheet, or of JSON lines: rows times all columns."""
TEXT_CELLS = 1_000_000_000
"""Cells of a text file: its lines times its columns, as a row may leave out its last cells."""
PARQUET_CELLS = 2_000_000_000
"""Cells of a Parquet table: its rows times its columns."""
_BLOCK = 1 << 20


def refuse_heavy(size: int) -> None:
    """Raises Unreadable for a file of more than `FILE` bytes."""
    if size > FILE:
        raise Unreadable(
            f"holds {size >> 30:,} GiB",
            "export the columns that are needed, or fewer years",
            f"files of up to {FILE >> 30:,} GiB",
        )


def refuse_unpacked(content: bytes) -> None:
    """Raises Unreadable for a workbook whose parts unpack to more than `UNPACKED` bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        size = sum(part.file_size for part in packed.infolist())
    if size > UNPACKED:
        raise Unreadable(
            f"unpacks to {size >> 20:,} MiB",
            "save the sheet as .csv, or export fewer rows",
            f"workbooks of up to {UNPACKED >> 20:,} MiB unpacked",
        )


def refuse_long_lines(content: bytes) -> None:
    """Raises Unreadable for a text file with a line of more than `LONGEST_LINE` bytes."""
    length = 0
    for start in range(0, len(content), _BLOCK):
        lines = content[start : start + _BLOCK].replace(b"\r", b"\n").split(b"\n")
        length += len(lines[0])
        if length > LONGEST_LINE:
            raise Unreadable(
                f"has a line of more than {LONGEST_LINE >> 20} MiB; it is no table",
                "export it again with one record a line",
                f"lines of up to {LONGEST_LINE >> 20} MiB",
            )
        length = length if len(lines) == 1 else len(lines[-1])


def refuse_wide(columns: int) -> None:
    """Raises Unreadable for a table of more than `COLUMNS` columns."""
    if columns > COLUMNS:
        raise Unreadable(
            f"has more than {COLUMNS:,} columns",
            "export the columns that are needed; a sheet with one column a month needs few others",
            f"tables of up to {COLUMNS:,} columns",
        )


def refuse_large(rows: int, columns: int, most: int = SHEET_CELLS) -> None:
    """Raises Unreadable where `rows` times `columns` is more than `most` cells."""
    if rows * columns > most:
        raise Unreadable(
            f"spans {rows:,} rows and {columns:,} columns",
            "export the table alone, or cut it into files; in Excel, say range: for its cells",
            f"up to {most:,} cells",
        )
