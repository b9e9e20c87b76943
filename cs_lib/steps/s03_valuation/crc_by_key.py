"""How far apart are segments' CRC ratios by the keys that could split the cost of retention?

A key that covers little gives a figure that looks as exact as one that covers all. Where one does,
the range across the plausible keys is what is known of the segment (such as EUR 0.7m that is
split by 87 logged hours).
"""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.segments import Base
from cs_lib.intake import Intake
from cs_lib.steps.s03_valuation.costs import Costs
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.steps.s03_valuation.motion_cost import Purse
from cs_lib.steps.s03_valuation.segment_keys import plausible

COLUMNS = ("segment", "segment_key", "crc_ratio")


def table(
    found: Costs | None, intake: Intake, books: Books, bases: Mapping[str | None, Base],
    coverage: Coverage,
) -> pd.DataFrame:  # fmt: skip
    """The CRC ratio of each segment by each plausible key (`COLUMNS`).

    Empty where the key in force covers enough, or splits nothing: then there is one figure.
    """
    rows: list[tuple[str, str, float]] = []
    if found is not None and not coverage.enough and found.by_segment.kind != "none":
        to = books.engagement.assumptions.onboarding_counts_as
        for key in plausible(intake, books):
            purse = Purse(replace(found, by_segment=key), to)
            for name, base in bases.items():
                cost = None if name is None else purse.motion("retain", name).amount
                if name is not None and cost is not None and base.average_arr > 0:
                    rows.append((name, key.kind, cost / base.average_arr))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"crc_ratio": float})


def ranges(by_key: pd.DataFrame) -> pd.DataFrame:
    """The least and the most by segment, in the order of their names: `least` and `most`."""
    if by_key.empty:
        return pd.DataFrame(columns=["least", "most"], dtype=float)
    found = by_key.groupby("segment")["crc_ratio"]
    return pd.DataFrame({"least": found.min(), "most": found.max()})
