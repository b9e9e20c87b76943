"""Which choice is best and what knowing is worth, against results worked out by hand."""

import numpy as np
import pytest
from scipy.stats import norm

from cs_lib.models import decision

RANDOM = np.random.default_rng(7)
N = 40_000
X = RANDOM.standard_normal(N)


def test_two_choices_of_two_worlds_by_hand() -> None:
    # half the worlds favour each: 10 or 0, against 4 for certain
    values = np.array([[10.0, 4.0], [0.0, 4.0]] * 50)
    found = decision.decide(values)
    assert (found.top, found.first.tolist()) == (0, [0.5, 0.5])
    assert found.expected.tolist() == [5, 4]
    assert decision.decide(np.array([[0.0, 0.0], [1.0, 0.0]])).first.tolist() == [0.75, 0.25]
    # whoever knows takes 10 or 4: 7 on average, 2 more than 5
    assert found.perfect == pytest.approx(2)


def test_perfect_information_on_a_normal_difference_is_that_of_the_textbook() -> None:
    # Raiffa and Schlaifer: of a difference N(m, s) it is s x (phi(u) - u x (1 - Phi(u))), u = m / s
    values = np.column_stack([1 + 2 * X, np.zeros(N)])
    found = decision.decide(values)
    assert found.perfect == pytest.approx(2 * (norm.pdf(0.5) - 0.5 * norm.sf(0.5)), rel=0.05)


def test_knowing_the_only_unknown_is_knowing_all_and_knowing_noise_is_worth_nothing() -> None:
    values = np.column_stack([1 + 2 * X, np.zeros(N)])
    noise = RANDOM.standard_normal(N)
    found = decision.known(values, {"it": X, "noise": noise})
    assert found["it"].worth == pytest.approx(decision.decide(values).perfect, rel=0.05)
    assert found["noise"].worth < 0.01
    # the first is worse where 1 + 2 x < 0: below -0.5, which is 31 % of a normal
    assert found["it"].flips_at == pytest.approx(-0.5, abs=0.05)
    assert (found["it"].to, found["it"].beyond) == (1, pytest.approx(norm.cdf(-0.5), abs=0.02))
    assert found["it"].at_low == pytest.approx(1 - 2 * 1.645, abs=0.1)


def test_what_flips_nothing_has_no_flip_point() -> None:
    found = decision.known(np.column_stack([9 + X, X]), {"it": X})["it"]
    assert (found.flips_at, found.to, found.worth) == (None, None, pytest.approx(0, abs=1e-9))


def test_no_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="every choice needs a value"):
        decision.decide(np.zeros((5, 0)))
    with pytest.raises(ValueError, match="every choice needs a value"):
        decision.decide(np.array([[np.nan, 1.0]]))


@pytest.mark.parametrize(
    ("rate", "ratio", "accounts"),
    [
        # Fleiss, Levin and Paik (2003), table A.4 without continuity: 0.20 against 0.10 at
        # two-sided 0.10 and power 0.80: (1.645 sqrt(2 x .15 x .85) + .8416 sqrt(.16 + .09))^2 / .01
        (0.20, 0.5, 157),
        (0.10, 1.0, None),
        (0.0, 0.5, None),
        (0.6, 2.0, None),
    ],
)  # fmt: skip
def test_how_many_accounts_a_test_takes(rate: float, ratio: float, accounts: int | None) -> None:
    assert decision.accounts_needed(rate, ratio) == accounts
