"""What do comparable companies reach? Published medians, by band of annual contract value.

Only medians whose definition is ours, with source, year and n: a figure without them is no
reference. Retention rises with contract value, so that a median across all companies misleads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from cs_lib.engagement import FrozenDict

FILE = Path(__file__).with_suffix(".yml")


@dataclass(frozen=True)
class Survey:
    """One published survey.

    `up_to` are the upper limits of its bands of average annual contract value, in `currency`; the
    last band is open, so that each of `medians` has one value more. `at_least`: n is a lower limit.
    """

    source: str
    year: int
    n: int
    at_least: bool
    currency: str
    up_to: tuple[float, ...]
    medians: Mapping[str, tuple[float, ...]]

    def __post_init__(self) -> None:
        if any(len(values) != len(self.up_to) + 1 for values in self.medians.values()):
            raise ValueError(f"{self.source}: a median for each of {len(self.up_to) + 1} bands")

    def band(self, contract_value: float) -> int:
        """The number of the band, from 0, of a contract value in the survey's currency."""
        return sum(contract_value >= limit for limit in self.up_to)

    def median(self, metric: str, contract_value: float) -> float | None:
        """The published median of `metric` for companies of this contract value; None without."""
        values = self.medians.get(metric)
        return None if values is None else values[self.band(contract_value)]


@cache
def surveys() -> tuple[Survey, ...]:
    """The surveys that we ship, the first the preferred one."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Survey(
            **row
            | {
                "up_to": tuple(row["up_to"]),
                "medians": FrozenDict({key: tuple(each) for key, each in row["medians"].items()}),
            }
        )
        for row in rows
    )
