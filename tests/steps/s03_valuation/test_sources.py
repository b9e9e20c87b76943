"""New ARR by source, and what referrals save at most, on the ledger of `spending_case`."""

import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s03_valuation.sources import Largest, Most, Only, Referred, WithoutReferrals
from cs_lib.texts import Cell, Money, Name, Share
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def test_one_source_is_all_there_is_to_say() -> None:
    found = case.valuation().sources
    assert found.frame.to_dict("records") == [
        {"acquired_via": "Referral", "referred": "yes", "new_logos": 1, "new_arr": 6_000.0,
         "share": 1.0, "per_logo": 6_000.0},
    ]  # fmt: skip
    assert (found.title_message, found.messages) == (Only(Name("Referral")), ())


def test_the_most_new_arr_and_the_largest_deals_are_told_apart() -> None:
    """D and E with 2,000 each from outbound, F with 3,500: 6,000 cost over 13,500 and 7,500."""
    lines = case.case.CONTRACTS + "".join(
        f"{number},{name},2025-05-01,,A,1,{size},0,year\n"
        for number, name, size in ((6, "D", 2_000), (7, "E", 2_000), (8, "F", 3_500))
    )
    people = case.CUSTOMERS + "".join(f"{name},{name},Small,outbound\n" for name in "DEF")
    found = case.valuation(case.without(contracts=lines, customers=people)).sources
    assert list(found.frame["new_arr"]) == [7_500, 6_000]
    at = Cell("valuation.sources", "Referral", "per_logo")
    without, blended = 6_000 / 7_500, 6_000 / 13_500
    most, (largest, referred, saved) = found.title_message, found.messages
    assert most == Most(Name("Outbound"), Share(7_500 / 13_500))
    assert isinstance(largest, Largest)
    assert (largest.source, largest.size) == (Name("Referral"), Money(6_000, "EUR", at=at))
    assert referred == Referred(Share(6_000 / 13_500))
    assert isinstance(saved, WithoutReferrals)
    assert saved.cost.value == pytest.approx(without)
    assert saved.saved.value == pytest.approx(without - blended)


def test_without_a_source_there_is_nothing_to_show() -> None:
    people = "customer_id,name,size\nA,Alder & Sons,Large\nB,Birch Ltd,Small\nC,Cedar Inc,Small\n"
    found = case.valuation(case.without(customers=people))
    assert found.sources.absent == Absent("customers")
