"""The published figures of step 3: the company's cost ratios and what a customer is worth."""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.headlines import Headline, headline
from cs_lib.books.segments import whole
from cs_lib.definitions.register import BY_SLUG
from cs_lib.steps.s03_valuation.ratios import (
    ARR_VARIANT,
    HEADLINE,
    MAGIC,
    PER_ACCOUNT,
    PER_LOGO,
    PER_RETAINED,
    RENEWAL,
)

PUBLISHED = {
    "cac_ratio": ("CAC", HEADLINE),
    "cac": ("CAC", PER_LOGO),
    "crc_ratio": ("CRC", HEADLINE),
    "crc_per_retained": ("CRC", PER_RETAINED),
    "renewal_cost_ratio": ("CRC", RENEWAL),
    "crc_per_customer": ("CRC", PER_ACCOUNT),
    "cec_ratio": ("CEC", HEADLINE),
    "cuc_ratio": ("CUC", HEADLINE),
    "magic_number": (MAGIC, ARR_VARIANT),
}


def headlines(books: Books, ratios: pd.DataFrame) -> tuple[Headline, ...]:
    """The company's ratios as published; empty without costs."""
    rows = whole(ratios).set_index(["ratio", "variant"])
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
