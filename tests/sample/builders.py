"""The sample's tables as they are read back from its files."""

import pandas as pd

DATES = {
    "contracts": ("start", "end", "signed_on", "notice_date"),
    "customers": ("parent_from", "parent_to", "acquired_on"),
    "fx": ("month",),
}


def read(folder, table: str) -> pd.DataFrame:
    frame = pd.read_csv(folder / "data" / f"{table}.csv")
    for column in DATES[table]:
        frame[column] = pd.to_datetime(frame[column])
    if table == "fx":
        frame["month"] += pd.offsets.MonthEnd(0)
    return frame
