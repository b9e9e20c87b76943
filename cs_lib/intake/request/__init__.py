"""The data-request pack: what to ask the client for, why, and in which order."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.errors import DataError, DataProblem
from cs_lib.intake import door
from cs_lib.intake.request.pack import write
from cs_lib.intake.request.wanted import Wanted, wanted
from cs_lib.intake.totals import RULE


def make(engagement: Engagement, file: Path) -> tuple[Wanted, ...]:
    """Write the pack for this engagement to `file`; returns what it asks for, in its order.

    Rows that cannot be used are no obstacle: they are listed for the client to mend, and the
    tables they stand in are asked for again as a whole. UsageError where `file` exists.
    """
    taken, problems = _taken(engagement)
    if taken is None:
        asked = wanted({}, engagement.tables)
    else:
        cut = {table for table, rows in taken.quarantine.items() if _refused(rows)}
        asked = wanted(taken.tables, engagement.tables, cut)
    write(file, engagement.client, asked, problems)
    return asked


def _taken(engagement: Engagement) -> tuple[door.Intake | None, Sequence[DataProblem]]:
    """What could be read, and what is wrong with the rest; None where nothing could."""
    problems: Sequence[DataProblem] = ()
    for rule in dict.fromkeys((engagement.policies.bad_rows, "quarantine")):
        policies = engagement.policies.model_copy(update={"bad_rows": rule})
        try:
            return door.load(engagement.model_copy(update={"policies": policies})), problems
        except DataError as error:
            problems = problems or error.problems
    return None, problems


def _refused(rows: pd.DataFrame) -> bool:
    return bool((~rows["_rule"].isin(["duplicate_row", "not_taken", RULE])).any())


__all__ = ["Wanted", "make", "wanted", "write"]
