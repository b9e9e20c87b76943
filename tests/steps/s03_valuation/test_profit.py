"""The account of the year, on the ledger of `spending_case`."""

import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s03_valuation.profit import Left, NoMargin, Shrank
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def test_the_account_of_the_year_adds_up() -> None:
    found = case.valuation().profit
    rows = found.frame.set_index("account_line")["amount"]
    assert rows["growth"] == pytest.approx(2_000 + 40_800 - 50_700)
    assert rows["lost"] == pytest.approx(-50_700)
    assert rows["cost"] == -(6_000 + 3_000 + 1_800)
    assert rows["contribution"] == pytest.approx(0.8 * 133_100 - 10_800)
    assert isinstance(found.title_message, Shrank)
    assert found.title_message.loss.value == pytest.approx(7_900)
    assert isinstance(found.messages[0], Left)


def test_growth_is_that_of_step_one() -> None:
    """W14: one basis. Net churn of the twelve months, with the sign turned (R7)."""
    year = case.books().year
    assert year is not None
    rows = case.valuation().profit.frame.set_index("account_line")["amount"]
    assert rows["growth"] == pytest.approx(-year.whole.net_churn)


def test_without_a_margin_there_is_no_contribution() -> None:
    found = case.valuation(case.PLAIN._replace(more="")).profit
    assert "contribution" not in set(found.frame["account_line"])
    assert found.messages == (NoMargin(),)


def test_without_keys_nothing_is_spent_on_customers() -> None:
    assert case.valuation(case.without("allocation_keys")).profit.absent == Absent(
        "allocation_keys"
    )
