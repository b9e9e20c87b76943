"""How far can each headline be trusted, and which two reasons set its grade?

The first reason is the data: the share of a figure that doubts touch. The second is size: a rate on
few accounts, or on few events of its own kind, is an anecdote however clean the data are (P26).
"""

import pandas as pd

from cs_lib.books import retention_rates
from cs_lib.books.books import Books
from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.texts import Code, Count, Extreme, Sentence

GRADES = "ABCD"
FIGURES = {
    "arr": "ARR", "nrr": "NRR", "nrr_ex_price": "NRR", "grr": "GRR", "gross_churn_rate": "GRR",
    "new_logo_arr": "ARR", "customers": "Customers", "logo_churn_rate": "Logo churn rate",
}  # fmt: skip
"""The metrics of the scorecard, each with its figure in the data's grades: what it is made of."""
RATES = {
    "nrr": "nrr", "nrr_ex_price": "nrr", "grr": "grr", "gross_churn_rate": "grr",
    "logo_churn_rate": "logo_churn",
}  # fmt: skip
"""Rates rest on events of their own kind; what is counted on a day rests on none."""


class NoEvents(Sentence):
    accounts: Count


class Events(Sentence):
    accounts: Count
    events: Count


class TooFew(Events):
    """Fewer accounts or events than a rate needs."""


class Worst(Sentence):
    grade: Code
    extremes = (Extreme("decisions.trust.data_grade", "grade"),)


@exhibit(part=Part.A3, shows=Table(c.metric, c.data_grade, c.data_reason, c.size_reason))
def trust(grades: pd.DataFrame, books: Books) -> Shown[NoEvents | Events | TooFew | Worst]:
    """How far can each headline figure be trusted, and why?"""
    known = grades.set_index("figure")
    rows = []
    for slug, figure in FIGURES.items():
        rows.append(
            {
                "metric": slug,
                "data_grade": letter(slug, grades, books),
                "data_reason": known["reason"][figure],
                "size_reason": _size(slug, books)[0],
            }
        )
    frame = pd.DataFrame(rows)
    return Shown(frame, title=Worst(Code("grade", max(frame["data_grade"]))))


def letter(slug: str, grades: pd.DataFrame, books: Books) -> str | None:
    """The grade of a metric by both reasons; None where step 1 has none for its figure."""
    found = grades.loc[grades["figure"] == FIGURES.get(slug), "grade"]
    if found.empty:
        return None
    return str(found.iloc[0]) if _size(slug, books)[1] else GRADES[-1]


def _size(slug: str, books: Books) -> tuple[NoEvents | Events, bool]:
    """What a figure rests on, and whether that is enough."""
    if slug == "new_logo_arr" and books.year is not None:
        entered = books.year.pair.accounts.drop(books.year.base.index)
        return NoEvents(Count(int((entered["v1"] > 0).sum()))), True
    if slug not in RATES or books.year is None:
        return NoEvents(Count(books.stock(books.as_of)[1])), slug not in RATES
    rate = RATES[slug]
    accounts = Count(len(books.year.headline.base))
    events = Count(retention_rates.events(books.year, rate))
    enough = retention_rates.enough(books, books.year, rate)
    return (Events if enough else TooFew)(accounts, events), enough
