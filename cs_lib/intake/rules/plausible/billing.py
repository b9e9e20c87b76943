"""Invoices whose lines do not add up to their total, and billings that stand under two numbers."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.scope import converted, in_scope
from cs_lib.notes import Note, told

CENT = 0.01
_BILLED = ["customer_id", "product_id", "service_end", "amount", "qty", "currency", "line_type"]


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Where is a line missing, or there twice? Rows are lines of invoices."""
    if "invoices" in tables:
        yield from _totals(tables["invoices"])
        yield from _doubles(tables["invoices"])


def _doubles(invoices: pd.DataFrame) -> Iterator[Note]:
    """One billing under two numbers: all is as in an earlier invoice, but for number and date.

    Without a service period, the date it was issued on stands for the time it bills.
    """
    counted = invoices[in_scope(invoices) & (invoices["amount"] > 0)]
    counted = counted[counted["status"].fillna("paid").isin(("paid", "open", "past_due"))]
    since = counted["service_start"].fillna(counted["issued"])
    alike = counted[_BILLED].assign(_since=since)
    alike = alike[alike.duplicated(keep=False)]
    numbers = counted.loc[alike.index, "invoice_id"]
    # the same lines twice within one invoice are two of a kind that were sold together
    first = numbers.groupby([alike[name] for name in alike], dropna=False).transform("first")
    again = counted.loc[alike.index[numbers != first]]
    if len(again):
        detail = (
            "customer, product, period and amount are as in an earlier invoice of another number"
        )
        money = float(converted(again["amount"], again).sum())
        yield told("invoices", "double_invoice", again, detail, money)


def _totals(invoices: pd.DataFrame) -> Iterator[Note]:
    """The amount is the difference. A cent for each line is rounding."""
    lines = invoices.dropna(subset=["invoice_id", "invoice_total"])
    by = lines.groupby("invoice_id")
    lowest = by["invoice_total"].transform("min")
    off = by["amount"].transform("sum") - lowest
    unlike = by["invoice_total"].transform("max") != lowest
    rounding = CENT * by["amount"].transform("size") + 1e-9
    wrong = lines[(off.abs() > rounding) | unlike]
    if wrong.empty:
        return
    first = wrong.drop_duplicates("invoice_id").index
    detail = (
        f"{wrong['invoice_id'].nunique()} invoices whose lines do not add up to invoice_total, or "
        "whose lines name several totals; amount: what they differ by"
    )
    money = float(converted(off.loc[first].abs(), lines.loc[first]).sum())
    yield told("invoices", "invoice_total_differs", wrong, detail, money)
