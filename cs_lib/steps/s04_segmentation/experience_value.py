"""Does each segment get the experience that it is worth? Appropriate experience by value.

Source: S3 (segment by appropriate experience); concept 4.12.
"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import engagement_model, segment_names
from cs_lib.steps.s04_segmentation.value_segments import Segments
from cs_lib.texts import Count, Money, Name, Quantity, Sentence

COLUMNS = [
    "experience", "id", "accounts", "arr", "potential", "touches_a_year", "outcome_reached",
]  # fmt: skip


def groups(
    accounts: pd.DataFrame, indicators: pd.DataFrame, books: Books, intake: Intake
) -> pd.DataFrame:
    """One row an experience and segment (`COLUMNS`), the experience with most touches first.

    `touches_a_year` is per account; `outcome_reached` the mean of those of whom it is known.
    """
    each = accounts.set_index("account")
    each = each.assign(
        experience=engagement_model.experiences(books, intake).reindex(each.index),
        touches=engagement_model.touches_of(books, intake).reindex(each.index),
        reached=indicators.set_index("account").get("outcomes"),
    ).dropna(subset=["experience"])
    if each.empty or each["value_segment"].isna().all():
        return pd.DataFrame(columns=COLUMNS)
    found = each.groupby(["experience", "value_segment"], as_index=False).agg(
        accounts=("arr", "size"), arr=("arr", "sum"), potential=("potential", "sum"),
        touches_a_year=("touches", "mean"), outcome_reached=("reached", "mean"),
    )  # fmt: skip
    found = found.rename(columns={"value_segment": "id"})
    most = each.groupby("experience")["touches"].mean().fillna(0.0)
    order = found.assign(_most=-found["experience"].map(most))
    order = order.sort_values(["_most", "experience", "id"], kind="stable", ignore_index=True)
    return order.assign(outcome_reached=order["outcome_reached"].astype(float) / 100)[COLUMNS]


class Light(Sentence):
    accounts: Count
    potential: Money
    experience: Name


class NoneLight(Sentence): ...


class FewTouches(Sentence):
    touches: Quantity
    most: Quantity


@exhibit(
    part=Part.A5,
    shows=Table(
        c.value_segment, c.accounts, c.arr, c.potential, c.touches_a_year, c.outcome_reached,
        group=c.experience,
    ),
    needs=("customers", "activities"),
)  # fmt: skip
def experience_value(
    by_experience: pd.DataFrame, segments: Segments | None, engagement: Engagement
) -> Shown[
    Light | NoneLight | FewTouches | segment_names.Conditions | segment_names.Own
    | segment_names.Others | segment_names.MoneyCondition | segment_names.ShareCondition
    | segment_names.IndexCondition | segment_names.Everyone
] | Absent:  # fmt: skip
    """Do the most valuable accounts get the experience that fits them? (4.12)"""
    if segments is None or by_experience.empty:
        return Absent("customers" if segments else "potential")
    frame = segment_names.with_names(
        by_experience, segments, engagement.currency, value_segment="id"
    )
    worth = by_experience.groupby("id")["potential"].sum() / (
        by_experience.groupby("id")["accounts"].sum()
    )
    top = by_experience[by_experience["id"] == worth.idxmax()]
    if len(top) < 2 or top["touches_a_year"].isna().all():
        return Shown(frame, title=NoneLight())
    row, most = top.iloc[-1], top["touches_a_year"].max()
    amount = Money(row["potential"], engagement.currency)
    title = Light(Count(int(row["accounts"])), amount, Name(str(row["experience"])))
    few = FewTouches(Quantity(row["touches_a_year"]), Quantity(most))
    return Shown(frame, title=title, say=(few,))
