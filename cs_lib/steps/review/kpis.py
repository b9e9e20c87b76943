"""The figures of step 1 over twelve months, with what each is held against."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from cs_lib.ledger import quick_ratio
from cs_lib.metrics import BY_ID, BY_SLUG, Headline
from cs_lib.numbers import formatted, missing
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.comparison import Comparison

SHOWN = (
    "arr", "mrr", "nrr", "nrr_ex_price", "grr", "gross_churn", "net_churn", "gross_churn_rate",
    "headwind", "tailwind", "new_logo_arr", "quick_ratio", "customers", "logo_churn_rate",
)  # fmt: skip
"""Dollars first, logos second (S2): the order of every page."""


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
    found |= _of_the_pair(year)
    gained = _year_of_leaves(books, on)
    found["new_logo_arr"] = gained["new"]
    found["quick_ratio"] = quick_ratio(
        new=gained["new"],
        expansion=gained["tailwind"],
        reactivation=gained["reactivation"],
        contraction=0.0,
        churn=-gained["headwind"],
        include_reactivation=True,
    )
    return found


def _of_the_pair(year: Comparison) -> dict[str, float | None]:
    kept = year.kept
    return {
        "nrr": kept.nrr,
        "nrr_ex_price": kept.nrr_ex_price,
        "grr": kept.grr,
        "gross_churn": kept.gross_churn,
        "net_churn": kept.net_churn,
        "gross_churn_rate": kept.gross_churn / kept.opening if kept.opening else None,
        "headwind": -year.wind("headwind"),
        "tailwind": year.wind("tailwind"),
        "logo_churn_rate": kept.logo_churn,
    }


def _year_of_leaves(books: Books, on: dt.date) -> Mapping[str, float]:
    """Twelve monthly bridges up to `on` added up, by roll-up."""
    frame, start = books.bridge, pd.Timestamp(books.before(on, 12))
    grain = books.engagement.policies.grain
    rows = frame[
        (frame.period_kind == "month")
        & (frame.grain == grain)
        & (frame.segment == "all")
        & (frame.period_end > start)
        & (frame.period_end <= pd.Timestamp(on))
    ]
    sums = rows.groupby("rollup")["amount"].sum()
    return {
        rollup: float(sums.get(rollup, 0.0))
        for rollup in ("new", "reactivation", "tailwind", "headwind")
    }


def table(books: Books) -> pd.DataFrame:
    """Where do we stand, against four references?

    Columns: `id`, `slug`, `label`, `unit`, `better`, `now`, `stated`, `target`, `quarter_ago`,
    `year_ago`. No peers: none are published with the client's own definitions.
    """
    engagement = books.engagement
    points = {
        "now": figures(books, books.as_of),
        "quarter_ago": _past(books, 3),
        "year_ago": _past(books, 12),
    }
    rows = [
        {
            "id": metric.id, "slug": metric.slug, "label": metric.name, "unit": metric.unit,
            "better": metric.better,
            "now": points["now"][metric.slug],
            "stated": engagement.stated.get(metric.slug),
            "target": engagement.targets.get(metric.slug),
            "quarter_ago": points["quarter_ago"].get(metric.slug),
            "year_ago": points["year_ago"].get(metric.slug),
        }
        for metric in map(BY_SLUG.__getitem__, SHOWN)
    ]  # fmt: skip
    return pd.DataFrame(rows).astype(
        dict.fromkeys(("now", "stated", "target", *list(points)[1:]), float)
    )


def _past(books: Books, months: int) -> dict[str, float | None]:
    day = books.before(books.as_of, months)
    return figures(books, day) if day > books.main.calendar.date(0) else {}


_STOCKS = ("arr", "mrr", "carr", "customers")
"""Figures of a day; all others are of the twelve months that end on it."""


def headlines(books: Books, kpis: pd.DataFrame) -> tuple[Headline, ...]:
    """The published figures, with the number of accounts behind each."""
    opening = books.year.kept.opening_logos if books.year else 0
    _, live = books.stock(books.as_of)
    values = kpis.set_index("slug")["now"].to_dict()
    return tuple(
        headline(books, BY_SLUG[slug].id, values[slug], live if slug in _STOCKS else opening)
        for slug in SHOWN
    )


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
        segment="all",
        period_start=as_of if metric.slug in _STOCKS else year,
        period_end=as_of,
        n=n,
    )


def _published(value: float | None, unit: str) -> float | None:
    """Money is rounded once, here, to cents; rates stay unrounded; None where undefined."""
    if value is None or missing(value):
        return None
    return round(float(value), 2) if unit == "money" else float(value)


_TILES = (
    ("arr", "money_short"), ("nrr", "percent"), ("grr", "percent"), ("gross_churn", "money_short"),
    ("logo_churn_rate", "percent"), ("customers", "integer"),
)  # fmt: skip


def tiles(kpis: pd.DataFrame, slugs: Sequence[tuple[str, str]] = _TILES) -> pd.DataFrame:
    """The few figures at a glance. Columns: `id`, `label`, `value`, `format`, `note`."""
    by_slug = kpis.set_index("slug")
    rows = []
    for slug, style in slugs:
        row = by_slug.loc[slug]
        before = formatted(row["year_ago"], style)
        note = "no history a year ago" if missing(row["year_ago"]) else f"{before} a year ago"
        rows.append((row["id"], row["label"], row["now"], style, note))
    return pd.DataFrame(rows, columns=["id", "label", "value", "format", "note"])
