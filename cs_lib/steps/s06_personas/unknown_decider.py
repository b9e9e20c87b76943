"""Which ARR renews within 180 days although nobody is known who decides? (6.02)

Source: S2 (who decides); concept 6.02.
"""

import datetime as dt
from typing import Annotated, Any

import pandas as pd

from cs_lib.books.belonging import by_name
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s06_personas.people import current
from cs_lib.texts import Count, Day, Extreme, Money, Name, Sentence

DAYS = 180
NAMED, LISTED = 3, 40
COLUMNS = [
    "account", "name", "segment", "arr_due", "term_end", "decider_known", "decider_gap", "persona",
    "personas_known", "owner",
]  # fmt: skip
LEFT, NEVER, NOBODY = "decider_left", "never_known", "nobody_known"


def renewing(people: pd.DataFrame, accounts: pd.DataFrame, books: Books) -> pd.DataFrame:
    """What renews within 180 days and is open, one row an account (`COLUMNS`), the largest first.

    Neither signed nor under notice: those are decided. `persona` is who usually decides in the
    segment, `decider_gap` why nobody is known here (missing where somebody is).
    """
    due = _open_terms(books)
    there = current(people)
    deciders = there[there["decides"].astype(bool)]
    left = people[people["gone"].astype(bool) & people["decides"].astype(bool)]
    usual = usual_deciders(deciders, books.live)
    known = there.dropna(subset=["persona"]).groupby("account")["persona"].unique()
    named = known.map(lambda each: ", ".join(sorted(each)))
    has = due["account"].isin(deciders["account"])
    why = pd.Series(NOBODY, index=due.index, dtype="str")
    why = why.mask(due["account"].isin(there["account"]), NEVER)
    why = why.mask(due["account"].isin(left["account"]), LEFT).mask(has)
    found = due.assign(
        decider_known=has,
        decider_gap=why,
        persona=due["segment"].map(usual),
        personas_known=due["account"].map(named),
        owner=due["account"].map(accounts.set_index("account")["owner"]),
    )
    order = found.sort_values(["arr_due", "account"], ascending=[False, True])
    return order[COLUMNS].reset_index(drop=True)


def _open_terms(books: Books) -> pd.DataFrame:
    """Terms that end within 180 days and are neither signed again nor under notice, by account."""
    grid, limit = books.main.calendar.grid, books.as_of + dt.timedelta(days=DAYS)
    lines = books.main.due(books.as_of, grid.end(grid.number(limit)))
    lines = lines[lines["due"] <= pd.Timestamp(limit)]
    signed = books.committed.lines
    settled = signed[signed["part"].isin(["notified", "signed_renewal"])]
    pairs = pd.MultiIndex.from_frame(settled[["customer", "effective"]])
    lines = lines[~pd.MultiIndex.from_frame(lines[["customer", "end"]]).isin(pairs)]
    return lines.groupby(["account", "name", "segment"], as_index=False).agg(
        arr_due=("arr", "sum"), term_end=("due", "min")
    )


def usual_deciders(deciders: pd.DataFrame, live: pd.DataFrame) -> "pd.Series[str]":
    """The persona that decides most often, by segment; that of all accounts where none is known."""
    known = deciders.dropna(subset=["persona"])
    segment = known["account"].map(live.set_index("account")["segment"])
    most = known["persona"].groupby(segment).agg(lambda each: each.mode().iloc[0])
    everywhere = known["persona"].mode()
    named = most.reindex(live["segment"].unique()).astype(object)
    return named.fillna(everywhere.iloc[0]) if len(everywhere) else named


class Account(Sentence):
    account: Name
    arr: Money


class Largest(Sentence):
    accounts: tuple[Account, ...]


class LargestGap(Sentence):
    persona: Name
    arr: Annotated[Money, "arr"]
    extremes = (Extreme("personas.unknown_deciders.arr_due", "persona"),)


class Nobody(Sentence):
    accounts: Count


class AllKnown(Sentence):
    arr: Annotated[Money, "arr_due"]


