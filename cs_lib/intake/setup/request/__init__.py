"""The data-request pack: what to ask the client for, why, and in which order."""

from pathlib import Path

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake import door
from cs_lib.intake.setup.request.pack import write
from cs_lib.intake.setup.request.rater_sheets import RATERS
from cs_lib.intake.setup.request.wanted import Wanted, wanted
from cs_lib.intake.shape.totals import RULE
from cs_lib.questionnaires import known


def make(
    engagement: Engagement, file: Path, *, assessments: bool = False, raters: int = RATERS
) -> tuple[Wanted, ...]:
    """Write the pack for this engagement to `file`; returns what it asks for, in its order.

    With `assessments` every questionnaire goes into it, one sheet for each of the `raters`.

    Rows that cannot be used are no obstacle: they are listed for the client to mend, and the
    tables they stand in are asked for again as a whole. UsageError where `file` exists.
    """
    taken, refused = door.receive(engagement)
    if taken is None:
        asked = wanted({}, engagement.tables)
    else:
        cut = {table for table, rows in taken.quarantine.items() if _refused(rows)}
        asked = wanted(taken.tables, engagement.tables, cut)
    asked_of_raters = known(engagement) if assessments else None
    problems = refused.problems if refused else ()
    write(file, engagement.client, asked, problems, asked_of_raters, raters)
    return asked


def _refused(rows: pd.DataFrame) -> bool:
    return bool((~rows["_rule"].isin(["duplicate_row", "not_taken", RULE])).any())


__all__ = ["Wanted", "make", "wanted", "write"]
