"""Page 15: which accounts, in what order, why them, and what does each need in the next 90 days?

The rule is fixed and printed: terms that end within 180 days and whose renewal is not signed, by
ARR at stake. Of an account under notice all of it is; of the others as much as the company lost of
its ARR in a year. An account's cause is the first of `CAUSES` that applies.
"""

from collections.abc import Mapping
from typing import Annotated

import pandas as pd

from cs_lib.books.belonging import known_of, owners
from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Exhibit, Foot, Result, Said, Shown, Table, c, exhibit, page
from cs_lib.exhibits.links import with_cells
from cs_lib.intake import Intake
from cs_lib.steps.s00_decisions import decisions, wording
from cs_lib.texts import Cell, Count, Day, Money, Sentence, Share

DAYS, LISTED = 180, 10
NOTICE, UNDECIDED, OFF_PLAN, OFF_VECTOR, SOON = (
    "notice_given", "unknown_decider", "off_plan", "off_vector", "renews_soon"
)  # fmt: skip
GAPS = ("behind_target", "not_defined", "experience_short", "not_measured", "not_acknowledged")
CAUSES = (NOTICE, UNDECIDED, OFF_VECTOR, OFF_PLAN, *GAPS, SOON)
COLUMNS = ["account", "name", "arr_due", "term_end", "plan_cause", "owner"]


def due(
    books: Books, intake: Intake, numbers_review: Result, results: Mapping[str, Result],
    loss_rate: float,
) -> pd.DataFrame:  # fmt: skip
    """The accounts whose terms end within 180 days, unsigned, in the order of the plan (`COLUMNS`).

    `arr_due`: the ARR of these terms; `term_end`: the first of them; `plan_cause`: one of `CAUSES`.
    """
    rows: pd.DataFrame = numbers_review.workings.renewals_due
    end = pd.Timestamp(books.as_of) + pd.Timedelta(days=DAYS)
    rows = rows[(rows["term_end"] <= end) & (rows["renewal_state"] != "renewal_signed")]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    found = rows.groupby("account", as_index=False).agg(
        name=("name", "first"),
        arr_due=("arr_due", "sum"),
        term_end=("term_end", "min"),
        notice=("renewal_state", lambda states: (states == NOTICE).any()),
    )
    known = _known(results)
    cause = pd.Series(SOON, index=found.index, dtype="str")
    for name in reversed(CAUSES[:-1]):
        accounts = found.loc[found["notice"], "account"] if name == NOTICE else known.get(name, ())
        cause = cause.mask(found["account"].isin(accounts), name)
    owner = known_of(found["account"], owners(books, intake)).astype("str")
    found = found.assign(plan_cause=cause, owner=owner)
    stake = found["arr_due"].where(found["plan_cause"] == NOTICE, found["arr_due"] * loss_rate)
    ranked = found.assign(stake=stake).sort_values(
        ["stake", "arr_due", "account"], ascending=[False, False, True]
    )
    return ranked.reset_index(drop=True)[COLUMNS]


def _known(results: Mapping[str, Result]) -> dict[str, "pd.Series[str]"]:
    """The accounts with each cause, as far as the steps that find them were computed."""
    known: dict[str, pd.Series[str]] = {}
    if "personas" in results:
        teams = results["personas"].workings.teams
        if len(results["personas"].workings.people):
            known[UNDECIDED] = teams.loc[~teams["decider_known"].astype(bool), "account"]
    if "value_path" in results:
        path = results["value_path"].workings
        known |= {OFF_PLAN: path.off_plan["account"], OFF_VECTOR: path.off_vector["account"]}
    if "success_definition" in results:
        gaps = results["success_definition"].workings.gaps
        known |= {name: gaps.loc[gaps["success_gap"] == name, "account"] for name in GAPS}
    return known


class Order(Sentence):
    days: Count
    rate: Share


@exhibit(shows=Table(c.account, c.arr_due, c.term_end, c.plan_cause, c.next_move, c.owner))
def next_accounts(due_soon: pd.DataFrame, metrics: pd.DataFrame) -> Shown[Order] | Absent:
    """Which accounts need a decision first, and what is the next step with each?"""
    if due_soon.empty:
        return Absent("terms")
    top = due_soon.head(LISTED)
    frame = top.assign(account=top["name"], next_move=top["plan_cause"])
    return Shown(frame, note=(Order(Count(DAYS), Share(decisions.loss_rate(metrics))),))


class Needs(Sentence):
    accounts: Count
    arr: Annotated[Money, "arr_due"]
    days: Count


class GiveSponsor(Sentence):
    day: Day


class Notices(Sentence):
    accounts: Count
    arr: Annotated[Money, "arr_noticed"]


class Undecided(Sentence):
    accounts: Count
    arr: Annotated[Money, "arr_due"]


class FirstEnds(Sentence):
    accounts: Count
    arr: Annotated[Money, "arr_due"]
    day: Day


@page(number=15, exhibits=("next_accounts",))
def next_ninety_days(
    due_soon: pd.DataFrame,
    next_accounts: Exhibit,
    metrics: pd.DataFrame,
    books: Books,
    results: dict[str, Result],
) -> Said[Needs | GiveSponsor | Notices | Undecided | FirstEnds]:
    """Which accounts come first in the next 90 days, and what do we ask of the board?"""
    currency, shown = books.engagement.currency, due_soon.head(LISTED)
    day, speaker = decisions.next_quarter(books), wording.Speaker.of(currency, results)
    bullets: list[Notices | Undecided | FirstEnds] = []
    for name, kind in ((NOTICE, Notices), (UNDECIDED, Undecided)):
        part = due_soon[due_soon["plan_cause"] == name]
        if len(part):
            told = kind(Count(len(part)), Money(part["arr_due"].sum(), currency))
            # the calendar adds up what is under notice, of any term of the four quarters
            cells = {"arr": speaker.noticed_at()} if name == NOTICE else {}
            bullets.append(with_cells(told, cells, speaker.exhibits))
    first = due_soon[due_soon["term_end"] <= pd.Timestamp(day)]
    if len(first):
        bullets.append(
            FirstEnds(Count(len(first)), Money(first["arr_due"].sum(), currency), Day(day))
        )
    top = Money(float(shown["arr_due"].sum()), currency)
    if len(shown) == 1:
        at = Cell("decisions.next_accounts", str(shown["name"].iloc[0]), "arr_due")
        top = Money(top.value, currency, at)
    return Said(
        Needs(Count(len(shown)), top, Count(DAYS)),
        so_what=(GiveSponsor(Day(day)),),
        bullets=tuple(bullets),
        foot=Foot.of(
            len(due_soon), books.as_of, books.source.table,
            metrics.set_index("metric")["data_grade"].get("arr") or "D",
        ),
    )  # fmt: skip
