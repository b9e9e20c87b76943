"""What comes up for renewal in the next four quarters, by quarter and by name?

Forward from the contract lines' terms. A term whose successor is signed is renewed; one with
notice that is not void is noticed; the rest is open. Month-to-month lines and lines without an end
are never due.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books.belonging import by_name, owners
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Cell, Extreme, Money, Name, Sentence, Share

QUARTERS = 4
NAMED, LISTED, DRAWN = 3, 40, 2
CALENDAR = "numbers_review.renewal_calendar"
OPEN, NOTICED, RENEWED = STATES = ("open", "notice_given", "renewal_signed")


class Account(Sentence):
    account: Name
    arr: Money


class LargestDue(Sentence):
    accounts: tuple[Account, ...]


class MostIn(Sentence):
    period: Name
    due: Annotated[Money, "arr_due"]
    extremes = (Extreme("numbers_review.renewal_calendar.arr_due", "period"),)


def due(books: Books) -> pd.DataFrame:
    """Every term that ends in the next four quarters, one row an account and term end.

    Columns: `account` (id), `name`, `segment`, `customer` (the first), `term_end`, `period` (the
    quarter), `period_end`, `arr_due`, `renewal_state` (open, notice_given, renewal_signed).
    """
    columns = ["account", "name", "segment", "customer", "term_end", "period", "period_end",
               "arr_due", "renewal_state"]  # fmt: skip
    grid = books.main.calendar.grid
    number = grid.number(books.as_of) + 1
    # The quarter that the next month belongs to, then three more.
    last = number + 3 * QUARTERS - 1 - grid.place(number) % 3
    lines = books.main.due(books.as_of, grid.end(last))
    if lines.empty:
        days = dict.fromkeys(("term_end", "period_end"), "datetime64[us]")
        return pd.DataFrame(columns=columns).astype({"arr_due": "float64"} | days)
    signed = books.committed.lines[["part", "customer", "effective"]].drop_duplicates()
    for part, state in (("notified", NOTICED), ("signed_renewal", RENEWED)):
        known = signed.loc[signed["part"] == part, ["customer", "effective"]]
        pairs = pd.MultiIndex.from_frame(known)
        lines[state] = pd.MultiIndex.from_frame(lines[["customer", "end"]]).isin(pairs)
    lines["renewal_state"] = OPEN
    lines.loc[lines[NOTICED], "renewal_state"] = NOTICED
    lines.loc[lines[RENEWED], "renewal_state"] = RENEWED
    numbers = lines["due"].map(lambda day: grid.number(day.date()))
    ends = numbers.map(lambda n: n + 2 - grid.place(n) % 3)
    lines = lines.assign(
        period=numbers.map(grid.quarter),
        period_end=pd.to_datetime(ends.map(grid.end)).astype("datetime64[us]"),
        term_end=lines["due"],
    )
    keys = ["account", "name", "segment", "term_end", "period", "period_end", "renewal_state"]
    found = lines.groupby(keys, as_index=False).agg(customer=("customer", "first"),
                                                    arr_due=("arr", "sum"))  # fmt: skip
    found = found.sort_values(["term_end", "arr_due", "account"], ascending=[True, False, True])
    return found[columns].reset_index(drop=True)


@exhibit(shows=charts.Bars(c.quarter_largest, c.arr_due, part=c.renewal_state))
def renewals_ahead(renewals_due: pd.DataFrame, engagement: Engagement) -> Shown[MostIn] | Absent:
    """How much comes up for renewal in each of the next four quarters, and what stands of it?"""
    if renewals_due.empty:
        return Absent("terms")
    quarters = by_quarter(renewals_due, engagement.currency)
    quarters = quarters[~quarters["total"]]
    top = quarters.nlargest(1, "arr_due").iloc[0]
    at = Cell(CALENDAR, top["period"], "arr_due")
    title = MostIn(Name(top["period"]), Money(top["arr_due"], engagement.currency, at))
    states = renewals_due.groupby(["period", "renewal_state"], sort=False)["arr_due"].sum()
    # every quarter has every state that occurs, in one order, so that a state keeps its colour
    there = [each for each in STATES if each in set(renewals_due["renewal_state"])]
    every = pd.MultiIndex.from_product([quarters["period"], there], names=states.index.names)
    frame = states.reindex(every, fill_value=0.0).reset_index()
    names = quarters.set_index("period")["largest_due"].map(_names)
    labels = frame["period"] + ": " + frame["period"].map(names)
    return Shown(frame.assign(quarter_largest=labels), title=title)


def _names(largest_due: LargestDue) -> str:
    return ", ".join(each.account.value for each in largest_due.accounts[:DRAWN])


@exhibit(
    part=Part.A5,
    shows=Table(c.period, c.arr_due, c.accounts_due, c.arr_noticed, c.arr_renewed, c.largest_due),
)
def renewal_calendar(
    renewals_due: pd.DataFrame, engagement: Engagement
) -> Shown[LargestDue] | Absent:
    """What comes up for renewal in each of the next four quarters?"""
    if renewals_due.empty:
        return Absent("terms")
    return Shown(by_quarter(renewals_due, engagement.currency))


def whole_period(renewals_due: pd.DataFrame) -> str:
    """The name of the row of all quarters: the first to the last, or the only one."""
    periods = renewals_due["period"].drop_duplicates()
    if len(periods) == 1:
        return str(periods.iloc[0])
    return f"{periods.iloc[0]}–{periods.iloc[-1]}"


def by_quarter(renewals_due: pd.DataFrame, currency: str) -> pd.DataFrame:
    """The terms by quarter, and their sum in the last row.

    Columns: `period`, `arr_due`, `accounts_due`, `arr_noticed`, `arr_renewed` (parts of
    `arr_due`), `largest_due` (a message), `total`.
    """
    parts = [(str(period), part) for period, part in renewals_due.groupby("period", sort=False)]
    rows = []
    rowed = [(False, *each) for each in parts]
    if len(parts) > 1:
        rowed.append((True, whole_period(renewals_due), renewals_due))
    for total, period, part in rowed:
        state = part.groupby("renewal_state")["arr_due"].sum()
        rows.append(
            {
                "period": period,
                "arr_due": float(part["arr_due"].sum()),
                "accounts_due": part["account"].nunique(),
                "arr_noticed": float(state.get(NOTICED, 0.0)),
                "arr_renewed": float(state.get(RENEWED, 0.0)),
                "largest_due": None if total else LargestDue(largest(part, currency)),
                "total": total,
            }
        )
    return pd.DataFrame(rows)


def largest(part: pd.DataFrame, currency: str, count: int = NAMED) -> tuple[Account, ...]:
    """The accounts with most ARR due whose renewal is not signed, or of all where all are."""
    waiting = part[part["renewal_state"] != RENEWED]
    chosen = waiting if len(waiting) else part
    summed = chosen.groupby("account").agg(name=("name", "first"), arr=("arr_due", "sum"))
    top = summed.sort_values("arr", ascending=False, kind="stable").head(count)
    named = zip(top["name"], top["arr"], strict=True)
    return tuple(Account(Name(name), Money(arr, currency)) for name, arr in named)


class Listed(Sentence):
    share: Share


@exhibit(
    part=Part.A5,
    shows=Table(c.account, c.account_segment, c.arr_due, c.term_end, c.renewal_state, c.owner),
)
def renewals_by_name(
    renewals_due: pd.DataFrame, books: Books, intake: Intake
) -> Shown[Listed] | Absent:
    """Which accounts renew in the next four quarters? The largest, and all with notice."""
    if renewals_due.empty:
        return Absent("terms")
    size = renewals_due["arr_due"].rank(method="first", ascending=False)
    chosen = renewals_due[(size <= LISTED) | (renewals_due["renewal_state"] == NOTICED)]
    owned = chosen.assign(owner=chosen["account"].map(owners(books, intake)))
    share = Share(float(chosen["arr_due"].sum() / renewals_due["arr_due"].sum()))
    listed = Listed(share)
    return Shown(by_name(owned).drop(columns="name"), title=listed)
