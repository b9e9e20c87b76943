"""What the page says about worth: every number is that of a frame, and nothing is left unsaid."""

from typing import Any

import pytest

from cs_lib.numbers import money_short
from tests.steps.economics import spending_case as case

pytestmark = pytest.mark.slow

WITHOUT = {
    "gross margin": case.assuming("discount_rate: 0.1"),
    "costs": case.without("costs", "allocation_keys"),
    "customers": case.without("customers"),
}


@pytest.fixture(scope="module")
def found() -> Any:
    return case.valuation()


def test_the_headline_sentence_is_the_table_s_last_row(found):
    whole = found.ltv.set_index("segment").loc["All", "ltv3"]
    assert money_short(whole, "EUR") in found.findings["ltv"]


def test_simple_values_that_are_not_shown_are_explained(found):
    told = found.findings["ltv_how"]
    assert "Large (nobody left" in told
    assert "Small (the churn rate rests on 2 customers" in told


def test_curves_say_since_when_losses_are_on_record(found):
    told = found.findings["survival"]
    assert "3 lives with 1 loss" in told
    assert "on record from 31 May 2025" in told


def test_who_has_no_sign_up_is_counted(found):
    assert "3 customers without a known sign-up" in found.findings["survival_basis"]


def test_payback_and_ltv_to_cac_are_told_for_the_least(found):
    assert found.findings["cac"].startswith(("Small", "All"))


def test_claims_are_counted(found):
    assert found.findings["claims"].startswith("Of 6 claims")


@pytest.mark.parametrize("lacking", WITHOUT)
def test_what_is_not_given_is_said_and_no_sentence_is_empty(lacking):
    told = case.valuation(WITHOUT[lacking]).findings
    assert all(sentence.strip() for sentence in told.values())
    assert not any("nan" in sentence.split() for sentence in told.values())


def test_curves_are_drawn_half_year_by_half_year_from_one(found):
    first = found.survival.groupby("segment").first()
    assert (first["share"] == 1).all()
    assert found.survival["month"].unique().tolist() == [str(m) for m in range(0, 61, 6)]


def test_at_risk_counts_those_watched_beyond_the_month(found):
    rows = found.at_risk.set_index(["segment", "month"])
    # C is watched to month 7, A from 16 to 23, B from 14 to 15
    assert rows.loc[("All", 6), "at_risk"] == 1
    assert rows.loc[("All", 12), "at_risk"] == 0
    assert rows.loc[("All", 24), "lost"] == 1
