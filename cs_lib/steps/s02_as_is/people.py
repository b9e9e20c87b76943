"""How many people serve customers, at what cost, and how much do they each look after?

Source: step 2: people, how many (2.02); S4: the team as an umbrella of roles (2.13). What the
target ratio would fund stands in step 3, and how evenly accounts are shared in step 4.
"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.formats import missing
from cs_lib.intake import Intake
from cs_lib.steps.s02_as_is import persons
from cs_lib.texts import Count, Extreme, Money, Name, Quantity, Sentence

COLUMNS = [
    "role", "serves", "people", "fte", "people_cost", "accounts_per_fte", "arr_per_fte",
    "cost_per_arr",
]  # fmt: skip


def staffed(books: Books, engagement: Engagement, intake: Intake) -> pd.DataFrame:
    """Roles by the segment that they serve (`COLUMNS`); who serves none in particular serves all.

    In a client edition the cost of fewer than three people is left out.
    """
    people = persons.roster(intake)
    live = books.people[books.people["arr"] > 0]
    rows = []
    for (role, name), part in people.groupby(["role_type", "segment"], dropna=False, sort=False):
        segment = None if missing(name) else str(name)
        served = live if segment is None else live[live["segment"] == segment]
        fte, arr = part["fte"].sum(), served["arr"].sum()
        cost = part["cost"].sum(min_count=1)
        shown = cost if len(part) >= persons.least(engagement) else float("nan")
        rows.append((
            role or None, segment, len(part), fte, shown,
            len(served) / fte if fte else None, arr / fte if fte else None,
            shown / arr if arr else None,
        ))  # fmt: skip
    numbers = dict.fromkeys(COLUMNS[3:], float)
    return pd.DataFrame(rows, columns=COLUMNS).astype(numbers)


class Team(Sentence):
    people: Count
    accounts: Count


class Posts(Sentence):
    fte: Quantity


class Cost(Sentence):
    cost: Money
    one: Money
    cents: Money


class Fullest(Sentence):
    role: Name
    segment: Name
    accounts: Quantity
    extremes = (Extreme("as_is.people.accounts_per_fte", "accounts", named="serves"),)


@exhibit(
    part=Part.A4,
    shows=Table(
        c.role, c.serves, c.people, c.fte, c.people_cost, c.accounts_per_fte, c.arr_per_fte,
        c.cost_per_arr,
    ),
    needs=("roster",),
)  # fmt: skip
def people(
    staff: pd.DataFrame, intake: Intake, books: Books, engagement: Engagement
) -> Shown[Team | Posts | Cost | Fullest]:
    """How many people serve customers, and how much does each look after?"""
    live = books.people[books.people["arr"] > 0]
    say: list[Posts | Cost | Fullest] = [Posts(Quantity(staff["fte"].sum()))]
    cost, arr = intake.tables["roster"]["cost"].sum(min_count=1), live["arr"].sum()
    if pd.notna(cost) and arr:
        currency = engagement.currency
        say.append(Cost(Money(cost, currency), Money(1.0, currency), Money(cost / arr, currency)))
    placed = staff.dropna(subset=["serves", "role", "accounts_per_fte"])
    if len(placed):
        most = placed.sort_values("accounts_per_fte", ascending=False, kind="stable").iloc[0]
        figure = Quantity(most["accounts_per_fte"])
        say.append(Fullest(Name(str(most["role"])), Name(str(most["serves"])), figure))
    frame = staff.sort_values("people", ascending=False, kind="stable")
    return Shown(frame, title=Team(Count(int(staff["people"].sum())), Count(len(live))),
                 say=tuple(say))  # fmt: skip
