"""Does a second table stand on the sheet, beside the first or below it? Then neither is guessed."""

from collections.abc import Iterator

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.text import as_text, same_name
from cs_lib.intake.places import Unreadable
from cs_lib.intake.shape.header import Names, cells_of, is_amount, names_in
from cs_lib.intake.shape.header_names import wanted_by


def refuse_two(
    table: str, source: TableSource, cells: pd.DataFrame, numbers: pd.Series, used: pd.Series
) -> None:
    """Raises Unreadable where a second table stands beside or below the first.

    `cells` begins with the row of names; `numbers` are its rows in the file, `used` says which
    rows below it hold anything.
    """
    if source.range or source.transpose:
        return
    places = _beside(table, source, cells, numbers) or _below(cells, numbers, used)
    if places:
        fix = f'say range: "{places[0]}" for this table in the engagement file'
        if source.path is None or not source.path.lower().endswith((".xlsx", ".xlsm")):
            fix = "cut the file into one file for each table"
        wrong = f"two tables stand on one sheet: {' and '.join(places)}"
        raise Unreadable(wrong, fix, "one table, or the range of one")


def _beside(
    table: str, source: TableSource, cells: pd.DataFrame, numbers: pd.Series
) -> list[str] | None:
    names = names_in(cells.iloc[0].tolist())
    groups = [each for each in _groups(names, cells) if len(each) > 1]
    if len(groups) < 2:
        return None
    last = [_last_row(cells.iloc[:, group]) for group in groups]
    texts = [{names[column] for column in group} for group in groups]
    wanted = wanted_by(table, source)
    shared = any(one & other for n, one in enumerate(texts) for other in texts[n + 1 :])
    whole = [bool(wanted) and not wanted.missing(each) for each in texts]  # type: ignore[union-attr]
    asked = [bool(wanted and wanted.known & _same(each)) for each in texts]
    if not shared and not any(whole):
        return None  # the names that are needed stand on both sides: one table with a gap
    if not shared and sum(asked) < 2 and len(set(last)) == 1:
        return None
    top = int(numbers.iloc[0])
    return [
        cells_of(top, group[0], int(numbers.iloc[end]), group[-1])
        for group, end in zip(groups, last, strict=True)
    ]


def _same(names: set[str | None]) -> set[str]:
    return {same_name(name) for name in names if name}


def _groups(names: Names, cells: pd.DataFrame) -> Iterator[list[int]]:
    """The columns, cut where one is empty from top to bottom."""
    group: list[int] = []
    for place, name in enumerate(names):
        if name is None and as_text(cells.iloc[:, place]).isna().all():
            if group:
                yield group
            group = []
        elif name is not None:
            group.append(place)
    if group:
        yield group


def _last_row(cells: pd.DataFrame) -> int:
    filled = pd.concat([as_text(cells[name]).notna() for name in cells.columns], axis=1)
    rows = filled.any(axis="columns").to_numpy().nonzero()[0]
    return int(rows[-1])


def _below(cells: pd.DataFrame, numbers: pd.Series, used: pd.Series) -> list[str] | None:
    """A row of words under a blank row, where the rows before hold numbers or dates."""
    filled = used.to_numpy()
    body = cells.iloc[1:]
    for place in range(2, len(body) - 1):
        if not filled[place] or filled[place - 1] or not filled[:place].any():
            continue
        above = int(filled[:place].nonzero()[0][-1])
        row, before, after = (body.iloc[each].tolist() for each in (place, above, place + 1))
        words = [name is not None and not is_amount(name) for name in names_in(row)]
        spelt = [name for name in names_in(row) if name is not None]
        columns = [column for column, word in enumerate(words) if word]
        if len(columns) < 2 or len(columns) < len(spelt) or len(set(spelt)) < len(spelt):
            continue
        clash = [column for column in columns if is_amount(names_in(before)[column])]
        if clash and any(is_amount(name) for name in names_in(after)):
            right = cells.shape[1] - 1
            last = int(filled.nonzero()[0][-1])
            return [
                cells_of(int(numbers.iloc[0]), 0, int(numbers.iloc[1 + above]), right),
                cells_of(int(numbers.iloc[1 + place]), 0, int(numbers.iloc[1 + last]), columns[-1]),
            ]
    return None
