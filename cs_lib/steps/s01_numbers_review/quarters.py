"""What happened in each of eight quarters? A chart of movements, and every line in a table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.comparison import GROUPS
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Matrix, Part, Shown, c, charts, exhibit
from cs_lib.ledger import LEAVES, Period
from cs_lib.texts import Cell, Count, Extreme, Money, Name, Sentence, Share

SMALL = 0.01
"""A part of the stack whose largest quarter is below this share of closing ARR has no layer."""
_GROUPS = (
    "new", "reactivation", "tailwind", "expansion", "upsell", "unallocated_increase", "headwind",
    "logos_lost", "price_erosion", "unallocated_decrease", "transfer", "fx",
)  # fmt: skip
_WITH_LEAVES = ("new", "expansion", "upsell", "price_erosion")
_INSIDE = tuple(GROUPS)
_LAYERS = ("headwind", "tailwind", "new", "reactivation", "transfer")


def bridge_of(books: Books, kind: str = "quarter") -> pd.DataFrame:
    """The total bridge at the main grain for one kind of period, with each leaf's group."""
    frame = books.bridge
    grain = books.engagement.policies.grain
    rows = frame[(frame.period_kind == kind) & (frame.grain == grain) & frame.segment.isna()]
    group = {name: leaf.group for name, leaf in LEAVES.items()}
    return rows.assign(group=rows.leaf.map(group))


class Fallen(Sentence):
    quarters: Count
    peak: Annotated[Money, "value:headwind"]
    last: Annotated[Money, "value:headwind"]
    told_apart = ("peak", "last")


_WORST = Extreme(
    "numbers_review.quarters.amount", "period", lowest=True, among=(("rollup", "headwind"),)
)


class Peaked(Sentence):
    period: Name
    peak: Annotated[Money, "value:headwind"]
    last: Annotated[Money, "value:headwind"]
    extremes = (_WORST,)


class PeakedThenNone(Sentence):
    period: Name
    peak: Annotated[Money, "value:headwind"]
    extremes = (_WORST,)


class AtPeak(Sentence):
    period: Name
    peak: Annotated[Money, "value:headwind"]
    extremes = (_WORST,)


class NoLosses(Sentence):
    quarters: Count


class Growth(Sentence):
    quarters: Count
    growth: Share
    arr: Money


class LastQuarter(Sentence):
    period: Name
    new: Money
    net: Money


class LastQuarterLost(Sentence):
    period: Name
    new: Money
    net: Money


@exhibit(part=Part.A2, shows=charts.StackedBridge(c.period, c.rollup, c.movement, c.amount))
def quarters(
    books: Books, engagement: Engagement
) -> (
    Shown[
        Fallen
        | Peaked
        | PeakedThenNone
        | AtPeak
        | NoLosses
        | Growth
        | LastQuarter
        | LastQuarterLost
    ]
    | Absent
):
    """How did gains and losses move ARR in each of eight quarters?"""
    frame = layers(books)
    if len(books.quarters) < 2:
        return Absent("year")
    wide = frame.pivot(index="period", columns="rollup", values="amount")
    wide = wide.reindex(frame["period"].drop_duplicates())
    return Shown(
        frame,
        title=_losses(-wide["headwind"], engagement.currency),
        say=tuple(_said(wide, _opening(books), engagement.currency)),
    )


def _losses(
    lost: "pd.Series[float]", currency: str
) -> Fallen | Peaked | PeakedThenNone | AtPeak | NoLosses:
    """The claim about losses; the amounts are those of the layer, without exchange rates."""

    def money(period: str) -> Money:
        at = Cell("numbers_review.quarter_table", "headwind", "value", across=period)
        return Money(float(lost[period]), currency, at=at)

    last, peak = str(lost.index[-1]), str(lost.idxmax())
    if not lost[peak] > 0:
        return NoLosses(Count(len(lost)))
    if peak == last:
        return AtPeak(Name(peak), money(peak))
    if not lost[last] > 0:
        return PeakedThenNone(Name(peak), money(peak))
    since = lost.loc[peak:]
    if len(since) > 2 and bool((since.diff().dropna() < 0).all()):
        return Fallen(Count(len(since) - 1), money(peak), money(last))
    return Peaked(Name(peak), money(peak), money(last))


def _opening(books: Books) -> float:
    """ARR at the start of the first quarter shown."""
    rows = bridge_of(books)
    first = rows[rows["period_end"] == pd.Timestamp(books.quarters[0].end)]
    return float(first.loc[first["leaf"] == "opening", "amount"].sum())


def _said(
    wide: pd.DataFrame, opening: float, currency: str
) -> Iterator[Growth | LastQuarter | LastQuarterLost]:
    last = wide.iloc[-1]
    if 0 < opening < last["closing"]:
        growth = Share(float(last["closing"] / opening - 1))
        yield Growth(Count(len(wide)), growth, Money(float(last["closing"]), currency))
    net = float(last["tailwind"] + last["headwind"])
    new = float(last["new"] + last.get("reactivation", 0.0))
    kind = LastQuarter if net >= 0 else LastQuarterLost
    if round(abs(new) + abs(net), 2) == 0:
        return
    yield kind(Name(str(wide.index[-1])), Money(new, currency), Money(abs(net), currency))


