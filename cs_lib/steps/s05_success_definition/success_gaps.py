"""What lies between each account and its success, and who bridges it? (5.13)

An account has the first gap of the list that applies: what was never defined cannot be measured,
and what is not reached cannot be acknowledged.
"""

import pandas as pd

from cs_lib.engagement import Engagement, Limits
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.exhibits.findings import TOUCHED, touched
from cs_lib.steps.s05_success_definition.outcome_experience import cut
from cs_lib.steps.s05_success_definition.register import REQUIRED
from cs_lib.texts import Code, Count, Extreme, Money, Sentence

UNDEFINED, UNMEASURED, BEHIND, EXPERIENCE, UNSAID = (
    "not_defined", "not_measured", "behind_target", "experience_short", "not_acknowledged"
)  # fmt: skip
EVIDENCE = {
    UNDEFINED: "success_definition.success_register",
    UNMEASURED: "success_definition.register_fields",
    BEHIND: "success_definition.customer_success",
    EXPERIENCE: "success_definition.success_fields",
    UNSAID: "success_definition.value_acknowledged",
}
"""The gaps in the order in which they are closed, and the exhibit that shows each."""
TOPICS = dict.fromkeys(EVIDENCE, "success")
"""One decision settles all of them: who reviews success with the customer."""
LISTED = 40
COLUMNS = [
    "account", "name", "success_gap", "arr", "owner", "outcome_index", "experience_index",
]  # fmt: skip


def gaps(outcomes: pd.DataFrame, indices: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """The accounts that pay and have a gap (`COLUMNS`), the largest first.

    None where no outcome is known at all.
    """
    required = outcomes[outcomes["outcome_kind"] == REQUIRED]
    if required.empty:
        return pd.DataFrame(columns=COLUMNS)
    each = indices.set_index("account")
    reached, said = _said(required, each.index)
    named = each.index.isin(required["account"])
    gap = pd.Series(None, index=each.index, dtype="object")
    gap = gap.mask(reached & ~said, UNSAID)
    gap = gap.mask(each["experience_index"] < cut(limits), EXPERIENCE)
    gap = gap.mask(each["required"] < cut(limits), BEHIND)
    gap = gap.mask(each["required"].isna(), UNMEASURED).mask(~named, UNDEFINED)
    found = each.assign(success_gap=gap).dropna(subset=["success_gap"]).reset_index()
    return found.sort_values("arr", ascending=False, kind="stable", ignore_index=True)[COLUMNS]


def _said(required: pd.DataFrame, accounts: pd.Index) -> tuple[pd.Series, pd.Series]:
    """By account: is anything reached, and is any of it acknowledged?"""
    some = required.assign(reached=required["attained"] > 0)
    by = some.groupby("account")[["reached", "acknowledged"]].max().reindex(accounts)
    by = by.fillna(False).astype(bool)
    return by["reached"], by["acknowledged"]


def findings(gaps: pd.DataFrame) -> pd.DataFrame:
    """One row a kind of gap, most ARR first (`TOUCHED`)."""
    rows = [
        touched(str(name), part, EVIDENCE[str(name)]) for name, part in gaps.groupby("success_gap")
    ]
    frame = pd.DataFrame(rows, columns=TOUCHED)
    return frame.sort_values("arr", ascending=False, kind="stable", ignore_index=True)


class Gap(Sentence):
    arr: Money
    accounts: Count


class NoGap(Sentence): ...


class Largest(Sentence):
    gap: Code
    arr: Money
    accounts: Count
    extremes = (Extreme("success_definition.gaps.arr", "gap", by="success_gap"),)


class Next(Sentence):
    gap: Code
    arr: Money


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.success_gap, c.arr, c.outcome_index, c.experience_index, group=c.owner
    ),
    needs=("outcomes",),
)  # fmt: skip
def success_gaps(
    gaps: pd.DataFrame, findings: pd.DataFrame, engagement: Engagement
) -> Shown[Gap | NoGap | Largest | Next] | Absent:
    """Which success gaps should your team bridge, and who owns them?"""
    if gaps.empty:
        return Shown(None, title=NoGap())
    euro, top = engagement.currency, findings.iloc[0]
    say: list[Largest | Next] = [
        Largest(Code("success_gap", top["what"]), Money(top["arr"], euro), Count(top["accounts"]))
    ]
    if len(findings) > 1:
        then = findings.iloc[1]
        say.append(Next(Code("success_gap", then["what"]), Money(then["arr"], euro)))
    listed = gaps.head(LISTED)
    owned = listed.groupby(listed["owner"].fillna(""))["arr"].transform("sum")
    frame = listed.assign(_owned=owned).sort_values(
        ["_owned", "owner", "arr"], ascending=[False, True, False], kind="stable"
    )
    title = Gap(Money(gaps["arr"].sum(), euro), Count(len(gaps)))
    return Shown(frame.assign(account=frame["name"]).drop(columns="_owned"), title=title,
                 say=tuple(say))  # fmt: skip
