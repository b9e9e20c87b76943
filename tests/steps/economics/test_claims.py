"""The sources' claims beside the figures of Three Trees (see `spending_case`)."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from cs_lib.steps.economics.claims import CLAIMS, Figure, _quotient, _verdict
from tests.steps import case as plain_case
from tests.steps.economics import spending_case as case

pytestmark = pytest.mark.slow

OPENED = "\n".join(
    f"{10 + n},N{n},2024-0{1 + n % 2}-01,{end},A,1,1000,0,year"
    for n, end in enumerate(["", "", "", "2025-05-01"] * 12)
)
"""48 more customers of 2024 with 1,000 a year; every fourth leaves in May 2025."""


def rows(result: Any) -> Any:
    return result.claims.set_index("claim")


def row(result: Any, word: str) -> Any:
    (found,) = [each for each in result.claims.to_dict("records") if word in each["claim"]]
    return found


@pytest.fixture(scope="module")
def plain() -> Any:
    return case.valuation()


@pytest.fixture(scope="module")
def many() -> Any:
    """Referred customers never left, a third of the others did; referred are the first of four."""
    listed = "customer_id,name,size,acquired_via\n" + "\n".join(
        f"N{n},N{n},Small,{'referral' if n % 4 == 0 else 'paid search'}" for n in range(48)
    )
    given = plain_case.Case(
        plain_case.ENGAGEMENT, plain_case.CONTRACTS + OPENED + "\n", listed + "\n"
    )
    return plain_case.computed(given).results["valuation"]


def test_all_six_claims_have_a_row_with_their_source(plain):
    assert len(plain.claims) == 6
    for figure in ("90%", "80%", "ten times", "65%", "37%", "twice"):
        assert row(plain, figure)["source"].startswith("Coullet and Nabeth Moore")


def test_ninety_percent_is_the_share_of_customers_of_a_year_or_more(plain):
    found = row(plain, "90%")
    assert (found["figure"], found["n"]) == ("95.4%", "2")  # 124,100 of 130,100
    assert found["verdict"] == "too few customers to say"


def test_eighty_percent_is_the_share_of_the_year_s_revenue(plain):
    found = row(plain, "80%")
    # A 124,100 and B five months of 1,000, of those and C's eight months of 500
    assert found["figure"] == f"{129_100 / 133_100:.1%}"
    assert f"{42_800 / 48_800:.1%} came from them" in found["verdict"]


def test_selling_needs_opportunities(plain):
    found = row(plain, "65%")
    assert pd.isna(found["figure"])
    assert found["verdict"].startswith("cannot be tested with this data: needs opportunities")


@pytest.mark.parametrize(
    ("word", "lacks"), [("37%", "called a referral"), ("twice", "called paid marketing")]
)
def test_sources_that_do_not_tell_referrals_test_nothing(plain, word, lacks):
    assert lacks in row(plain, word)["verdict"]


def test_without_customers_sources_are_asked_for():
    result = plain_case.computed(plain_case.ALONE).results["valuation"]
    assert "needs acquired_via" in row(result, "37%")["verdict"]


def test_referred_customers_are_held_against_all_others(many):
    found = row(many, "37%")
    # all 12 referred stayed; of the 36 others 24 did: 1 / (2/3) - 1
    assert (found["figure"], found["n"]) == ("+50.0%", "12")
    assert "100.0% of referred, 66.7% of 36 others stayed" in found["verdict"]
    assert found["verdict"].startswith("agrees")


def test_ten_times_needs_customers_seen_for_two_years(many):
    assert "seen from their first day" in row(many, "ten times")["verdict"]


def test_young_books_test_what_they_can():
    result = plain_case.computed(plain_case.YOUNG).results["valuation"]
    assert "needs a year of history" in row(result, "90%")["verdict"]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.5, 0.8, "lower"), (0.95, 0.99, "higher"), (0.85, 0.95, "agrees")],
)
def test_a_verdict_goes_by_the_limits(low, high, said):
    assert _verdict(Figure((low + high) / 2, low, high, 50), 0.9).startswith(said)


def test_a_figure_that_could_not_have_got_there_yet_decides_nothing():
    young = Figure(3.0, 2.8, 3.2, 50, open_="three years were seen")
    assert _verdict(young, 10.0) == "not decided: three years were seen"
    assert _verdict(young, 3.0).startswith("agrees")


def test_limits_of_a_quotient_of_two_shares():
    kept, others = np.repeat([1.0, 0.0], [180, 20]), np.repeat([1.0, 0.0], [160, 40])
    low, high = _quotient(kept, others)
    # ln: sqrt(0.1 / 180 + 0.2 / 160) = 0.0425, 1.645 of it around ln(1.125)
    assert np.log([low, high]) == pytest.approx(
        [np.log(1.125) - 0.0699, np.log(1.125) + 0.0699], abs=0.01
    )


def test_every_claim_says_what_would_be_measured():
    assert all(claim.measure and claim.claimed > 0 for claim, _ in CLAIMS)
