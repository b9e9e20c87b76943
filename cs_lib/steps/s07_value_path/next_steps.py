"""What is the next step that gives each account value, who takes it, and by when?

Source: S2 (the next step that provides value); concept 7.03. One step an account: its lowest
unmet criterion. Each person takes as many as the engagement's `limits` say, one after the other;
the rest waits for the next quarter.
"""

from typing import Annotated, ClassVar

import numpy as np
import pandas as pd

from cs_lib.books.belonging import known_of
from cs_lib.engagement import Engagement, Limits
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s07_value_path import levels
from cs_lib.texts import Code, Count, Money, Name, Quantity, Sentence

SHOWN = 10
"""How many the page shows."""
NOW, LATER, NO_OWNER, NOT_SOLD = "now", "later", "no_owner", "not_sold"
COLUMNS = [
    "account", "name", "segment", "arr", "gap", "stake", "quadrant", "level", "level_name",
    "step_kind", "criterion", "value", "threshold", "owner", "when", "next_due", "term_end",
]  # fmt: skip
REACH, MEASURE, ADVOCATE, RENEWED, FIND, UNPLACED = (
    "reach", "measure", "advocate", "next_outcome",
    "find_decider", "unplaced"
)  # fmt: skip
NOTICE, EXIT = "notice", "exit"
OWNERS = ["owner", "capacity", "steps_now", "arr", "steps_later", "arr_later"]


class Reach(Sentence):
    """A step as the list tells it: the criterion to meet."""

    block: ClassVar[str | None] = "shared.next_step"
    criterion: Name
    value: Quantity


class ReachWhole(Sentence):
    """The same where the measure counts."""

    block: ClassVar[str | None] = "shared.next_step"
    criterion: Name
    value: Count


class Measure(Sentence):
    block: ClassVar[str | None] = "shared.next_step"
    criterion: Name


class Fixed(Sentence):
    block: ClassVar[str | None] = "shared.next_step"
    step: Code


NextStep = Reach | ReachWhole | Measure | Fixed


def told(row: pd.Series) -> NextStep:
    """The next step of a row of `plan` in words."""
    if row["step_kind"] == REACH:
        criterion, value = Name(row["criterion"]), float(row["value"])
        whole = value.is_integer() and float(row["threshold"]).is_integer() and value >= 1
        return (
            ReachWhole(criterion, Count(int(value))) if whole else Reach(criterion, Quantity(value))
        )
    if row["step_kind"] == MEASURE:
        return Measure(Name(row["criterion"]))
    return Fixed(Code("next_step", row["step_kind"]))


def plan(
    accounts: pd.DataFrame, placed: pd.DataFrame, ends: "pd.Series[pd.Timestamp]",
    advocates: pd.Index, unknown: pd.Index, as_of: pd.Timestamp, intake: Intake,
    limits: Limits,
) -> pd.DataFrame:  # fmt: skip
    """The next step of every account that pays, the most money first (`COLUMNS`).

    `stake` is ARR and the potential not yet sold. `when`: now for as many accounts of an owner as
    it can take on in a quarter; then `next_due` one after the other, the earliest term end first.
    At the top of the path comes a reference: first somebody has to be known who decides
    (`unknown`: the accounts without), and whoever spoke for you already agrees the next outcome.
    Whoever gave notice, or needs to exit, has no step of value: `not_sold`, without potential.
    """
    found = accounts.merge(placed.drop(columns=["name", "arr"]), on="account")
    sold = found["sellable"].astype(bool)
    names = placed.dropna(subset=["unmet"]).drop_duplicates("unmet").set_index("unmet")["name"]
    found = found.assign(
        gap=found["gap"].where(sold),
        stake=(found["arr"] + found["gap"].clip(lower=0).fillna(0.0)).where(sold, found["arr"]),
        step_kind=_kinds(found, advocates, unknown),
        term_end=known_of(found["account"], ends),
        level_name=found["unmet"].map(names),
        when=NOT_SOLD,
    ).sort_values(["stake", "account"], ascending=[False, True], ignore_index=True)
    found["when"] = _when(found, capacity(found["owner"], intake, limits))
    found["next_due"] = _days(found, as_of, limits)
    return found[COLUMNS]


def _kinds(found: pd.DataFrame, advocates: pd.Index, unknown: pd.Index) -> "pd.Series[str]":
    kind = pd.Series(REACH, index=found.index, dtype="str").mask(~found["measured"], MEASURE)
    top = found["unmet"].isna() & found["measured"]
    kind = kind.mask(top, ADVOCATE).mask(top & found["account"].isin(advocates), RENEWED)
    kind = kind.mask(top & found["account"].isin(unknown), FIND)
    kind = kind.mask(found["unmet"].isna() & ~found["measured"], UNPLACED)
    exits = ~found["sellable"].astype(bool) & ~found["notified"].astype(bool)
    return kind.mask(exits, EXIT).mask(found["notified"].astype(bool), NOTICE)


