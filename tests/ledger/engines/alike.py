"""What a ledger answers with, and that two engines answer alike."""

import pandas as pd

from cs_lib.intake import Intake
from cs_lib.ledger import Ledger


def snapshots(book: Ledger) -> dict[str, pd.DataFrame]:
    """What bridges and movements answer with."""
    calendar = book.calendar
    ends = [calendar.date(calendar.last - months) for months in (12, 3, 0)]
    year, quarter = book.pairs([(ends[0], ends[2]), (ends[1], ends[2])])
    return {
        "bridge": book.bridge(),
        "residuals": book.residuals(),
        "accounts": book.accounts(ends[2]),
        "year": year.accounts,
        "year's items": year.items,
        "quarter": quarter.accounts,
        "movements": book.movements(ends[0], ends[2]),
    }


def terms(book: Ledger, data: Intake) -> dict[str, pd.DataFrame]:
    """What terms, cohorts and reasons answer with."""
    calendar = book.calendar
    opening, closing = calendar.date(calendar.last - 12), calendar.date(calendar.last)
    pair = book.pair(opening, closing)
    renewed, committed = book.renewals(pair), book.committed()
    return {
        "renewals": renewed.accounts,
        "opening stock": renewed.stock,
        "due": renewed.due,
        "due ahead": book.due(opening, closing),
        "committed": committed.parts,
        "cohorts": book.cohorts(),
        "losses": book.causes(pair, data.tables.get("churn_events")).losses,
    }


Frames = dict[str, pd.DataFrame]


def assert_same(on_other: Frames, on_duckdb: Frames, empty: frozenset[str] = frozenset()) -> None:
    assert {name for name, frame in on_duckdb.items() if frame.empty} == empty
    for name, frame in on_duckdb.items():
        pd.testing.assert_frame_equal(on_other[name], frame, check_exact=True, obj=name)
