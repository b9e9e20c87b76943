"""Random numbers that are the same on every machine: one independent stream per thing drawn.

Only PCG64's raw bits are used, which numpy keeps the same for good, never its normal or gamma
samplers, whose rare branches depend on the platform's mathematics library.
"""

import math
from collections.abc import Iterator, Sequence
from statistics import NormalDist
from typing import TypeVar

import numpy as np

T = TypeVar("T")
_BLOCK = 512
_NORMAL = NormalDist()


class Draws:
    """Which random number comes next, in the stream named by `key`?

    The same key gives the same numbers, whatever else was drawn before; so an account's life
    does not change when more accounts are added.
    """

    def __init__(self, *key: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(key))
        self._numbers = self._block()

    def uniform(self) -> float:
        """A number in [0, 1)."""
        for number in self._numbers:
            return number
        self._numbers = self._block()
        return self.uniform()

    def _block(self) -> Iterator[float]:
        """The upper 53 bits of the generator's raw numbers, as numpy's own uniform takes them."""
        raw = self._bits.random_raw(_BLOCK) >> np.uint64(11)
        return iter((raw * 2.0**-53).tolist())

    def chance(self, probability: float) -> bool:
        """True with the given probability; always takes one number."""
        return self.uniform() < probability

    def integer(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.uniform() * (high - low + 1))

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self.uniform()

    def pick(self, choices: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """One of the choices, by weight."""
        if weights is None:
            return choices[self.integer(0, len(choices) - 1)]
        mark = self.uniform() * sum(weights)
        for choice, weight in zip(choices, weights, strict=True):
            mark -= weight
            if mark < 0:
                return choice
        return choices[-1]

    def normal(self) -> float:
        """A standard normal number, by inversion, cut at about 4 standard deviations."""
        return _NORMAL.inv_cdf(0.00003 + 0.99994 * self.uniform())

    def lognormal(self, median: float, sigma: float) -> float:
        """A skewed size around `median`."""
        return median * math.exp(sigma * self.normal())
