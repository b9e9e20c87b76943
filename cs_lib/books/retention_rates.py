"""May a rate be said? What retention is, and the accounts and events that it rests on (P26)."""

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.comparison import Comparison

RATES = ("nrr", "grr")
NEAR = 0.01
"""A rate that returns to within a point of what it is compared with has returned."""


def rate(year: Comparison, metric: str) -> float | None:
    """One of the rates of retention, as the headline has it."""
    found: float | None = getattr(year.kept, metric)
    return found


def returned(now: float, reference: float) -> bool:
    """Is a rate back at what it is compared with, to a point?"""
    return now >= reference - NEAR


def changes(base: pd.DataFrame) -> "pd.Series[float]":
    """By how much did each account move the rates? To cents: sums of items carry noise."""
    return (base["v1"] - base["resumed"] - base["v0"]).round(2)


def events(year: Comparison, metric: str) -> int:
    """How many accounts does the rate rest on? Each rate on events of its own kind (P26)."""
    base = year.headline.base
    change = changes(base).to_numpy()
    if metric == "logo_churn":
        return int((base["status"] == "churned").sum())
    return int(np.count_nonzero(change < 0 if metric == "grr" else change))


def enough(books: Books, year: Comparison, metric: str) -> bool:
    """Does the rate rest on enough accounts and events to be said (P26)?"""
    return sayable(books, len(year.headline.base), events(year, metric))


def sayable(books: Books, accounts: int, events: int) -> bool:
    """May a rate on so many accounts and events be said (P26)?"""
    policies = books.engagement.policies
    return accounts >= policies.small_n and events >= policies.small_events
