"""When was each account lost? At the level that the engagement reports at."""

import pandas as pd

from cs_lib.books.books import Books

LOST = "logo_churn"


def losses(books: Books) -> pd.DataFrame:
    """One row an account and month in which it was lost: `account`, `month` (its last day)."""
    if books.main.grain == "customer":
        turns = books.turns
    else:
        first = books.main.calendar.date(0)
        turns = books.main.movements(first, books.as_of, (LOST,))
    rows = turns.loc[turns["leaf"] == LOST, ["account", "month"]]
    return rows.drop_duplicates().reset_index(drop=True)
