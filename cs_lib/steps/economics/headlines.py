"""The published figures of step 3, and the step's few lines of text."""

from collections.abc import Sequence

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.metrics import BY_SLUG, Headline
from cs_lib.numbers import formatted
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.ratios import (
    HEADLINE,
    PER_ACCOUNT,
    PER_LOGO,
    PER_RETAINED,
    RENEWAL,
)
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.kpis import headline

PUBLISHED = {
    "cac_ratio": ("CAC", HEADLINE),
    "cac": ("CAC", PER_LOGO),
    "crc_ratio": ("CRC", HEADLINE),
    "crc_per_retained": ("CRC", PER_RETAINED),
    "renewal_cost_ratio": ("CRC", RENEWAL),
    "crc_per_customer": ("CRC", PER_ACCOUNT),
    "cec_ratio": ("CEC", HEADLINE),
    "cuc_ratio": ("CUC", HEADLINE),
    "magic_number": ("Magic number", "ARR variant"),
}
_STYLES = {"money": "money_short", "ratio": "number"}


def headlines(books: Books, ratios: pd.DataFrame) -> tuple[Headline, ...]:
    """The company's ratios as published; empty without costs."""
    rows = ratios[ratios["segment"] == EVERYONE].set_index(["ratio", "variant"])
    if rows.empty:
        return ()
    n, values = len(books.live), rows["value"].to_dict()
    return tuple(
        headline(books, BY_SLUG[slug].id, values[place], n) for slug, place in PUBLISHED.items()
    )


def lifetimes(books: Books, ltv: pd.DataFrame) -> tuple[Headline, ...]:
    """What the average customer is worth, as published; empty where no life was watched."""
    if ltv.empty:
        return ()
    row, n = ltv.iloc[-1], len(books.people)
    named = {"ltv1": "ltv1", "ltv2": "ltv2", "ltv3": "ltv3", "ltv_cac": "ltv_cac"}
    return tuple(
        headline(books, BY_SLUG[slug].id, row[column], n)
        for slug, column in (*named.items(), ("arpa", "arpa_month"))
    )


def text(engagement: Engagement, figures: Sequence[Headline]) -> str:
    """The step's figures as text: the notebook keeps it, later runs are held against it."""
    lines = [
        f"{each.id} {each.name}: {formatted(each.value, _STYLES[each.unit], engagement.currency)}"
        for each in figures
    ]
    if BY_SLUG["cac_ratio"].id not in {each.id for each in figures}:
        lines.insert(0, "No costs are given, so there is no cost ratio.")
    return "\n".join([f"{engagement.client}, {engagement.as_of}", *lines])
