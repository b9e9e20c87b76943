"""Names of columns that are months: by themselves, or only in a row of consecutive ones."""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

RUN = 3
"""Names that can be read as months and as something else are months in a run of this many."""

_MONTH = re.compile(r"\d{4}[-/]\d{2}(?:[-/]\d{2})?(?:[ T]00:00(?::00)?)?")
_WHOLE = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_OTHERS = {
    "sept": 9, "januar": 1, "februar": 2, "märz": 3, "mär": 3, "mrz": 3, "mai": 5, "juni": 6,
    "juli": 7, "oktober": 10, "okt": 10, "dezember": 12, "dez": 12,
}  # fmt: skip
_WORDS = {
    **{name: number for number, name in enumerate(_WHOLE, start=1)},
    **{name[:3]: number for number, name in enumerate(_WHOLE, start=1)},
    **_OTHERS,
}
_SPELT = re.compile(
    r"(?P<y>\d{4})[ -](?P<m>[^\W\d_]+)\.?|(?P<m2>[^\W\d_]+)\.?[ -](?P<y2>\d{4})"
    r"|(?P<n>0?[1-9]|1[0-2])[/.-](?P<y3>\d{4})"
)
_SHORT = re.compile(r"(?P<m>[^\W\d_]+)\.?[ '/-]+(?P<y>\d{2})")
_PLAIN = re.compile(r"(?P<y>(?:19|20)\d{2})m?(?P<m>0[1-9]|1[0-2])")
_DAY = re.compile(r"(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>\d{4})")
_MEASURE = re.compile(r"(?<![^\W_])(?:mrr|arr|revenue|umsatz)(?![^\W_])", re.IGNORECASE)


def months_of(names: Iterable[object]) -> dict[str, str]:
    """The columns that are months, each with its month as 2026-03 or a day of it.

    Understood alone are ISO dates, "Mar 2026", "March 2026", "2026 Mar", the same with a dash,
    and 03/2026. "Mar-26", 202603, 3/31/2026 and 31.03.2026 may be something else: they are months
    where three or more of them follow each other, in one reading only. "MRR" or "ARR" may stand
    before or behind; where both do, which columns are meant is not guessed.
    """
    texts = [str(name) for name in names if name]
    sure = _read(texts, month_of)
    if sure:
        return sure if len({_measure(name) for name in sure}) == 1 else {}
    read = (_read(texts, reading) for reading in (_short, _plain, _month_first, _day_first))
    runs = [found for found in read if is_run(found.values())]
    return runs[0] if len(runs) == 1 else {}


def month_of(name: str) -> str | None:
    """The month that a name says by itself; None where it says none, or may say a day."""
    bare = _bare(name)
    if _MONTH.fullmatch(bare):
        return bare[:10]
    if (found := _SPELT.fullmatch(bare)) is None:
        return None
    word = found["m"] or found["m2"]
    number = int(found["n"]) if found["n"] else _WORDS.get(word)
    return _said(found["y"] or found["y2"] or found["y3"], number)


def _bare(name: str) -> str:
    """The name without a measure's word, in lower case, dashes for underscores."""
    return " ".join(_MEASURE.sub(" ", name).replace("_", "-").split()).casefold().strip(" -:()")


def _measure(name: str) -> str:
    found = _MEASURE.search(name)
    return found[0].casefold() if found else ""


def _read(names: Iterable[str], reading: Callable[[str], str | None]) -> dict[str, str]:
    return {name: month for name in names if (month := reading(name)) is not None}


def _said(year: str, number: int | None) -> str | None:
    return f"{year}-{number:02d}" if number and 1 <= number <= 12 else None


def _short(name: str) -> str | None:
    found = _SHORT.fullmatch(_bare(name))
    return _said(f"20{found['y']}", _WORDS.get(found["m"])) if found else None


def _plain(name: str) -> str | None:
    found = _PLAIN.fullmatch(_bare(name))
    return _said(found["y"], int(found["m"])) if found else None


def _month_first(name: str) -> str | None:
    found = _DAY.fullmatch(_bare(name))
    return _said(found["y"], int(found["a"])) if found and _edge(found["b"]) else None


def _day_first(name: str) -> str | None:
    found = _DAY.fullmatch(_bare(name))
    return _said(found["y"], int(found["b"])) if found and _edge(found["a"]) else None


def _edge(day: str) -> bool:
    """May the day stand for its month: the first, or one of the last?"""
    return int(day) == 1 or int(day) >= 28


def is_run(months: Iterable[str]) -> bool:
    """Does each month follow the one before?"""
    numbers = [int(month[:4]) * 12 + int(month[5:7]) for month in months]
    return len(numbers) >= RUN and all(later - one == 1 for one, later in pairwise(numbers))


def measured(names: Iterable[str]) -> str:
    """The measure that the columns of months name, "mrr" or "arr"; "" where they name none."""
    return next(iter({_measure(name) for name in names}), "")
