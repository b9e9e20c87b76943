"""From 20 to 50 customers."""

from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.s02_as_is import tools
from cs_lib.texts import Count, Quantity
from tests.steps.s02_as_is.builders import LIVE, books

NONE = pd.DataFrame(columns=["layer", "mean"])


@pytest.mark.parametrize(
    ("customers", "kind"),
    [(19, tools.Early), (20, tools.Due), (50, tools.Due), (51, tools.Past)],
)
def test_the_rule(customers: int, kind: type) -> None:
    live = pd.concat([LIVE.iloc[:1]] * customers, ignore_index=True)
    shown: Any = tools.tool_readiness.make(books(live), NONE)
    assert shown.title == kind(Count(customers))
    assert shown.say[1] == tools.NotScored()


def test_the_raters_score_stands_beside() -> None:
    scores = pd.DataFrame({"layer": ["tools"], "mean": [2.5]})
    shown: Any = tools.tool_readiness.make(books(), scores)
    assert shown.say[1] == tools.Scored(Quantity(2.5))
