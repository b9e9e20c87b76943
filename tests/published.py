"""Published data: where it lies, why it may be missing, and the engagements that read it.

It lies in `../shared/data` beside the checkout, or in the folder that TENSTEPS_DATA names. Without
that folder, or with TENSTEPS_DATA set to nothing, every test marked `external` is skipped.
"""

import json
import os
from pathlib import Path

from cs_lib import engagement as engagements
from cs_lib.engagement import Engagement

VARIABLE = "TENSTEPS_DATA"
ENGAGEMENTS = Path(__file__).parent / "external"
AS_WRITTEN = "shared/data/"
"""What a path in an engagement file says up to the folder of the published data."""

_named = os.environ.get(VARIABLE)
DATA = Path(_named).absolute() if _named else Path(__file__).parents[2] / "shared" / "data"


def why_missing() -> str | None:
    """Why can no published data be read? None where they can."""
    if _named == "":
        return f"published data are hidden: {VARIABLE} is set to nothing"
    if not DATA.is_dir():
        return f"no published data in {DATA}; {VARIABLE} may name another folder"
    return None


def engagement(name: str) -> Engagement:
    """The engagement `name` of `tests/external`, its files taken from where the data lie."""
    file = ENGAGEMENTS / f"{name}.yml"
    files = {
        table: DATA / str(source.path).split(AS_WRITTEN)[1]
        for table, source in engagements.load(file).tables.items()
    }
    paths = [f"tables.{table}.path={json.dumps(str(path))}" for table, path in files.items()]
    return engagements.load(file, paths)


def outside_case(name: str) -> Engagement:
    """A case made after a public bug report; EXPECTED.md beside it has the right values."""
    return engagements.load(DATA / "outside_cases" / name / "engagement.yml")
