"""Agreeing on the numbers: the register, what the client states, who has signed."""

import pandas as pd

from cs_lib.engagement import POLICIES, Engagement, Policies
from cs_lib.metrics import BY_ID, REGISTER, SIGN_OFF, Gate


def definitions() -> pd.DataFrame:
    """How is each metric measured? The register itself.

    Columns: `id`, `name`, `formula`, `unit`, `grain`, `source`.
    """
    return pd.DataFrame(
        [(m.id, m.name, m.formula, m.unit, m.grain, m.source) for m in REGISTER],
        columns=["id", "name", "formula", "unit", "grain", "source"],
    )


def register(kpis: pd.DataFrame, opening: float | None) -> pd.DataFrame:
    """What does the client state, what do the books show, and what is the difference worth?

    Columns: `id`, `label`, `unit`, `ours`, `stated`, `difference` (stated - ours), `money` (the
    difference on the year's opening ARR; empty where it has no value in money). One row per
    figure that the client stated.
    """
    stated = kpis.dropna(subset="stated").rename(columns={"now": "ours"})
    difference = stated["stated"] - stated["ours"]
    # Accounts differ in size, so a share of logos has no value in money.
    rate = opening if opening is not None else float("nan")
    worth = (
        stated["unit"]
        .map({"money": 1.0, "rate": rate})
        .astype(float)
        .where(stated["slug"] != "logo_churn_rate")
    )
    frame = stated.assign(difference=difference, money=difference * worth)
    return frame[["id", "label", "unit", "ours", "stated", "difference", "money"]].reset_index(
        drop=True
    )


def policies(chosen: Policies) -> pd.DataFrame:
    """Which choices were made? Columns: `id`, `policy`, `value`, `meaning`, `default`."""
    default = Policies()
    return pd.DataFrame(
        [
            (
                policy.id,
                policy.name,
                str(getattr(chosen, policy.name)),
                policy.meaning,
                str(getattr(default, policy.name)),
            )
            for policy in POLICIES
        ],
        columns=["id", "policy", "value", "meaning", "default"],
    )


def sign_off(engagement: Engagement) -> pd.DataFrame:
    """Who agreed to what? Each person's last word on each headline metric.

    Columns: `metric`, `name`, `state` (agreed | disputed | open), `by`, `on`, `comment`; one row
    per metric and person, and one `open` row for a metric nobody has spoken on.
    """
    last = {(word.metric, word.by): word for word in sorted(engagement.signoff, key=lambda w: w.on)}
    wanted = dict.fromkeys((*SIGN_OFF, *(metric for metric, _ in last)))
    rows: list[tuple[str | None, ...]] = []
    for metric in wanted:
        words = [word for (of, _), word in last.items() if of == metric]
        name = BY_ID[metric].name if metric in BY_ID else metric
        rows += [
            (metric, name, "agreed" if w.agrees else "disputed", w.by, w.on.isoformat(), w.comment)
            for w in words
        ] or [(metric, name, "open", None, None, None)]
    return pd.DataFrame(rows, columns=["metric", "name", "state", "by", "on", "comment"])


def draft_reasons(words: pd.DataFrame, gates: tuple[Gate, ...]) -> tuple[str, ...]:
    """Why is this still a draft?

    Empty when every headline metric is agreed and every gate holds.
    """
    mine = words[words["metric"].isin(SIGN_OFF)]
    reasons = [
        f"{gate.id} does not hold: {gate.name}, {gate.detail}" for gate in gates if not gate.holds
    ]
    for state, text in (("disputed", "disputed"), ("open", "not yet agreed")):
        names = mine.loc[mine["state"] == state, "name"].unique()
        if len(names):
            reasons.append(f"{text}: {', '.join(names)}")
    return tuple(reasons)
