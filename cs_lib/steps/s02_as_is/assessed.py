"""What do the questionnaires say: the weakest layer first, where raters disagree, what is open?

Source: S4: customer-centricity and service alignment (2.07, 2.08), the layers of C.S. - O.P.T.IN2
(2.09). The arithmetic is `cs_lib.questionnaires`', alike for every questionnaire.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from cs_lib import questionnaires
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.intake.previous import previous
from cs_lib.questionnaires import Questionnaire
from cs_lib.steps.s02_as_is import persons
from cs_lib.texts import Cell, Code, Count, Extreme, Name, Quantity, Sentence, Share

APART = 1.0
"""From this standard deviation on, in points of four, raters disagree."""
SHOWN = 12


@dataclass(frozen=True)
class Assessed:
    """The answers by item, by section, by questionnaire and by layer, all from 0 to 4."""

    items: pd.DataFrame
    sections: pd.DataFrame
    summary: pd.DataFrame
    layers: pd.DataFrame


def assessed(engagement: Engagement, intake: Intake) -> Assessed:
    """All that the raters' answers come to; in a client edition of three raters or more."""
    known: Mapping[str, Questionnaire] = questionnaires.known(engagement)
    columns = ["questionnaire", "item", "rater", "score", "evidence"]
    given = intake.tables.get("assessments", pd.DataFrame(columns=columns))
    rows, least = questionnaires.answered(given, known), persons.least(engagement)
    items = questionnaires.on_four(questionnaires.items(rows, known, least))
    last = previous(engagement)
    before = last.table("as_is", "scored") if last else None
    titles = {name: each.title for name, each in known.items()}
    sections = questionnaires.by_section(items, known)
    return Assessed(
        items.assign(title=items["questionnaire"].map(titles).astype("str")),
        sections.assign(title=sections["questionnaire"].map(titles).astype("str")),
        questionnaires.by_questionnaire(rows, items, known, before, least),
        questionnaires.by_layer(items),
    )


class Weakest(Sentence):
    layer: Code
    score: Annotated[Quantity, "score"]
    extremes = (Extreme("as_is.layers.score", "layer", lowest=True),)


class Gates(Sentence):
    layers: Count


class NotGating(Sentence): ...


@exhibit(
    part=Part.A4,
    shows=charts.Dots(c.layer, c.score, c.score_low, c.score_high, c.counts_for),
    needs=("assessments",),
)
def layers(layer_scores: pd.DataFrame) -> Shown[Weakest | Gates | NotGating] | Absent:
    """Which layer is the weakest, and does strategy limit what is built on it?"""
    if layer_scores.empty:
        return Absent("assessments")
    frame = layer_scores.rename(
        columns={"mean": "score", "weakest": "score_low", "strongest": "score_high"}
    )
    first = frame.iloc[0]
    at = Cell("as_is.layers", str(first["layer"]), "score")
    gated = int((frame["counts_for"] < frame["score"]).sum())
    say = Gates(Count(gated)) if gated else NotGating()
    title = Weakest(Code("layer", str(first["layer"])), Quantity(first["score"], at))
    return Shown(frame, title=title, say=(say,))


class Scored(Sentence):
    questionnaires: Count
    raters: Count


class LeastAgreed(Sentence):
    title: Name
    alpha: Quantity
    low: Quantity
    high: Quantity
    extremes = (Extreme("as_is.scores.alpha", "title", lowest=True),)


class Changed(Sentence):
    title: Name
    before: Quantity
    now: Quantity
    extremes = (Extreme("as_is.scores.score_change", "title", by_size=True),)


class TooFew(Sentence): ...


@exhibit(
    part=Part.A4,
    shows=Table(
        c.questionnaire, c.score, c.score_change, c.items_asked, c.raters, c.answered, c.proven,
        c.alpha, c.alpha_low, c.alpha_high,
    ),
    needs=("assessments",),
)  # fmt: skip
def scores(assessments: pd.DataFrame) -> Shown[Scored | LeastAgreed | Changed | TooFew] | Absent:
    """How was each questionnaire scored, and do the raters agree?"""
    if assessments.empty:
        return Absent("assessments")
    frame = assessments.assign(questionnaire=assessments["title"]).rename(
        columns={"mean": "score", "items": "items_asked", "change": "score_change"}
    )
    frame = frame.sort_values("score", kind="stable", na_position="last")
    say: list[LeastAgreed | Changed | TooFew] = []
    known = frame.dropna(subset=["alpha"]).sort_values("alpha", kind="stable")
    for row in known.head(1).to_dict("records"):
        figures = (Quantity(each) for each in (row["alpha"], row["alpha_low"], row["alpha_high"]))
        say.append(LeastAgreed(Name(row["title"]), *figures))
    moved = frame.dropna(subset=["score_change"]).sort_values(
        "score_change", key=abs, ascending=False, kind="stable"
    )
    for row in moved[moved["score_change"] != 0].head(1).to_dict("records"):
        now = row["before"] + row["score_change"]
        say.append(Changed(Name(row["title"]), Quantity(row["before"]), Quantity(now)))
    if frame["score"].isna().any():
        say.append(TooFew())
    raters = int(assessments["raters"].max())
    return Shown(frame, title=Scored(Count(len(frame)), Count(raters)), say=tuple(say))


