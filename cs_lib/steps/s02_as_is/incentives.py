"""Who is paid on what, and whose pay pulls away from what customers keep and reach?

Source: S0 and S4: "incentives are misaligned" (2.14).
"""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s02_as_is import persons
from cs_lib.texts import Count, Name, Sentence, Share

WORDS = {
    "outcome": ("outcome", "grr", "nrr", "retention", "churn", "renewal", "adoption", "csat", "nps",
                "ces", "satisfaction", "health", "first value"),
    "revenue": ("expansion", "upsell", "cross", "growth"),
    "volume": ("booking", "ticket", "hour", "call", "meeting", "visit", "new logo", "signed",
               "closed", "taught"),
}  # fmt: skip
"""What a metric counts, by the words in it, the first list that has one: what customers keep and
reach, what they buy on top, or what was signed or done."""
COLUMNS = ["role", "paid_on", "pay_share", "metric_kind", "aimed_at", "pay_state"]


def kind_of(metric: str, engagement: Engagement) -> str | None:
    """What does a metric count? As the engagement says, else by its words; else None."""
    own = {name.casefold(): kind for name, kind in engagement.as_is.metrics.items()}
    text = metric.casefold().replace("_", " ")
    if metric.casefold() in own:
        return own[metric.casefold()]
    return next(
        (kind for kind, words in WORDS.items() if any(word in text for word in words)), None
    )


def judged(engagement: Engagement, intake: Intake) -> pd.DataFrame:
    """One row a role and metric (`COLUMNS`), the roles paid mainly on volume first.

    `aimed_at` is what most people of the role are aimed at by the roster, where that differs.
    """
    if "incentives" not in intake.tables:
        return pd.DataFrame(columns=COLUMNS)
    rows, people = intake.tables["incentives"], persons.roster(intake)
    rows = rows.assign(role_type=persons.spaced(rows["role_type"]))
    rows = rows.assign(kind=rows["metric"].map(lambda each: kind_of(str(each), engagement)))
    made = []
    for role, part in rows.groupby("role_type", sort=False):
        leading = part.sort_values("share", ascending=False, kind="stable").iloc[0]["kind"]
        known = "aligned" if isinstance(leading, str) else "strange"
        state = "against" if leading == "volume" else known
        aim = people.loc[people["role_type"] == role].get("target_metric")
        aims = [] if aim is None else list(aim.dropna().mode())
        differs = aims[0] if aims and aims[0] not in set(part["metric"]) else None
        part = part.assign(metric=persons.spaced(part["metric"]))
        for row in part.to_dict("records"):
            made.append((role, row["metric"], row["share"], row["kind"], differs, state))
    frame = pd.DataFrame(made, columns=COLUMNS).astype({"pay_share": float})
    order = frame["pay_state"].map({"against": 0, "strange": 1, "aligned": 2})
    return frame.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


class Against(Sentence):
    against: Count
    roles: Count


class NoneAgainst(Sentence):
    roles: Count


class Worst(Sentence):
    role: Name
    metric: Name
    share: Share


class Differs(Sentence):
    role: Name
    metric: Name
    aim: Name


class Strange(Sentence):
    metrics: Count


@exhibit(
    part=Part.A4,
    shows=Table(c.role, c.paid_on, c.pay_share, c.metric_kind, c.pay_state, c.aimed_at),
    needs=("incentives",),
)
def incentives(
    pay: pd.DataFrame,
) -> Shown[Against | NoneAgainst | Worst | Differs | Strange]:
    """Whose pay pulls away from customers' outcomes?"""
    roles = pay.drop_duplicates("role")
    against = roles[roles["pay_state"] == "against"]
    volume = pay[(pay["pay_state"] == "against") & (pay["metric_kind"] == "volume")]
    say: list[Worst | Differs | Strange] = []
    shares = volume.dropna(subset=["pay_share"]).sort_values(
        "pay_share", ascending=False, kind="stable"
    )
    for row in shares.head(1).to_dict("records"):
        say.append(Worst(Name(row["role"]), Name(row["paid_on"]), Share(row["pay_share"])))
    # of a role that is paid on volume while its people are aimed at something else
    for row in volume.dropna(subset=["aimed_at"]).head(1).to_dict("records"):
        say.append(Differs(Name(row["role"]), Name(row["paid_on"]), Name(row["aimed_at"])))
    strange = int(pay["metric_kind"].isna().sum())
    say += [Strange(Count(strange))] if strange else []
    title = NoneAgainst(Count(len(roles)))
    if len(against):
        return Shown(pay, title=Against(Count(len(against)), Count(len(roles))), say=tuple(say))
    return Shown(pay, title=title, say=tuple(say))
