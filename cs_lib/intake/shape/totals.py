"""Rows that sum up the rows above them: kept out of every sum, and counted with their money."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.errors import DataProblem
from cs_lib.intake.cells.text import as_text, one_text
from cs_lib.intake.records import RawTable, Unusable

RULE = "total_row"
_WORD = re.compile(
    r"(?:(?:grand|sub|overall|running)[\s-]*)?totals?(?: (?:arr|mrr|acv|tcv|amount|revenue|\d{4}))?"
    r"|sums?|(?:gesamt|zwischen|end)?summe|gesamt|total g[eé]n[eé]ral|somme|totaal|totale?"
)
_HINT = "(?i)tot|sum|som|gesamt"
"""Of every word of `_WORD` something; looked for in all cells at once, where the word is not."""
_NUMBER = re.compile(r"\(?[-+]?\D{0,4}\d[\d.,'\s]*\s*(?:%|\D{1,3})?\)?")
_CENT = 0.01
"""Totals are written in cents: a row's may differ from its column by so much, and by one cent
more for each hundred rows, where each was rounded."""


@dataclass(frozen=True)
class Totals:
    """The rows of a file that are totals, and those that only look like it: rows of the file.

    `doubtful` says of each what its numbers are not.
    """

    rows: tuple[int, ...] = ()
    doubtful: dict[int, str] = field(default_factory=dict)


def find(source: TableSource, raw: RawTable) -> Totals:
    """The rows that are called a total, or have no name at all, and sum up the rows above them.

    A row of that name whose numbers are no sum is doubtful. A row with a date or any other word
    is a customer's, whatever it is called.
    """
    if source.sql is not None or not _from_sheet(source):
        return Totals()
    places = _candidates(raw.frame)
    if not places:
        return Totals()
    totals: list[int] = []
    doubtful: dict[int, str] = {}
    columns = {name: _numbers(raw.frame[name]) for name in raw.frame.columns}
    for place in places:
        label = any(_is_word(cell) for cell in _texts(raw.frame, place))
        wrong = _not_a_sum(raw.frame, columns, place, totals)
        number = int(raw.numbers.iloc[place])
        if wrong is None:
            totals.append(place)
        elif label:
            doubtful[number] = wrong
    return Totals(tuple(int(raw.numbers.iloc[place]) for place in totals), doubtful)


def refuse_doubtful(table: str, raw: RawTable, totals: Totals) -> None:
    """Raises Unusable for rows called a total that are none; `raw` holds the rows still meant."""
    kept = set(raw.numbers)
    problems = [
        DataProblem(
            raw.file,
            table,
            f"the row is called a total, but {wrong}",
            "totals that are the sum of the rows above them, or none",
            "correct or remove the row, or name it under where_not for this table in the "
            "engagement file",
            row=number,
        )
        for number, wrong in totals.doubtful.items()
        if number in kept
    ]
    if problems:
        raise Unusable(*problems)


def apart(raw: RawTable, totals: Totals) -> tuple[RawTable, RawTable]:
    """The table without its totals, and the totals."""
    out = raw.numbers.isin(totals.rows)
    return (raw.part(~out, raw.notes) if out.any() else raw), raw.part(out, ())


def _from_sheet(source: TableSource) -> bool:
    """Totals are a spreadsheet's habit; a database's export knows none."""
    kinds = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm")
    return str(source.path).lower().endswith(kinds)


def _candidates(frame: pd.DataFrame) -> list[int]:
    """Rows called a total, and the last row where it has no name: nothing but numbers besides."""
    if len(frame) < 2:
        return []
    called = pd.Series(False, index=frame.index)
    for name in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[name].dtype):
            text = as_text(frame[name])
            # the same words stand in many rows, and hardly any is a total's
            words = pd.Series(text.unique())
            words = words[words.str.contains(_HINT).fillna(False).astype(bool)]
            if len(words):
                text = text[text.isin(words)]
                word = text.str.casefold().str.rstrip(": ").str.fullmatch(_WORD).astype(bool)
                called |= word.reindex(frame.index, fill_value=False)
    places = [int(place) for place in called.to_numpy().nonzero()[0]]
    if len(frame) - 1 not in places:
        places.append(len(frame) - 1)
    return [place for place in places if place and _only_numbers(_texts(frame, place))]


def _texts(frame: pd.DataFrame, place: int) -> list[str]:
    cells = (one_text(cell) for cell in frame.iloc[place].tolist())
    return [cell for cell in cells if cell is not None]


def _only_numbers(texts: Sequence[str]) -> bool:
    """At least one number, at most one total's word, and nothing else."""
    words = [text for text in texts if _is_word(text)]
    rest = [text for text in texts if not _is_word(text)]
    return bool(rest) and len(words) <= 1 and all(_NUMBER.fullmatch(text) for text in rest)


def _is_word(text: str) -> bool:
    return bool(_WORD.fullmatch(text.casefold().rstrip(": ")))


def _numbers(cells: pd.Series) -> pd.Series:
    """Amounts for comparison only: signs of money and marks between thousands taken away."""
    text = as_text(cells)
    bare = text.str.replace(r"^\((.*)\)$", r"-\1", regex=True)
    bare = bare.str.replace(r"[^\d.,+-]", "", regex=True)
    comma = bare.str.contains(r",\d{1,2}$").fillna(False).any()
    thousands, decimal = (r"\.", ",") if comma else (",", ".")
    plain = bare.str.replace(thousands, "", regex=True).str.replace(decimal, ".", regex=False)
    return pd.to_numeric(plain, errors="coerce").astype("Float64").astype("float64")


def _not_a_sum(
    frame: pd.DataFrame, columns: dict[str, pd.Series], place: int, before: Sequence[int]
) -> str | None:
    """What is not the sum it should be; None where every number is one.

    A number is a sum of all rows above it, or of those since the last total.
    """
    since = max(before, default=-1) + 1
    row = frame.iloc[place]
    compared = 0
    for position, (name, numbers) in enumerate(columns.items()):
        text = one_text(row.iloc[position])
        if text is None or _is_word(text):
            continue
        above = numbers.iloc[:place].drop(list(before), errors="ignore")
        sums = (float(above.sum()), float(numbers.iloc[since:place].sum()))
        given = float(numbers.iloc[place])
        most = _CENT * (1 + len(above) / 100) + 1e-9 * abs(given)
        if not any(abs(given - each) <= most for each in sums):
            return f"{text} is not the sum of {name}, which is {sums[0]:,.2f}"
        compared += bool(abs(given) > 0) and len(above.dropna()) > 1
    return None if compared else "no number in it can be compared with the rows above"
