"""The forecast's exhibits by hand: what is told, what is not, and that rows close."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s01_numbers_review import cause_families, forecast, hindcast
from tests.ledger.histories import engagement

QUARTERS = ["2026Q1", "2026Q2", "2026Q3", "2026Q4", "2027Q1", "2027Q2", "2027Q3", "2027Q4"]


def path(**more: float) -> pd.DataFrame:
    """From 100, losing 2 and gaining 3 a quarter, of which 1 was known to go in the first."""
    rows = []
    for number, period in enumerate(QUARTERS):
        closing = 100.0 + number + 1
        rows.append(
            {
                "ahead": number + 1, "period": period, "opening": closing - 1,
                "period_end": pd.Timestamp("2026-03-31") + pd.DateOffset(months=3 * number),
                "known_losses": -1.0 if number == 0 else 0.0,
                "other_losses": -1.0 if number == 0 else -2.0,
                "known_gains": 0.0, "other_gains": 3.0, "signed_new": 0.0, "closing": closing,
                "low_80": closing * 0.9, "high_80": closing * 1.1,
                "unsold": closing - 3 * (number + 1), "with_choice": np.nan, "with_new": np.nan,
                "trend": np.nan, "trend_low_80": np.nan, "trend_high_80": np.nan,
            }
            | more
        )  # fmt: skip
    return pd.DataFrame(rows)


def test_quarters_and_years_close():
    frame = forecast.by_period(path())
    flows = ["known_losses", "other_losses", "known_gains", "other_gains", "signed_new"]
    gap = frame["opening_arr"] + frame[flows].sum(axis=1) - frame["closing_arr"]
    assert gap.abs().max() == 0
    years = frame[frame["total"]]
    assert years["period"].tolist() == ["2026Q1–2026Q4", "2027Q1–2027Q4"]
    assert years["other_losses"].tolist() == [-7, -8]


def test_what_moves_a_year():
    shown = forecast.forecast_quarters.make(path(), engagement("2025-12-31"))
    assert (shown.title.losses.value, shown.title.gains.value) == (8, 12)
    assert shown.say[0].known.value == 1


def test_scenarios_that_are_not_there_are_not_shown():
    frame = forecast.scenarios(path())
    assert frame["forecast_scenario"].tolist() == ["as_now", "nothing_sold"]
    assert frame["arr_in_two_years"].tolist() == [108, 84]
    chosen = forecast.scenarios(path(with_choice=110.0)).set_index("forecast_scenario")
    assert chosen.loc["with_choice", "two_years_low"] == pytest.approx(99)


def test_new_customers_come_from_a_plan_or_are_left_out():
    assert type(forecast.newcomers(path(), "EUR")).__name__ == "NoNew"
    planned = forecast.newcomers(path(with_new=150.0), "EUR")
    assert planned.new.value == 42


def test_it_starts_from_the_last_actual():
    books = SimpleNamespace(stock=lambda day: (100.0, 3), as_of=None)
    (gate,) = forecast.gates(books, path())
    assert (gate.id, gate.holds, gate.residual) == ("R4", True, 0)
    assert not forecast.gates(SimpleNamespace(stock=lambda day: (90.0, 3), as_of=None), path())[
        0
    ].holds


def test_too_short_a_history_tells_nothing():
    none = pd.DataFrame()
    for exhibit in (
        forecast.forecast_quarters.make(none, engagement("2025-12-31")),
        forecast.forecast_scenarios.make(none, engagement("2025-12-31")),
        hindcast.hindcast.make(none),
    ):
        assert exhibit == Absent("quarters_recorded")


def test_predictability_by_hand():
    # off by 1 and 3, moved by 2 and 8: 1 - 4 / 10
    rows = pd.DataFrame({"opening": [100.0, 100], "forecast": [101.0, 105], "actual": [102.0, 108]})
    assert hindcast.foreseen(rows) == pytest.approx(0.6)
    worse = rows.assign(forecast=[90.0, 90])
    assert hindcast.foreseen(worse) == 0


def test_families_are_named_with_their_share_of_all_losses():
    losses = pd.DataFrame(
        [
            *((f"A{n}", "own", 10.0) for n in range(5)),
            ("B", "external", 30.0), ("C", "unexplained", 20.0),
        ],
        columns=["account", "family", "amount"],
    )  # fmt: skip
    by_quarter = pd.DataFrame(
        [("2025Q4", "own", 50.0)], columns=["period", "cause_family", "arr_lost"]
    )
    shown = cause_families.cause_families.make(losses, by_quarter)
    assert (shown.title.family.key, shown.title.share.value) == ("own", 0.5)
    assert shown.say[0].share.value == pytest.approx(0.2)
    few = cause_families.cause_families.make(losses.tail(2), by_quarter)
    assert few.title.accounts.value == 1


def test_the_day_before_the_history_began_is_no_point():
    days = [dt.date(2023, 12, 31), dt.date(2024, 3, 31), dt.date(2024, 6, 30)]
    arr = {days[1]: 50.0, days[2]: 100.0}
    books = SimpleNamespace(
        quarter_ends=days, as_of=days[2], stock=lambda day: (arr[day], 1),
        main=SimpleNamespace(calendar=SimpleNamespace(date=lambda index: days[index])),
    )  # fmt: skip
    drawn = forecast.drawn(books, path())
    actual = drawn[drawn["forecast_series"] == "actual"]
    assert actual["arr"].tolist() == [50, 100]
    assert drawn[drawn["forecast_series"] == "customers"]["arr"].tolist()[0] == 100
