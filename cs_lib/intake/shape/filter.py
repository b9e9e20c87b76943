"""Which rows of a file belong to the table? Those that are asked for; the others are counted."""

from collections.abc import Sequence

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.errors import nearest
from cs_lib.intake.cells.text import as_text
from cs_lib.intake.places import Unreadable
from cs_lib.intake.records import RawTable
from cs_lib.intake.shape.mapping import find

NOT_TAKEN = "not_taken"
_SHOWN = 5
"""Values that are counted one by one in the note on rows not taken."""


def chosen(source: TableSource, raw: RawTable) -> tuple[RawTable, RawTable]:
    """The rows that `where` and `where_not` let in, with a note on how many stay out, and those.

    Raises Unreadable where a column is not there.
    """
    notes = []
    kept = pd.Series(True, index=raw.frame.index)
    for key, rules, wanted in (
        ("where", source.where, True),
        ("where_not", source.where_not, False),
    ):
        for name, words in rules.items():
            cells = as_text(raw.frame[_column(raw, key, name)]).fillna("")
            stays = holds(cells, words) == wanted
            if out := int((kept & ~stays).sum()):
                notes.append((NOT_TAKEN, out, _said(key, name, cells[kept & ~stays])))
            kept &= stays
    if not notes:
        return raw, raw.part(~kept, ())
    return raw.part(kept, (*raw.notes, *notes)), raw.part(~kept, ())


def holds(cells: pd.Series, words: Sequence[str]) -> "pd.Series[bool]":
    """Is each cell one of the words, whatever its case? An empty one is ""."""
    meant = {word.strip().casefold() for word in words}
    return as_text(cells).fillna("").str.casefold().isin(meant)


def refuse_none_left(tables: Sequence[RawTable]) -> None:
    """Raises Unreadable where no row of any of the table's files is left by the conditions."""
    if any(len(raw.frame) for raw in tables):
        return
    said = [detail for raw in tables for rule, _, detail in raw.notes if rule == NOT_TAKEN]
    raise Unreadable(
        f"no row is left: {'; '.join(said)}",
        "correct 'where' and 'where_not' for this table in the engagement file",
        "conditions that at least one row meets",
    )


def _column(raw: RawTable, key: str, name: str) -> str:
    found = find(name, raw)
    if len(found) == 1:
        return found[0]
    hint = nearest(name, map(str, raw.frame.columns))
    number = "more than one column" if found else "no column"
    raise Unreadable(
        f"the file has {number} '{name}', by which '{key}' chooses rows",
        f"correct the name under {key}"
        + (f"; {hint}" if hint.startswith("did you mean") and not found else ""),
        f"the file's columns: {', '.join(map(str, raw.frame.columns))}",
    )


def _said(key: str, name: str, cells: pd.Series) -> str:
    counts = cells.value_counts(sort=True)
    shown = [f"'{value}' {count}" for value, count in counts.head(_SHOWN).items()]
    shown += [f"{len(counts) - _SHOWN} more values"] if len(counts) > _SHOWN else []
    return f"rows that '{key}' leaves out, by {name}: {', '.join(shown)}"
