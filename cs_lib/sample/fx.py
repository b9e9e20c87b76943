"""Exchange rates: a bounded random walk per currency, month end by month end.

They start three years before the first month, so that a line that began then has a rate too.
"""

from collections.abc import Iterator, Sequence

from cs_lib.sample.draws import Draws
from cs_lib.sample.files import Cell
from cs_lib.sample.plan import FX, Plan

HEADER = ["currency", "month", "rate"]
EARLIER = 36
_START = {"USD": (9100, 70), "GBP": (11550, 60)}


def rates(plan: Plan) -> dict[str, list[int]]:
    """Ten-thousandths of a euro for one unit, from `EARLIER` months before month 0 to the last."""
    walks = {"EUR": [10000] * (EARLIER + plan.calendar.months + 1)}
    for number, (currency, (start, step)) in enumerate(_START.items()):
        draws, rate = Draws(plan.seed, FX, number), start
        walk = []
        for _ in range(EARLIER + plan.calendar.months + 1):
            pull = (start - rate) // 20
            rate += pull + draws.integer(-step, step) + draws.integer(-step, step)
            walk.append(rate)
        walks[currency] = walk
    return walks


def in_window(plan: Plan) -> dict[str, list[int]]:
    """The rates of months 0 to the last."""
    return {currency: walk[EARLIER:] for currency, walk in rates(plan).items()}


def last(plan: Plan) -> dict[str, int]:
    """The last day's rates."""
    return {currency: walk[-1] for currency, walk in in_window(plan).items()}


def rows(plan: Plan) -> Iterator[Sequence[Cell]]:
    """One row per foreign currency and month."""
    for currency, walk in rates(plan).items():
        if currency != "EUR":
            for number, rate in enumerate(walk):
                month = plan.calendar.first(number - EARLIER)
                yield currency, f"{month:%Y-%m}", f"{rate / 10000:.4f}"