class First(Sentence):
    account: Name
    day: Day
    extremes = (Extreme("personas.unknown_deciders.first_end", "day", lowest=True),)


class Gone(Sentence):
    accounts: Count
    arr: Annotated[Money, "arr_due"]


class Persona(Sentence):
    persona: Name


class AnyPersona(Sentence): ...


@exhibit(
    shows=Table(
        c.persona_missing, c.arr_due, c.accounts_due, c.share_of_due, c.accounts_left, c.first_end,
        c.largest_due,
    ),
    needs=("contacts",),
)  # fmt: skip
def unknown_deciders(
    renewals_soon: pd.DataFrame, people: pd.DataFrame, engagement: Engagement
) -> Shown[
    LargestGap | Nobody | AllKnown | First | Gone | Persona | AnyPersona | Largest
] | Absent:  # fmt: skip
    """Which ARR renews within 180 days without a known decision maker, by persona missing?"""
    if people.empty:
        return Absent("contacts")
    if renewals_soon.empty:
        return Absent("terms")
    total, money = renewals_soon["arr_due"].sum(), engagement.currency
    unknown = renewals_soon[~renewals_soon["decider_known"].astype(bool)]
    if unknown.empty:
        return Shown(None, title=AllKnown(Money(total, money)))
    parts = [(name, part) for name, part in unknown.groupby("persona", dropna=False, sort=False)]
    parts.sort(key=lambda each: -each[1]["arr_due"].sum())
    rows = [_row(name, part, total, money) for name, part in parts]
    first = unknown.sort_values(["term_end", "arr_due"], ascending=[True, False]).iloc[0]
    gone = unknown[unknown["decider_gap"] == LEFT]
    say: list[First | Gone] = [First(Name(first["name"]), Day(first["term_end"]))]
    if len(gone):
        say.append(Gone(Count(len(gone)), Money(gone["arr_due"].sum(), money)))
    name, part = parts[0]
    title = (
        Nobody(Count(len(part)))
        if pd.isna(name)
        else LargestGap(Name(str(name)), Money(part["arr_due"].sum(), money))
    )
    return Shown(pd.DataFrame(rows), title=title, say=tuple(say))


def _row(name: Any, part: pd.DataFrame, total: float, money: str) -> dict[str, object]:
    top = part.head(NAMED)
    named = tuple(
        Account(Name(who), Money(arr, money))
        for who, arr in zip(top["name"], top["arr_due"], strict=True)
    )
    return {
        "persona_missing": AnyPersona() if pd.isna(name) else Persona(Name(str(name))),
        "arr_due": part["arr_due"].sum(),
        "accounts_due": len(part),
        "share_of_due": part["arr_due"].sum() / total,
        "accounts_left": int((part["decider_gap"] == LEFT).sum()),
        "first_end": part["term_end"].min(),
        "largest_due": Largest(named),
    }


class Listed(Sentence):
    accounts: Count


class SomebodyKnown(Sentence):
    accounts: Count
    arr: Money


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.arr_due, c.term_end, c.decider_gap, c.persona,
        c.personas_known, c.owner,
    ),
    needs=("contacts",),
)  # fmt: skip
def deciders_to_find(
    renewals_soon: pd.DataFrame, people: pd.DataFrame, engagement: Engagement
) -> Shown[Listed | SomebodyKnown] | Absent:
    """At which accounts do you have to find out who decides before the renewal?"""
    if people.empty:
        return Absent("contacts")
    unknown = renewals_soon[~renewals_soon["decider_known"].astype(bool)]
    if unknown.empty:
        return Shown(None)
    rows = unknown.head(LISTED)
    reached = rows[rows["decider_gap"] != NOBODY]
    amount = Money(reached["arr_due"].sum(), engagement.currency)
    say = (SomebodyKnown(Count(len(reached)), amount),) if len(reached) else ()
    frame = by_name(rows)
    return Shown(frame, title=Listed(Count(len(rows))), say=say)
