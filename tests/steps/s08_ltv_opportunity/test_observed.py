"""Yearly rates regressed by events, by hand."""

import pandas as pd
import pytest

from cs_lib.steps.s08_ltv_opportunity import observed


def quarters(rows: list[tuple[str, str, float, float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["account", "segment", "arr", "retention", "expansion"])
    return frame.assign(upsell=0.0)


def test_a_year_compounds_losses_and_adds_gains() -> None:
    frame = quarters([(f"A{n}", "S", 100.0, 0.1, 0.1) for n in range(5)])
    found = observed.yearly(frame).set_index("lever")
    assert found.loc["retention", "rate"] == pytest.approx(1 - 0.9**4)
    assert found.loc["expansion", "rate"] == pytest.approx(0.4)
    assert found.loc["upsell", "rate"] == 0


def test_at_five_events_a_segment_and_the_portfolio_weigh_the_same() -> None:
    # S: five accounts of 100 that expand 0.1; T: fifteen of 100 that expand nothing
    rows = [(f"S{n}", "S", 100.0, 0.0, 0.1) for n in range(5)]
    rows += [(f"T{n}", "T", 100.0, 0.0, 0.0) for n in range(15)]
    found = observed.yearly(quarters(rows))
    rate = found[found["lever"] == "expansion"].set_index("segment")["rate"]
    # own 0.4; portfolio 4 x 0.025 = 0.1; T has no event, so it is the portfolio's
    assert rate["S"] == pytest.approx(0.25)
    assert rate["T"] == pytest.approx(0.1)


def test_rates_are_weighted_by_arr() -> None:
    found = observed.yearly(
        quarters([("A", "S", 900.0, 0.0, 0.0), ("B", "S", 100.0, 0.0, 0.5)])
    ).set_index("lever")
    assert found.loc["expansion", "own"] == pytest.approx(4 * 0.05)
