"""Whole engagements publish the figures that are kept of them; `make golden` keeps them anew."""

import re
from typing import Any

import pandas as pd
import pytest

from tests import whole
from tests.golden import figures

SHOWN = 30


def moved(name: str, now: dict[str, Any]) -> list[str]:
    return list(figures.differences(figures.read(name), now))[:SHOWN]


@pytest.mark.slow
@pytest.mark.parametrize("name", figures.SHIPPED)
def test_the_samples_figures_are_the_ones_kept(name: str) -> None:
    assert moved(name, figures.computed(whole.review(name))) == []


@pytest.mark.slow
@pytest.mark.external
@pytest.mark.parametrize("name", figures.PUBLISHED)
def test_the_figures_of_published_data_are_the_ones_kept(name: str) -> None:
    assert moved(name, figures.computed(whole.review(name))) == []


ROUNDED = 0.035
"""Seven amounts in cents."""


@pytest.mark.parametrize("name", [*figures.SHIPPED, *figures.PUBLISHED])
def test_published_headlines_close_on_one_basis(name: str) -> None:
    """Opening + new + returned + tailwind - headwind + exchange rates = ARR, as printed."""
    published = {each["id"]: each["value"] for each in figures.read(name)["headlines"]}
    opening, new, back, tailwind, headwind, fx, arr = (
        published[metric] for metric in ("M02a", "M04", "M05", "M17", "M16", "M15a", "M02")
    )
    closing = opening + new + back + tailwind - headwind + fx
    assert abs(closing - arr) <= ROUNDED


@pytest.mark.parametrize("name", [*figures.SHIPPED, *figures.PUBLISHED])
def test_nothing_published_is_minus_nothing(name: str) -> None:
    text = (figures.HERE / f"{name}.json").read_text(encoding="utf-8")
    assert re.findall(r"-0\.0\b", text) == []


def bridge(whole: str | None, cents: int = 0) -> pd.DataFrame:
    """One month that opens, loses and closes, of the whole company and of its only segment."""
    month = {
        "period_kind": "month",
        "period_start": pd.Timestamp(2025, 1, 1),
        "period_end": pd.Timestamp(2025, 1, 31),
        "grain": "customer",
    }
    amounts = {"opening": 100.0, "logo_churn": -40.0 + cents / 100, "closing": 60.0}
    return pd.DataFrame(
        [
            month
            | {"segment": segment, "leaf": leaf, "rollup": leaf, "amount": amount, "accounts": 1}
            for segment in (whole, "SMB")
            for leaf, amount in amounts.items()
        ]
    )


def test_the_whole_company_is_null_whatever_it_is_called_and_rows_have_no_order() -> None:
    kept = figures.of_bridge(bridge("all"))
    assert kept == figures.of_bridge(bridge(None).iloc[::-1])
    assert [each["segment"] for each in kept["bridge_digests"]] == [None, "SMB"]
    assert kept["bridge_of_the_whole_company"] == {
        "month 2025-01-31 customer": {
            "closing": [60.0, 1],
            "logo_churn": [-40.0, 1],
            "opening": [100.0, 1],
        }
    }


def test_a_moved_cent_is_named() -> None:
    one, other = figures.of_bridge(bridge("all")), figures.of_bridge(bridge("all", cents=1))
    found = list(figures.differences(one, other))
    assert len(found) == 3
    assert found[-1] == (
        "bridge_of_the_whole_company / month 2025-01-31 customer / logo_churn / 0: "
        "was -40.0, is -39.99"
    )
    assert all("sha256" in digest for digest in found[:-1])
