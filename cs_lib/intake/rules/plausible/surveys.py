"""Answers off their survey's scale, one survey on several scales, and answers after churn."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.notes import Note, told

FITS = 0.95
"""A scale is the shortest one on which so many of the answers lie."""
ENOUGH = 20
"""Answers from which a touch point, or a year, shows a scale of its own."""
FAREWELL = pd.Timedelta(days=30)
"""A survey sent on leaving is answered within this time."""


@dataclass(frozen=True)
class Scale:
    """A scale in use, both ends included."""

    low: int
    high: int

    def holds(self, scores: pd.Series) -> pd.Series:
        """Which answers lie on it?"""
        return scores.between(self.low, self.high)

    def __str__(self) -> str:
        return f"{self.low} to {self.high}"


NPS = Scale(0, 10)
"""Source: F. Reichheld, "The One Number You Need to Grow", 2003."""
SCALES = (*tuple(Scale(low, high) for high in (5, 7, 10) for low in (1, 0)), Scale(0, 100))


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Are the answers what their survey can give, and from customers?"""
    if "surveys" not in tables:
        return
    answers = tables["surveys"]
    names = answers["instrument"].str.strip().str.casefold()
    for name, rows in answers.groupby(names, sort=True):
        if re.search(r"nps|promoter", str(name)):
            yield from _nps(str(name), rows)
        else:
            yield from _on_scale(str(name), rows)
    if "contracts" in tables:
        yield from _after_churn(answers, tables["contracts"])


def _nps(name: str, rows: pd.DataFrame) -> Iterator[Note]:
    outside = rows[~NPS.holds(rows["score"])]
    if len(outside):
        detail = f"{name} is asked on {NPS}; found {_found(outside['score'])}"
        yield told("surveys", "nps_out_of_range", outside, detail)


def _on_scale(name: str, rows: pd.DataFrame) -> Iterator[Note]:
    scale = scale_of(rows["score"])
    if scale is None:
        return
    others, scales = _another_scale(rows, scale)
    if len(others):
        said = " and ".join(str(each) for each in sorted(scales, key=lambda each: each.high))
        detail = f"{name} is answered on {said}: no mean of both says anything"
        yield told("surveys", "mixed_scales", others, detail)
    outside = rows[~scale.holds(rows["score"])].drop(index=others.index, errors="ignore")
    if len(outside):
        detail = f"{name} is answered on {scale}; found {_found(outside['score'])}"
        yield told("surveys", "off_scale", outside, detail)


def scale_of(scores: pd.Series) -> Scale | None:
    """The shortest usual scale that holds nearly all answers; None where no scale does."""
    return next((each for each in SCALES if each.holds(scores).mean() >= FITS), None)


def _another_scale(rows: pd.DataFrame, main: Scale) -> tuple[pd.DataFrame, set[Scale]]:
    """The answers on another scale than most, and the scales: by touch point, else by year.

    Without either, whole answers up to 10 among percentages are on a scale of their own.
    """
    for by in (rows["touch_point"].fillna(""), rows["date"].dt.year):
        scales = {part: scale_of(some["score"]) for part, some in rows.groupby(by)}
        sizes = by.value_counts()
        own = {part: each for part, each in scales.items() if each and sizes[part] >= ENOUGH}
        highs = {each.high for each in own.values()}
        if len(highs) > 1:
            usual = max(highs, key=lambda high: sum(sizes[p] for p in own if own[p].high == high))
            parts = [part for part, each in own.items() if each.high != usual]
            return rows[by.isin(parts)], set(own.values())
    small = rows["score"].le(10) & (rows["score"] % 1 == 0) & rows["score"].ge(1)
    if main.high == 100 and 0.2 <= small.mean() < 1:
        fewer = small if small.mean() <= 0.5 else ~small
        inner = scale_of(rows.loc[small, "score"])
        return rows[fewer], {main} | ({inner} if inner else set())
    return rows[:0], set()


def _found(scores: pd.Series) -> str:
    low, high = scores.min(), scores.max()
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _after_churn(answers: pd.DataFrame, lines: pd.DataFrame) -> Iterator[Note]:
    """Answers of customers none of whose lines runs any more, later than a farewell would be."""
    last = lines[["end", "served_until"]].max(axis="columns").where(lines["end"].notna())
    left = last.fillna(pd.Timestamp.max.floor("D")).groupby(lines["customer_id"]).max()
    late = answers[answers["date"] - FAREWELL >= answers["customer_id"].map(left)]
    if len(late):
        detail = f"answered more than {FAREWELL.days} days after the customer's last line had ended"
        yield told("surveys", "answer_after_churn", late, detail)
