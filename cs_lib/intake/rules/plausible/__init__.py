"""What cannot well be true although every cell can be read: told with rows, accounts and money."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.rules.plausible import (
    assessments,
    billing,
    costs,
    dates,
    doubles,
    exchange,
    keys,
    names,
    net_prices,
    prices,
    surveys,
    terms,
)
from cs_lib.notes import Note


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Every rule of this room, on the tables that were given."""
    for room in (
        terms,
        doubles,
        prices,
        net_prices,
        keys,
        names,
        exchange,
        billing,
        dates,
        surveys,
        costs,
        assessments,
    ):
        yield from room.check(tables, engagement)


__all__ = ["check"]
