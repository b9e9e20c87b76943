"""Page 7: which miss is claimed, and what follows from it."""

import pytest

from cs_lib.exhibits.pages import NoPage, Page
from cs_lib.steps.s03_valuation.page import (
    Above,
    AlsoAbove,
    BeyondYear,
    Keep,
    Save,
    SetTargets,
    Together,
    TogetherLogged,
    Untargeted,
    Within,
)
from cs_lib.texts import Code
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def page(targets: str, ledger: case.Ledger = case.PLAIN) -> Page:
    """Page 7 under other targets."""
    found = case.valuation(ledger._replace(target=targets)).unit_economics
    assert isinstance(found, Page)
    return found


def test_the_claim_is_the_miss_that_costs_most_a_year() -> None:
    """CAC misses by 0.5 x 6,000 = 3,000 a year, CRC by 676, though CRC misses by more in all."""
    found = page("cac_ratio: 0.5, crc_ratio: 0.04")
    assert isinstance(found.claim, Above)
    assert found.claim.activity == Code("activity", "CAC")
    save, together, *_ = found.so_what
    assert isinstance(save, Save)
    assert save.saved.value == pytest.approx(3_000)
    assert together == TogetherLogged(), "the split saw next to nothing"
    also = found.bullets[0]
    assert isinstance(also, AlsoAbove)
    assert also.activity == Code("activity", "CRC")


def test_what_it_saves_is_a_row_of_the_appendix() -> None:
    targets = "cac_ratio: 0.5, crc_ratio: 0.04"
    save = page(targets).so_what[0]
    assert isinstance(save, Save)
    assert save.saved.at is not None
    rows = case.valuation(case.PLAIN._replace(target=targets)).ratio_variants.frame
    row = rows.set_index("definition").loc[save.saved.at.row]
    assert row[save.saved.at.column] == pytest.approx(save.saved.value)


def test_within_target_nothing_is_corrected() -> None:
    found = page("crc_ratio: 0.05")
    assert isinstance(found.claim, Within)
    assert found.so_what[0] == Keep()
    assert BeyondYear(Code("won_arr", "CEC")) in found.bullets
    assert found.foot.grade == Code("grade", "C"), "18 % of cost has no key"


def test_without_targets_they_come_first() -> None:
    found = page("")
    assert isinstance(found.claim, Untargeted)
    assert found.so_what[0] == SetTargets()


def test_without_a_roster_the_team_is_not_sized() -> None:
    found = page("crc_ratio: 0.05", case.without("roster"))
    assert found.so_what[0] == Keep()
    assert not any(isinstance(each, Together | TogetherLogged) for each in found.so_what)
    assert [each.name for each in found.exhibits] == ["unit_costs"]


def test_without_costs_there_is_no_page() -> None:
    assert isinstance(case.valuation(case.Ledger((), "")).unit_economics, NoPage)
