"""What is looked at how often; who leaves is on no list of what to sell."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from cs_lib.steps.s04_segmentation import potential_cadence as views
from cs_lib.texts import Count, Money, Name
from tests.steps.s04_segmentation.builders import engagement

ROWS = pd.DataFrame(
    [("A", "high_performers", True, "B", 100.0), ("B", "untrained", True, "C", 200.0),
     ("C", "need_to_exit", False, "D", 900.0), ("D", "high_performers", False, "B", 800.0)],
    columns=["account", "quadrant", "sellable", "confidence", "potential"],
).assign(arr=50.0, gap=lambda r: r.potential - 50, name=lambda r: "N" + r.account)  # fmt: skip
FULL = pd.DataFrame({"account": ["A", "C", "D"]})


def books(*due: str) -> Any:
    grid = SimpleNamespace(number=lambda _: 0, end=lambda number: number)
    found = pd.DataFrame({"account": list(due)})
    main = SimpleNamespace(calendar=SimpleNamespace(grid=grid), due=lambda *_: found)
    return SimpleNamespace(main=main, as_of=None)


def test_who_leaves_or_should_is_on_no_list_of_what_to_sell() -> None:
    found = views.lists(ROWS, FULL, books("A", "B", "C", "D"))
    listed = {name: frame["account"].tolist() for _, (name, frame) in found.items()}
    assert listed == {
        "at_the_limit": ["A"],
        "renewing_soon": ["B", "A"],
        "to_train": ["B"],
        "to_grow": ["A"],
        # to be estimated is not to be sold to
        "to_estimate": ["C", "B"],
    }


def test_the_week_is_in_the_title_and_its_largest_account_first() -> None:
    shown = views.potential_cadence.make(views.calendar(ROWS, FULL, books("A", "B")), engagement())
    assert shown.title == views.EachWeek(Count(2), Money(300, "EUR"))
    assert shown.say == (views.First(Name("NB")),)
    idle = views.potential_cadence.make(views.calendar(ROWS, FULL, books()), engagement())
    assert idle.title == views.Lists(Count(4))
