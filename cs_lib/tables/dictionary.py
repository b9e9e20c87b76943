"""docs/data-dictionary.md, made from the contract: `python -m cs_lib.tables.dictionary FILE`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from cs_lib.tables import REVENUE_TABLES, TABLES
from cs_lib.tables.spec import Column, TableSpec

INTRODUCTION = f"""\
# Data dictionary

Made from the data contract (`cs_lib/tables`); do not edit it by hand.

Only a revenue table is required: one of {", ".join(f"`{name}`" for name in REVENUE_TABLES)}.
Every other table unlocks more of the report. Columns in **bold** must be there; an optional
column may be left out, and its cells may be empty. Column names are matched whatever their case,
spaces or underscores; other names are mapped in the engagement file.

| type | what a cell may hold |
|---|---|
| id, text, category | text; of a category, one of the allowed words where they are listed |
| date | 2026-09-30, or the table's `date_format` |
| month | 2026-09, or any day of the month; its last day is meant |
| number | 1234.5; other marks with the table's `decimal`; a share also as 15% |
| integer | a whole number |
| flag | true, false, yes, no, 1, 0 |

Money is in the row's `currency` where the table has that column, else in the report's currency.
"""


def render() -> str:
    """The whole dictionary as Markdown."""
    return "\n".join([INTRODUCTION, *(_table(spec) for spec in TABLES.values())])


def _table(spec: TableSpec) -> str:
    head = [f"## {spec.name}", "", f"{_sentence(spec.purpose)}", ""]
    rows = ["| column | type | meaning | unit | allowed | example |", "|---|---|---|---|---|---|"]
    rows += [_row(column) for column in spec.columns]
    return "\n".join([*head, *_facts(spec), "", *rows, ""])


def _facts(spec: TableSpec) -> Iterator[str]:
    if spec.unlocks:
        yield f"- Unlocks: {spec.unlocks}."
    if spec.one_of:
        yield f"- At least one of {_code(spec.one_of)} is required."
    if spec.key:
        lacking = f" ({_code(spec.key_may_lack)} may be missing)" if spec.key_may_lack else ""
        yield f"- One row for each {_code(spec.key)}, where these are given{lacking}."
    for start, end in spec.spans:
        yield f"- `{end}` is not before `{start}`."
    if spec.open_columns:
        yield "- Further columns are kept as they are."


def _row(column: Column) -> str:
    name = f"**{column.name}**" if column.required else column.name
    cells = (name, column.type, column.meaning, column.unit, _allowed(column), column.example)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _allowed(column: Column) -> str:
    default = f"; empty = {column.default}" if column.default else ""
    if column.allowed:
        return ", ".join(column.allowed) + default
    if column.low is not None and column.high is not None:
        return f"{column.low:g} to {column.high:g}"
    return f"at least {column.low:g}" if column.low is not None else default.strip("; ")


def _code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
