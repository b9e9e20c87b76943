"""Whom the team's time misses, as page 8 claims it."""

import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import page
from cs_lib.steps.s04_segmentation import quadrants as by_quadrant
from cs_lib.texts import Code, Count


def quadrants(arr: list[float], time: list[float], accounts: list[int]) -> pd.DataFrame:
    due = list(by_quadrant.TIME.values())
    return pd.DataFrame(
        {"quadrant": list(by_quadrant.ORDER), "accounts": accounts, "share_of_arr": arr,
         "share_of_time": time, "time_prescribed": due, "hours": [100 * each for each in time]}
    ).assign(time_gap=lambda rows: rows["share_of_time"] - rows["time_prescribed"])  # fmt: skip


@pytest.mark.parametrize(
    ("time", "kind", "quadrant"),
    [
        ([0.3, 0.2, 0.2, 0.3], page.Starved, "untrained"),
        # as much as their share of ARR, in print: what is due is what they fall short of
        ([0.25, 0.253, 0.2, 0.297], page.Short, "untrained"),
        ([0.2, 0.4, 0.2, 0.2], page.Short, "untrained"),
        ([0.25, 0.5, 0.15, 0.1], page.Fed, "untrained"),
    ],
)
def test_the_claim_contrasts_what_differs(time: list[float], kind: type, quadrant: str) -> None:
    said = page._by_time(quadrants([0.25, 0.25, 0.25, 0.25], time, [1, 1, 1, 1]))
    assert type(said) is kind
    assert said.quadrant == Code("quadrant", quadrant)


def test_nobody_is_short_where_nobody_is() -> None:
    rows = quadrants([0.5, 0.0, 0.3, 0.2], [0.5, 0.0, 0.3, 0.2], [5, 0, 3, 2])
    said = page._by_time(rows)
    assert isinstance(said, page.Fed)
    assert said.quadrant == Code("quadrant", "high_performers")
    accounts = pd.DataFrame({"confidence": ["A"]})
    assert page._so_what(accounts, rows) == (page.Ask(Count(0)),)
