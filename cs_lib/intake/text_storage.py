"""How does pandas keep text while a review is computed? Small tables as Python's own strings.

Arrow's arrays are compact and quick where a column is long; on columns of some hundred rows, which
is what nearly all steps work on, each selection costs several times what it costs on an array of
Python's strings. Both are the same `str` to whoever reads a frame, and give the same figures.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cs_lib.engagement import Engagement
from cs_lib.intake.places import Unreadable
from cs_lib.intake.read.storage import is_address, local_path

SMALL = 30_000_000
"""Bytes of all input files together, up to which a fifth of the time is saved; beyond, memory
counts."""


@contextmanager
def suited(engagement: Engagement) -> Iterator[None]:
    """Within: text of a client of this size; pandas is as it was afterwards."""
    if not small(engagement):
        yield
        return
    with pd.option_context("mode.string_storage", "python"):
        yield


def small(engagement: Engagement) -> bool:
    """Are all input files together so small that time counts, and not memory?"""
    return _bytes(engagement) <= SMALL


_ARROW = pd.StringDtype("pyarrow", na_value=float("nan"))


def in_arrow(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as a file keeps it: a file's types must not tell how large the client was."""
    return frame.astype({name: _ARROW for name, kind in frame.dtypes.items() if kind == "str"})


def among(names: "pd.Series[str] | pd.Index[str]", others: Iterable[Any]) -> NDArray[np.bool_]:
    """Which of these names stand among the `others`? As `isin`, where those are many.

    Of text that Arrow keeps, pandas makes each of the others a Python object at every call, which
    takes many times as long as looking all of them up.
    """
    return np.asarray(pd.Index(others).unique().get_indexer(pd.Index(names)) >= 0, dtype=bool)


def _bytes(engagement: Engagement) -> float:
    """How large are the files? Infinite where that cannot be told: a store's, or a database's."""
    places = [part.path for source in engagement.tables.values() for part in source.parts]
    try:
        return sum(_size(path, engagement.folder) for path in dict.fromkeys(places))
    except (OSError, Unreadable):  # whoever reads the file says what is wrong with it
        return math.inf


def _size(path: str | None, folder: Path) -> float:
    if path is None or is_address(path):
        return math.inf
    at = local_path(path, folder)
    return sum(each.stat().st_size for each in (at.rglob("*") if at.is_dir() else [at]))
