"""How does each lever answer to spend? Curves fitted to the client's quarters, else as stated.

A curve gives the lifetime value that a year's spend brings, against spending nothing. A stated
one runs through three points (nothing, today's spend, twice of it), a fitted one through the
quarters; beyond twice today's spend nobody was asked, so no cell may go there.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cs_lib.engagement.levers import Lever, Response
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.models import allocation
from cs_lib.steps.s08_ltv_opportunity.choice import Choice, Row, headed
from cs_lib.steps.s08_ltv_opportunity.levers import RETENTION
from cs_lib.steps.s08_ltv_opportunity.observed import QUARTERS_A_YEAR
from cs_lib.texts import Count, Sentence

FITTED, STATED, NONE = "fitted", "stated", "none"
MOST = 2.0
"""Times today's spend: the most that any cell may get."""
LARGEST_ERROR = 0.5
"""Standard error over its parameter, from which on a fitted curve is no curve."""
COLUMNS = [
    "cell", "segment", "lever", "spend", "value", "half", "ceiling", "half_error", "ceiling_error",
    "source", "n", "minimum", "maximum",
]  # fmt: skip


def curves(
    cells: pd.DataFrame,
    history: pd.DataFrame,
    responses: Mapping[Lever, Response],
    minimum_service: float,
) -> pd.DataFrame:
    """One curve per cell. Columns: `COLUMNS`; half and ceiling are NaN where there is none.

    `cells`: `cell` (a name of its own), `segment`, `lever`, `spend` (a year), `worth` (lifetime
    value of the lever's whole yearly rate). `history`: as `history` gives it.
    """
    rows = [
        (
            row["cell"], row["segment"], row["lever"], row["spend"],
            *_curve(row, history, responses.get(row["lever"])),
            row["spend"] * minimum_service, row["spend"] * MOST,
        )
        for row in cells.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


_Curve = tuple[float, float, float, float, float, str, int]


def _curve(row: Row, history: pd.DataFrame, stated: Response | None) -> _Curve:
    spend, worth = float(row["spend"]), float(row["worth"])
    seen = history[(history["segment"] == row["segment"]) & (history["lever"] == row["lever"])]
    fitted = allocation.fit(seen["spend"].to_numpy(float), seen["value"].to_numpy(float))
    if fitted is not None and _holds(fitted):
        value = fitted.ceiling * spend / (fitted.half + spend)
        errors = fitted.half_error, fitted.ceiling_error
        return value, fitted.half, fitted.ceiling, *errors, FITTED, fitted.n
    if stated is None or spend <= 0 or not worth > 0:
        return np.nan, np.nan, np.nan, np.nan, np.nan, NONE, len(seen)
    return through(spend, worth, stated)


def through(spend: float, worth: float, stated: Response) -> _Curve:
    """The hyperbola through nothing, today's spend and twice of it.

    With d = what doubling adds over what today's spend brings, half = spend x 2d / (1 - d) and
    ceiling = today's value x (1 + d) / (1 - d): put 0, x and 2x into ceiling x / (half + x).
    """
    value, more = worth * stated.today, stated.more / stated.today
    half, ceiling = spend * 2 * more / (1 - more), value * (1 + more) / (1 - more)
    return value, half, ceiling, np.nan, np.nan, STATED, 0


def _holds(fitted: allocation.Response) -> bool:
    return (
        fitted.half_error <= LARGEST_ERROR * fitted.half
        and fitted.ceiling_error <= LARGEST_ERROR * fitted.ceiling
    )


def history(observed: pd.DataFrame, spent: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Spend and value of each quarter, as if it had been a year on today's ARR.

    `observed`: `observed.quarters`; `spent`: `quarter`, `segment`, `lever`, `spend` of a quarter.
    Both are taken per unit of ARR, so that a growing company is no response. Retention has none:
    what would have been lost without the spend is not seen. Columns: `segment`, `lever`,
    `quarter`, `spend`, `value`.
    """
    columns = ["segment", "lever", "quarter", "spend", "value"]
    arr = observed.groupby(["segment", "quarter"])["arr"].sum()
    rows = []
    for cell in cells[cells["lever"] != RETENTION].to_dict("records"):
        mine = spent[(spent["segment"] == cell["segment"]) & (spent["lever"] == cell["lever"])]
        part = observed[observed["segment"] == cell["segment"]]
        won = (part[cell["lever"]] * part["arr"]).groupby(part["quarter"]).sum()
        for quarter, spend in zip(mine["quarter"], mine["spend"], strict=True):
            opening = float(arr.get((cell["segment"], quarter), 0.0))
            if opening > 0 and spend > 0:
                scale = QUARTERS_A_YEAR * cell["arr"] / opening
                value = float(won[quarter]) * scale * cell["unit_value"]
                rows.append((cell["segment"], cell["lever"], quarter, spend * scale, value))
    return pd.DataFrame(rows, columns=columns).astype({"spend": float, "value": float})


class AllYours(Sentence):
    estimates: Count


class FromQuarters(Sentence):
    fitted: Count
    all: Count


@exhibit(
    part=Part.A6,
    shows=Table(
        c.choice, c.spend, c.value_earned, c.half_spend, c.ceiling_value, c.estimate_source,
        c.quarters,
    ),
    needs=("costs", "gross_margin"),
)  # fmt: skip
def response_estimates(
    responses_known: pd.DataFrame,
) -> Shown[AllYours | FromQuarters | Choice] | Absent:
    """What would more or less spend on each choice earn, and who says so?"""
    sources = responses_known["source"].tolist()
    if set(sources) <= {NONE}:
        return Absent("responses")
    names = {
        "value": "value_earned", "half": "half_spend", "ceiling": "ceiling_value",
        "source": "estimate_source", "n": "quarters",
    }  # fmt: skip
    whole = Count(len(sources))
    shown = FromQuarters(Count(sources.count(FITTED)), whole)
    title = AllYours(whole) if set(sources) == {STATED} else shown
    return Shown(headed(responses_known).rename(columns=names), title=title)
