"""Lives for the tests of the models: small by hand, published, or drawn from a known hazard."""

from itertools import pairwise

import numpy as np
import pandas as pd

# Freireich et al. (1963), the 6-MP arm, as in Kalbfleisch & Prentice: remission in weeks.
SIX_MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
SIX_MP_ENDED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def lives(durations, ended, entry=0.0) -> pd.DataFrame:
    """A frame of lives with numbered customers."""
    frame = pd.DataFrame({"duration": np.asarray(durations, float), "entry": entry})
    return frame.assign(ended=np.asarray(ended, bool), customer=np.arange(len(frame)))


def six_mp() -> pd.DataFrame:
    return lives(SIX_MP, SIX_MP_ENDED)


def cohort(survivors) -> pd.DataFrame:
    """A cohort all of whose losses are seen, from how many are left after each period."""
    pairs = list(pairwise(survivors))
    lost = [period for period, (a, b) in enumerate(pairs, 1) for _ in range(a - b)]
    staying = survivors[-1]
    return lives([*lost, *[len(pairs)] * staying], [*[True] * len(lost), *[False] * staying])


def drawn(n, monthly_hazard, seed, watched=48, truncated=False) -> pd.DataFrame:
    """`n` lives that end in each month with a constant chance, watched at most `watched` months.

    With `truncated`, watching starts up to a year into tenure and only survivors to then are seen.
    """
    generator = np.random.default_rng(seed)
    end = generator.geometric(monthly_hazard, n).astype(float)
    entry = generator.integers(0, 13, n).astype(float) if truncated else np.zeros(n)
    seen = end > entry
    until = np.minimum(end, entry + watched)
    return lives(until[seen], (end <= entry + watched)[seen], entry[seen])


REGULAR = [63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3]


def first_seven(percent):
    return cohort([1000, *(round(10 * share) for share in percent[:7])])
