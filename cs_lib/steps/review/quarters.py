"""The eight quarters side by side: money first, then logos, then rates."""

from collections.abc import Iterable

import pandas as pd

from cs_lib.ledger import LEAVES, Period
from cs_lib.steps.review.books import Books

_GROUPS = (
    ("new", "New business"),
    ("reactivation", "Reactivation"),
    ("tailwind", "Tailwind"),
    ("expansion", "Expansion (including pricing)"),
    ("upsell", "Upselling"),
    ("headwind", "Headwind"),
    ("logos_lost", "Logos lost"),
    ("price_erosion", "Price erosion"),
    ("unallocated", "Not allocated to a cause"),
    ("transfer", "Transfers"),
    ("fx", "Exchange rates"),
)
_WITH_LEAVES = ("new", "expansion", "upsell", "price_erosion")
_INSIDE = ("expansion", "upsell", "logos_lost", "price_erosion")


def bridge_of(books: Books, kind: str = "quarter") -> pd.DataFrame:
    """The total bridge at the main grain for one kind of period, with each leaf's group."""
    frame = books.bridge
    grain = books.engagement.policies.grain
    rows = frame[(frame.period_kind == kind) & (frame.grain == grain) & (frame.segment == "all")]
    group = {name: leaf.group for name, leaf in LEAVES.items()}
    return rows.assign(group=rows.leaf.map(group))


def table(books: Books) -> pd.DataFrame:
    """What happened in each quarter? One row a line, one column a quarter.

    Columns: `line`, `label`, `level` (0 total, 1 sum, 2 part, 3 leaf), `unit` (money, count,
    rate), then one column per quarter, named by its label; missing = nothing to compare with.
    """
    rows = bridge_of(books)
    lines = [_total(rows, books.quarters, "opening", "Opening ARR")]
    for group, label in _GROUPS:
        lines += _group_lines(rows, books.quarters, group, label)
    lines.append(_total(rows, books.quarters, "closing", "Closing ARR"))
    lines += _growth(books)
    lines += _logos(rows, books.quarters)
    lines += _rates(books)
    return pd.DataFrame(lines)


def _line(
    line: str,
    label: str,
    level: int,
    unit: str,
    values: Iterable[object],
    periods: Iterable[Period],
) -> dict[str, object]:
    return {"line": line, "label": label, "level": level, "unit": unit} | {
        period.label: value for period, value in zip(periods, values, strict=True)
    }


def _sums(rows: pd.DataFrame, periods: Iterable[Period], column: str = "amount") -> list[float]:
    by_end = rows.groupby("period_end")[column].sum()
    return [float(by_end.get(pd.Timestamp(period.end), 0.0)) for period in periods]


def _total(
    rows: pd.DataFrame, periods: tuple[Period, ...], leaf: str, label: str
) -> dict[str, object]:
    return _line(leaf, label, 0, "money", _sums(rows[rows.leaf == leaf], periods), periods)


def _group_lines(
    rows: pd.DataFrame, periods: tuple[Period, ...], group: str, label: str
) -> list[dict[str, object]]:
    mine = rows[(rows.group == group) | (rows.rollup == group)]
    if mine.empty and group not in ("new", "headwind", "tailwind"):
        return []
    level = 2 if group in _INSIDE else 1
    lines = [_line(group, label, level, "money", _sums(mine, periods), periods)]
    if group in _WITH_LEAVES:
        present = [leaf for leaf in LEAVES.values() if leaf.name in set(mine.leaf)]
        lines += [
            _line(
                leaf.name,
                leaf.label,
                3,
                "money",
                _sums(mine[mine.leaf == leaf.name], periods),
                periods,
            )
            for leaf in present
        ]
    return lines


def _growth(books: Books) -> list[dict[str, object]]:
    rows = bridge_of(books)
    sums = rows[rows.leaf == "closing"].groupby("period_end")["amount"].sum()
    closing = {end: float(amount) for end, amount in sums.items()}
    everything = books.main.calendar.quarters
    before = {period.end: index for index, period in enumerate(everything)}

    def growth(period: Period, quarters: int) -> float | None:
        index = before[period.end] - quarters
        base = closing.get(pd.Timestamp(everything[index].end), 0.0) if index >= 0 else 0.0
        return closing[pd.Timestamp(period.end)] / base - 1 if base else None

    return [
        _line(
            "qoq",
            "Growth on the quarter before",
            2,
            "rate",
            [growth(p, 1) for p in books.quarters],
            books.quarters,
        ),
        _line(
            "yoy",
            "Growth on the year before",
            2,
            "rate",
            [growth(p, 4) for p in books.quarters],
            books.quarters,
        ),
    ]


def _logos(rows: pd.DataFrame, periods: tuple[Period, ...]) -> list[dict[str, object]]:
    wanted = (
        ("opening", "Opening customers", 0),
        ("new_logo", "New logos", 2),
        ("win_back", "Won back", 2),
        ("reactivation", "Reactivated", 2),
        ("logo_churn", "Logos lost", 2),
        ("transfer", "Moved between accounts", 2),
        ("closing", "Closing customers", 0),
    )
    counts = {leaf: _sums(rows[rows.leaf == leaf], periods, "accounts") for leaf, _, _ in wanted}
    lines = [
        _line(f"{leaf}_count", label, level, "count", counts[leaf], periods)
        for leaf, label, level in wanted
        if level == 0 or any(counts[leaf])
    ]
    returned = zip(counts["win_back"], counts["reactivation"], strict=True)
    net = [lost - sum(back) for lost, back in zip(counts["logo_churn"], returned, strict=True)]
    return [
        *lines,
        _line("net_logo_churn", "Net logos lost (lost - returned)", 2, "count", net, periods),
    ]


def _rates(books: Books) -> list[dict[str, object]]:
    day = books.main.calendar.date
    pairs = [books.compare(day(period.opening), period.end) for period in books.quarters]
    found = [pair.kept if pair else None for pair in pairs]
    # Only the quarter in which the history begins has nothing to compare with (P24).
    shown = books.engagement.policies.first_period == "zero"
    whole, none = (1.0, 0.0) if shown else (None, None)
    return [
        _line(
            slug,
            f"{label} of the quarter",
            1,
            "rate",
            [getattr(r, slug) if r else at_first for r in found],
            books.quarters,
        )
        for slug, label, at_first in (
            ("grr", "GRR", whole),
            ("nrr", "NRR", whole),
            ("nrr_ex_price", "NRR without price rises", whole),
            ("logo_churn", "Logo churn", none),
        )
    ]
