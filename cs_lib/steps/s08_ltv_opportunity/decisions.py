"""Who had a decision to make in a quarter, and who had made it before? How large and old is it?"""

import numpy as np
import pandas as pd

from cs_lib.books.belonging import account_of, known_of
from cs_lib.books.books import Books
from cs_lib.intake import Intake
from cs_lib.intake.text_storage import among

COLUMNS = ["noticed", "decides", "size", "tenure"]
_AHEAD = 120
"""Months ahead in which an end of a term is looked up: no contract runs longer."""
_MONTH = 365.2425 / 12


def decisions(observed: pd.DataFrame, books: Books, intake: Intake) -> pd.DataFrame:
    """What was known of each observed account on the quarter's first day: `COLUMNS`, same index.

    `noticed`: it had given notice by then. `decides`: a term of its ends in the quarter, or it has
    no term, so that it may leave on any day. `size`: the logarithm of its ARR; `tenure`: that of
    its months since sign-up, else since its first contract line in the data, plus one.
    """
    told = [
        _quarter(books, str(label), part) for label, part in observed.groupby("quarter", sort=False)
    ]
    none = pd.DataFrame({"noticed": False, "decides": True}, index=observed.index[:0])
    found = pd.concat(told).reindex(observed.index) if told else none
    since = pd.to_datetime(known_of(observed["account"], _since(books, intake)))
    months = (pd.to_datetime(observed["opening"]) - since).dt.days.astype(float) / _MONTH
    tenure = pd.Series(np.log1p(months.clip(lower=0.0).to_numpy()), index=observed.index)
    size = pd.Series(np.log(observed["arr"].to_numpy(dtype=float)), index=observed.index)
    return found.assign(size=size, tenure=tenure.fillna(tenure.mean()).fillna(0.0))


def _quarter(books: Books, label: str, part: pd.DataFrame) -> pd.DataFrame:
    (period,) = (each for each in books.quarters if each.label == label)
    calendar = books.main.calendar
    opening = calendar.date(period.opening)
    until = calendar.grid.end(calendar.grid.number(period.end) + _AHEAD)
    terms = books.main.due(opening, until)
    ends = terms.loc[terms["due"] <= pd.Timestamp(period.end), "account"]
    noticed = terms.loc[terms["notice"] <= pd.Timestamp(opening), "account"]
    account = part["account"]
    return pd.DataFrame(
        {
            "noticed": among(account, noticed),
            "decides": among(account, ends) | ~among(account, terms["account"]),
        },
        index=part.index,
    )


def _since(books: Books, intake: Intake) -> "pd.Series[pd.Timestamp]":
    """When did each account begin, as far as the client's tables say?"""
    known = []
    for table, column in (("customers", "acquired_on"), ("contracts", "start")):
        if column in intake.provided.get(table, frozenset()):
            rows = intake.tables[table].dropna(subset=[column])
            account = account_of(rows["customer_id"], books, intake)
            known.append(pd.to_datetime(rows[column]).groupby(account).min())
    if not known:
        return pd.Series(dtype="datetime64[us]")
    # a sign-up that is given goes before the first line, which a history may have cut off
    return known[0].combine_first(known[1]) if len(known) > 1 else known[0]
