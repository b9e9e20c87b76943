"""At which stage of the journey does each account stand, and what ARR does a stage touch?

Source: S4 (the recurring revenue boomerang). A stage touches the accounts that stand at it, by the
furthest stage that they have entered; the stages before the contract touch what was won in a year.
"""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.intake import Intake
from cs_lib.tables.success import STAGES

JOURNEY = STAGES[:-1]
"""The eight stages; the first value is a day, not a stage."""
BEFORE = JOURNEY[: JOURNEY.index("contract")]
COLUMNS = ["stage", "accounts", "arr"]


def by_stage(books: Books, intake: Intake) -> pd.DataFrame:
    """The stages in order (`COLUMNS`); what is not known without milestones is missing."""
    live = books.live[books.live["arr"] > 0].set_index("account")
    won = live[live["since"] > pd.Timestamp(books.before(books.as_of, 12))]
    at = _furthest(books, intake, live)
    rows: list[tuple[str, int | None, float | None]] = []
    for stage in JOURNEY:
        if stage in BEFORE:
            rows.append((stage, len(won), won["arr"].sum()))
        elif at is None:
            rows.append((stage, None, None))
        else:
            there = live.loc[at == stage, "arr"]
            rows.append((stage, len(there), there.sum()))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"accounts": "Int64", "arr": float})


def _furthest(books: Books, intake: Intake, live: pd.DataFrame) -> "pd.Series[str] | None":
    """The furthest stage of each account, the contract where it has entered none."""
    if "milestones" not in intake.tables:
        return None
    rows = intake.tables["milestones"]
    rows = rows[rows["stage"].isin(JOURNEY) & (rows["entered"] <= pd.Timestamp(books.as_of))]
    places = rows["stage"].map({stage: place for place, stage in enumerate(JOURNEY)})
    furthest = places.groupby(account_of(rows["customer_id"], books, intake)).max()
    least = JOURNEY.index("contract")
    known = furthest.reindex(live.index).fillna(least).clip(lower=least).astype(int)
    return known.map(dict(enumerate(JOURNEY)))
