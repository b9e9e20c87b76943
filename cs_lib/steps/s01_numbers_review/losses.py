"""Which accounts were lost or shrank, and how much of ARR do the largest have?"""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Matrix, Part, Shown, Table, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.ledger.lines.hierarchy import UNASSIGNED
from cs_lib.steps.s01_numbers_review import headwind_tailwind as winds
from cs_lib.texts import Cell, Count, Extreme, Money, Name, Sentence, Share

SHOWN, LISTED, LARGEST = 8, 50, 20
ALONE, HALF = 0.2, 0.5
"""From which share of all losses one account is the headline of its table, or of the page."""
TOPS = (1, 5, 10, 20)
YEARS = (0, 12, 24)
_OUTCOMES = {"logo_lost": "lost", "price_erosion": "reduced"}


def recorded(books: Books, intake: Intake) -> pd.DataFrame:
    """Gross churn of the twelve months by account and recorded reason (`Causes.losses`).

    Columns: `account` (id), `name`, `segment`, `kind`, `reason`, `family`, `control`, `amount`.
    """
    columns = ["account", "name", "segment", "kind", "reason", "family", "control", "amount"]
    if books.year is None:
        return pd.DataFrame(columns=columns)
    log = intake.tables.get("churn_events")
    return books.main.causes(books.year.pair, log, books.engagement.reason_families).losses


def by_account(losses: pd.DataFrame, books: Books) -> pd.DataFrame:
    """Every account that was lost or shrank, the largest loss first.

    Columns: `account` (its name), `account_segment`, `outcome` (lost, reduced), `arr_before`,
    `arr_after`, `arr_lost` (losses alone; what the account added elsewhere is not offset),
    `share_of_losses`, `reason_given` (of its largest loss, as recorded).
    """
    columns = ["account", "account_segment", "outcome", "arr_before", "arr_after", "arr_lost",
               "share_of_losses", "reason_given"]  # fmt: skip
    if books.year is None or losses.empty:
        return pd.DataFrame(columns=columns)
    ordered = losses.sort_values(["amount", "account"], ascending=[False, True], kind="stable")
    first = ordered[ordered["reason"] != ""].drop_duplicates("account").set_index("account")
    found = ordered.groupby("account", sort=False).agg(
        name=("name", "first"),
        account_segment=("segment", "first"),
        outcome=("kind", "first"),
        arr_lost=("amount", "sum"),
    )
    pair = books.year.base.set_index("account")
    frame = found.assign(
        outcome=found["outcome"].map(_OUTCOMES),
        arr_before=pair["v0"],
        arr_after=pair["v1"],
        share_of_losses=found["arr_lost"] / found["arr_lost"].sum(),
        reason_given=first["reason"].reindex(found.index),
        account_segment=found["account_segment"].where(found["account_segment"] != UNASSIGNED),
    )
    frame = frame.sort_values("arr_lost", ascending=False, kind="stable")
    return frame.reset_index(drop=True).rename(columns={"name": "account"})[columns]


class OneAlone(Sentence):
    account: Name
    share: Annotated[Share, "share_of_losses"]


LARGEST_LOSSES = Extreme("numbers_review.losses_by_account.share_of_losses", "share", top="count")


class Largest(Sentence):
    count: Count
    share: Share
    extremes = (LARGEST_LOSSES,)


class Together(Sentence):
    count: Count
    share: Share
    extremes = (LARGEST_LOSSES,)


class AllOfThem(Sentence):
    count: Count
    lost: Annotated[Money, "arr_lost"]


@exhibit(
    shows=charts.Pareto(c.pareto_of, c.account, c.share, c.cumulative_share, c.amount, c.kind,
                        c.reason_given),
    needs=("year",),
)  # fmt: skip
def pareto(
    losses: pd.DataFrame, books: Books, engagement: Engagement
) -> Shown[OneAlone | Largest | Together | AllOfThem] | Absent:
    """On how few accounts do losses and new business rest, with the reasons that were recorded?"""
    frame = by_account(losses, books)
    if frame.empty:
        return Absent("customers_lost")
    first, top = frame.iloc[0], frame.head(SHOWN)
    shown = pd.concat([_largest(frame["arr_lost"], frame["account"], frame["reason_given"], "down"),
                       _new(books)], ignore_index=True)  # fmt: skip
    counted = (Count(len(top)), Share(float(top["share_of_losses"].sum())))
    if len(frame) <= SHOWN:
        return Shown(shown, title=_all(frame, engagement))
    # Where one account is half of all losses, the page itself says so.
    if not ALONE <= first["share_of_losses"] < HALF:
        return Shown(shown, title=Largest(*counted))
    at = Cell("numbers_review.losses_by_account", first["account"], "share_of_losses")
    alone = OneAlone(Name(first["account"]), Share(first["share_of_losses"], at))
    return Shown(shown, title=alone, say=(Together(*counted),))


def _largest(
    amounts: "pd.Series[float]", names: "pd.Series[str]", reasons: "pd.Series[str] | None",
    kind: str,
) -> pd.DataFrame:  # fmt: skip
    """The largest of these amounts: account, amount, its share, and what they add up to."""
    found = pd.DataFrame({"account": names, "amount": amounts.astype("float64")})
    found["reason_given"] = pd.Series(reasons, index=found.index, dtype="str")
    found = found.sort_values("amount", ascending=False, kind="stable")
    found["share"] = found["amount"] / found["amount"].sum()
    found["cumulative_share"] = found["share"].cumsum()
    return found.head(SHOWN).assign(pareto_of=kind, kind=kind)


