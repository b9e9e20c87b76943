"""The quality gate: no report on data of which too large a part is missing."""

from cs_lib.engagement import Engagement
from cs_lib.errors import DataError, DataProblem
from cs_lib.formats import percent
from cs_lib.intake.door import Intake


def hold(intake: Intake, engagement: Engagement) -> None:
    """Raises DataError where more of ARR is unaccounted for than `policies.unaccounted_limit`.

    The error names the rows that are missing, too.
    """
    limit, found = engagement.policies.unaccounted_limit, intake.unaccounted
    if not found.exceeds(limit):
        return
    file = intake.files[found.table].name
    problem = DataProblem(
        file,
        found.table,
        found.said(engagement.currency),
        f"at most {percent(limit)} (policies: unaccounted_limit)",
        "mend the rows below in the file, or set their cells in the table overrides; or accept "
        "it with a higher unaccounted_limit in the engagement file",
    )
    missing = [each for each in intake.problems if each.table == found.table]
    raise DataError([problem, *missing])
