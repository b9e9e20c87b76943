"""The rows of a table that are kept out, as quarantine holds them."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from cs_lib.intake.cells.text import as_text
from cs_lib.intake.records import RawTable
from cs_lib.intake.shape.files import Part
from cs_lib.intake.shape.filter import NOT_TAKEN
from cs_lib.intake.shape.totals import RULE
from cs_lib.intake.text_storage import in_arrow


def quarantine(
    raw: RawTable, copies: pd.Series, broken: pd.Series, parts: Sequence[Part]
) -> pd.DataFrame:
    """All rows kept out, as text, with their number in the file and the rule they break.

    First the repeated rows (`copies`) and those that break a rule (`broken`: row -> rule), then
    of each file the rows that its conditions leave out, then its totals.
    """
    rule = pd.Series("duplicate_row", index=raw.frame.index[copies], dtype="str")
    first = _apart(raw, (pd.concat([rule, broken]) if len(broken) else rule).sort_index())
    several = len(parts) > 1
    left = [_not_chosen(part, several) for part in parts if len(part.left.frame)]
    sums = [
        _apart(part.sums, _every(part.sums.frame.index, RULE), several)
        for part in parts
        if len(part.sums.frame)
    ]
    return _joined(first, [*left, *sums])


def write(kept_out: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write the rows kept out of each table as Parquet, in place of what `folder` held before."""
    shutil.rmtree(folder, ignore_errors=True)
    for table, rows in sorted(kept_out.items()):
        folder.mkdir(parents=True, exist_ok=True)
        in_arrow(rows).to_parquet(folder / f"{table}.parquet", index=False)


def _joined(first: pd.DataFrame, rest: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if not len(first) and rest:
        first, *rest = rest
    return pd.concat([first, *rest], ignore_index=True) if rest else first


def _not_chosen(part: Part, several: bool) -> pd.DataFrame:
    """The rows of the file that `where` and `where_not` leave out."""
    return _apart(part.left, _every(part.left.frame.index, NOT_TAKEN), several)


def _every(rows: pd.Index, rule: str) -> pd.Series:
    return pd.Series(rule, index=rows, dtype="str")


def _apart(raw: RawTable, rule: pd.Series, several: bool = False) -> pd.DataFrame:
    """These rows of a table as quarantine holds them, each with its rule."""
    rows = raw.frame.loc[rule.index]
    text = {
        str(name): as_text(rows[name]).astype("str") if len(rows) else pd.Series(dtype="str")
        for name in rows.columns
    }
    places: dict[str, object] = {"_row": raw.numbers.loc[rule.index], "_rule": rule}
    if raw.origin is not None:
        places["_file"] = raw.origin.loc[rule.index]
    elif several:
        places["_file"] = _every(rule.index, raw.file)
    return pd.DataFrame(places | text, index=rule.index).reset_index(drop=True)
