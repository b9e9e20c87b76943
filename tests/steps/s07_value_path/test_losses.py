"""What is left of the ARR of a year ago, by where accounts stood then."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.s07_value_path import losses


def books(accounts: pd.DataFrame) -> Any:
    return SimpleNamespace(year=SimpleNamespace(pair=SimpleNamespace(accounts=accounts)))


def test_gains_count_for_nothing_and_few_accounts_have_no_rate() -> None:
    names = [f"A{number}" for number in range(13)]
    rows = pd.DataFrame({"account": names, "v0": [100.0] * 12 + [0.0], "v1": [150.0] * 13})
    rows.loc[0, "v1"] = 0.0
    then = pd.Series(["top"] * 10 + ["low"] * 3, index=names)
    found = losses.kept(then, books(rows))
    assert found["top"] == (10, pytest.approx(0.9))
    # of three accounts, one had nothing to keep
    assert found["low"] == (2, None)


def test_without_a_year_of_history_nothing_is_known() -> None:
    assert losses.kept(pd.Series(dtype="str"), SimpleNamespace(year=None)) == {}
