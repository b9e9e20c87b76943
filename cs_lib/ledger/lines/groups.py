"""Groups of groups: a customer reports under the topmost parent that it had at the time.

Where a parent has a parent of its own, stopping at the first would split a group in two. Parents
that lead back to where they began have no top: the first of the circle in the alphabet stands
for it, so that all of them, and all below, are one account.
"""

from collections.abc import Iterator, Mapping, Sequence

import narwhals as nw
import pandas as pd

from cs_lib.ledger.frames import Lazy, Store, distinct, fetch

_COLUMNS = ["customer", "from_month", "to_month", "from_day", "account"]
Span = tuple[int, int, int, str]
"""from_month, to_month (exclusive), from_day, account."""


def topmost(spans: Lazy, store: Store) -> Lazy:
    """`hierarchy.belonging`, under topmost parents. As it was where no parent has a parent."""
    stated = spans.filter(nw.col("customer") != nw.col("account"))
    parents = distinct(stated, "account").rename({"account": "customer"})
    between = distinct(stated, "customer").join(parents, on="customer")
    rows = fetch(spans.join(between, on="customer").select(*_COLUMNS), _COLUMNS[:2])
    if rows.empty:
        return spans
    tops = store.adopt(_tops(rows), ["between", "top", "top_from", "top_to", "top_day"])
    joined = spans.join(tops, left_on="account", right_on="between", how="left")
    within = (nw.col("top_from") < nw.col("to_month")) & (nw.col("top_to") > nw.col("from_month"))
    return joined.filter(nw.col("top").is_null() | within).select(
        "customer",
        nw.coalesce(nw.col("top"), nw.col("account")).alias("account"),
        nw.max_horizontal("from_month", "top_from").alias("from_month"),
        nw.min_horizontal("to_month", "top_to").alias("to_month"),
        nw.max_horizontal("from_day", "top_day").alias("from_day"),
    )


def _tops(rows: pd.DataFrame) -> pd.DataFrame:
    """Those who are a parent and have one: between, top_from, top_to, top_day, top."""
    spans: dict[str, list[Span]] = {}
    for customer, *span in rows[_COLUMNS].itertuples(index=False, name=None):
        spans.setdefault(str(customer), []).append((*map(int, span[:3]), str(span[3])))  # type: ignore[arg-type]
    found = [
        (name, *span) for name in spans for each in spans[name] for span in _up([name], each, spans)
    ]
    return pd.DataFrame(found, columns=["between", "top_from", "top_to", "top_day", "top"])


def _up(path: Sequence[str], span: Span, spans: Mapping[str, Sequence[Span]]) -> Iterator[Span]:
    """The parts of `span`, the last step of `path`, each with the top that it leads to."""
    start, end, day, account = span
    if account == path[-1] or account not in spans:
        yield span
    elif account in path:
        yield start, end, day, min(path[path.index(account) :])
    else:
        for first, last, since, above in spans[account]:
            part = max(start, first), min(end, last), max(day, since), above
            if part[0] < part[1]:
                yield from _up([*path, account], part, spans)
