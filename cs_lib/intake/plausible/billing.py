"""Invoices whose lines do not add up to the total printed on them."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.records import Note
from cs_lib.intake.telling import told

CENT = 0.01


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Where is a line missing, or there twice? Rows are lines; the amount is the difference.

    A cent for each line is rounding. Invoices without a total are not looked at.
    """
    if "invoices" not in tables:
        return
    lines = tables["invoices"].dropna(subset=["invoice_id", "invoice_total"])
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
    money = float(off.loc[first].abs().sum())
    yield told("invoices", "invoice_total_differs", wrong, detail, money)
