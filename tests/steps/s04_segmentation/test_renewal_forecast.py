"""What renews on both bases, two accounts."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import renewal_forecast as views
from cs_lib.texts import Money, Name
from tests.steps.s04_segmentation.builders import engagement

ACCOUNTS = pd.DataFrame(
    [("A", 100.0, 400.0, False, "untrained"), ("B", 50.0, 100.0, True, "untrained"),
     ("C", 10.0, None, False, None)],
    columns=["account", "arr", "potential", "notified", "quadrant"],
)  # fmt: skip
DUE = pd.DataFrame(
    [("A", "2026-02-01", 60.0), ("B", "2026-03-01", 50.0), ("A", "2026-05-01", 40.0),
     ("C", "2026-05-01", 10.0)],
    columns=["account", "due", "arr"],
).assign(due=lambda rows: pd.to_datetime(rows["due"]))  # fmt: skip


def books() -> Any:
    grid = SimpleNamespace(
        number=lambda day: day.year * 12 + day.month - 1,
        end=lambda number: number,
        quarter=lambda number: f"{number // 12}Q{number % 12 // 3 + 1}",
    )
    main = SimpleNamespace(calendar=SimpleNamespace(grid=grid), due=lambda *_: DUE)
    return SimpleNamespace(main=main, as_of=pd.Timestamp("2025-12-31"), due=None)


def test_potential_is_due_in_proportion_to_arr() -> None:
    found = views.forecast(ACCOUNTS, books()).set_index("period")
    # 60 of A's 100 with 240 of its 400, and all of B, which is on notice
    first = found.loc["2026Q1"]
    assert first[["accounts_due", "arr_due", "arr_red"]].tolist() == [2, 110, 50]
    assert first[["potential_due", "potential_red"]].tolist() == pytest.approx([340, 100])
    # nobody knows C's potential
    assert found.loc["2026Q2", ["arr_due", "potential_due"]].tolist() == pytest.approx([40, 160])


def test_without_a_renewal_rate_nothing_is_expected() -> None:
    shown = views.renewal_forecast.make(views.forecast(ACCOUNTS, books()), ACCOUNTS, engagement())
    assert shown.title == views.DueOnly(Money(150, "EUR"))
    also, largest = shown.say
    assert also.potential == Money(500, "EUR")
    assert also.red.value == pytest.approx(0.2)
    assert largest.period == Name("2026Q1")


def test_a_renewal_rate_says_what_to_expect() -> None:
    frame = views.forecast(ACCOUNTS, books()).assign(arr_expected=[99.0, 36.0])
    shown = views.renewal_forecast.make(frame, ACCOUNTS, engagement())
    assert shown.title == views.Expected(Money(150, "EUR"), Money(135, "EUR"))
