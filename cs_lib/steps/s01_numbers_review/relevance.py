"""Can another choice of a policy change a figure at all, with what the client gave?"""

from collections.abc import Callable
from typing import Any

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Policy
from cs_lib.intake import Intake
from cs_lib.ledger.terms.status import WITHOUT_TERM
from cs_lib.tables import REVENUE_TABLES

_USUAL = {"status": "paid"}
"""What such a column says of rows that no policy treats differently."""


def applies(policy: Policy, books: Books, intake: Intake) -> bool:
    """Can the alternatives of this policy change anything here?

    A policy depends on one of its `needs`; each is looked for in the client's own rows.
    """
    needs = [need for need in policy.needs if _of(need) in (None, books.source.table)]
    return not policy.needs or any(_given(need, books, intake) for need in needs)


def _of(need: str) -> str | None:
    """The revenue table that this need speaks of, if it speaks of one."""
    table = need.partition(".")[0]
    return table if table in REVENUE_TABLES else None


def _given(need: str, books: Books, intake: Intake) -> bool:
    if need in _DERIVED:
        return _DERIVED[need](books, intake)
    table, _, column = need.partition(".")
    if table not in intake.tables:
        return False
    rows = intake.tables[table]
    return _says_something(rows[column]) if column else bool(len(rows))


def _says_something(cells: "pd.Series[Any]") -> bool:
    usual = _USUAL.get(str(cells.name))
    return bool((cells.notna() & (cells != usual)).any())


def _currencies(books: Books, intake: Intake) -> bool:
    rows = intake.tables.get(books.source.table)
    report = books.engagement.currency
    return rows is not None and bool((rows["currency"].fillna(report) != report).any())


def _typed(*types: str) -> Callable[[Books, Intake], bool]:
    """Is any line of one of these types?"""

    def found(books: Books, intake: Intake) -> bool:
        rows = intake.tables.get(books.source.table)
        return (
            rows is not None and "line_type" in rows and bool(rows["line_type"].isin(types).any())
        )

    return found


def _switches(books: Books, intake: Intake) -> bool:
    """Does any customer pay in more than one currency?"""
    rows = intake.tables.get(books.source.table)
    if rows is None:
        return False
    paid = rows["currency"].fillna(books.engagement.currency).groupby(rows["customer_id"])
    return bool((paid.nunique() > 1).any())


def _priced(compare: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Books, Intake], bool]:
    """Does a price of a contract line (or its quantity) compare so?"""

    def found(books: Books, intake: Intake) -> bool:
        if books.source.table != "contracts":
            return False
        prices = intake.tables["contracts"][["mrr", "arr", "amount", "list_price", "qty"]]
        return bool(compare(prices).any(axis=None))

    return found


def _noted(*rules: str) -> Callable[[Books, Intake], bool]:
    """Did the making of lines out of invoices come upon any of these?"""
    return lambda books, _: bool(books.source.quality["rule"].isin(rules).any())


def _renewed_early(books: Books, intake: Intake) -> bool:
    return books.due is not None and bool(books.due.accounts["due_early"].any())


def _rolls(books: Books, intake: Intake) -> bool:
    """Was any opening ARR without a term?"""
    if books.due is None:
        return False
    stock = books.due.stock
    return bool(stock.loc[stock["status"].isin(WITHOUT_TERM), "arr"].any())


def _returns(books: Books, intake: Intake) -> bool:
    """Is any customer ever without service, and then back?"""
    given = intake.tables.get(books.source.table) if books.source.table == "contracts" else None
    lines = books.source.lines if given is None else given
    ordered = lines[["customer_id", "start", "end"]].sort_values(["customer_id", "start"])
    reach = ordered["end"].fillna(pd.Timestamp.max.floor("D")).groupby(ordered["customer_id"])
    before = reach.cummax().groupby(ordered["customer_id"]).shift()
    return bool((ordered["start"] > before).any())


def _parents(books: Books, intake: Intake) -> bool:
    customers = intake.tables.get("customers")
    if customers is None or books.main.grain != "parent":
        return False
    return bool(customers.duplicated("customer_id").any() or customers["parent_from"].notna().any())


_DERIVED: dict[str, Callable[[Books, Intake], bool]] = {
    "product_map": lambda books, _: bool(books.engagement.product_map),
    "times": lambda _, intake: bool(intake.zoned & set(REVENUE_TABLES)),
    "prorations": _noted("proration"),
    "credits": _noted("proration", "credit_one_time", "credit_unmatched"),
    "early_renewals": _renewed_early,
    "rolling_lines": _rolls,
    "first_period": lambda _, __: False,
    "returns": _returns,
    "brief_visits": lambda books, _: bool(books.memo["intra_month_logos"]),
    "parents": _parents,
    "fx": _currencies,
    "currency_switches": _switches,
    "free_lines": _typed("free", "trial"),
    "one_off_lines": _typed("one_off", "services"),
    "usage_lines": _typed("usage"),
    "contracts.zero_price": _priced(lambda prices: prices.drop(columns="qty") == 0),
    "contracts.negative": _priced(lambda prices: prices < 0),
}
