"""What do the raters' answers come to? By item, by section and by questionnaire.

Every function takes the rows of the table `assessments` that `answered` has sorted out, and every
questionnaire alike. `least` is the fewest raters that a score may rest on (three in a client
edition): what rests on fewer is missing, so nobody's own answer can be read.
"""

from collections.abc import Mapping

import pandas as pd

from cs_lib.questionnaires.agreement import agreement
from cs_lib.questionnaires.model import Questionnaire

Known = Mapping[str, Questionnaire]
TOP = 4.0
"""The top of the scale on which questionnaires are compared."""
ANSWERS = ["questionnaire", "item", "rater", "score", "evidence"]
ITEMS = [
    "questionnaire", "section", "item", "statement", "layer", "weight", "touches", "low", "high",
    "raters", "mean", "spread", "unanswered", "unproven",
]  # fmt: skip
"""`low` and `high` are the ends of the scale; `spread` is the standard deviation of the raters'
scores; `unanswered` counts raters of the questionnaire who left the item out, `unproven` scores
that need evidence and have none."""
SECTIONS = ["questionnaire", "section", "section_title", "items", "raters", "mean", "weakest",
            "spread"]  # fmt: skip
SUMMARY = [
    "questionnaire", "title", "items", "raters", "mean", "answered", "proven", "alpha", "alpha_low",
    "alpha_high", "before", "change",
]  # fmt: skip
"""`answered` is the share of all answers that were given, `proven` that of the scores in need of
evidence that have some; `change` is against `before`, over the items answered both times."""


def answered(rows: pd.DataFrame, known: Known) -> pd.DataFrame:
    """The answers that count (`ANSWERS`): to a known item, and on its questionnaire's scale."""
    names = [(name, item) for name, each in known.items() for item in each.item_names]
    rows = rows[pd.MultiIndex.from_frame(rows[["questionnaire", "item"]]).isin(names)]
    low, high = (
        rows["questionnaire"].map({name: getattr(each.scale, end) for name, each in known.items()})
        for end in ("low", "high")
    )
    return rows.loc[rows["score"].between(low, high), ANSWERS].reset_index(drop=True)


def items(rows: pd.DataFrame, known: Known, least: int = 1) -> pd.DataFrame:
    """How was each statement of every questionnaire that anybody answered scored (`ITEMS`)?"""
    made = []
    for name, each in known.items():
        given = _with_evidence(rows[rows["questionnaire"] == name])
        asked = given["rater"].nunique()
        by_item = dict(iter(given.groupby("item")))
        for letter, section, item, said in each.items() if asked else ():
            scores = by_item.get(item, given.iloc[:0])
            enough = len(scores) >= least
            made.append((
                name, letter, item, said.text, said.layer or section.layer, said.weight,
                said.touches, each.scale.low, each.scale.high, len(scores),
                scores["score"].mean() if enough and len(scores) else None,
                scores["score"].std(ddof=1) if enough and len(scores) > 1 else None,
                asked - len(scores),
                _unproven(scores, said.evidence_from, each.evidence_from),
            ))  # fmt: skip
    numbers = ("weight", "low", "high", "mean", "spread")
    return pd.DataFrame(made, columns=ITEMS).astype(dict.fromkeys(numbers, float))


def _unproven(scores: pd.DataFrame, own: float | None, usual: float | None) -> int:
    limit = usual if own is None else own
    return (
        0 if limit is None else int((scores["evidence"].isna() & (scores["score"] >= limit)).sum())
    )


def _with_evidence(scores: pd.DataFrame) -> pd.DataFrame:
    """The scores, their evidence missing where it is blank."""
    evidence = scores["evidence"].astype("str").str.strip()
    blank = scores["evidence"].isna() | (evidence == "")
    return scores.assign(evidence=evidence.mask(blank))


def on_four(scored: pd.DataFrame) -> pd.DataFrame:
    """The items with means and spreads on the scale from 0 to 4, so that they can be compared."""
    span = scored["high"] - scored["low"]
    mean = (scored["mean"] - scored["low"]) / span * TOP
    return scored.assign(mean=mean, spread=scored["spread"] / span * TOP, low=0.0, high=TOP)


def weighted(part: pd.DataFrame) -> float:
    """The mean of the items' means by their weight; NaN where none is known."""
    part = part.dropna(subset=["mean"])
    return (
        float((part["mean"] * part["weight"]).sum() / part["weight"].sum())
        if len(part)
        else (float("nan"))
    )


def by_section(scored: pd.DataFrame, known: Known) -> pd.DataFrame:
    """The sections of `items` in their order (`SECTIONS`): weighted mean and weakest item."""
    rows = [
        (
            name, letter, known[str(name)].sections[str(letter)].title, len(part),
            part["raters"].max(), weighted(part), part["mean"].min(), part["spread"].mean(),
        )
        for (name, letter), part in scored.groupby(["questionnaire", "section"], sort=False)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=SECTIONS)


def by_questionnaire(
    rows: pd.DataFrame,
    scored: pd.DataFrame,
    known: Known,
    before: pd.DataFrame | None = None,
    least: int = 1,
) -> pd.DataFrame:
    """Every questionnaire that was answered (`SUMMARY`).

    `before` are the `items` of the last review. `alpha` is Krippendorff's, by the scale's measure,
    with its 90 % interval; missing below two raters, and below `least`.
    """
    made = []
    for name, part in scored.groupby("questionnaire", sort=False):
        each, given = known[str(name)], rows[rows["questionnaire"] == name]
        raters = given["rater"].nunique()
        agreed = agreement(given, each.scale.measure) if raters >= max(2, least) else None
        alpha = (agreed.alpha, agreed.low, agreed.high) if agreed else (None, None, None)
        asked = len(part) * raters
        made.append((
            name, each.title, len(part), raters, weighted(part), len(given) / asked,
            _proven(given, each), *alpha, *_change(part, before),
        ))  # fmt: skip
    numbers = SUMMARY[4:]
    return pd.DataFrame(made, columns=SUMMARY).astype(dict.fromkeys(numbers, float))


def _proven(given: pd.DataFrame, each: Questionnaire) -> float | None:
    """The share of the scores in need of evidence that have some; None where no score needs any."""
    limits = {name: item.evidence_from for _, _, name, item in each.items()}
    limit = given["item"].map(limits).astype(float)
    if each.evidence_from is not None:
        limit = limit.fillna(each.evidence_from)
    needy = _with_evidence(given)[given["score"] >= limit]
    return None if needy.empty else float(needy["evidence"].notna().mean())


def _change(part: pd.DataFrame, before: pd.DataFrame | None) -> tuple[float | None, float | None]:
    """The last review's mean, and the change since, of the items that both have."""
    if before is None or before.empty:
        return None, None
    keys = ["questionnaire", "item"]
    both = part.dropna(subset=["mean"]).merge(
        before.dropna(subset=["mean"])[[*keys, "mean"]], on=keys, suffixes=("", "_before")
    )
    if both.empty:
        return None, None
    then = weighted(both.assign(mean=both["mean_before"]))
    return then, weighted(both) - then
