"""What does step 4 hand up to the first page? Whom the team's time misses, and who has to go."""

import pandas as pd

from cs_lib.exhibits.findings import Finding
from cs_lib.exhibits.pages import Grade
from cs_lib.steps.s04_segmentation.quadrants import gets_less, short_of_time

LEAST_GAP = 0.03
"""A quadrant whose share of time is nearer to what it should get is not news."""


def found(
    by_quadrants: pd.DataFrame, exits: pd.DataFrame, time_grade: Grade
) -> tuple[Finding, ...]:
    """What the first page may rank; `time_grade` says how much of the team's time is known."""
    said = []
    row = short_of_time(by_quadrants)
    if row is not None and row["time_gap"] <= -LEAST_GAP:
        less = {"arr_share": float(row["share_of_arr"])} if gets_less(row) else {}
        said.append(
            Finding(
                "time_misses", "focus", "segmentation.quadrant_table", time_grade, "time_log",
                touches=float(row["arr"]), accounts=int(row["accounts"]),
                n=int(row["accounts"]), about=row["quadrant"],
                facts={"time_share": float(row["share_of_time"]),
                       "prescribed": float(row["time_prescribed"]), **less},
            )
        )  # fmt: skip
    if len(exits):
        said.append(
            Finding(
                "exits", "focus", "segmentation.exit_brief", "C", "estimate", accounts=len(exits),
                money=float(exits["arr"].sum()), n=len(exits),
            )
        )  # fmt: skip
    return tuple(said)
