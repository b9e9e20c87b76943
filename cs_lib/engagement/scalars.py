"""The kinds of single value that the engagement file's keys take, and how they are read."""

import datetime as dt
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from cs_lib.engagement.currencies import as_currency
from cs_lib.engagement.frozen import FrozenDict


def _no_flag(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError(f"must be a number, not {str(value).lower()}")
    return value


def _scalar(value: object) -> object:
    if value is not None and not isinstance(value, str | int | float | dt.date):
        raise ValueError("must be one value: text, a number, a date, true or false")
    return value


def _text(value: object) -> object:
    """YAML reads an unquoted 1, 2024 or true as something else than text; a name is meant."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float | dt.date) else value


def _one_line(name: str) -> str:
    """In one spelling, however its letters are composed: the client's folder goes by its name."""
    for letter in name:
        if unicodedata.category(letter) in ("Cc", "Cs"):
            raise ValueError(f"holds {letter!a}, which is no letter; write a name of one line")
    return unicodedata.normalize("NFC", name)


def nothing() -> FrozenDict[Any, Any]:
    """An empty mapping, the default of keys that map."""
    return FrozenDict({})


CurrencyCode = Annotated[str, BeforeValidator(as_currency)]
Number = Annotated[float, BeforeValidator(_no_flag), Field(allow_inf_nan=False)]
Whole = Annotated[int, BeforeValidator(_no_flag)]
Share = Annotated[Number, Field(ge=0, le=1)]
Positive = Annotated[Number, Field(gt=0)]
Name = Annotated[str, BeforeValidator(_text), StringConstraints(min_length=1)]
LONGEST_NAME = 120
"""Characters of a client's name: it stands in titles, and in the name of a folder."""
ClientName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME),
    AfterValidator(_one_line),
]
Constant = Annotated[str | bool | int | float | dt.date | None, BeforeValidator(_scalar)]
