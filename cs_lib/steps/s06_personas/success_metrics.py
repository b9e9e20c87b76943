"""How does each persona measure success, and where do the measures of one account conflict?

Source: S2 (how each defines and measures success); concept 6.03.
"""

import pandas as pd

from cs_lib.books.belonging import known_of
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s06_personas.people import current
from cs_lib.texts import Count, Extreme, Money, Name, Sentence, Share

LISTED = 15
METRICS = ["persona", "success_metric", "people", "share_of_persona", "in_favour", "against"]
PAIRS = ["persona", "success_metric", "persona_other", "metric_other", "accounts", "opposed",
         "arr_opposed"]  # fmt: skip


def metrics(people: pd.DataFrame) -> pd.DataFrame:
    """How does each persona measure success? One row a persona and measure (`METRICS`).

    `share_of_persona` of those of whom the measure is known; `in_favour` and `against` count those
    whose sentiment is above, and below, zero.
    """
    there = current(people).dropna(subset=["persona", "success_metric"])
    found = there.groupby(["persona", "success_metric"], as_index=False).agg(
        people=("contact", "size"),
        in_favour=("sentiment", lambda each: int((each > 0).sum())),
        against=("sentiment", lambda each: int((each < 0).sum())),
    )
    found["share_of_persona"] = found["people"] / found.groupby("persona")["people"].transform(
        "sum"
    )
    total = found.groupby("persona")["people"].transform("sum")
    order = found.assign(_total=total).sort_values(
        ["_total", "persona", "people", "success_metric"], ascending=[False, True, False, True]
    )
    return order[METRICS].reset_index(drop=True)


def conflicts(people: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
    """Which measures of success meet in one account, and where are their people at odds? (`PAIRS`)

    `accounts` where both are known and differ; `opposed` are those in which one of the two is for
    you and the other against; the most ARR first.
    """
    there = current(people).dropna(subset=["persona", "success_metric"])
    there = there[there["account"].isin(live["account"])]
    keys = ["account", "persona", "success_metric"]
    told = there.sort_values(keys[:2], kind="stable").drop_duplicates(keys)
    told = told[[*keys, "sentiment"]].assign(place=range(len(told)))
    both = told.merge(told, on="account", suffixes=("", "_other"))
    both = both[both["place"] < both["place_other"]].rename(
        columns={"success_metric_other": "metric_other"}
    )
    met = both[both["success_metric"] != both["metric_other"]]
    # a column without a row may be one of words
    opposed = met["sentiment"].astype(float) * met["sentiment_other"].astype(float) < 0
    arr = known_of(met["account"], live.set_index("account")["arr"]).astype(float)
    found = met.assign(opposed=opposed, arr_opposed=arr * opposed)
    summed = found.groupby(PAIRS[:4], as_index=False).agg(
        accounts=("account", "nunique"), opposed=("opposed", "sum"),
        arr_opposed=("arr_opposed", "sum"),
    )  # fmt: skip
    order = summed.sort_values(["arr_opposed", "accounts"], ascending=False, kind="stable")
    return order.astype({"opposed": "int64", "arr_opposed": float})[PAIRS].reset_index(drop=True)


class Measures(Sentence):
    metrics: Count
    personas: Count


class Unasked(Sentence):
    share: Share


class MostNamed(Sentence):
    metric: Name
    people: Count
    extremes = (Extreme("personas.persona_metrics.people", "people", by="success_metric"),)


@exhibit(
    part=Part.A5,
    shows=Table(
        c.persona, c.success_metric, c.people, c.share_of_persona, c.in_favour, c.against
    ),
    needs=("contacts",),
)  # fmt: skip
def persona_metrics(
    by_persona: pd.DataFrame, people: pd.DataFrame
) -> Shown[Measures | Unasked | MostNamed] | Absent:
    """How does each persona measure success?"""
    if by_persona.empty:
        return Absent("contacts")
    unknown = float(current(people)["success_metric"].isna().mean())
    sums = by_persona.groupby("success_metric")["people"].sum()
    say: list[Unasked | MostNamed] = [MostNamed(Name(str(sums.idxmax())), Count(int(sums.max())))]
    if unknown > 0:
        say.append(Unasked(Share(unknown)))
    title = Measures(Count(len(sums)), Count(by_persona["persona"].nunique()))
    return Shown(by_persona, title=title, say=tuple(say))


class AtOdds(Sentence):
    arr: Money


class NobodyAtOdds(Sentence): ...


class Pair(Sentence):
    metric: Name
    other: Name
    accounts: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.persona, c.success_metric, c.persona_other, c.metric_other, c.accounts, c.opposed,
        c.arr_opposed,
    ),
    needs=("contacts",),
)  # fmt: skip
def metric_conflicts(
    metric_pairs: pd.DataFrame, engagement: Engagement
) -> Shown[AtOdds | NobodyAtOdds | Pair] | Absent:
    """Which measures of success meet in one account, and where are their people at odds?"""
    if metric_pairs.empty:
        return Absent("contacts")
    top = metric_pairs.iloc[0]
    if not top["opposed"]:
        return Shown(metric_pairs.head(LISTED), title=NobodyAtOdds())
    pair = Pair(Name(top["success_metric"]), Name(top["metric_other"]), Count(int(top["opposed"])))
    return Shown(
        metric_pairs.head(LISTED),
        title=AtOdds(Money(top["arr_opposed"], engagement.currency)),
        say=(pair,),
    )
