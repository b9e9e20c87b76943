"""How does each figure that the client reports become ours, line by line?"""

from typing import Annotated

import pandas as pd

from cs_lib.exhibits import Absent, Result, Shown, c, charts, exhibit
from cs_lib.texts import Cell, Code, Money, Sentence, Share

FIRST = ("grr", "nrr", "arr")
"""The title speaks of the first that differs: the definition of a rate is what most often does."""
NO_STEP = 0.0005
"""A smaller part of a figure does not show."""


class OnAll(Sentence):
    metric: Code
    stated: Annotated[Share, "value:grr_stated", "value:nrr_stated"]
    ours: Annotated[Share, "value:grr_ours", "value:nrr_ours"]


class OnContracts(Sentence):
    stated: Annotated[Money, "value:arr_stated"]
    ours: Annotated[Money, "value:arr_ours"]
    told_apart = ("stated", "ours")


class Agree(Sentence): ...


@exhibit(shows=charts.Ladder(c.short_metric, c.figure_line, c.value, c.kind), needs=("stated",))
def client_to_ours(numbers_review: Result) -> Shown[OnAll | OnContracts | Agree] | Absent:
    """How does the figure that you report become ours? The steps of appendix A2, drawn."""
    rows = numbers_review.exhibits["your_figure"].frame
    if rows.empty:
        return Absent("stated")
    ends = rows[rows["total"].astype(bool)].groupby("metric", sort=False)["value"]
    differs = (ends.last() - ends.first()).abs() > NO_STEP * ends.last().abs()
    names = [metric for metric in FIRST if differs.get(metric, False)]
    if not names:
        return Shown(None, title=Agree())
    frame = rows[rows["metric"].isin(names)].copy()
    frame["kind"] = [_kind(*row) for row in zip(frame["figure_line"], frame["total"],
                                                frame["unit"], strict=True)]  # fmt: skip
    frame = frame.rename(columns={"metric": "short_metric"})
    return Shown(frame, title=_claim(names[0], rows, numbers_review.currency))


def _kind(line: str, total: bool, unit: str) -> str:
    """What a row is: the stated balance, ours, another on the way, or a step between two."""
    if total:
        return "opening" if line.endswith("_stated") else "closing"
    return "level" if unit == "rate" else "neutral"


def _claim(metric: str, rows: pd.DataFrame, currency: str) -> OnAll | OnContracts:
    values = rows.set_index("figure_line")["value"].to_dict()
    lines = (f"{metric}_stated", f"{metric}_ours")
    cells = [Cell("numbers_review.your_figure", line, "value") for line in lines]
    stated, ours = (float(values[line]) for line in lines)
    if metric == "arr":
        return OnContracts(Money(stated, currency, cells[0]), Money(ours, currency, cells[1]))
    return OnAll(Code("short_metric", metric), Share(stated, cells[0]), Share(ours, cells[1]))
