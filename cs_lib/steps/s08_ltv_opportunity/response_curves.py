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
from cs_lib.models.lives import Floats
from cs_lib.steps.s08_ltv_opportunity.choice import Choice, Row, headed
from cs_lib.steps.s08_ltv_opportunity.levers import RETENTION
from cs_lib.steps.s08_ltv_opportunity.observed import QUARTERS_A_YEAR
from cs_lib.texts import Count, Sentence

FITTED, STATED, RANKED, NONE = "fitted", "stated", "ranked", "none"
MOST = 2.0
"""Times today's spend: the most that any cell may get."""
LARGEST_ERROR = 0.5
"""Standard error over its parameter, from which on a fitted curve is no curve."""
COLUMNS = [
    "cell", "segment", "lever", "spend", "value", "half", "ceiling", "half_error", "ceiling_error",
    "source", "n", "minimum", "maximum", "worth", "probability", "today_low", "today", "today_high",
    "more_low", "more", "more_high", "extra",
]  # fmt: skip


def curves(
    cells: pd.DataFrame,
    history: pd.DataFrame,
    responses: Mapping[Lever, Response],
    minimum_service: float,
) -> pd.DataFrame:
    """One curve per cell. Columns: `COLUMNS`; half and ceiling are NaN where there is none.

    `cells`: `cell` (a name of its own), `segment`, `lever`, `spend` (a year), `worth` (lifetime
    value of the lever's whole yearly rate), `probability` (that more spend has the effect that was
    stated, as in the ranking). `history`: as `history` gives it. `today` and `more` are what was
    stated, with its ranges: shares of the yearly rate that today's spend and as much again change.
    """
    rows = [
        (
            row["cell"], row["segment"], row["lever"], row["spend"],
            *_curve(row, history, responses.get(row["lever"])),
            row["spend"] * minimum_service, row["spend"] * MOST, row["worth"], row["probability"],
            *_said(responses.get(row["lever"])), row.get("extra", np.nan),
        )
        for row in cells.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _said(stated: Response | None) -> tuple[float, ...]:
    if stated is None:
        return (np.nan,) * 6
    (low, high), (less, more) = stated.effects()
    return low, stated.today, high, less, stated.more, more


_Curve = tuple[float, float, float, float, float, str, int]


def _curve(row: Row, history: pd.DataFrame, stated: Response | None) -> _Curve:
    spend, worth = float(row["spend"]), float(row["worth"])
    seen = history[(history["segment"] == row["segment"]) & (history["lever"] == row["lever"])]
    fitted = allocation.fit(seen["spend"].to_numpy(float), seen["value"].to_numpy(float))
    if fitted is not None and _holds(fitted):
        value = fitted.ceiling * spend / (fitted.half + spend)
        errors = fitted.half_error, fitted.ceiling_error
        return value, fitted.half, fitted.ceiling, *errors, FITTED, fitted.n
    if stated is None or spend <= 0 or not (worth > 0 and row["probability"] > 0):
        return np.nan, np.nan, np.nan, np.nan, np.nan, NONE, len(seen)
    told, extra, source = stated.more, spend, STATED
    if row.get("extra", np.nan) > 0:
        # a programme whose cost is known is the one that was ranked: its gain, at its cost
        told, extra, source = float(row["uplift"]) / float(row["rate"]), float(row["extra"]), RANKED
    more = told * float(row["probability"])
    bent = through(spend, worth, stated.today, more, extra)
    value, half, ceiling = (float(each) for each in bent)
    return value, half, ceiling, np.nan, np.nan, source, 0


def through(
    spend: float | Floats, worth: float | Floats, today: float | Floats, more: float | Floats,
    extra: float | Floats,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Value, half and ceiling of the hyperbola through nothing, today's spend and `extra` beyond.

    `today` and `more`: shares of `worth` that today's spend x and the extra e bring. With d = more
    / today, put 0, x and x + e into ceiling x / (half + x): half = x (x + e) d / (e - x d), which
    is x 2d / (1 - d) where e is x. Returns diminish, so d stays below e / x.
    """
    x, e = np.asarray(spend, dtype=float), np.asarray(extra, dtype=float)
    value = np.asarray(worth * np.asarray(today), dtype=float)
    d = np.clip(np.asarray(more) / np.asarray(today), 0.01 * e / x, 0.95 * e / x)
    half = x * (x + e) * d / (e - x * d)
    return value, np.asarray(half), np.asarray(value * (half + x) / x)


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
