"""Does an end date name the last day of service, or the first day without it?"""

import pandas as pd

from cs_lib.intake.setup.propose.model import NOTHING, Ask, Finding, Proposal

SPANS = {"contracts": ("start", "end"), "invoices": ("service_start", "service_end")}
SURE = 0.9
"""The share of the rows that speak at all which must speak for one reading."""
ENOUGH = 3
CHANCE = 0.1
"""Rows that speak for the last day count for nothing when they are no more than this share."""
DAY = pd.Timedelta(days=1)


def ends(proposal: Proposal) -> Finding:
    """The table's `end_inclusive`, with the rows that speak for it and against it.

    A row speaks when its dates make whole months in one reading only (1 January to 31 December,
    or to 1 January), or when the customer's next line starts the day after, or on, its end.
    """
    if proposal.guess.table not in SPANS:
        return NOTHING
    names = SPANS[proposal.guess.table]
    start, end = (proposal.values(name) for name in names)
    if start is None or end is None or not end.notna().any():
        return NOTHING
    customer = proposal.texts("customer_id")
    if customer is None:  # one customer's lines, or a name in nested data: then all are one's
        customer = pd.Series("", index=start.index)
    every = pd.DataFrame({"start": start, "end": end, "customer": customer})
    lines = every.dropna()
    last, first = (
        _whole_months(lines["start"], lines["end"] + DAY),
        _whole_months(lines["start"], lines["end"]),
    )
    starts = every[["customer", "start"]].dropna().drop_duplicates()
    next_day = _followed(lines, starts, DAY)
    same_day = _followed(lines, starts, pd.Timedelta(0))
    return _said(
        proposal,
        names[1],
        int((last | next_day).sum()),
        int((first | same_day).sum()),
        len(lines),
    )


def _whole_months(start: pd.Series, end: pd.Series) -> pd.Series:
    same: pd.Series = (start.dt.day == end.dt.day) & (end > start)
    return same


def _followed(lines: pd.DataFrame, starts: pd.DataFrame, gap: pd.Timedelta) -> pd.Series:
    """Which lines are followed by a start of the same customer, `gap` after their end?"""
    wanted = pd.MultiIndex.from_arrays([lines["customer"], lines["end"] + gap])
    there = pd.MultiIndex.from_frame(starts)
    longer = lines["end"] > lines["start"]
    return pd.Series(wanted.isin(there), index=lines.index) & longer


def _said(proposal: Proposal, column: str, last: int, first: int, rows: int) -> Finding:
    # One day in thirty makes whole months by chance: that speaks for nothing.
    inclusive = last > 2 * first and last > CHANCE * rows
    counts = (
        f"of {rows} rows with an end, {last} speak for the last day of service (whole months, or "
        f"a next start the day after) and {first} for the first day without it"
    )
    known = proposal.keys.get("end_inclusive")
    if known is not None:
        return Finding(remarks={column: f"known of this export; {counts}"})
    keys = {"end_inclusive": True} if inclusive else {}
    share = max(last, first) / max(last + first, 1)
    if share >= SURE and max(last, first) >= max(ENOUGH, rows / 2):
        return Finding(keys, remarks={column: counts})
    meant = "the last day of service" if inclusive else "the first day without service"
    return Finding(keys, [Ask(column, f"does it name {meant}, as proposed? {counts}")])
