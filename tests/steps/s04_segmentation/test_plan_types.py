"""Plans of accounts, and what tells them apart."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from cs_lib.steps.s04_segmentation import plan_types as views
from cs_lib.texts import Count, Name

ITEMS = pd.DataFrame(
    [("A", "platform pro", "pro", 0.0, 90.0), ("A", "extra gold", "gold", 0.0, 10.0),
     ("B", "platform basic", "basic", 50.0, 50.0), ("C", "service", "", 70.0, 70.0)],
    columns=["account", "item", "tier", "v0", "v1"],
)  # fmt: skip


def test_a_plan_is_that_of_the_largest_line_that_has_one() -> None:
    books: Any = SimpleNamespace(year=SimpleNamespace(pair=SimpleNamespace(items=ITEMS)))
    assert views.plans(books, "v1").to_dict() == {"A": "pro", "B": "basic"}
    assert views.plans(books, "v0").to_dict() == {"B": "basic"}


def test_the_plan_that_kept_least_is_named_where_rates_are_known() -> None:
    frame = pd.DataFrame({"plan_type": ["pro", "basic", "trial"], "grr": [0.9, 0.8, float("nan")]})
    shown = views.plan_types.make(frame)
    assert (shown.title.plan, shown.title.grr.value) == (Name("basic"), 0.8)
    assert (shown.say[0].plan, shown.say[0].grr.value) == (Name("pro"), 0.9)
    few = views.plan_types.make(frame.assign(grr=float("nan")))
    assert few.title == views.NoRates(Count(3))
