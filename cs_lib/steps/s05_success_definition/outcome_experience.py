"""Outcome and experience: who has both, who lacks which? (5.05, 5.06; M63)

Source: S3 (desired outcome = required outcome + appropriate experience) and S4 (customer success =
customer outcome + customer experience). Both are needed, so they are never added up: an account is
placed on two axes, and what it lacks decides what is to be done.
"""

from typing import Annotated, Any

import pandas as pd

from cs_lib.engagement import Engagement, Limits
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.steps.s05_success_definition.register import FELT, REQUIRED
from cs_lib.texts import Cell, Code, Count, Extreme, Money, Sentence, Share

BOTH, OUTCOME, EXPERIENCE, NEITHER = "both", "outcome_only", "experience_only", "neither"
FIELDS = (BOTH, OUTCOME, EXPERIENCE, NEITHER)
COLUMNS = [
    "account", "name", "segment", "owner", "arr", "required", "appropriate", "outcome_index",
    "experience_index", "desired_field", "success_field",
]  # fmt: skip


def indices(
    outcomes: pd.DataFrame, performance: "pd.Series[float]", met: "pd.Series[float]",
    accounts: pd.DataFrame, limits: Limits,
) -> pd.DataFrame:  # fmt: skip
    """Each account that pays on both pairs of axes, 0 to 100 (`COLUMNS`); missing where not known.

    `required`, `appropriate`: the mean attainment of its required outcomes and of the experience it
    asked for. `outcome_index`: the required outcomes, else its performance indicators.
    `experience_index`: the mean of the experience asked for and of how far survey answers came up
    to expectations. `performance`, `met`: from 0 to 1, by account.
    """
    reached = outcomes.assign(attained=outcomes["attained"].clip(upper=1.0))
    by_kind = reached.groupby(["outcome_kind", "account"])["attained"].mean()
    names = accounts["account"]
    required, felt = (
        by_kind.get(kind, pd.Series(dtype="float64")).reindex(names) for kind in (REQUIRED, FELT)
    )
    done = required.fillna(performance.reindex(names))
    lived = pd.concat([felt, met.reindex(names)], axis=1).mean(axis=1)
    columns = ("required", "appropriate", "outcome_index", "experience_index")
    found = accounts.assign(
        **{
            name: 100 * values.to_numpy(dtype=float)
            for name, values in zip(columns, (required, felt, done, lived), strict=True)
        }
    )
    return found.assign(
        desired_field=_field(found["required"], found["appropriate"], cut(limits)),
        success_field=_field(found["outcome_index"], found["experience_index"], cut(limits)),
    )[COLUMNS]


def cut(limits: Limits) -> float:
    """The index from which an outcome counts as reached, and an experience as appropriate."""
    return 100 * limits.reached_from


def _field(
    outcome: "pd.Series[float]", experience: "pd.Series[float]", cut: float
) -> "pd.Series[str]":
    has, feels = outcome >= cut, experience >= cut
    found = pd.Series(NEITHER, index=outcome.index, dtype="str")
    found = found.mask(has & feels, BOTH).mask(has & ~feels, OUTCOME).mask(~has & feels, EXPERIENCE)
    return found.where(outcome.notna() & experience.notna())


class HasBoth(Sentence):
    share: Share


class Nobody(Sentence): ...


class Falls(Sentence):
    field: Code
    accounts: Count
    arr: Annotated[Money, "arr"]
    extremes = (Extreme("success_definition.success_fields.arr", "field", apart=("both",)),)


class FallsAsked(Falls):
    extremes = (
        Extreme(
            "success_definition.outcome_experience.arr", "field", by="desired_field",
            apart=("both",),
        ),
    )  # fmt: skip


class Unplaced(Sentence):
    accounts: Count


class Drawn(Sentence):
    accounts: Count


class Enough(Sentence):
    share: Share


