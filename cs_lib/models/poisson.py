"""Between which limits does a count lie that was seen once? Exact, for counts however small."""

from scipy.stats import chi2


def limits(count: int, level: float = 0.9) -> tuple[float, float]:
    """The expected counts under which `count` is not yet too rare, above and below.

    Two-sided at `level`, exact (Garwood 1936); a count of 0 has the limits 0 and 3.0 at 90 %.
    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"a count is 0 or more, not {count}")
    tail = (1 - level) / 2
    low = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    return float(low), float(chi2.ppf(1 - tail, 2 * count + 2) / 2)
