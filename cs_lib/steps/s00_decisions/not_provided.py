"""What was not provided, what would it have shown, and whom do we ask? One list for all steps."""

from collections.abc import Iterable

import pandas as pd

from cs_lib.exhibits import Absent, Part, Result, Shown, Table, c, exhibit
from cs_lib.exhibits.needs import ASKED, NEEDS
from cs_lib.texts import Count, Sentence

COLUMNS = ("need", "would_show", "ask", "sheet")


class Missing(Sentence):
    inputs: Count


def table(results: Iterable[Result]) -> pd.DataFrame:
    """One row a missing input, in the register's order: what it is, and what it would have shown.

    `would_show` holds the addresses of the exhibits that lack it. What only time can bring, such
    as losses, what the analyst adds, and what belongs to no product where accounts are products
    are no inputs to ask for, and are left out.
    """
    lacking: dict[str, list[str]] = {}
    for result in results:
        for exhibit_, absent in result.absent:
            lacking.setdefault(absent.need, []).append(exhibit_.address)
    rows = [
        (name, " ".join(lacking[name]), name, need.sheet)
        for name, need in NEEDS.items()
        if name in lacking and need.kind in ASKED
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")


@exhibit(part=Part.A3, shows=Table(c.need, c.would_show, c.ask, c.sheet))
def not_provided(missing: pd.DataFrame) -> Shown[Missing] | Absent:
    """What was not provided, and what would it have shown?"""
    if missing.empty:
        return Shown(None)
    return Shown(missing, title=Missing(Count(len(missing))))
