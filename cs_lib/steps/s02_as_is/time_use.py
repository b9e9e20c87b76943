"""Which part of the time is defence, and which is strategy?

Source: S0 and S1 (2.17). Defence is escalation; what customers asked for is answering; the rest was
planned by us. What each driver costs stands in step 3, the time by quadrant in step 4.
"""

from typing import Annotated

import pandas as pd

from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.texts import Cell, Extreme, Scope, Sentence, Share

COLUMNS = ["segment", "hours", "time_defence", "time_answering", "time_strategy"]


def split(logged: pd.DataFrame) -> pd.DataFrame:
    """Segments, then the whole company: hours, and the three shares of them (`COLUMNS`)."""
    defence = logged["driver"] == "escalation"
    asked = ~defence & (logged["direction"] == "customer_to_vendor")
    parts = pd.DataFrame(
        {
            "segment": logged["segment"],
            "hours": logged["hours"],
            "time_defence": logged["hours"].where(defence, 0.0),
            "time_answering": logged["hours"].where(asked, 0.0),
            "time_strategy": logged["hours"].where(~defence & ~asked, 0.0),
        }
    )
    if parts["hours"].sum() == 0:
        return pd.DataFrame(columns=COLUMNS)
    sums = parts.groupby("segment").sum().reset_index()
    whole = parts.drop(columns="segment").sum().to_frame().T.assign(segment=None)
    rows = pd.concat([sums[sums["hours"] > 0], whole], ignore_index=True)[COLUMNS]
    for name in COLUMNS[2:]:
        rows[name] = rows[name].astype(float) / rows["hours"].astype(float)
    return rows.astype({"hours": float})


class Strategic(Sentence):
    share: Annotated[Share, "time_strategy"]


class Defensive(Sentence):
    share: Share
    answering: Share


class Most(Sentence):
    segment: Scope
    share: Share
    extremes = (Extreme("as_is.time_use.time_defence", "segment"),)


@exhibit(
    part=Part.A4,
    shows=Table(c.segment, c.hours, c.time_defence, c.time_answering, c.time_strategy),
    needs=("activities",),
)
def time_use(time_split: pd.DataFrame) -> Shown[Strategic | Defensive | Most] | Absent:
    """Which part of the time is strategy?"""
    if time_split.empty:
        return Absent("activities")
    whole, segments = time_split.iloc[-1], time_split.iloc[:-1]
    at = Cell("as_is.time_use", None, "time_strategy")
    say: list[Defensive | Most] = [
        Defensive(Share(whole["time_defence"]), Share(whole["time_answering"]))
    ]
    if len(segments) > 1:
        top = segments.sort_values("time_defence", ascending=False, kind="stable").iloc[0]
        say.append(Most(Scope(str(top["segment"])), Share(top["time_defence"])))
    title = Strategic(Share(whole["time_strategy"], at))
    return Shown(time_split, title=title, say=tuple(say))
