"""Where do the processes of a batch come from? One that has imported all that a report needs.

Run as `python -m cs_lib.batch.stem FOLDER`: a nursery (`cs_lib.report.nursery`) of whole reports.
Imports are paid once; each report is a fork with nothing of another client in it, and ends with
the stem. Only modules are imported: no connection is open, no query was run and no data read.
"""

import pkgutil
import sys
from pathlib import Path
from typing import Any

from cs_lib.report import nursery

STEPS = Path(__file__).resolve().parents[1] / "steps"
MODULES = (
    *nursery.WARM,
    *("cs_lib.batch.work", "cs_lib.workbook"),
    *(f"cs_lib.steps.{each.name}.step" for each in pkgutil.iter_modules([str(STEPS)])),
)


def live(request: dict[str, Any]) -> None:
    """Become the process of one report."""
    from cs_lib.batch import work

    work.live(request)


if __name__ == "__main__":
    nursery.serve(sys.argv[1], live, MODULES)
