"""Where, and at which moments, does the experience fall short of expectations? (5.11, 5.12)

Source: S4: experience is perception against expectation, at each touch point.
"""

import numpy as np
import pandas as pd
from scipy.stats import t as student

from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.texts import Count, Extreme, Name, Quantity, Sentence

SMALLEST = 10
MIDDLE = 3.0
"""What an importance, or a score, from 0 to 5 has to reach to count as high."""
FIX, KEEP, EASE, LEAVE = "fix_first", "keep", "ease", "leave"
GAPS = [
    "touch_point", "instrument", "answers", "expected", "perceived", "experience_gap", "gap_low",
    "gap_high",
]  # fmt: skip


def gaps(latest: pd.DataFrame) -> pd.DataFrame:
    """Perception less expectation by touch point and instrument (`GAPS`), the worst first.

    Limits are 90 % (Student's t on the differences); missing for fewer than ten answers.
    """
    rows = latest[latest["expectation"].notna() & latest["touch_point"].notna()]
    found = []
    for (point, kind), part in rows.groupby(["touch_point", "instrument"]):
        gap = part["score"] - part["expectation"]
        reach = np.nan
        if len(gap) >= SMALLEST:
            reach = student.ppf(0.95, len(gap) - 1) * gap.std(ddof=1) / np.sqrt(len(gap))
        mean = gap.mean()
        found.append((point, kind, len(part), part["expectation"].mean(), part["score"].mean(),
                      mean, mean - reach, mean + reach))  # fmt: skip
    return pd.DataFrame(found, columns=GAPS).sort_values(
        "experience_gap", kind="stable", ignore_index=True
    )


class FallsShort(Sentence):
    touch_point: Name
    gap: Quantity


class NoShortfall(Sentence): ...


class Between(Sentence):
    low: Quantity
    high: Quantity
    answers: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.touch_point, c.instrument, c.answers, c.expected, c.perceived, c.experience_gap,
        c.gap_low, c.gap_high,
    ),
    needs=("surveys",),
)  # fmt: skip
def experience_gaps(
    touch_gaps: pd.DataFrame,
) -> Shown[FallsShort | NoShortfall | Between] | Absent:
    """At which touch points does perception fall short of expectation?"""
    if touch_gaps.empty:
        return Absent("surveys")
    sure = touch_gaps[touch_gaps["gap_high"] < 0]
    if sure.empty:
        return Shown(_named(touch_gaps), title=NoShortfall())
    row = sure.iloc[0]
    between = Between(Quantity(-row["gap_high"]), Quantity(-row["gap_low"]), Count(row["answers"]))
    title = FallsShort(Name(row["touch_point"]), Quantity(-row["experience_gap"]))
    return Shown(_named(touch_gaps), title=title, say=(between,))


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Surveys by the abbreviations that people know: NPS, CSAT."""
    return frame.assign(instrument=frame["instrument"].str.upper())


def moments(rows: pd.DataFrame) -> pd.DataFrame:
    """Moments of truth with what to do about each, the most to win first.

    moment, stage, importance, score, to_win (importance x the points to full marks), validated (yes
    or no), moment_verdict: important and poor is fixed first, important and good is kept.
    """
    known = rows[rows["importance"].notna() & rows["score"].notna()]
    matters, works = known["importance"] > MIDDLE, known["score"] > MIDDLE
    verdict = np.select([matters & ~works, matters & works, ~matters & works], [FIX, KEEP, EASE],
                        LEAVE)  # fmt: skip
    said = known["validated"].fillna(False).astype(bool).map({True: "yes", False: "no"})
    found = known.assign(
        to_win=known["importance"] * (5 - known["score"]), moment_verdict=verdict,
        validated=said, moment_score=known["score"],
    )  # fmt: skip
    return found.sort_values("to_win", ascending=False, kind="stable", ignore_index=True)


class FixFirst(Sentence):
    moments: Count


class NoneToFix(Sentence): ...


class Worst(Sentence):
    moment: Name
    score: Quantity
    importance: Quantity
    extremes = (Extreme("success_definition.moments_of_truth.to_win", "moment"),)


class NotConfirmed(Sentence):
    moments: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.moment, c.moment_stage, c.importance, c.moment_score, c.to_win, c.validated,
        c.moment_verdict,
    ),
    needs=("moments",),
)  # fmt: skip
def moments_of_truth(
    moments: pd.DataFrame,
) -> Shown[FixFirst | NoneToFix | Worst | NotConfirmed] | Absent:
    """Which moments matter most to customers, and go wrong?"""
    if moments.empty:
        return Absent("moments")
    poor = moments[moments["moment_verdict"] == FIX]
    guessed = int((moments["validated"] == "no").sum())
    say: list[Worst | NotConfirmed] = []
    if len(poor):
        row = poor.iloc[0]
        say.append(Worst(Name(row["moment"]), Quantity(row["score"]), Quantity(row["importance"])))
    say += [NotConfirmed(Count(guessed))] if guessed else []
    title: FixFirst | NoneToFix = FixFirst(Count(len(poor))) if len(poor) else NoneToFix()
    return Shown(moments.assign(moment_stage=moments["stage"]), title=title, say=tuple(say))
