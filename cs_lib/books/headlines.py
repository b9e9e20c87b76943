"""The published figures: each under its id, with its period and the accounts behind it."""

import datetime as dt
from dataclasses import dataclass

from cs_lib.books.books import Books
from cs_lib.definitions.register import BY_ID, Unit
from cs_lib.formats import missing

STOCKS = ("arr", "mrr", "carr", "customers")
"""Figures of a day; all others are of the twelve months that end on it."""


@dataclass(frozen=True)
class Headline:
    """One published figure. `value` is None where it is undefined (no losses, no history).

    `segment` is None for the whole company. `n` counts the accounts behind it; a rate on few of
    them is greyed in the report.
    """

    id: str
    name: str
    value: float | None
    unit: Unit
    grain: str
    segment: str | None
    period_start: dt.date
    period_end: dt.date
    n: int


def headline(books: Books, metric_id: str, value: float | None, n: int) -> Headline:
    """One figure as published: a stock of the last day, or of the twelve months up to it."""
    metric, as_of = BY_ID[metric_id], books.as_of
    year = books.before(as_of, 12) + dt.timedelta(days=1)
    return Headline(
        id=metric.id,
        name=metric.name,
        value=_published(value, metric.unit),
        unit=metric.unit,
        grain="component" if metric.grain == "component" else books.engagement.policies.grain,
        segment=None,
        period_start=as_of if metric.slug in STOCKS else year,
        period_end=as_of,
        n=n,
    )


def _published(value: float | None, unit: str) -> float | None:
    """Money is rounded once, here, to cents; rates stay unrounded; None where undefined."""
    if value is None or missing(value):
        return None
    # + 0.0: what rounds to nothing is 0, never -0.
    return (round(float(value), 2) if unit == "money" else float(value)) + 0.0