def capacity(owners: pd.Series, intake: Intake, limits: Limits) -> "pd.Series[int]":
    """How many steps each owner can take on in a quarter: so many a full post, one at least."""
    known = pd.Index(owners.dropna().unique())
    roster = intake.tables.get("roster")
    posts = pd.Series(1.0, index=known)
    if roster is not None and "fte" in roster:
        told = roster.dropna(subset=["person", "fte"]).groupby("person")["fte"].sum()
        posts = told.reindex(known).fillna(1.0)
    return (limits.steps_a_quarter * posts).round().clip(lower=1).astype("int64")


def _when(found: pd.DataFrame, able: "pd.Series[int]") -> "pd.Series[str]":
    open_ = ~found["step_kind"].isin([NOTICE, EXIT, UNPLACED])
    place = found[open_].groupby("owner").cumcount()
    limit = found["owner"].map(able).astype(float)  # of no type, where nobody owns anything
    when = pd.Series(NOT_SOLD, index=found.index, dtype="str").mask(open_, LATER)
    when = when.mask(open_ & (place.reindex(found.index) < limit), NOW)
    return when.mask(open_ & found["owner"].isna(), NO_OWNER)


def _days(found: pd.DataFrame, as_of: pd.Timestamp, limits: Limits) -> "pd.Series[pd.Timestamp]":
    """One step after the other for each full post, the earliest term end first."""
    chosen = found[found["when"] == NOW].sort_values(
        ["term_end", "stake"], ascending=[True, False], kind="stable"
    )
    place = chosen.groupby("owner").cumcount() + 1
    taken = chosen.groupby("owner")["account"].transform("size")
    days = np.ceil(place / (taken / limits.steps_a_quarter).clip(lower=1)) * limits.step_days
    due = pd.Series(as_of, index=chosen.index) + pd.to_timedelta(days, unit="D")
    return due.reindex(found.index).astype("datetime64[us]")


def by_owner(planned: pd.DataFrame, able: "pd.Series[int]") -> pd.DataFrame:
    """What each owner takes on now and what waits, one row an owner (`OWNERS`)."""
    rows = []
    for owner, part in planned.groupby("owner"):
        now, later = part[part["when"] == NOW], part[part["when"] == LATER]
        rows.append((owner, int(able.get(owner, 0)), len(now), now["arr"].sum(), len(later),
                     later["arr"].sum()))  # fmt: skip
    found = pd.DataFrame(rows, columns=OWNERS)
    return found.sort_values(["arr_later", "owner"], ascending=[False, True], ignore_index=True)


class TenSteps(Sentence):
    steps: Count
    arr: Annotated[Money, "arr"]


class Owners(Sentence):
    owners: Count
    days: Count


class Unowned(Sentence):
    accounts: Count


@exhibit(
    shows=Table(c.account, c.value_level, c.next_step, c.arr, c.next_due, c.owner),
    needs=("value_levels",),
)
def next_steps(
    planned: pd.DataFrame, level_names: pd.DataFrame, engagement: Engagement
) -> Shown[
    TenSteps | Owners | Unowned | Reach | ReachWhole | Measure | Fixed
    | levels.OnLevel | levels.BelowFirst | levels.NotMeasured
] | Absent:  # fmt: skip
    """Which ten next steps give most value, and who takes them by when?"""
    now = planned[planned["when"] == NOW].head(SHOWN)
    if now.empty:
        return Absent("customers" if planned["owner"].isna().all() else "usage")
    frame = shown(now, level_names)
    unowned = int((planned["when"] == NO_OWNER).sum())
    say: list[Owners | Unowned] = [
        Owners(Count(now["owner"].nunique()), Count(engagement.limits.step_days))
    ]
    if unowned:
        say.append(Unowned(Count(unowned)))
    title = TenSteps(Count(len(now)), Money(now["arr"].sum(), engagement.currency))
    return Shown(frame, title=title, say=tuple(say))


def shown(rows: pd.DataFrame, level_names: pd.DataFrame) -> pd.DataFrame:
    """Rows of the plan with level and step in words, and accounts by name."""
    names = level_names.set_index("level")["name"]
    level = [levels.named(each, names) for each in rows["level"]]
    step = [told(row) for _, row in rows.iterrows()]
    return rows.assign(
        account=rows["name"],
        value_level=pd.Series(level, index=rows.index, dtype=object),
        next_step=pd.Series(step, index=rows.index, dtype=object),
    )


class Beyond(Sentence):
    accounts: Count


class Waits(Sentence):
    arr: Money


class Enough(Sentence): ...


class Rule(Sentence):
    steps: Count
    days: Count


@exhibit(
    part=Part.A5,
    shows=Table(c.owner, c.capacity, c.steps_now, c.arr, c.steps_later, c.arr_later),
    needs=("value_levels", "customers"),
)
def step_capacity(
    owner_steps: pd.DataFrame, engagement: Engagement
) -> Shown[Beyond | Enough | Rule | Waits] | Absent:
    """How many next steps can each owner take on, and what waits?"""
    if owner_steps.empty:
        return Absent("customers")
    later = int(owner_steps["steps_later"].sum())
    limits = engagement.limits
    rule = Rule(Count(limits.steps_a_quarter), Count(limits.step_days))
    if not later:
        return Shown(owner_steps, title=Enough(), say=(rule,))
    waits = Waits(Money(owner_steps["arr_later"].sum(), engagement.currency))
    return Shown(owner_steps, title=Beyond(Count(later)), say=(waits, rule))
