"""Customer keys that differ in case, spaces or quotes alone: one customer to whoever reads them."""

import unicodedata
from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.scope import annual_value
from cs_lib.notes import Note, told
from cs_lib.tables import REVENUE_TABLES

_QUOTES = dict.fromkeys(map(ord, "\"'`\u00b4\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"))
_SHOWN = 3


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Which rows spell a customer's key another way than the rows of revenue before them?

    They are kept as they are: two keys may well be two customers. In silence, one that is spelled
    anew is a customer lost and another one won.
    """
    first: dict[str, str] = {}
    for table in sorted(tables, key=lambda name: name not in REVENUE_TABLES):
        if "customer_id" not in tables[table]:
            continue
        rows = tables[table]
        keys = pd.Series(rows["customer_id"].dropna().unique(), dtype=object)
        other = {key: known for key in keys if (known := first.setdefault(plain(key), key)) != key}
        if not other:
            continue
        again = rows[rows["customer_id"].isin(other)]
        said = [f"'{key}' beside '{known}'" for key, known in list(other.items())[:_SHOWN]]
        more = f"; and {len(other) - _SHOWN} more" if len(other) > _SHOWN else ""
        money = None
        if table in REVENUE_TABLES:
            money = float(annual_value(table, again).sum())
        yield told(table, "key_spelling", again, "; ".join(said) + more, money)


def plain(key: str) -> str:
    """The key without case, quotes and the number and kind of its spaces."""
    return " ".join(unicodedata.normalize("NFKC", key).translate(_QUOTES).casefold().split())
