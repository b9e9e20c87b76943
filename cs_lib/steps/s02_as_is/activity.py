"""What did the teams spend their time on in the last twelve months?"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.intake import Intake

MONTHS = 12
COLUMNS = ["customer_id", "person", "driver", "direction", "segment", "hours"]


def logged(books: Books, intake: Intake) -> pd.DataFrame:
    """Timed work of the year with customers who pay, and their segment (`COLUMNS`)."""
    if "activities" not in intake.tables:
        return pd.DataFrame(columns=COLUMNS).astype({"hours": float})
    rows, day = intake.tables["activities"], pd.Timestamp(books.as_of)
    rows = rows[(rows["date"] > day - pd.DateOffset(months=MONTHS)) & (rows["date"] <= day)]
    live = books.people[books.people["arr"] > 0].set_index("account")["segment"]
    rows = rows[rows["customer_id"].isin(live.index) & rows["minutes"].notna()]
    rows = rows.assign(segment=rows["customer_id"].map(live), hours=rows["minutes"] / 60)
    return rows[COLUMNS].reset_index(drop=True)
