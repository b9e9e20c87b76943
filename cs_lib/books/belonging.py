"""To which account does a customer of the client's tables belong, and who looks after it?"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.intake import Intake
from cs_lib.ledger.lines.hierarchy import UNASSIGNED


def account_of(customers: pd.Series, books: Books, intake: Intake) -> pd.Series:
    """The account of each customer: itself, or its parent on the last day at grain `parent`.

    Empty at grain `product`, where an account is one customer's product: what is known of a
    customer as a whole belongs to none of them.
    """
    grain = books.engagement.policies.grain
    if grain == "product":
        return pd.Series(pd.NA, index=customers.index, dtype="str")
    if grain == "customer" or "customers" not in intake.tables:
        return customers
    people, day = intake.tables["customers"], pd.Timestamp(books.as_of)
    begun = people["parent_from"].isna() | (people["parent_from"] <= day)
    open_ = people["parent_to"].isna() | (people["parent_to"] > day)
    known = people[begun & open_ & people["parent_id"].notna()].drop_duplicates("customer_id")
    return customers.map(known.set_index("customer_id")["parent_id"]).fillna(customers)


def owners(books: Books, intake: Intake) -> "pd.Series[str]":
    """Who looks after each account: its customers' owner, of several the first by name."""
    if "customers" not in intake.tables:
        return pd.Series(dtype="str")
    people = intake.tables["customers"].drop_duplicates("customer_id", keep="last")
    known = people.dropna(subset=["owner"])
    account = account_of(known["customer_id"], books, intake)
    ordered = known["owner"].set_axis(pd.Index(account)).sort_values(kind="stable")
    return ordered[~ordered.index.duplicated() & ordered.index.notna()].sort_index()


def most(amounts: "pd.Series[float]", who: pd.Series) -> str | None:
    """Who looks after most of these amounts; None where nobody is known to look after any."""
    sums = amounts.groupby(who).sum()
    return None if sums.empty else str(sums.idxmax())


def by_name(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of accounts as a list shows them: by name, with a segment where there is one."""
    segment = rows["segment"].where(rows["segment"] != UNASSIGNED)
    return rows.assign(account=rows["name"], account_segment=segment)


def known_of(accounts: pd.Series, known: pd.Series) -> pd.Series:
    """What is known of each account, in their order: a value by account, missing where none is.

    `map` guesses at a type where nothing is known.
    """
    return known.reindex(accounts.to_numpy()).set_axis(accounts.index)
