"""What the tests of step 8 share: accounts, cells of a budget, an engagement."""

from typing import Any

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.engagement.levers import Response
from cs_lib.steps.s08_ltv_opportunity import posterior, ranking, response_curves, uplift
from cs_lib.steps.s08_ltv_opportunity.levers import LEVERS


def engagement(programmes: dict[str, Any] | None = None, **assumptions: object) -> Engagement:
    return Engagement.model_validate(
        {
            "client": "Three Trees", "currency": "EUR", "as_of": "2025-12-31",
            "tables": {"contracts": "contracts.csv"}, "assumptions": assumptions,
            "programme_costs": programmes or {},
        }
    )  # fmt: skip


HALVES = Response(at_zero=2.0, at_double=0.75)
NO_HISTORY = pd.DataFrame(columns=["segment", "lever", "quarter", "spend", "value"])


def cell(name: str, spend: float, worth: float, lever: str = "retention") -> dict[str, object]:
    return {
        "cell": name, "segment": name, "lever": lever, "spend": spend, "worth": worth,
        "probability": 1.0,
    }  # fmt: skip


def bent(*cells: dict[str, object], minimum: float = 0.5, **responses: Response) -> pd.DataFrame:
    stated = responses or {"retention": HALVES}
    return response_curves.curves(pd.DataFrame(list(cells)), NO_HISTORY, stated, minimum)


A_FULL = 561011 / 161051
"""A at 90 % kept, 10 % discount, five years."""


LEADS = pd.DataFrame(
    [
        (lever.name, lever.sign * 0.5, 0.5, 0.25, 0, 0, "prior")
        for lever in LEVERS
    ],
    columns=uplift.LEADS,
)  # fmt: skip
"""What is believed of a lead before any data."""


def known(*names: str, rate: float = 0.10, weight: float = 1e6, **stated: float) -> pd.DataFrame:
    """What uplifts rest on in the segments named, the rate being known well unless said."""
    rows = [
        (segment, lever.name, rate, weight, stated.get(lever.name, np.nan),
         "stated" if lever.name in stated else "prior", 9)
        for segment in names or ("S",)
        for lever in LEVERS
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=uplift.COLUMNS)


def base(*names: str, arr: float = 1_000_000.0, room: float = np.nan) -> pd.DataFrame:
    rows = [
        (segment, lever.name, arr, 40, room)
        for segment in names or ("S",)
        for lever in LEVERS
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["segment", "lever", "addressable", "accounts", "room"])


def appraised(
    rests_on: pd.DataFrame, served: pd.DataFrame, said: Engagement, leads: pd.DataFrame = LEADS
) -> tuple[ranking.Appraised, ranking.Terms]:
    """The choices ranked, over five years."""
    chosen = ranking.choices(rests_on, served, said)
    terms = ranking.terms(chosen, said, 5)
    found = ranking.appraised(chosen, posterior.draw(chosen, leads, 5), terms)
    assert found is not None
    return found, terms


def choices(*rows: tuple[str, str, float, float], source: str = "observed") -> pd.DataFrame:
    """Ranked choices as exhibits have them: lever, segment, value, share of simulations."""
    frame = pd.DataFrame(list(rows), columns=["lever", "segment", "opportunity", "first_share"])
    return frame.assign(
        rank=range(1, len(frame) + 1), accounts=40, opportunity_low=frame["opportunity"] / 2,
        opportunity_high=frame["opportunity"] * 2, uplift=0.04, uplift_low=0.01, uplift_high=0.07,
        uplift_source=source, stated=0.04, yearly_rate=0.1, peers=30, spend_move=1.0,
        move_state="firm", lever_cost=1.0, events=9, largest=0.1,
    )  # fmt: skip


TERMS = ranking.Terms(5, ranking.NET, unmeasured=False)
