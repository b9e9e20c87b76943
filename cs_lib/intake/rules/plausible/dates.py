"""Things that happened after the last day of the review."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.notes import Note, told

HAPPENED = (
    ("usage", "date"),
    ("activities", "date"),
    ("tickets", "opened"),
    ("tickets", "closed"),
    ("surveys", "date"),
)
"""Columns that tell of what has happened, never of what is agreed."""


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Which rows are dated after `as_of`? A later export has them; a wrong year has them, too."""
    for table, column in HAPPENED:
        if table not in tables:
            continue
        rows = tables[table]
        later = rows[rows[column] > pd.Timestamp(engagement.as_of)]
        if len(later):
            last = f"{later[column].max():%Y-%m-%d}"
            detail = f"{column} is after {engagement.as_of}; the last one is {last}"
            yield told(table, "after_as_of", later, detail)