@exhibit(
    part=Part.A5,
    shows=charts.Quadrants(c.account, c.appropriate, c.required, c.arr, c.desired_field),
    needs=("outcomes",),
)
def outcome_experience(
    indices: pd.DataFrame, engagement: Engagement
) -> Shown[HasBoth | Nobody | FallsAsked | Unplaced | Drawn | Enough] | Absent:
    """Who has the outcome that it required, and the experience that it wanted? (5.05)"""
    return _shown(indices, "desired_field", engagement)


@exhibit(
    shows=charts.Quadrants(c.account, c.experience_index, c.outcome_index, c.arr, c.success_field),
)
def customer_success(
    indices: pd.DataFrame, engagement: Engagement
) -> Shown[HasBoth | Nobody | Falls | Unplaced | Drawn | Enough] | Absent:
    """Who succeeds: outcome and experience from all that is known of them? (5.06)"""
    return _shown(indices, "success_field", engagement)


def _shown(indices: pd.DataFrame, field: str, engagement: Engagement) -> Shown[Any] | Absent:
    placed = indices[indices[field].notna()].sort_values("arr", ascending=False, kind="stable")
    if placed.empty:
        return Absent("outcomes")
    arr = placed.groupby(field)["arr"].sum()
    lacking = arr.drop(BOTH, errors="ignore")
    say: list[Falls | Unplaced | Drawn] = []
    if len(lacking):
        name = str(lacking.idxmax())
        n = int((placed[field] == name).sum())
        amount = Money(lacking[name], engagement.currency)
        kind = FallsAsked if field == "desired_field" else Falls
        say.append(kind(Code("success_field", name), Count(n), amount))
    if len(placed) < len(indices):
        say.append(Unplaced(Count(len(indices) - len(placed))))
    if len(placed) > charts.Quadrants.most:
        say.append(Drawn(Count(charts.Quadrants.most)))
    at, note = cut(engagement.limits), (Enough(Share(engagement.limits.reached_from)),)
    largest = placed.head(charts.Quadrants.most)
    frame = largest.assign(account=largest["name"], cut_x=at, cut_y=at)
    if BOTH not in arr:
        return Shown(frame, title=Nobody(), say=tuple(say), note=note)
    title = HasBoth(Share(arr[BOTH] / arr.sum()))
    return Shown(frame, title=title, say=tuple(say), note=note)


def fields(indices: pd.DataFrame) -> pd.DataFrame:
    """Accounts and ARR by what they lack: success_field, accounts, arr, share_of_arr, tactic."""
    placed = indices[indices["success_field"].notna()]
    groups = placed.groupby("success_field")["arr"].agg(["size", "sum"]).reindex(list(FIELDS))
    groups = groups.fillna(0.0)
    total = groups["sum"].sum()
    return pd.DataFrame(
        {
            "success_field": list(FIELDS),
            "accounts": groups["size"].astype("int64").to_numpy(),
            "arr": groups["sum"].to_numpy(),
            "share_of_arr": (groups["sum"] / total).to_numpy() if total else float("nan"),
            "success_tactic": list(FIELDS),
        }
    )


class Short(Sentence):
    arr: Money
    share: Annotated[Share, "share_of_arr"]


@exhibit(
    part=Part.A5,
    shows=Table(c.success_field, c.accounts, c.arr, c.share_of_arr, c.success_tactic),
)
def success_fields(indices: pd.DataFrame, engagement: Engagement) -> Shown[Short] | Absent:
    """How much ARR lacks the outcome, the experience, or both?"""
    frame = fields(indices)
    if not frame["accounts"].sum():
        return Absent("outcomes")
    rows = frame.set_index("success_field")
    short = rows.drop(BOTH)
    at = Cell("success_definition.success_fields", BOTH, "share_of_arr")
    title = Short(
        Money(short["arr"].sum(), engagement.currency), Share(rows["share_of_arr"][BOTH], at)
    )
    return Shown(frame, title=title)
