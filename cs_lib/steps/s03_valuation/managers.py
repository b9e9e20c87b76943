"""How many managers does the target ratio fund, by segment, and who would move (3.06, M55)?"""

from typing import Annotated

import pandas as pd

from cs_lib.books.segments import parts, whole
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Shown, Table, c, exhibit
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.steps.s03_valuation.unit_costs import SplitByKey, SplitByTime, SplitUnknown, thin
from cs_lib.texts import Code, Money, Quantity, Scope, Sentence, Share


class Funds(Sentence):
    funded: Quantity
    now: Quantity


class FundsGraded(Sentence):
    funded: Quantity
    now: Quantity
    grade: Code


class FundsToday(Funds):
    """How many managers today's ratio funds: there is no target."""


class CostMore(Sentence):
    now: Quantity


class Change(Sentence):
    segment: Scope
    change: Quantity


class Leave(Sentence):
    teams: tuple[Change, ...]


class Join(Leave):
    """Segments that would have more managers."""


class SumsApart(Sentence):
    parts: Quantity
    funded: Quantity


class Hours(Sentence):
    hours: Quantity


class Aimed(Sentence):
    one: Money
    target: Annotated[Money, "target"]


class ShareAssumed(Sentence):
    share: Share


MOVED = 0.05
"""Managers; a smaller change prints as none."""


Says = (
    Funds
    | FundsGraded
    | FundsToday
    | CostMore
    | SplitByTime
    | SplitByKey
    | SplitUnknown
    | Leave
    | Join
    | SumsApart
    | Hours
    | Aimed
    | ShareAssumed
)


@exhibit(
    shows=Table(c.segment, c.accounts, c.managers_now, c.managers_funded, c.managers_change),
    needs=("costs",),
)
def managers(
    capacity: pd.DataFrame, coverage: Coverage, engagement: Engagement
) -> Shown[Says] | Absent:
    """How many managers does the target fund, by segment, and who moves?"""
    if capacity.empty:
        return Absent("allocation_keys")
    if capacity["fte_now"].isna().all():
        return Absent("roster")
    rows = shown_rows(capacity)
    all_, segments = whole(rows).iloc[0], parts(rows)
    now = Quantity(float(all_["managers_now"]))
    say: list[Says] = []
    if pd.isna(all_["managers_funded"]):
        return Shown(rows, title=CostMore(now), note=_basis(engagement))
    funded = Quantity(float(all_["managers_funded"]))
    split = segments["managers_funded"].notna().any()
    title: Says = Funds(funded, now)
    if "crc_ratio" not in engagement.targets:
        title = FundsToday(funded, now)
    elif split and not coverage.enough:
        title = FundsGraded(funded, now, Code("grade", "D"))
    if split:
        say += _moves(segments, coverage)
    hours = whole(capacity)["hours_now"].iloc[0]
    if pd.notna(hours):
        say.append(Hours(Quantity(float(hours))))
    note: list[Says] = [*_basis(engagement)]
    total = float(segments["managers_funded"].sum())
    if split and abs(total - funded.value) >= MOVED:
        note.append(SumsApart(Quantity(total), funded))
    return Shown(rows, title=title, say=tuple(say), note=tuple(note))


def shown_rows(capacity: pd.DataFrame) -> pd.DataFrame:
    """Segments, then the whole company: accounts, managers now, funded, and the difference."""
    rows = capacity.rename(columns={"fte_now": "managers_now", "fte_paid_for": "managers_funded"})
    rows = rows.assign(managers_change=rows["managers_funded"] - rows["managers_now"])
    columns = ["segment", "accounts", "managers_now", "managers_funded", "managers_change"]
    return pd.concat([parts(rows), whole(rows)], ignore_index=True)[columns]


def _moves(segments: pd.DataFrame, coverage: Coverage) -> list[Says]:
    """Who moves; nobody where the split saw too little (W3)."""
    if not coverage.enough:
        return [thin(coverage)]
    said: list[Says] = []
    ordered = segments.dropna(subset=["managers_change"]).sort_values("managers_change")
    for kind, sign in ((Leave, -1), (Join, 1)):
        moved = ordered[ordered["managers_change"] * sign >= MOVED]
        teams = tuple(
            Change(Scope(str(row["segment"])), Quantity(abs(float(row["managers_change"]))))
            for row in moved.to_dict("records")
        )
        said += [kind(teams)] if teams else []
    return said


def _basis(engagement: Engagement) -> tuple[Aimed | ShareAssumed, ...]:
    target, share = engagement.targets.get("crc_ratio"), engagement.assumptions.csm_share_of_crc
    one = Money(1.0, engagement.currency)
    said: list[Aimed | ShareAssumed] = []
    if target is not None:
        said.append(Aimed(one, Money(float(target), engagement.currency)))
    if share is not None:
        said.append(ShareAssumed(Share(share)))
    return tuple(said)
