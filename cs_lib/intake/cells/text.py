"""Cells as text: trimmed, empty ones missing, whole numbers without a decimal point."""

import datetime as dt
import json
import re
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

TEXT = pd.StringDtype("pyarrow", na_value=pd.NA)
UNSEEN = "\u200b\u2060\ufeff"
"""Characters without width, as they come along when a cell is copied from a web page."""
_SPACES = "\u00a0\u202f\u2007\u2009"
EXCEL_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


def as_text(cells: pd.Series) -> pd.Series:
    """Every cell as text; missing where it is empty or blank. The column's index is kept."""
    if pd.api.types.is_string_dtype(cells.dtype) and cells.dtype != object:
        text = cells.astype(TEXT)
    elif pd.api.types.is_datetime64_any_dtype(cells.dtype):
        text = cells.map(_spelt, na_action="ignore").astype(TEXT)
    else:
        text = cells.astype(object).map(_spelt, na_action="ignore").astype(TEXT)
    return _bare(text)


def _bare(text: pd.Series) -> pd.Series:
    """The text without spaces around it, missing where nothing is left.

    Asked of Arrow itself: every column of every table comes by here, several times.
    """
    cells = pc.utf8_trim_whitespace(pa.array(text.array))
    empty = pc.equal(cells, "")
    if pc.any(empty).as_py():
        cells = pc.if_else(empty, pa.scalar(None, cells.type), cells)
    return pd.Series(pd.array(cells, dtype=TEXT), text.index, name=text.name)


def plain_keys(cells: pd.Series) -> pd.Series:
    """Cells as keys: characters without width left out, every other kind of space a plain one.

    Two keys that look the same on the screen are the same.
    """
    text = as_text(cells)
    text = text.str.replace(f"[{UNSEEN}]", "", regex=True)
    return _bare(text.str.replace(f"[{_SPACES}]", " ", regex=True))


def one_text(cell: Any) -> str | None:
    """One cell as `as_text` gives it; None where it is empty or blank."""
    if cell is None or cell is pd.NaT or cell != cell:
        return None
    return str(_spelt(cell)).strip() or None


def _spelt(cell: Any) -> str | None:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        plain = cell.replace(tzinfo=None)
        return plain.date().isoformat() if plain.time() == dt.time(0) else plain.isoformat(" ")
    return str(cell)


def parsed_json(text: str) -> Any:
    """What JSON text holds. ValueError, in words, for what is none or cannot be written again."""
    try:
        found = json.loads(text)
        if r"\ud" in text.lower():  # JSON can spell half of a character, which no file can hold
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("values within values too deep to be read") from None
    except UnicodeEncodeError:
        raise ValueError("half of a character, which no text can hold") from None
    return found


def same_name(name: str) -> str:
    """A column's name as it is compared: case, spaces, dashes and underscores do not matter."""
    return re.sub(rf"[\s_\-{UNSEEN}]+", "", name).casefold()


def as_category(text: pd.Series) -> pd.Series:
    """Words as the contract spells its own: "Usage committed" is "usage_committed"."""
    return text.str.casefold().str.replace(r"[\s\-]+", "_", regex=True)
