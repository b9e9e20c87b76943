"""Companies with two events whose order is known, to judge the order test and the lag by."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LAG, SPREAD = 5.0, 0.5
"""The planted median lag in months of the world with an order, and its spread (log-normal)."""
AGAINST = 0.1
"""The share of its accounts that perform by something else than the product."""


def company(world: str, accounts: int, seed: int) -> pd.DataFrame:
    """Times of first, second, until (months) of so many accounts, followed for 2 to 40 months.

    independent: neither hangs on the other; slower: the second takes longer; ageing: both rates
    rise with time; ability: able accounts do both sooner (gamma frailty, variance 1), uneven: the
    same much more so, with rising rates; order: the second follows the first, but for a tenth.
    """
    rng = np.random.default_rng(seed)
    until = rng.uniform(2, 40, accounts)
    able = rng.gamma(1, 1, accounts) if world in ("ability", "uneven") else np.ones(accounts)
    first, second = rng.exponential(10 / able), rng.exponential(12 / able)
    if world == "slower":
        second = second * 2
    if world in ("ageing", "uneven"):
        first, second = 10 * rng.weibull(2, accounts) / able, 15 * rng.weibull(2, accounts) / able
    if world == "order":
        lag = rng.lognormal(np.log(LAG), SPREAD, accounts)
        second = np.where(rng.random(accounts) < AGAINST, second, first + lag)
    return seen(first, second, until)


def seen(
    first: NDArray[np.floating], second: NDArray[np.floating], until: NDArray[np.floating]
) -> pd.DataFrame:
    """What is on record of these times on the last day."""
    return pd.DataFrame(
        {
            "first": np.where(first <= until, first, np.nan),
            "second": np.where(second <= until, second, np.nan),
            "until": until,
            "stratum": "S",
        }
    )
