"""Who speaks for you, in which form, and which ARR did that influence?

Source: S4 (the forms of advocacy); concept 7.10.
"""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Count, Money, Sentence, Share

MONTHS, PROMOTER = 12, 9
COLUMNS = ["advocacy_form", "acts", "accounts", "arr", "influenced_arr", "last_act"]


def acts(books: Books, intake: Intake) -> pd.DataFrame:
    """What customers did for you in twelve months: account, form, date, influenced_arr."""
    columns = ["account", "advocacy_form", "date", "influenced_arr"]
    if "advocacy" not in intake.tables:
        return pd.DataFrame(columns=columns)
    rows, day = intake.tables["advocacy"], pd.Timestamp(books.as_of)
    rows = rows[(rows["date"] > day - pd.DateOffset(months=MONTHS)) & (rows["date"] <= day)]
    form = rows["form"].astype("str").str.replace("_", " ")
    account = account_of(rows["customer_id"], books, intake)
    return rows.assign(account=account, advocacy_form=form)[columns].reset_index(drop=True)


def forms(done: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
    """One row a form of advocacy, the ARR that it influenced first (`COLUMNS`).

    `arr` is that of the accounts that did it and pay today.
    """
    arr = live.set_index("account")["arr"]
    rows = [
        (form, len(part), part["account"].nunique(), arr.reindex(part["account"].unique()).sum(),
         part["influenced_arr"].sum(), part["date"].max())
        for form, part in done.groupby("advocacy_form")
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=COLUMNS).astype({"arr": float, "influenced_arr": float})
    return found.sort_values(["influenced_arr", "acts"], ascending=False, kind="stable",
                             ignore_index=True)  # fmt: skip


def unasked(done: pd.DataFrame, live: pd.DataFrame, books: Books, intake: Intake) -> pd.Index:
    """Accounts whose last NPS answer of the year was 9 or 10, and that did nothing for you yet."""
    rows = intake.tables.get("surveys")
    if rows is None:
        return pd.Index([])
    day = pd.Timestamp(books.as_of)
    rows = rows[rows["instrument"].astype("str").str.lower().eq("nps") & (rows["date"] <= day)]
    rows = rows[rows["date"] > day - pd.DateOffset(months=MONTHS)].sort_values("date")
    account = account_of(rows["customer_id"], books, intake)
    last = rows["score"].groupby(account).last()
    happy = last.index[last >= PROMOTER]
    return happy[happy.isin(live["account"]) & ~happy.isin(done["account"])]


class Influenced(Sentence):
    arr: Money


class Advocates(Sentence):
    share: Share


class Index(Sentence):
    accounts: Count
    share: Share
    arr_share: Share


class Promoters(Sentence):
    accounts: Count
    arr: Money


@exhibit(
    part=Part.A5,
    shows=Table(c.advocacy_form, c.acts, c.accounts, c.arr, c.influenced_arr, c.last_act),
    needs=("advocacy",),
)
def advocates(
    advocacy_forms: pd.DataFrame, advocates_now: pd.DataFrame, promoters_unasked: pd.DataFrame,
    engagement: Engagement,
) -> Shown[Influenced | Advocates | Index | Promoters] | Absent:  # fmt: skip
    """Who spoke for you in twelve months, and which ARR did it influence?"""
    if advocacy_forms.empty:
        return Absent("advocacy")
    money, mine = engagement.currency, advocates_now["advocate"].astype(bool)
    share = Share(float(mine.mean()))
    arr = Share(float(advocates_now.loc[mine, "arr"].sum() / advocates_now["arr"].sum()))
    say: list[Index | Promoters] = [Index(Count(int(mine.sum())), share, arr)]
    if len(promoters_unasked):
        amount = Money(promoters_unasked["arr"].sum(), money)
        say.append(Promoters(Count(len(promoters_unasked)), amount))
    won = float(advocacy_forms["influenced_arr"].sum())
    title = Influenced(Money(won, money)) if won else Advocates(share)
    return Shown(advocacy_forms, title=title, say=tuple(say))
