"""Can the client's map of successors be followed? Every customer back to one first one (P17)."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from cs_lib.errors import DataProblem

COLUMN = "predecessor_id"


def line(customer: str, before: Mapping[str, str]) -> list[str]:
    """The customer's predecessors, the nearest first, until one has none or comes again."""
    found: list[str] = []
    while (earlier := before.get(customer)) is not None and earlier not in found:
        found.append(earlier)
        customer = earlier
    return found


def flaws(rows: pd.DataFrame, known: Collection[str]) -> "pd.Series[str]":
    """What is wrong with these rows (customer_id, predecessor_id), in words; "" where nothing is.

    `known` are all customers that any table names.
    """
    before = dict(zip(rows["customer_id"], rows[COLUMN], strict=True))
    several = rows.groupby("customer_id")[COLUMN].transform("nunique") > 1
    circle = [customer in line(customer, before) for customer in rows["customer_id"]]
    who = rows["customer_id"].astype(object)
    words = np.select(
        [several, np.array(circle, dtype=bool), ~rows[COLUMN].isin(list(known))],
        [
            who + " names more than one predecessor",
            who + " is, over its predecessors, its own",
            rows[COLUMN].astype(object) + ", the predecessor of " + who + ", is no known customer",
        ],
        default="",
    )
    return pd.Series(words, index=rows.index, dtype="str")


def problem(
    wrong: str, file: str, column: str | None = COLUMN, row: int | None = None
) -> DataProblem:
    """One flaw, located."""
    return DataProblem(
        file=file,
        table="customers",
        wrong=wrong,
        allowed="the customer_id of one earlier customer, which is not its own successor",
        fix="correct the cell, or empty it",
        column=column,
        row=row,
    )
