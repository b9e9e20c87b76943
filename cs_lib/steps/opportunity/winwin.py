"""Does the customer gain as well? A lever that only the vendor gains from is flagged (S4, 8.06)."""

import pandas as pd

from cs_lib.intake import Intake
from cs_lib.numbers import count, percent
from cs_lib.steps.opportunity.attributes import ADOPTION
from cs_lib.steps.opportunity.belonging import account_of
from cs_lib.steps.opportunity.levers import EXPANSION, RETENTION
from cs_lib.steps.opportunity.rows import Row, records
from cs_lib.steps.opportunity.uplift import OBSERVED
from cs_lib.steps.review.books import Books

YES, NO, OPEN = "yes", "no", "open"
HALF = 0.5


def flags(choices: pd.DataFrame, best: pd.DataFrame, books: Books, intake: Intake) -> pd.DataFrame:
    """Per choice `choice`, `gains` (yes, no or open) and `why`.

    What the customers' own outcomes say goes first: the share of a segment's accounts with
    outcomes whose benefit covers their cost, or which reached their target. Without outcomes the
    lever itself tells: growth that was mostly price is no gain, keeping customers by more adoption
    is one, and what nothing shows stays open.
    """
    proven = outcomes(books, intake)
    rows = [
        (row["choice"], *(_proven(proven, row) or _told(row, best, books)))
        for row in records(choices)
    ]
    return pd.DataFrame(rows, columns=["choice", "gains", "why"])


def outcomes(books: Books, intake: Intake) -> pd.DataFrame:
    """Accounts with recorded outcomes by segment: `accounts`, `gained` (share of them)."""
    columns = ["accounts", "gained"]
    if "outcomes" not in intake.tables:
        return pd.DataFrame(columns=columns)
    table = intake.tables["outcomes"]
    known = table[table["date"].isna() | (table["date"] <= pd.Timestamp(books.as_of))]
    pays = (known["benefit"] > known["cost"].fillna(0)).where(known["benefit"].notna())
    rises = known["target"] >= known["baseline"].fillna(0)
    reached = (known["actual"] >= known["target"]).where(rises, known["actual"] <= known["target"])
    reached = reached.where(known["actual"].notna() & known["target"].notna())
    gained = pays.astype("Float64").fillna(reached.astype("Float64"))
    account = account_of(known["customer_id"], books, intake)
    segment = account.map(books.live.set_index("account")["segment"])
    told = pd.DataFrame({"who": account, "segment": segment, "gained": gained}).dropna()
    by_account = told.groupby(["segment", "who"])["gained"].max()
    return by_account.groupby("segment").agg(["size", "mean"]).set_axis(columns, axis=1)


def _proven(proven: pd.DataFrame, row: Row) -> tuple[str, str] | None:
    if row["segment"] not in proven.index:
        return None
    accounts, gained = proven.loc[[row["segment"]]].iloc[0]
    text = f"{percent(gained, 0)} of {count(accounts, 'account')} with outcomes gained"
    return (YES if gained >= HALF else NO), text


def _told(row: Row, best: pd.DataFrame, books: Books) -> tuple[str, str]:
    if row["lever"] == RETENTION:
        if row["source"] == OBSERVED and best.loc[RETENTION, "attribute"] == ADOPTION:
            return YES, "those who stay use more of what they pay for"
        return OPEN, "nothing shows that staying serves them: ask for outcomes"
    if row["lever"] == EXPANSION:
        return _by_price(str(row["segment"]), books)
    return OPEN, "no outcome is recorded that a further product would serve"


def _by_price(segment: str, books: Books) -> tuple[str, str]:
    """More seats are asked for by the customer; higher prices are not."""
    if books.year is None:
        return OPEN, "no year of history shows what growth was made of"
    base = books.year.base[books.year.base["segment"] == segment]
    seats = float(base["quantity_increase"].sum())
    price = float(base["list_price_increase"].sum() + base["discount_decrease"].sum())
    if not seats + price:
        return OPEN, "nothing expanded in the year"
    share = price / (seats + price)
    if share > HALF:
        return NO, f"{percent(share, 0)} of the year's growth was price"
    return YES, f"{percent(1 - share, 0)} of the year's growth was seats they asked for"
