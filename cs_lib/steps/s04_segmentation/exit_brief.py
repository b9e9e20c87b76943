"""Whom should you let go, why, and how do you tell them? The case for you, and a letter for them.

Source: S1 (exit case study). Three tests of accounts that lack skill and will: the outcome is far
below what was expected, content and services are not taken, and use is too low. All must be known
and met. What will be lost is said beforehand, as planned churn, so that it surprises nobody.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import indices, quadrants
from cs_lib.texts import Cell, Count, Day, Money, Name, Sentence, Share

TESTS = ("outcome_reached", "services_used", "usage_share")
YOUNG = 12
"""Months that an account gets before anybody thinks of letting it go."""
PERIODS = 24
"""Periods ahead within which the end of a term is looked for."""
LETTERS = 5
COLUMNS = [
    "account", "name", "segment", "arr", "quadrant", *TESTS, "tests_known", "tests_met", "hours",
    "cost_to_serve", "notified", "term_end", "aim", "since",
]  # fmt: skip
PLANNED = ["period", "accounts", "arr", "arr_noticed"]
_USE = ("seats_used", "depth")


def exits(
    accounts: pd.DataFrame, indicators: pd.DataFrame, time_spent: pd.DataFrame,
    engagement: Engagement, books: Books, intake: Intake,
) -> pd.DataFrame:  # fmt: skip
    """Which accounts meet every test that is known of them, two at least? The largest first.

    Of those in the quadrant that needs to exit, so that nobody is let go whom another list would
    train or sell to, and of those with twelve months behind them.
    `COLUMNS`: `outcome_reached` and `usage_share` are shares; `services_used` is training and
    sessions taken over the average account's; each missing where not known. `hours` and
    `cost_to_serve` are of twelve months; `term_end` is the next within two years.
    """
    if accounts.empty:
        return pd.DataFrame(columns=COLUMNS)
    known = _tests(accounts, indicators, books, intake)
    limits = engagement.segmentation.exit
    below = pd.Series([limits.outcome, limits.services, limits.usage], index=TESTS)
    met = known.lt(below).sum(axis=1)
    count = known.notna().sum(axis=1)
    since = books.live.set_index("account")["since"]
    old = since[since <= pd.Timestamp(books.before(books.as_of, YOUNG))].index
    frame = accounts[accounts["quadrant"].eq(quadrants.EXIT) & accounts["account"].isin(old)]
    frame = frame.join(known.assign(tests_known=count, tests_met=met), on="account")
    frame = frame[(frame["tests_met"] == frame["tests_known"]) & (frame["tests_met"] > 1)]
    frame = frame.merge(time_spent, on="account", how="left").rename(
        columns={"cost": "cost_to_serve"}
    )
    told = {"term_end": _term_ends(books), "since": since, "aim": _aims(books, intake)}
    found = {name: each.reindex(frame["account"]).to_numpy() for name, each in told.items()}
    frame = frame.assign(**found)[COLUMNS]
    return frame.sort_values("arr", ascending=False, kind="stable", ignore_index=True)


def _tests(
    accounts: pd.DataFrame, indicators: pd.DataFrame, books: Books, intake: Intake
) -> pd.DataFrame:
    """The figure of each test by account; missing where it is not known."""
    by_name = {each.name: each for each in indices.INDICATORS}
    taken = by_name["training"].measure(indices.data(accounts["account"], books, intake))
    taken = taken.reindex(accounts["account"])
    use = [indicators[name] for name in _USE if name in indicators]
    none = pd.Series(dtype="float64")
    found = {
        "outcome_reached": indicators.get("outcomes", none) / 100,
        # where nobody takes any, an account that takes none is no exception
        "services_used": taken / taken.mean() if taken.sum() else none,
        "usage_share": (use[0] if len(use) == 1 else use[0].fillna(use[1])) / 100 if use else none,
    }
    return pd.DataFrame({k: v.reindex(accounts["account"]) for k, v in found.items()}).astype(float)


def _term_ends(books: Books) -> "pd.Series[pd.Timestamp]":
    grid = books.main.calendar.grid
    due = books.main.due(books.as_of, grid.end(grid.number(books.as_of) + PERIODS))
    return due.groupby("account")["due"].min()


def _aims(books: Books, intake: Intake) -> "pd.Series[str]":
    """The required outcome of each account, in its words: the last one named."""
    if "outcomes" not in intake.tables:
        return pd.Series(dtype="str")
    rows = intake.tables["outcomes"]
    rows = rows[rows["kind"].eq("required_outcome")].sort_values("date", kind="stable")
    return rows["outcome"].groupby(account_of(rows["customer_id"], books, intake)).last()


def decided(found: pd.DataFrame) -> pd.DataFrame:
    """Those of `exits` of which all three tests are known and met."""
    return found[found["tests_known"] == len(TESTS)]


def planned(found: pd.DataFrame, books: Books) -> pd.DataFrame:
    """What would be lost, and when, if these accounts end with their terms? (`PLANNED`)

    `period` is the fiscal quarter in which the term ends, missing where no end is known;
    `arr_noticed` the part that has given notice already, and is in the forecast as it is.
    """
    rows, grid = decided(found), books.main.calendar.grid
    quarter = rows["term_end"].map(lambda day: grid.quarter(grid.number(day.date())), "ignore")
    rows = rows.assign(period=quarter, arr_noticed=rows["arr"].where(rows["notified"], 0.0))
    by_quarter = rows.groupby("period", dropna=False, sort=True)
    return by_quarter.agg(
        accounts=("account", "size"), arr=("arr", "sum"), arr_noticed=("arr_noticed", "sum")
    ).reset_index()[PLANNED]  # fmt: skip


class Leaving(Sentence):
    accounts: Count
    arr: Money


class Nobody(Sentence): ...


class Tests(Sentence):
    outcome: Share
    services: Share
    usage: Share


class Unsure(Sentence):
    accounts: Count


class Served(Sentence):
    cost: Money


class NotNoticed(Sentence):
    arr: Money


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.quadrant, c.outcome_reached, c.services_used, c.usage_share, c.arr, c.hours,
        c.cost_to_serve, c.term_end,
    ),
    needs=("usage", "outcomes"),
)  # fmt: skip
def exit_brief(
    exits: pd.DataFrame, accounts: pd.DataFrame, engagement: Engagement
) -> Shown[Leaving | Nobody | Tests | Unsure | Served | NotNoticed] | Absent:
    """Which accounts should you let go, and what is the planned churn? (4.10, 9.10)"""
    if accounts["quadrant"].isna().all():
        return Absent("signs")
    rows, limits = decided(exits), engagement.segmentation.exit
    tests = Tests(Share(limits.outcome), Share(limits.services), Share(limits.usage))
    unsure = len(exits) - len(rows)
    said: list[Tests | Unsure | Served | NotNoticed] = [tests]
    said += [Unsure(Count(unsure))] if unsure else []
    if rows.empty:
        return Shown(None, title=Nobody(), say=tuple(said))
    if rows["cost_to_serve"].notna().any():
        said.append(Served(Money(rows["cost_to_serve"].sum(), engagement.currency)))
    quiet = rows.loc[~rows["notified"], "arr"].sum()
    if quiet:
        said.append(NotNoticed(Money(quiet, engagement.currency)))
    title = Leaving(Count(len(rows)), Money(rows["arr"].sum(), engagement.currency))
    return Shown(rows.assign(account=rows["name"]), title=title, say=tuple(said))


class Planned(Sentence):
    arr: Money
    share: Share


class Soonest(Sentence):
    period: Name
    arr: Annotated[Money, "arr"]


@exhibit(
    part=Part.A5,
    shows=Table(c.period, c.accounts, c.arr, c.arr_noticed),
    needs=("usage", "outcomes"),
)
def planned_churn(
    planned_losses: pd.DataFrame, accounts: pd.DataFrame, engagement: Engagement
) -> Shown[Planned | Soonest | Nobody] | Absent:
    """What should the forecast leave out if these accounts end with their terms? (9.10)"""
    if accounts["quadrant"].isna().all():
        return Absent("signs")
    if planned_losses.empty:
        return Shown(None, title=Nobody())
    lost, euro = planned_losses["arr"].sum(), engagement.currency
    title = Planned(Money(lost, euro), Share(lost / accounts["arr"].sum()))
    dated = planned_losses.dropna(subset=["period"])
    if dated.empty:
        return Shown(planned_losses, title=title)
    row = dated.iloc[0]
    at = Cell("segmentation.planned_churn", row["period"], "arr")
    soonest = Soonest(Name(row["period"]), Money(row["arr"], euro, at))
    return Shown(planned_losses, title=title, say=(soonest,))


class Thanks(Sentence):
    account: Name
    since: Day


class Aim(Sentence):
    aim: Name
    share: Share


class AimUnnamed(Sentence):
    share: Share


class Use(Sentence):
    share: Share


class Honest(Sentence): ...


class Choices(Sentence): ...


class Until(Sentence):
    day: Day


class Anytime(Sentence): ...


class Return(Sentence): ...


Paragraph = Thanks | Aim | AimUnnamed | Use | Honest | Choices | Until | Anytime | Return


class ToSend(Sentence):
    accounts: Count


class Adapt(Sentence): ...


@exhibit(
    part=Part.A5,
    shows=Table(c.paragraph, group=c.account),
    needs=("usage", "outcomes"),
)
def exit_letters(
    exits: pd.DataFrame, accounts: pd.DataFrame
) -> Shown[
    Thanks | Aim | AimUnnamed | Use | Honest | Choices | Until | Anytime | Return | ToSend | Adapt
    | Nobody
] | Absent:  # fmt: skip
    """How do you tell these customers, politely, and what can they choose? (4.10)"""
    if accounts["quadrant"].isna().all():
        return Absent("signs")
    rows = decided(exits).head(LETTERS)
    if rows.empty:
        return Shown(None, title=Nobody())
    pairs = [
        {"account": row["name"], "paragraph": paragraph}
        for row in rows.to_dict("records")
        for paragraph in letter(pd.Series(row))
    ]
    return Shown(pd.DataFrame(pairs), title=ToSend(Count(len(rows))), say=(Adapt(),))


def letter(row: pd.Series) -> tuple[Paragraph, ...]:
    """The letter to one account, a message a paragraph."""
    reached = Share(row["outcome_reached"])
    aim = Aim(Name(row["aim"]), reached) if isinstance(row["aim"], str) else AimUnnamed(reached)
    ends = Anytime() if pd.isna(row["term_end"]) else Until(Day(row["term_end"]))
    return (
        Thanks(Name(row["name"]), Day(row["since"])), aim, Use(Share(row["usage_share"])), Honest(),
        Choices(), ends, Return(),
    )  # fmt: skip
