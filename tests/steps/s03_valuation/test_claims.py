"""The sources' claims beside the figures of Three Trees (see `spending_case`)."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from cs_lib.steps.s03_valuation.claims import (
    CLAIMS,
    Confirmed,
    Figure,
    Needs,
    NoneTested,
    NoSource,
    Source,
    Stayed,
    quotient,
    verdict,
)
from cs_lib.texts import Code, Count, Name, Share, catalogue
from tests.steps.case import CONTRACTS, YOUNG
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow

OPENED = "\n".join(
    f"{10 + n},N{n},2024-0{1 + n % 2}-01,{end},A,1,1000,0,year"
    for n, end in enumerate(["", "", "", "2025-05-01"] * 12)
)
"""48 more customers of 2024 with 1,000 a year; every fourth leaves in May 2025."""


NEEDS = "claim_need"


def row(result: Any, claim: str) -> Any:
    frame = result.claims.frame
    return frame[frame["claim"] == claim].iloc[0]


@pytest.fixture(scope="module")
def plain() -> Any:
    return case.valuation()


@pytest.fixture(scope="module")
def many() -> Any:
    """Referred customers never left, a third of the others did; referred are the first of four."""
    listed = "customer_id,name,size,acquired_via\n" + "\n".join(
        f"N{n},N{n},Small,{'referral' if n % 4 == 0 else 'paid search'}" for n in range(48)
    )
    tables = (("contracts", CONTRACTS + OPENED + "\n"), ("customers", listed + "\n"))
    return case.valuation(case.Ledger(tables))


def test_every_claim_has_a_row_and_words(plain):
    words = catalogue().files["codes"]
    named = [claim.claim for claim in CLAIMS]
    assert plain.claims.frame["claim"].tolist() == named
    assert list(words["claim"]) == list(words["claim_measure"]) == named


def test_ninety_percent_is_the_share_of_customers_of_a_year_or_more(plain):
    found = row(plain, "in_success")
    assert (found["figure"], found["n"]) == (pytest.approx(124_100 / 130_100), 2)
    assert found["verdict"] == "too_few"


def test_eighty_percent_is_the_share_of_the_year_s_revenue(plain):
    found = row(plain, "from_base")
    # A 124,100 and B five months of 1,000, of those and C's eight months of 500
    assert found["figure"] == pytest.approx(129_100 / 133_100)
    assert found["remark"].share.value == pytest.approx(42_800 / 48_800)


def test_selling_needs_opportunities(plain):
    found = row(plain, "easier_to_sell")
    assert pd.isna(found["figure"])
    assert (found["verdict"], found["remark"]) == ("untested", Needs(Code(NEEDS, "opportunities")))


def test_sources_without_paid_marketing_test_nothing(plain):
    found = row(plain, "word_of_mouth")
    named = Source(Name("Referral")), Source(Name("inbound"))
    assert found["remark"] == NoSource(Code("claim_source_kind", "paid"), named[:1])


def test_without_customers_sources_are_asked_for():
    found = row(case.valuation(case.Ledger((), "")), "referred_stay")
    assert found["remark"] == Needs(Code(NEEDS, "source"))


def test_referred_customers_are_compared_with_all_others(many):
    found = row(many, "referred_stay")
    # all 12 referred stayed; of the 36 others 24 did: 1 / (2/3) - 1
    assert (found["figure"], found["n"]) == (pytest.approx(0.5), 12)
    assert found["remark"] == Stayed(Share(1.0), Share(24 / 36), Count(36))
    assert found["verdict"] == "agrees"


def test_the_title_counts_what_is_confirmed(many, plain):
    verdicts = many.claims.frame["verdict"]
    tested = many.claims.frame["figure"].notna().sum()
    assert many.claims.title_message == Confirmed(
        Count(verdicts.isin(["agrees", "higher"]).sum()), Count(tested)
    )


def test_ten_times_needs_customers_seen_for_two_years(many):
    assert row(many, "ten_times")["remark"] == Needs(Code(NEEDS, "loyal"))


def test_young_books_test_nothing():
    young = case.Ledger((("contracts", YOUNG.contracts),), "")
    result = case.valuation(young)
    assert row(result, "in_success")["remark"] == Needs(Code(NEEDS, "year"))
    assert result.claims.title_message == NoneTested()


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.5, 0.8, "lower"), (0.95, 0.99, "higher"), (0.85, 0.95, "agrees")],
)
def test_a_verdict_goes_by_the_limits(low, high, said):
    assert verdict(Figure((low + high) / 2, low, high, 50), 0.9) == said


def test_a_figure_that_could_not_have_got_there_yet_decides_nothing():
    young = Figure(3.0, 2.8, 3.2, 50, early=True)
    assert verdict(young, 10.0) == "too_early"
    assert verdict(young, 3.0) == "agrees"


def test_one_customer_has_no_limits():
    assert np.isnan(quotient(np.ones(1), np.ones(9))).all()


def test_limits_of_a_quotient_of_two_shares():
    kept, others = np.repeat([1.0, 0.0], [180, 20]), np.repeat([1.0, 0.0], [160, 40])
    low, high = quotient(kept, others)
    # ln: sqrt(0.1 / 180 + 0.2 / 160) = 0.0425, 1.645 of it around ln(1.125)
    assert np.log([low, high]) == pytest.approx(
        [np.log(1.125) - 0.0699, np.log(1.125) + 0.0699], abs=0.01
    )
