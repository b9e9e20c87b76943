"""Ten Steps to Customer Success: from a client's files to a report that can be defended.

The door for a person in JupyterLab:

    import cs_lib as ts
    r = ts.review("acme.yml")     # every figure, in memory
    ts.check("acme.yml")          # what is wrong with the data
    ts.load("acme.yml")           # the engagement file, read and checked
"""

from pathlib import Path
from typing import TYPE_CHECKING

from cs_lib.version import __version__

__all__ = ["__version__", "check", "load", "review"]

if TYPE_CHECKING:
    from cs_lib.engagement import Engagement
    from cs_lib.intake import Checked
    from cs_lib.jupyter import Review

# Each imports what it needs when it is called: `tensteps --help` must not wait for pandas.


def review(engagement: "str | Path") -> "Review":
    """One review, computed in memory: `r.valuation.planning` shows itself as in the report.

    Raises EngagementError for a wrong file, and DataError when the data cannot be used.
    """
    from cs_lib import display
    from cs_lib.jupyter import review as made

    display.register()
    return made(engagement)


def load(engagement: "str | Path") -> "Engagement":
    """The engagement file, read and checked; EngagementError says what is wrong, line by line."""
    from cs_lib import engagement as engagements

    return engagements.load(engagement)


def check(engagement: "str | Path") -> "Checked":
    """Can these data carry a review? Reads and checks them, and opens the books on them."""
    from cs_lib import workbook

    return workbook.examine(load(engagement))