def layers(books: Books) -> pd.DataFrame:
    """The stacks: `period`, `rollup`, `movement`, `amount`.

    What returned is a layer of its own where it is seen, and new business where it is not.
    Exchange rates are in no stack, so that its ends are what customers did and the claim names.
    """
    rows = bridge_of(books)
    sums = rows.groupby(["period_end", "rollup"])["amount"].sum()
    found = {
        period.label: {
            rollup: float(sums.get((pd.Timestamp(period.end), rollup), 0.0))
            for rollup in (*_LAYERS, "closing")
        }
        for period in books.quarters
    }
    arr = max((each["closing"] for each in found.values()), default=0.0)
    thin = max((abs(each["reactivation"]) for each in found.values()), default=0.0) < SMALL * arr
    if thin:
        for each in found.values():
            each["new"] += each.pop("reactivation")
    always = ("headwind", "tailwind", "new", "closing")
    seen = {
        rollup
        for each in found.values()
        for rollup, amount in each.items()
        if rollup in always or round(amount, 2)
    }
    return pd.DataFrame(
        [
            (period, rollup, rollup, amount)
            for period, each in found.items()
            for rollup, amount in each.items()
            if rollup in seen
        ],
        columns=["period", "rollup", "movement", "amount"],
    )


@exhibit(part=Part.A2, shows=Matrix(c.quarter_line, c.period, c.value))
def quarter_table(books: Books) -> Shown[Sentence] | Absent:
    """What happened in each quarter? Money first, then customers, then rates."""
    return Shown(table(books)) if books.quarters else Absent("year")


def table(books: Books) -> pd.DataFrame:
    """Every line of eight quarters: `quarter_line`, `level`, `unit`, `period`, `value`.

    `level`: 0 total, 1 sum, 2 part, 3 leaf; missing values have nothing to compare with.
    """
    rows = bridge_of(books)
    lines = [_total(rows, books.quarters, "opening")]
    for group in _GROUPS:
        lines += _group_lines(rows, books.quarters, group)
    lines.append(_total(rows, books.quarters, "closing"))
    lines += [*_growth(books), *_logos(rows, books.quarters), *_rates(books)]
    frame = pd.DataFrame(
        [
            (line.name, line.level, line.unit, period.label, value)
            for line in lines
            for period, value in zip(books.quarters, line.values, strict=True)
        ],
        columns=["quarter_line", "level", "unit", "period", "value"],
    )
    return frame.astype({"value": "float64"})


@dataclass(frozen=True)
class _Line:
    name: str
    level: int
    unit: str
    values: tuple[float | None, ...]


def _line(name: str, level: int, unit: str, values: Iterable[float | None]) -> _Line:
    return _Line(name, level, unit, tuple(values))


def _sums(rows: pd.DataFrame, periods: Iterable[Period], column: str = "amount") -> list[float]:
    by_end = rows.groupby("period_end")[column].sum()
    return [float(by_end.get(pd.Timestamp(period.end), 0.0)) for period in periods]


def _total(rows: pd.DataFrame, periods: tuple[Period, ...], leaf: str) -> _Line:
    return _line(leaf, 0, "money", _sums(rows[rows.leaf == leaf], periods))


def _group_lines(rows: pd.DataFrame, periods: tuple[Period, ...], group: str) -> list[_Line]:
    mine = rows[(rows.group == group) | (rows.rollup == group)]
    if mine.empty and group not in ("new", "headwind", "tailwind"):
        return []
    level = 2 if group in _INSIDE else 1
    lines = [_line(group, level, "money", _sums(mine, periods))]
    if group in _WITH_LEAVES:
        present = [name for name in LEAVES if name in set(mine.leaf)]
        lines += [
            _line(name, 3, "money", _sums(mine[mine.leaf == name], periods)) for name in present
        ]
    return lines


def _growth(books: Books) -> list[_Line]:
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
        _line(name, 2, "rate", [growth(period, quarters) for period in books.quarters])
        for name, quarters in (("qoq", 1), ("yoy", 4))
    ]


def _logos(rows: pd.DataFrame, periods: tuple[Period, ...]) -> list[_Line]:
    leaves = ("opening", "new_logo", "win_back", "reactivation", "logo_churn", "transfer",
              "closing")  # fmt: skip
    counts: Mapping[str, list[float]] = {
        leaf: _sums(rows[rows.leaf == leaf], periods, "accounts") for leaf in leaves
    }
    returned = zip(counts["win_back"], counts["reactivation"], strict=True)
    net = [lost - sum(back) for lost, back in zip(counts["logo_churn"], returned, strict=True)]
    lines = [
        _line(f"{leaf}_count", 0 if leaf in ("opening", "closing") else 2, "count", values)
        for leaf, values in counts.items()
        if leaf in ("opening", "closing") or any(values)
    ]
    return [*lines, _line("net_logo_churn", 2, "count", net)]


def _rates(books: Books) -> list[_Line]:
    day = books.main.calendar.date
    pairs = [books.compare(day(period.opening), period.end) for period in books.quarters]
    found = [pair.kept if pair else None for pair in pairs]
    # Only the quarter in which the history begins has nothing to compare with (P24).
    shown = books.engagement.policies.first_period == "zero"
    whole, none = (1.0, 0.0) if shown else (None, None)
    return [
        _line(name, 1, "rate", [getattr(r, name) if r else at_first for r in found])
        for name, at_first in (
            ("grr", whole), ("nrr", whole), ("nrr_ex_price", whole), ("logo_churn", none),
        )
    ]  # fmt: skip