class WeakestSection(Sentence):
    section: Name
    score: Annotated[Quantity, "score"]
    extremes = (Extreme("as_is.sections.score", "section", lowest=True),)


class Hidden(Sentence): ...


@exhibit(
    part=Part.A4,
    shows=Table(
        c.question_section, c.questionnaire, c.score, c.score_low, c.rater_spread, c.items_asked,
        c.raters,
    ),
    needs=("assessments",),
)  # fmt: skip
def sections(score_sections: pd.DataFrame) -> Shown[WeakestSection | Hidden] | Absent:
    """Which group of statements is the weakest?"""
    if score_sections.empty:
        return Absent("assessments")
    frame = score_sections.assign(questionnaire=score_sections["title"]).rename(
        columns={"section_title": "question_section", "mean": "score", "weakest": "score_low",
                 "spread": "rater_spread", "items": "items_asked"}
    )  # fmt: skip
    frame = frame.sort_values("score", kind="stable", na_position="last")
    first = frame.iloc[0]
    if pd.isna(first["score"]):
        return Shown(frame, title=Hidden())
    at = Cell("as_is.sections", str(first["question_section"]), "score")
    title = WeakestSection(Name(str(first["question_section"])), Quantity(first["score"], at))
    return Shown(frame, title=title)


class Apart(Sentence):
    apart: Count
    items: Count


class Together(Sentence):
    items: Count


class MostApart(Sentence):
    statement: Name
    extremes = (Extreme("as_is.disagreements.rater_spread", "statement"),)


class OneRater(Sentence): ...


@exhibit(
    part=Part.A4,
    shows=Table(
        c.statement, c.questionnaire, c.item, c.score, c.rater_spread, c.raters
    ),
    needs=("assessments",),
)  # fmt: skip
def disagreements(
    scored: pd.DataFrame,
) -> Shown[Apart | Together | MostApart | OneRater] | Absent:
    """On which statements do raters disagree most?"""
    if scored.empty:
        return Absent("assessments")
    frame = scored.assign(questionnaire=scored["title"]).rename(
        columns={"mean": "score", "spread": "rater_spread"}
    )
    known = frame.dropna(subset=["rater_spread"])
    if known.empty:
        return Shown(None, title=OneRater())
    most = known.sort_values("rater_spread", ascending=False, kind="stable").head(SHOWN)
    apart = int((known["rater_spread"] >= APART).sum())
    title = Apart(Count(apart), Count(len(known))) if apart else Together(Count(len(known)))
    return Shown(most, title=title, say=(MostApart(Name(str(most.iloc[0]["statement"]))),))


class Open(Sentence):
    unproven: Count


class Unanswered(Sentence):
    answers: Count


class Complete(Sentence): ...


class Proven(Sentence):
    share: Share
    extremes = (Extreme("as_is.scores.proven", "share", lowest=True),)


@exhibit(
    part=Part.A4,
    shows=Table(c.statement, c.questionnaire, c.unproven, c.unanswered, c.raters),
    needs=("assessments",),
)
def open_items(
    scored: pd.DataFrame, assessments: pd.DataFrame
) -> Shown[Open | Unanswered | Complete | Proven] | Absent:
    """Which scores lack evidence, and which statements lack answers?"""
    if scored.empty:
        return Absent("assessments")
    frame = scored.assign(
        questionnaire=scored["title"], open=scored["unproven"] + scored["unanswered"]
    )
    unproven, unanswered = int(scored["unproven"].sum()), int(scored["unanswered"].sum())
    if not unproven + unanswered:
        return Shown(None, title=Complete())
    most = frame[frame["open"] > 0].sort_values(
        ["open", "unproven"], ascending=False, kind="stable"
    )
    say: list[Unanswered | Proven] = [Unanswered(Count(unanswered))]
    known = assessments.dropna(subset=["proven"]).sort_values("proven", kind="stable")
    say += [Proven(Share(each)) for each in known["proven"].head(1)]
    return Shown(most.head(SHOWN), title=Open(Count(unproven)), say=tuple(say))
