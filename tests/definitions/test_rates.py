"""G2 and G3 of the definitions."""

import pytest

from cs_lib.definitions.rates import annualise, quick_ratio


@pytest.mark.parametrize(("including", "expected"), [(True, 170 / 70), (False, 150 / 70)])
def test_g2_quick_ratio(including: bool, expected: float) -> None:
    found = quick_ratio(100, 50, 20, 30, 40, include_reactivation=including)
    assert found == pytest.approx(expected)
    assert round(expected, 2) in (2.43, 2.14)


def test_quick_ratio_without_losses_is_undefined() -> None:
    assert quick_ratio(100, 0, 0, 0, 0) is None


@pytest.mark.parametrize(("monthly", "yearly"), [(0.01, 0.114), (0.02, 0.215), (0.05, 0.460)])
def test_g3_annualise(monthly: float, yearly: float) -> None:
    assert annualise(monthly) == pytest.approx(yearly, abs=5e-4)
