"""The figures of step 1 over twelve months, with what each is held against."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.comparison import Comparison
from cs_lib.books.headlines import STOCKS, Headline, headline
from cs_lib.definitions.rates import quick_ratio
from cs_lib.definitions.register import BY_SLUG
from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.texts import Sentence

SHOWN = (
    "arr", "mrr", "nrr", "nrr_ex_price", "grr", "gross_churn", "net_churn", "gross_churn_rate",
    "opening_arr", "headwind", "tailwind", "new_logo_arr", "reactivation", "fx", "quick_ratio",
    "customers", "logo_churn_rate",
)  # fmt: skip
"""Dollars first, logos second (S2): the order of every page.

All movements are those of one pair of snapshots: opening ARR - headwind + tailwind + new and
returned ARR + exchange rates = ARR.
"""


_NO_CHURN: Mapping[str, float] = MappingProxyType(
    dict.fromkeys(("grr", "nrr", "nrr_ex_price"), 1.0)
    | dict.fromkeys(("gross_churn", "net_churn", "gross_churn_rate", "logo_churn_rate"), 0.0)
)
"""What the first period shows where it is not left without a comparison (P24)."""


def figures(books: Books, on: dt.date) -> dict[str, float | None]:
    """The twelve-month figures as of `on`, by slug.

    Without a year of history they are None, or retention is whole by policy (P24).
    """
    policies, (arr, customers) = books.engagement.policies, books.stock(on)
    found: dict[str, float | None] = dict.fromkeys(SHOWN)
    found |= {"arr": arr, "mrr": arr / 12, "customers": float(customers)}
    year = books.compare(books.before(on, 12), on)
    if year is None:
        return {**found, **_NO_CHURN} if policies.first_period == "zero" else found
    return found | _of_the_pair(year)


def _of_the_pair(year: Comparison) -> dict[str, float | None]:
    kept, lost = year.kept, 0.0 - year.group("logos_lost")
    headwind, tailwind = 0.0 - year.wind("headwind"), year.wind("tailwind")
    return {
        "nrr": kept.nrr,
        "nrr_ex_price": kept.nrr_ex_price,
        "grr": kept.grr,
        "gross_churn": kept.gross_churn,
        "net_churn": kept.net_churn,
        "gross_churn_rate": kept.gross_churn / kept.opening if kept.opening else None,
        "opening_arr": year.opening if year.opening_arr is None else year.opening_arr,
        "headwind": headwind,
        "tailwind": tailwind,
        "new_logo_arr": year.new,
        "reactivation": year.returned,
        "fx": year.exchanged,
        "quick_ratio": quick_ratio(year.new, tailwind, year.returned, headwind - lost, lost),
        "logo_churn_rate": kept.logo_churn,
    }


def table(books: Books) -> pd.DataFrame:
    """Where are the metrics, against what they can be compared with?

    Columns: `metric` (its slug), `id`, `unit`, `better`, `now`, `quarter_ago`, `year_ago`,
    `target`, `stated`.
    """
    engagement = books.engagement
    points = {
        "now": figures(books, books.as_of),
        "quarter_ago": _past(books, 3),
        "year_ago": _past(books, 12),
    }
    given = {"target": engagement.targets, "stated": engagement.stated}
    rows = [
        {"metric": slug, "id": metric.id, "unit": metric.unit, "better": metric.better}
        | {name: found.get(slug) for name, found in (points | given).items()}
        for slug, metric in ((slug, BY_SLUG[slug]) for slug in SHOWN)
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys((*points, *given), float))


def _past(books: Books, months: int) -> dict[str, float | None]:
    day = books.before(books.as_of, months)
    return figures(books, day) if day > books.main.calendar.date(0) else {}


def headlines(books: Books, kpis: pd.DataFrame) -> tuple[Headline, ...]:
    """The published figures, with the number of accounts behind each."""
    opening = books.year.kept.opening_logos if books.year else 0
    _, live = books.stock(books.as_of)
    values = kpis.set_index("metric")["now"].to_dict()
    return tuple(
        headline(books, BY_SLUG[slug].id, values[slug], live if slug in STOCKS else opening)
        for slug in SHOWN
    )


@exhibit(
    part=Part.A2,
    shows=Table(c.metric, c.now, c.quarter_ago, c.year_ago, c.target, c.stated),
)
def metrics(kpis: pd.DataFrame) -> Shown[Sentence]:
    """Where are the metrics, against what they can be compared with?"""
    return Shown(kpis)
