"""What the tests of step 8 share: accounts, cells of a budget, an engagement."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.engagement.levers import Response
from cs_lib.steps.s08_ltv_opportunity import ranking, response_curves
from cs_lib.steps.s08_ltv_opportunity.levers import LEVERS


def engagement(**assumptions: object) -> Engagement:
    return Engagement.model_validate(
        {
            "client": "Three Trees", "currency": "EUR", "as_of": "2025-12-31",
            "tables": {"contracts": "contracts.csv"}, "assumptions": assumptions,
        }
    )  # fmt: skip


HALVES = Response(at_zero=2.0, at_double=0.75)
NO_HISTORY = pd.DataFrame(columns=["segment", "lever", "quarter", "spend", "value"])


def cell(name: str, spend: float, worth: float, lever: str = "retention") -> dict[str, object]:
    return {"cell": name, "segment": name, "lever": lever, "spend": spend, "worth": worth}


def bent(*cells: dict[str, object], minimum: float = 0.5, **responses: Response) -> pd.DataFrame:
    stated = responses or {"retention": HALVES}
    return response_curves.curves(pd.DataFrame(list(cells)), NO_HISTORY, stated, minimum)


def books_with(**base: list[float]) -> Any:
    live = pd.DataFrame({"account": ["A", "B"], "segment": ["S", "S"]})
    frame = pd.DataFrame(base or {}).assign(segment="S")
    return SimpleNamespace(
        live=live,
        as_of=dt.date(2025, 12, 31),
        year=SimpleNamespace(base=frame) if base else None,
        engagement=SimpleNamespace(policies=SimpleNamespace(grain="customer")),
    )


A_FULL = 561011 / 161051
"""A at 90 % kept, 10 % discount, five years."""


def uplifts(**by_lever: float) -> pd.DataFrame:
    rows = [
        (
            "S",
            lever.name,
            0.10,
            by_lever.get(lever.name, np.nan),
            np.nan,
            np.nan,
            "stated",
            None,
            0,
            40,
            9,
        )
        for lever in LEVERS
    ]
    columns = ["segment", "lever", "rate", "uplift", "uplift_low", "uplift_high",
               "uplift_source", "led_by", "peers", "accounts", "events"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


BASE = pd.DataFrame(
    [("S", lever.name, 1_000_000.0, 40, np.nan) for lever in LEVERS],
    columns=["segment", "lever", "addressable", "accounts", "room"],
)


def ratios(*values: float) -> pd.DataFrame:
    columns = ["segment", "lever", "ratio", "marginal"]
    rows = [("S", lever.name, v, v) for lever, v in zip(LEVERS, values, strict=True)]
    return pd.DataFrame(rows, columns=columns)


def ranked(
    found: pd.DataFrame, costs: pd.DataFrame, said: Engagement
) -> tuple[pd.DataFrame, ranking.Terms]:
    choices = ranking.choices(found, BASE, costs, said)
    known = ranking.terms(choices, said, 5)
    return ranking.ranked(choices, known), known


EVEN = uplifts(retention=0.02, expansion=0.02, upsell=0.02)
COSTS = ratios(0.13, 0.30, 0.30)


def choices(*rows: tuple[str, str, float, float], source: str = "best_quartile") -> pd.DataFrame:
    """Ranked choices as exhibits have them: lever, segment, value, share of simulations."""
    frame = pd.DataFrame(list(rows), columns=["lever", "segment", "opportunity", "first_share"])
    return frame.assign(
        rank=range(1, len(frame) + 1), accounts=40, opportunity_low=frame["opportunity"] / 2,
        opportunity_high=frame["opportunity"] * 2, uplift=0.04, uplift_low=0.01, uplift_high=0.07,
        uplift_source=source, led_by="adoption", peers=30, spend_move=1.0,
    )  # fmt: skip


TERMS = ranking.Terms(5, ranking.NET, "planning_1_2_4", per_point=False)
