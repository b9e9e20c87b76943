"""The books must close: the reconciliations of step 1, each with its residual."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.comparison import Comparison

CENT = 0.005
"""Money closes when the residual rounds to 0.00."""
_DIGITS = 1e-15


@dataclass(frozen=True)
class Gate:
    """One reconciliation that must hold before a report may be called final."""

    id: str
    name: str
    holds: bool
    residual: float
    detail: str


def check(books: Books) -> tuple[Gate, ...]:
    """Which reconciliations hold? One gate each, with the largest residual found."""
    found = [_bridge(books.residuals), _segments(books), _quarters(books)]
    if books.year is not None:
        found += [_gross(books.year), _net(books.year)]
    return (*found, _account_list(books), _counts(books.residuals))


def settled(books: Books, found: Gate) -> Gate:
    """A difference smaller than the last digit that a number of the books' size has is none."""
    last_digit = float(books.bridge["amount"].abs().max()) * _DIGITS
    return replace(found, holds=True) if abs(found.residual) < last_digit else found


def gate(id: str, name: str, residual: float, detail: str, within: float = CENT) -> Gate:
    """One reconciliation; it holds when the residual stays `within`."""
    return Gate(id, name, bool(abs(residual) < within), round(float(residual), 6) + 0.0, detail)


def _bridge(rows: pd.DataFrame) -> Gate:
    return gate(
        "R1",
        "Opening ARR and all movements add up to closing ARR",
        rows["residual"].abs().max(),
        f"{len(rows):,} bridges: every month, quarter and year, at three grains, "
        "total and per segment",
    )


def _counts(rows: pd.DataFrame) -> Gate:
    return gate(
        "R10",
        "Opening accounts, new, returned and lost add up to closing accounts",
        rows["accounts_residual"].abs().max(),
        f"{len(rows):,} bridges",
        within=0.5,
    )


def _segments(books: Books) -> Gate:
    keys = ["period_kind", "period_end", "grain", "leaf"]
    frame = books.bridge
    total = frame[frame.segment.isna()].groupby(keys)["amount"].sum()
    parts = frame[frame.segment.notna()].groupby(keys)["amount"].sum()
    if parts.empty:
        return gate(
            "R2", "Segments add up to the whole company", 0.0, "no segments in this engagement"
        )
    gap = total.sub(parts, fill_value=0.0).abs()
    # Each shown amount is rounded to cents, so a sum of k segments may differ by k half cents.
    allowed = CENT * (1 + frame.segment.nunique())
    return gate(
        "R2",
        "Segments add up to the whole company",
        gap.max(),
        f"{frame.segment.nunique()} segments, {len(total):,} lines",
        within=allowed,
    )


def _quarters(books: Books) -> Gate:
    frame = books.bridge[~books.bridge["leaf"].isin(["opening", "closing"])]
    years = frame[frame["period_kind"] == "year"]
    quarters = frame[frame["period_kind"] == "quarter"]
    ends = np.sort(years["period_end"].unique())
    # A fiscal year that is still running has quarters but no year to hold them against.
    inside = quarters[quarters["period_end"] <= ends[-1]] if len(ends) else quarters.iloc[:0]
    inside = inside.assign(period_end=ends[np.searchsorted(ends, inside["period_end"])])
    keys = ["grain", "segment", "leaf", "period_end"]
    # summed side by side: a missing segment, the whole company, is a group of its own
    both = pd.concat([years, inside.assign(amount=-inside["amount"])])
    gap = both.groupby(keys, dropna=False)["amount"].sum()
    detail = f"{len(gap):,} lines of {len(ends)} complete fiscal years"
    return gate("R3", "Quarters add up to the year", gap.abs().max() if len(gap) else 0.0, detail)


def _gross(year: Comparison) -> Gate:
    return gate(
        "R6",
        "Gross churn equals customers lost plus reductions",
        year.whole.gross_churn + year.wind("headwind"),
        "twelve-month pair of snapshots",
    )


def _net(year: Comparison) -> Gate:
    gap = year.whole.gross_churn - year.whole.net_churn - year.wind("tailwind")
    return gate(
        "R7",
        "Gross churn less net churn equals gains of the same customers",
        gap,
        "twelve-month pair of snapshots",
    )


def _account_list(books: Books) -> Gate:
    frame = books.bridge
    closing = frame[
        (frame.period_kind == "month")
        & (frame.leaf == "closing")
        & frame.segment.isna()
        & (frame.grain == books.engagement.policies.grain)
        & (frame.period_end == pd.Timestamp(books.as_of))
    ]["amount"].sum()
    accounts = books.live
    return gate(
        "R9",
        "The account list adds up to ARR",
        float(accounts["arr"].sum() - closing),
        f"{len(accounts):,} accounts",
        within=CENT * (1 + len(accounts)),
    )
