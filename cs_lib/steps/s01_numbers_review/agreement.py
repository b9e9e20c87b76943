"""Agreeing on the numbers: how each metric is defined, and who has signed it."""

import pandas as pd

from cs_lib.books.gates import Gate
from cs_lib.definitions.register import BY_ID, REGISTER, SIGN_OFF
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Part, Shown, Table, c, draft, exhibit
from cs_lib.texts import Code, Count, Name, Person, Sentence

_POSITIONS = ("metric_id", "metric_name", "sign_state", "signatory", "signed_on", "comment")


def positions(engagement: Engagement) -> pd.DataFrame:
    """What is the latest position of each signatory on each headline metric?

    Columns: `metric_id`, `metric_name`, `sign_state` (agreed | disputed | open), `signatory`,
    `signed_on`, `comment`; one row a metric and person, and one `open` row for a headline metric
    that nobody has spoken on.
    """
    last = {(word.metric, word.by): word for word in sorted(engagement.signoff, key=lambda w: w.on)}
    rows: list[tuple[object, ...]] = []
    for metric in dict.fromkeys((*SIGN_OFF, *(metric for metric, _ in last))):
        words = [word for (of, _), word in last.items() if of == metric]
        name = BY_ID[metric].name if metric in BY_ID else metric
        rows += [
            (metric, name, "agreed" if w.agrees else "disputed", w.by, w.on, w.comment or None)
            for w in words
        ] or [(metric, name, "open", None, None, None)]
    frame = pd.DataFrame(rows, columns=list(_POSITIONS))
    texts = dict.fromkeys(("signatory", "comment"), "str")
    return frame.astype(texts).assign(signed_on=pd.to_datetime(frame["signed_on"]))


def draft_reasons(positions: pd.DataFrame, gates: tuple[Gate, ...]) -> tuple[Sentence, ...]:
    """Why is this still a draft? Empty when all is agreed and every check is met."""
    mine = positions[positions["metric_id"].isin(SIGN_OFF)]
    found: list[Sentence] = [
        draft.GateBroken(Name(gate.id), Name(gate.name)) for gate in gates if not gate.holds
    ]
    for state, reason in (("disputed", draft.Disputed), ("open", draft.NotAgreed)):
        names = mine.loc[mine["sign_state"] == state, "metric_name"].unique()
        if len(names):
            found.append(reason(tuple(draft.Metric(Name(name)) for name in names)))
    return tuple(found)


class Defined(Sentence):
    metrics: Count


@exhibit(
    part=Part.A1,
    shows=Table(
        c.metric_id, c.metric_name, c.formula, c.level, c.metric_source, c.stated, c.stated_gap
    ),
)
def register(kpis: pd.DataFrame, engagement: Engagement) -> Shown[Defined]:
    """How is each metric defined, and what do you report for it?"""
    rows = [(m.id, m.slug, m.name, m.formula, m.grain, m.source, m.unit) for m in REGISTER]
    names = ["metric_id", "slug", "metric_name", "formula", "level", "metric_source", "unit"]
    frame = pd.DataFrame(rows, columns=names)
    ours = frame["slug"].map(kpis.set_index("metric")["now"])
    stated = frame["slug"].map(dict(engagement.stated)).astype("float64")
    # a difference of two rates is in points
    of_gap = frame["unit"].replace("rate", "points")
    frame = frame.assign(stated=stated, stated_gap=stated - ours, gap_unit=of_gap)
    return Shown(frame, title=Defined(Count(len(frame))))


class AllAgreed(Sentence):
    metrics: Count


class SomeAgreed(Sentence):
    agreed: Count
    metrics: Count


class OneAgreed(Sentence):
    metrics: Count


class NoneAgreed(Sentence):
    metrics: Count


class Dispute(Sentence):
    signatory: Person
    metric: Name


class Disputes(Sentence):
    disputes: tuple[Dispute, ...]


class OpenMetric(Sentence):
    metric: Code


class Open(Sentence):
    metrics: tuple[OpenMetric, ...]


@exhibit(
    part=Part.A1, shows=Table(c.metric_name, c.sign_state, c.signatory, c.signed_on, c.comment)
)
def sign_off(
    positions: pd.DataFrame,
) -> Shown[AllAgreed | SomeAgreed | OneAgreed | NoneAgreed | Disputes | Open]:
    """What is the latest position of each signatory?"""
    mine = positions[positions["metric_id"].isin(SIGN_OFF)]
    states = mine.groupby("metric_id")["sign_state"].agg(set)
    agreed, metrics = sum(state == {"agreed"} for state in states), Count(len(states))
    title: AllAgreed | SomeAgreed | OneAgreed | NoneAgreed = SomeAgreed(Count(agreed), metrics)
    if agreed == len(states):
        title = AllAgreed(metrics)
    elif agreed < 2:
        title = OneAgreed(metrics) if agreed else NoneAgreed(metrics)
    disputed = positions[positions["sign_state"] == "disputed"]
    disputes = tuple(
        Dispute(Person(str(who)), Name(str(metric)))
        for who, metric in zip(disputed["signatory"], disputed["metric_name"], strict=True)
    )
    waiting = mine.loc[mine["sign_state"] == "open", "metric_id"]
    still = tuple(OpenMetric(Code("short_metric", BY_ID[metric].slug)) for metric in waiting)
    say: tuple[Disputes | Open, ...] = (Disputes(disputes),) if disputes else ()
    return Shown(positions, title=title, say=(*say, Open(still)) if still else say)
