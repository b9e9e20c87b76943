"""Where do the processes of a batch come from? One that has imported all that a report needs.

Run as `python -m cs_lib.batch.stem FOLDER`: a nursery (`cs_lib.report.nursery`) of whole reports.
Imports are paid once; each report is a fork with nothing of another client in it, and ends with
the stem. No connection is open before that, no query was run and no data read.
"""

import sys
from typing import Any

from cs_lib.report import nursery, unchecked

MODULES = (*nursery.WARM, "cs_lib.batch.work", "cs_lib.report.making")


def live(request: dict[str, Any]) -> None:
    """Become the process of one report."""
    from cs_lib.batch import work

    work.live(request)


if __name__ == "__main__":
    unchecked.leave_out()
    nursery.serve(sys.argv[1], live, MODULES)
