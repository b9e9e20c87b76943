"""Writing files that are the same bytes everywhere: UTF-8, LF line ends, fixed formats."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

Cell = str | int | float | None


def day(value: dt.date | None) -> str:
    """A date as YYYY-MM-DD; empty when there is none."""
    return value.isoformat() if value else ""


def flag(value: bool | None) -> str:
    """A truth value as true or false; empty when there is none."""
    return "" if value is None else str(value).lower()


def money(cents: int) -> str:
    """Cents as an amount with two decimals."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Writes one CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write(path, text.getvalue())


def record(path: Path, content: dict[str, object]) -> None:
    """Writes one JSON file, a line per entry of the first level, and of lists in them."""
    parts = [f" {json.dumps(key)}: {_entry(value)}" for key, value in content.items()]
    write(path, "{\n" + ",\n".join(parts) + "\n}\n")


def _entry(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"  {json.dumps(item)}" for item in value) + "\n ]"
    if isinstance(value, dict):
        inner = [f"  {json.dumps(key)}: {json.dumps(item)}" for key, item in value.items()]
        return "{\n" + ",\n".join(inner) + "\n }"
    return json.dumps(value)


def write(path: Path, text: str) -> None:
    """Writes text as it is, without the platform's line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
