"""The books must close: the reconciliations of step 1, each with its residual."""

import numpy as np
import pandas as pd

from cs_lib.metrics import Gate
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.comparison import Comparison

CENT = 0.005
"""Money closes when the residual rounds to 0.00."""


def check(books: Books) -> tuple[Gate, ...]:
    """Which reconciliations hold? One gate each, with the largest residual found."""
    found = [_bridge(books.residuals), _segments(books), _quarters(books)]
    if books.year is not None:
        found += [_gross(books.year), _net(books.year)]
    return (*found, _account_list(books), _counts(books.residuals))


def gate(id: str, name: str, residual: float, detail: str, within: float = CENT) -> Gate:
    """One reconciliation; it holds when the residual stays `within`."""
    return Gate(id, name, bool(abs(residual) < within), round(float(residual), 6) + 0.0, detail)


def _bridge(rows: pd.DataFrame) -> Gate:
    return gate(
        "R1",
        "opening + leaves + FX = closing",
        rows["residual"].abs().max(),
        f"{len(rows):,} bridges: every month, quarter and year, at three grains, "
        "total and per segment",
    )


def _counts(rows: pd.DataFrame) -> Gate:
    return gate(
        "R10",
        "accounts: opening + new + returned - lost = closing",
        rows["accounts_residual"].abs().max(),
        f"{len(rows):,} bridges",
        within=0.5,
    )


def _segments(books: Books) -> Gate:
    keys = ["period_kind", "period_end", "grain", "leaf"]
    frame = books.bridge
    total = frame[frame.segment == "all"].groupby(keys)["amount"].sum()
    parts = frame[frame.segment != "all"].groupby(keys)["amount"].sum()
    if parts.empty:
        return gate("R2", "segments add up to the total", 0.0, "no segments in this engagement")
    gap = total.sub(parts, fill_value=0.0).abs()
    # Each shown amount is rounded to cents, so a sum of k segments may differ by k half cents.
    allowed = CENT * (1 + frame.segment.nunique())
    return gate(
        "R2",
        "segments add up to the total",
        gap.max(),
        f"{frame.segment.nunique() - 1} segments, {len(total):,} lines",
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
    gap = (
        years.groupby(keys)["amount"]
        .sum()
        .sub(inside.groupby(keys)["amount"].sum(), fill_value=0.0)
    )
    detail = f"{len(gap):,} lines of {len(ends)} complete fiscal years"
    return gate("R3", "quarters add up to the year", gap.abs().max() if len(gap) else 0.0, detail)


def _gross(year: Comparison) -> Gate:
    lost = (
        year.group("logos_lost"),
        year.group("price_erosion"),
        year.leaf("unallocated_decrease"),
    )
    return gate(
        "R6",
        "gross churn = logos lost + price erosion (+ unallocated decreases)",
        year.whole.gross_churn + sum(lost),
        "twelve-month pair of snapshots",
    )


def _net(year: Comparison) -> Gate:
    gained = year.wind("tailwind") + year.leaf("unallocated_increase")
    gap = year.whole.gross_churn - year.whole.net_churn - gained
    return gate(
        "R7",
        "gross churn - net churn = tailwind (+ unallocated increases)",
        gap,
        "twelve-month pair of snapshots",
    )


def _account_list(books: Books) -> Gate:
    frame = books.bridge
    closing = frame[
        (frame.period_kind == "month")
        & (frame.leaf == "closing")
        & (frame.segment == "all")
        & (frame.grain == books.engagement.policies.grain)
        & (frame.period_end == pd.Timestamp(books.as_of))
    ]["amount"].sum()
    accounts = books.live
    return gate(
        "R9",
        "account list adds up to the headline ARR",
        float(accounts["arr"].sum() - closing),
        f"{len(accounts):,} accounts",
        within=CENT * (1 + len(accounts)),
    )


def table(checked: tuple[Gate, ...]) -> pd.DataFrame:
    """The reconciliation page: `id`, `name`, `holds`, `state`, `residual`, `detail`."""
    return pd.DataFrame(
        [
            (g.id, g.name, g.holds, "holds" if g.holds else "DOES NOT HOLD", g.residual, g.detail)
            for g in checked
        ],
        columns=["id", "name", "holds", "state", "residual", "detail"],
    )
