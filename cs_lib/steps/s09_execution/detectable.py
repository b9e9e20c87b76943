"""What could the test find with the customers at hand? Known before the start. (9.06, M69)"""

from itertools import pairwise

import numpy as np
import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.models.effect import power
from cs_lib.steps.s09_execution.chosen import Decision
from cs_lib.steps.s09_execution.comparison import TREATED, WAITS
from cs_lib.texts import Code, Count, Points, Sentence, Share

COLUMNS = [
    "test_metric", "treated", "accounts_waiting", "before", "expected_change", "detectable_change",
    "power",
]  # fmt: skip
LOSSES, USE = "losses", "use"
MONTHS, DAYS = 12, 365.25
USED = "active_users"
_FEWEST = 3
"""Accounts a group, and records of them, below which nothing can be simulated."""


def detectable(
    decided: Decision | None, assignment: pd.DataFrame, books: Books, intake: Intake
) -> pd.DataFrame:
    """One row a metric that the effect may show in (`COLUMNS`).

    `losses`: accounts lost a year; `before` is the share lost in the last twelve months among
    accounts of the same segment, `expected_change` the client's own aim, both in points.
    `use`: people who use the product, as an early sign; changes are shares of their number.
    `detectable_change` is missing where no change could be found; `power` is the chance to find
    what is expected.
    """
    counts = assignment["group"].value_counts()
    treated, waits = (int(counts.get(each, 0)) for each in (TREATED, WAITS))
    rows: list[tuple[object, ...]] = []
    if decided is not None and min(treated, waits) >= _FEWEST:
        rows += _losses(decided, treated, waits, books)
        rows += _use(assignment, treated, waits, books, intake)
    numbers = dict.fromkeys(COLUMNS[3:], "float64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(numbers)


def _losses(decided: Decision, treated: int, waits: int, books: Books) -> list[tuple[object, ...]]:
    if books.year is None:
        return []
    there = books.year.base
    there = there if decided.segment is None else there[there["segment"] == decided.segment]
    if len(there) < _FEWEST:
        return []
    lost = there["status"].eq("churned").to_numpy(bool)
    found = power.of_losses(lost, treated, waits, _years(decided))
    aim = _aim(decided)
    chance = np.nan if aim is None or not found.before else found.at(min(1.0, -aim))
    size = np.nan if found.detectable is None else -found.detectable * found.before
    expected = np.nan if aim is None else aim * found.before
    return [(LOSSES, treated, waits, found.before, expected, size, chance)]


def _years(decided: Decision) -> float:
    if decided.start is None or decided.verdict is None:
        return 1.0
    return max(0.25, (decided.verdict - decided.start).days / DAYS)


def _aim(decided: Decision) -> float | None:
    """The change aimed at, as a share of the baseline; None where the aim is not of this kind."""
    if decided.baseline is None or decided.target is None or decided.baseline <= 0:
        return None
    change = decided.target / decided.baseline - 1
    return change if -1 <= change < 0 else None


def _use(
    assignment: pd.DataFrame, treated: int, waits: int, books: Books, intake: Intake
) -> list[tuple[object, ...]]:
    """By the changes of the same accounts from the quarter before the last to the last."""
    if "usage" not in intake.tables:
        return []
    rows = intake.tables["usage"]
    rows = rows[rows["metric"].eq(USED) & rows["value"].gt(0)]
    account = account_of(rows["customer_id"], books, intake)
    rows = rows.assign(account=account)[account.isin(assignment["account"])]
    ends = [pd.Timestamp(books.before(books.as_of, months)) for months in (6, 3, 0)]
    sides = [
        rows[(rows["date"] > a) & (rows["date"] <= b)].groupby("account")["value"].mean()
        for a, b in pairwise(ends)
    ]
    changes = np.log((sides[1] / sides[0]).dropna().to_numpy(float))
    if len(changes) < _FEWEST:
        return []
    size = float(np.expm1(power.of_means(changes, treated, waits)))
    return [(USE, treated, waits, np.nan, np.nan, size, np.nan)]


class Finds(Sentence):
    change: Points
    accounts: Count


class FindsNothing(Sentence):
    treated: Count
    waiting: Count


class Chance(Sentence):
    expected: Points
    power: Share


class EarlySign(Sentence):
    change: Share


class OfUse(Sentence):
    metric: Code
    change: Share


@exhibit(
    part=Part.A6,
    shows=Table(c.test_metric, c.treated, c.accounts_waiting, c.before, c.expected_change,
                c.detectable_change, c.power),
    needs=("decision", "tests"),
)  # fmt: skip
def detectable_effect(
    findable: pd.DataFrame,
) -> Shown[Finds | FindsNothing | Chance | EarlySign | OfUse] | Absent:
    """Which effect is large enough to be found with these accounts?"""
    if findable.empty:
        return Absent("year")
    row = findable.iloc[0]
    counts = Count(int(row["treated"])), Count(int(row["accounts_waiting"]))
    say: list[Chance | EarlySign] = []
    title: Finds | FindsNothing | OfUse
    if row["test_metric"] == USE:
        title = OfUse(Code("test_metric", USE), Share(row["detectable_change"]))
    elif pd.isna(row["detectable_change"]):
        title = FindsNothing(*counts)
    else:
        accounts = Count(int(row["treated"] + row["accounts_waiting"]))
        title = Finds(Points(-row["detectable_change"]), accounts)
    if pd.notna(row["power"]):
        say.append(Chance(Points(-row["expected_change"]), Share(row["power"])))
    use = findable[findable["test_metric"] == USE]
    if len(use) and row["test_metric"] != USE:
        say.append(EarlySign(Share(use["detectable_change"].iloc[0])))
    return Shown(findable, title=title, say=tuple(say))