def _new(books: Books) -> pd.DataFrame:
    """The largest of what new and returning customers are worth today."""
    amounts = winds.newcomers(books)
    if books.year is None:
        return pd.DataFrame()
    names = books.live.set_index("account")["name"]
    accounts = books.year.pair.accounts.loc[amounts.index, "account"]
    return _largest(amounts, accounts.map(names), None, "new")


def _all(frame: pd.DataFrame, engagement: Engagement) -> AllOfThem:
    lost = Money(float(frame["arr_lost"].sum()), engagement.currency)
    return AllOfThem(Count(len(frame)), lost)


@exhibit(
    part=Part.A5,
    shows=Table(c.account, c.account_segment, c.outcome, c.arr_before, c.arr_after, c.arr_lost,
                c.share_of_losses, c.reason_given),
    needs=("year",),
)  # fmt: skip
def losses_by_account(
    losses: pd.DataFrame, books: Books, engagement: Engagement
) -> Shown[Largest | AllOfThem] | Absent:
    """Which accounts were lost or shrank, by name? The largest fifty."""
    frame = by_account(losses, books)
    if frame.empty:
        return Absent("customers_lost")
    if len(frame) <= LISTED:
        return Shown(frame, title=_all(frame, engagement))
    top = frame.head(LISTED)
    return Shown(top, title=Largest(Count(len(top)), Share(float(top["share_of_losses"].sum()))))


class TenLargest(Sentence):
    share: Share
    extremes = (Extreme("books.live.arr", "share", top="10"),)


class FewAccounts(Sentence):
    share: Share
    extremes = (Extreme("books.live.arr", "share", top="1"),)


@exhibit(part=Part.A5, shows=Matrix(c.selection, c.period_end, c.value))
def top_shares(books: Books) -> Shown[TenLargest | FewAccounts] | Absent:
    """How much of ARR do the largest accounts have, now and in the last years?"""
    frame = shares_of_top(books)
    if frame.empty:
        return Absent("year")
    now = frame.drop_duplicates("selection").set_index("selection")["value"]
    if "top_10" in now.index:
        return Shown(frame, title=TenLargest(Share(now["top_10"])))
    return Shown(frame, title=FewAccounts(Share(now["top_1"])))


def shares_of_top(books: Books) -> pd.DataFrame:
    """The share of the 1, 5, 10 and 20 largest accounts, as far as there are so many.

    Columns: `selection` (top_1, ...), `period_end` (the snapshot), `value`, `unit`.
    Accounts that pay nothing are in none.
    """
    rows = []
    for months in YEARS:
        arr = _paying(books, months)
        day = pd.Timestamp(books.before(books.as_of, months))
        rows += [
            (top, f"top_{top}", day, float(arr.nlargest(top).sum() / arr.sum()), "rate")
            for top in TOPS
            if top <= len(arr)
        ]
    frame = pd.DataFrame(rows, columns=["top", "selection", "period_end", "value", "unit"])
    return frame.sort_values("top", kind="stable").drop(columns="top").reset_index(drop=True)


def _paying(books: Books, months: int) -> "pd.Series[float]":
    """The ARR of every account that pays so many months before the review."""
    if not months:
        arr = books.live["arr"]
    else:
        year = books.year_to(books.before(books.as_of, months - 12))
        arr = pd.Series(dtype="float64") if year is None else year.base["v0"]
    return arr[arr > 0].astype("float64")


class LargestTenth(Sentence):
    accounts: Count
    share: Share
    extremes = (Extreme("books.live.arr", "share", top="accounts"),)


@exhibit(
    part=Part.A5,
    shows=Table(c.account, c.account_segment, c.customer_since, c.first_contract, c.arr,
                c.cumulative_share),
)  # fmt: skip
def largest_accounts(books: Books, intake: Intake) -> Shown[LargestTenth] | Absent:
    """Which accounts are the largest today?"""
    frame = live(books, intake)
    if frame.empty:
        return Absent("year")
    tenth = max(1, len(frame) // 10)
    share = Share(frame["cumulative_share"].iloc[tenth - 1])
    return Shown(frame.head(LARGEST), title=LargestTenth(Count(tenth), share))


def live(books: Books, intake: Intake) -> pd.DataFrame:
    """Every account that is live today, the largest first.

    Columns: `account` (its name), `account_segment`, `customer_since` (as the client says, the
    first of its customers; missing where it does not), `first_contract` (the first service on
    file), `arr`, `cumulative_share`.
    """
    frame = books.live.sort_values(["arr", "account"], ascending=[False, True], kind="stable")
    acquired = _acquired(intake)
    return pd.DataFrame(
        {
            "account": frame["name"],
            "account_segment": frame["segment"].where(frame["segment"] != UNASSIGNED),
            "customer_since": frame["account"].map(acquired),
            "first_contract": frame["since"],
            "arr": frame["arr"],
            "cumulative_share": frame["arr"].cumsum() / frame["arr"].sum(),
        }
    ).reset_index(drop=True)


def _acquired(intake: Intake) -> dict[str, pd.Timestamp]:
    """When was each customer acquired, as far as the customer list says it?"""
    customers = intake.tables.get("customers")
    if customers is None or "acquired_on" not in customers:
        return {}
    known = customers.dropna(subset=["acquired_on"])
    return dict(zip(known["customer_id"].astype("str"), known["acquired_on"], strict=True))
