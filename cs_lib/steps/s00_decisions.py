"""The first page: what is to be decided, why, and what waiting costs. Reads the other steps."""

from dataclasses import dataclass

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake import CONTRADICTIONS
from cs_lib.numbers import count, join, money_short, percent
from cs_lib.steps.s01_numbers_review import NumbersReview

NOTHING_LOST = "Nothing that these data show."


@dataclass(frozen=True)
class Decisions:
    """The first page: the figures at a glance, three decisions, and whether to trust them."""

    currency: str
    findings: dict[str, str]
    trust_kind: str
    headline_text: str
    tiles: pd.DataFrame
    decisions: pd.DataFrame
    contradictions: pd.DataFrame


def run(engagement: Engagement, numbers_review: NumbersReview) -> Decisions:
    """Gather the first page from what the steps found."""
    review = numbers_review
    made = [_agree(review), _prioritise(engagement, review), _complete(review)]
    decisions = pd.DataFrame(made, columns=["decision", "recommendation", "reason", "waiting"])
    against = review.quality[review.quality["rule"].isin(CONTRADICTIONS)].reset_index(drop=True)
    closes = all(gate.holds for gate in review.gates)
    return Decisions(
        currency=engagement.currency,
        findings={
            "headline": review.findings["arr"],
            "decisions": (
                "Three things are to be decided now; the rest of the report is the evidence."
            ),
            "trust": f"{review.findings['reconciliation']} {_contradictions(against, review)}",
            "so_what": f"Decide first: {_lower(decisions.iloc[0]['recommendation'])}.",
        },
        trust_kind="good" if closes and against.empty else "warning",
        headline_text=review.headline_text,
        tiles=review.tiles,
        decisions=decisions,
        contradictions=against,
    )


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _contradictions(against: pd.DataFrame, review: NumbersReview) -> str:
    quality = review.findings["quality"]
    if against.empty:
        return f"The client's tables do not contradict each other. {quality}"
    return (
        f"The client's own tables contradict each other in {count(len(against), 'way')}: "
        f"see below. The figures follow the contract lines. {quality}"
    )


def _agree(review: NumbersReview) -> tuple[str, str, str, str]:
    words = review.sign_off
    waiting = words.loc[words["state"] != "agreed", "name"].unique()
    if not len(waiting):
        return (
            "The numbers",
            "Nothing more: they are agreed",
            review.findings["sign_off"],
            "Nothing.",
        )
    return (
        "The numbers",
        f"Agree on {join(list(waiting))}, as the register defines them",
        review.findings["register"],
        "The report stays a draft, and every later step argues about its base.",
    )


def _prioritise(engagement: Engagement, review: NumbersReview) -> tuple[str, str, str, str]:
    ranked = review.priorities
    reason = review.findings["priorities"]
    if ranked.empty or ranked.iloc[0]["gap"] <= 0:
        return ("The priority", "Set targets to measure against", reason, NOTHING_LOST)
    top = ranked.iloc[0]
    quarter = money_short(top["money"] / 4, engagement.currency)
    return (
        "The priority",
        f"Put {top['name']} first",
        reason,
        f"{quarter} a quarter while the gap stays at {percent(top['gap'])} of opening ARR.",
    )


def _complete(review: NumbersReview) -> tuple[str, str, str, str]:
    missing = [name.replace("_", " ") for name in review.not_provided["table"]]
    if not missing:
        return (
            "The data",
            "Nothing more: they are complete",
            review.findings["not_provided"],
            NOTHING_LOST,
        )
    verb = "stays" if len(missing) == 1 else "stay"
    return (
        "The data",
        f"Ask for {join(missing[:3])} first" if len(missing) > 3 else f"Ask for {join(missing)}",
        review.findings["not_provided"],
        f"{count(len(missing), 'part')} of the ten steps {verb} empty.",
    )
