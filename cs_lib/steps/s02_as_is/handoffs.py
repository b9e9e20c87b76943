"""What does one team owe another, by when, and how often does it keep its word?

Source: S4: internal customers, each role knows what it receives and what it owes (2.10).
"""

from typing import Annotated

import pandas as pd

from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Cell, Count, Extreme, Name, Sentence, Share

COLUMNS = ["from_team", "to_team", "artefact", "sla_days", "met"]


def worst_first(intake: Intake) -> pd.DataFrame:
    """The hand-offs (`COLUMNS`), the least often met first; what is not measured comes last."""
    rows = intake.tables.get("handoffs", pd.DataFrame(columns=COLUMNS))
    return rows.sort_values("met", kind="stable", na_position="last", ignore_index=True)[COLUMNS]


class Worst(Sentence):
    giver: Name
    taker: Name
    met: Annotated[Share, "sla_met"]
    extremes = (Extreme("as_is.handoffs.sla_met", "met", lowest=True),)


class What(Sentence):
    artefact: Name


class NotMeasured(Sentence):
    handoffs: Count


class NoneMeasured(Sentence):
    handoffs: Count


class NoLimit(Sentence):
    handoffs: Count


class BelowHalf(Sentence):
    below: Count
    measured: Count


@exhibit(
    part=Part.A4,
    shows=Table(c.artefact, c.from_team, c.to_team, c.sla_days, c.sla_met),
    needs=("handoffs",),
)
def handoffs(
    handoff_rows: pd.DataFrame,
) -> Shown[Worst | What | NotMeasured | NoneMeasured | NoLimit | BelowHalf]:
    """Which hand-off fails most often?"""
    frame = handoff_rows.rename(columns={"met": "sla_met"})
    known = frame.dropna(subset=["sla_met"])
    unlimited = int(frame["sla_days"].isna().sum())
    say: list[What | NotMeasured | NoLimit | BelowHalf] = []
    if unlimited:
        say.append(NoLimit(Count(unlimited)))
    if known.empty:
        return Shown(frame, title=NoneMeasured(Count(len(frame))), say=tuple(say))
    top = known.iloc[0]
    if len(known) < len(frame):
        say.insert(0, NotMeasured(Count(len(frame) - len(known))))
    below = int((known["sla_met"] < 0.5).sum())
    if below > 1:
        say.insert(0, BelowHalf(Count(below), Count(len(known))))
    say.insert(0, What(Name(str(top["artefact"]))))
    at = Cell("as_is.handoffs", str(top["artefact"]), "sla_met")
    title = Worst(Name(str(top["from_team"])), Name(str(top["to_team"])), Share(top["sla_met"], at))
    return Shown(frame, title=title, say=tuple(say))
