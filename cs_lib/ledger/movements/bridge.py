"""The bridge: opening, leaves and closing of every month, quarter and year, by segment.

A missing `segment` is the whole company: a client may call a segment of its own "all".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import pandas as pd

from cs_lib.ledger.exchange_rates import Rates
from cs_lib.ledger.frames import Lazy, fetch
from cs_lib.ledger.lines.hierarchy import UNASSIGNED
from cs_lib.ledger.movements.change_causes import NOISE
from cs_lib.ledger.movements.register import CODES, FLOWS, LEAVES, NAMES
from cs_lib.ledger.time.calendar import MONTHS_IN, Calendar, Period, PeriodKind

# Money leaves the ledger in the millionths it is kept in, so that rounding cannot open the bridge.
DECIMALS = 6
_EXACT = 2.0**33
"""Above this, rounding to millionths would move a float by what it cannot hold anyway."""
BySegment = Callable[[Lazy, Sequence[str], Sequence[nw.Expr]], Lazy]
"""Rows by account, keys and aggregates -> the aggregates by keys and segment."""
COLUMNS = (
    "period_kind",
    "period_start",
    "period_end",
    "grain",
    "segment",
    "leaf",
    "rollup",
    "amount",
    "accounts",
)


def rounded(amounts: "pd.Series[float]") -> "pd.Series[float]":
    """Amounts in millionths, as far as floats hold them; what rounds to nothing is 0, never -0."""
    return amounts.where(amounts.abs() > _EXACT, amounts.round(DECIMALS) + 0.0)


@dataclass(frozen=True)
class Sums:
    """What the engine hands over, all small: local millionths and counts by snapshot and segment.

    stock: index, currency, segment, amount at every snapshot (dense). leaves: index, currency,
    segment, leaf, amount. touched: kind, index (of the closing snapshot), segment, leaf, accounts.
    live: index, segment, accounts (dense). net: index, segment, leaf, accounts (signed).
    """

    stock: pd.DataFrame
    leaves: pd.DataFrame
    touched: pd.DataFrame
    live: pd.DataFrame
    net: pd.DataFrame


def touched(
    parts: Iterable[Lazy], calendar: Calendar, unit: Sequence[str], by_segment: BySegment
) -> pd.DataFrame:
    """How many accounts did each leaf touch? Distinct ones in a period; noise touches nobody.

    Entries and exits are events: an account that leaves twice in a year counts twice, so that
    opening + entries - exits = closing. Any other account counts where its leaf is the first of
    its kind in the period; `unit` are the columns that name it. `parts` are movements, each with
    all those of its accounts; `by_segment` sums them (`Grain.summed`).
    """
    keys = ["index", "leaf", "before"]
    counts = [nw.len().cast(nw.Int64).alias("accounts")]
    told = (by_segment(_touches(part, unit), keys, counts) for part in parts)
    rows = pd.concat([fetch(each, [*keys, "segment"]) for each in told], ignore_index=True)
    named = with_leaves(rows)
    return pd.concat(
        [_first_touches(named, kind, calendar).assign(kind=kind) for kind in MONTHS_IN],
        ignore_index=True,
    )


def _touches(movements: Lazy, unit: Sequence[str]) -> Lazy:
    """Per movement that is not noise: when did its leaf last touch its unit `before`, if it did?

    More than a year ago is not told: that lies in no period with it, only more rows to count.
    """
    real = movements.filter(
        (nw.col("leaf") != CODES["transfer"])
        & ((nw.col("amount").abs() > NOISE) | (nw.col("net") != 0))
    )
    before = nw.col("index").shift(1).over(*unit, "leaf", order_by="index")
    told = real.select(*unit, "index", "leaf", before.alias("before"))
    near = nw.col("before") > nw.col("index") - MONTHS_IN["year"]
    return told.with_columns(before=nw.when(near).then(nw.col("before")))


def _first_touches(rows: pd.DataFrame, kind: PeriodKind, calendar: Calendar) -> pd.DataFrame:
    """Of these touches, those that are the first in their period, or in their month in a flow."""
    size = MONTHS_IN[kind]
    place = _month(rows["index"], calendar) % size
    opening = rows["index"] - place.mask(rows["leaf"].isin(FLOWS), 0)
    first = rows[rows["before"].isna() | (rows["before"] < opening)]
    return _summed_flows(first[["index", "segment", "leaf", "accounts"]], size, calendar)


def with_leaves(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their leaves' names instead of codes."""
    return rows.assign(leaf=rows["leaf"].map(NAMES).astype("str"))


def _summed_flows(flows: pd.DataFrame, size: int, calendar: Calendar) -> pd.DataFrame:
    closing = flows["index"] + size - 1 - _month(flows["index"], calendar) % size
    return (
        flows.assign(index=closing)
        .groupby(["index", "segment", "leaf"], as_index=False)[["accounts"]]
        .sum()
    )


def _month(index: "pd.Series[int]", calendar: Calendar) -> "pd.Series[int]":
    """The number of a month, counted so that fiscal years begin with multiples of 12."""
    return index + calendar.first_month - (calendar.fiscal_year_start - 1)


def dense(deltas: pd.DataFrame, keys: list[str], value: str, last: int) -> pd.DataFrame:
    """Changes by index -> running totals at every snapshot 0..last, per combination of `keys`."""
    if deltas.empty:
        return pd.DataFrame(
            {"index": pd.Series(dtype="int64"), **{k: pd.Series(dtype=str) for k in keys}, value: 0}
        )
    place = deltas.groupby(keys).ngroup().to_numpy()
    named = deltas[keys].dropna().drop_duplicates().sort_values(keys)
    known = (place >= 0) & deltas["index"].between(0, last).to_numpy()
    totals = np.zeros((len(named), last + 1), dtype="int64")
    at, changes = (deltas[name].to_numpy()[known] for name in ("index", value))
    np.add.at(totals, (place[known], at), changes)
    long = named.iloc[np.repeat(np.arange(len(named)), last + 1)].reset_index(drop=True)
    told = {"index": np.tile(np.arange(last + 1), len(named)), value: totals.cumsum(axis=1).ravel()}
    return long.assign(**told)[["index", *keys, value]]


def amounts(sums: Sums, rates: Rates) -> pd.DataFrame:
    """Month by month in report currency: index, segment, leaf, amount - with fx, without stocks.

    `fx` is computed from the stock alone, so that it cannot hide what leaves forget.
    """
    moved = sums.leaves
    leaves = moved.assign(amount=rates.moved(moved["amount"], moved["currency"], moved["index"]))
    fx = rates.exchanged(sums.stock).assign(leaf="fx")
    both = pd.concat([leaves, fx[leaves.columns]], ignore_index=True) if len(fx) else leaves
    return _with_total(both, ["index", "segment", "leaf"])


def stocks(sums: Sums, rates: Rates) -> pd.DataFrame:
    """ARR in report currency at every snapshot: index, segment, amount."""
    held = sums.stock[sums.stock["amount"] != 0]
    converted = held.assign(amount=rates.convert(held["amount"], held["currency"], held["index"]))
    return _with_total(converted, ["index", "segment"])


def _with_total(frame: pd.DataFrame, keys: list[str], value: str = "amount") -> pd.DataFrame:
    """Sums by `keys`, and the same over all segments, where `segment` is missing."""
    by_segment = frame.groupby(keys, as_index=False)[[value]].sum()
    others = [key for key in keys if key != "segment"]
    total = frame.groupby(others, as_index=False)[[value]].sum()
    total = total.assign(segment=pd.Series(None, index=total.index, dtype="str"))
    return pd.concat([total[by_segment.columns], by_segment], ignore_index=True)


def assemble(sums: Sums, rates: Rates, calendar: Calendar, grain: str) -> pd.DataFrame:
    """The bridge, unrounded: `COLUMNS`, ordered by kind, period, segment and leaf."""
    moved, held = amounts(sums, rates), stocks(sums, rates)
    live = _with_total(sums.live, ["index", "segment"], "accounts")
    counted = pd.concat(
        [_counts(sums.touched, calendar), _transferred(sums.net, calendar)], ignore_index=True
    )
    periods = _period_frame(calendar.periods)
    segments = _segments(sums)
    frames = [
        _ends(periods, segments, held, live, "opening"),
        _leaves_of(calendar.periods, moved, counted),
        _ends(periods, segments, held, live, "closing"),
    ]
    bridge = pd.concat(frames, ignore_index=True).merge(periods, on=["period_kind", "closing_at"])
    shown = bridge["segment"].isna() | bridge["segment"].isin(segments)
    bridge = bridge[shown].assign(grain=grain)
    bridge["rollup"] = bridge["leaf"].map({name: leaf.rollup for name, leaf in LEAVES.items()})
    return _ordered(bridge, segments)


def _segments(sums: Sums) -> list[str]:
    """The segments by name; none where nobody has one."""
    # Whoever came and went between two snapshots (P03) may be all there ever was of a segment.
    named = sorted(set(sums.live["segment"]) | set(sums.leaves["segment"]))
    return named if set(named) - {UNASSIGNED} else []


def _period_frame(periods: Iterable[Period]) -> pd.DataFrame:
    columns = ("period_kind", "closing_at", "opening_at", "period_start", "period_end")
    rows = [(p.kind, p.closing, p.opening, p.start, p.end) for p in periods]
    frame = pd.DataFrame(rows, columns=list(columns))
    days = {
        c: pd.to_datetime(frame[c]).astype("datetime64[us]") for c in ("period_start", "period_end")
    }
    return frame.assign(**days)


def _ends(
    periods: pd.DataFrame, segments: list[str], held: pd.DataFrame, live: pd.DataFrame, leaf: str
) -> pd.DataFrame:
    grid = periods[["period_kind", "closing_at", f"{leaf}_at"]].set_axis(
        ["period_kind", "closing_at", "index"], axis=1
    )
    scopes = pd.DataFrame({"segment": pd.Series([None, *segments], dtype="str")})
    grid = grid.merge(scopes, how="cross")
    grid = grid.merge(held, on=["index", "segment"], how="left").merge(
        live, on=["index", "segment"], how="left"
    )
    return grid.drop(columns="index").fillna({"amount": 0.0, "accounts": 0}).assign(leaf=leaf)


def _leaves_of(
    periods: Iterable[Period], moved: pd.DataFrame, counted: pd.DataFrame
) -> pd.DataFrame:
    """Quarters and years are the sums of their months, so that quarters add up to years (R3)."""
    months = [
        (p.kind, p.closing, index) for p in periods for index in range(p.opening + 1, p.closing + 1)
    ]
    spread = pd.DataFrame(months, columns=["period_kind", "closing_at", "index"]).merge(
        moved, on="index"
    )
    keys = ["period_kind", "closing_at", "segment", "leaf"]
    summed = spread.groupby(keys, as_index=False, dropna=False)[["amount"]].sum()
    stacked = pd.concat([summed.assign(accounts=0), counted.assign(amount=0.0)], ignore_index=True)
    both = stacked.groupby(keys, as_index=False, dropna=False)[["amount", "accounts"]].sum()
    return both[(both["amount"].round(DECIMALS) != 0) | (both["accounts"] != 0)]


def _counts(touched_rows: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    named = touched_rows.rename(columns={"kind": "period_kind", "index": "closing_at"})
    return _with_total(named, ["period_kind", "closing_at", "segment", "leaf"], "accounts")


def _transferred(net: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Accounts that appear (+1) or empty (-1) only because customers moved between them."""
    moved = net[net["leaf"] == "transfer"]
    frames = [
        _summed_flows(moved, size, calendar).assign(period_kind=kind)
        for kind, size in MONTHS_IN.items()
    ]
    return _with_total(
        pd.concat(frames, ignore_index=True).rename(columns={"index": "closing_at"}),
        ["period_kind", "closing_at", "segment", "leaf"],
        "accounts",
    )


def _ordered(bridge: pd.DataFrame, segments: list[str]) -> pd.DataFrame:
    rank: dict[str, dict[str, int]] = {
        "period_kind": {kind: i for i, kind in enumerate(MONTHS_IN)},
        "segment": {segment: i for i, segment in enumerate(segments)},
        "leaf": {leaf: i for i, leaf in enumerate(LEAVES)},
    }
    order = ["period_kind", "period_end", "segment", "leaf"]
    ordered = bridge.sort_values(
        order,
        # the whole company, which has no rank of its own, comes first
        key=lambda c: c.map(rank[str(c.name)]).fillna(-1) if c.name in rank else c,
        ignore_index=True,
    )
    return ordered.astype({"accounts": "int64"})[list(COLUMNS)]


def residuals(sums: Sums, bridge: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Does every period close? opening + leaves - closing, in report currency and in accounts.

    Both should be 0: amounts up to floating-point noise of the currency conversion. Source: M15.
    """
    keys = ["period_kind", "period_end", "segment"]
    sign = bridge["leaf"].map({"closing": -1.0}).fillna(1.0)
    signed = bridge.assign(residual=bridge["amount"] * sign)
    residual = signed.groupby(keys, as_index=False, dropna=False)[["residual"]].sum()
    ends = bridge[bridge["leaf"].isin(["opening", "closing"])]
    change = ends.assign(
        accounts=ends["accounts"] * ends["leaf"].map({"opening": 1, "closing": -1})
    )
    counts = change.groupby(keys, as_index=False, dropna=False)[["accounts"]].sum()
    net = _net_by_period(sums.net, calendar).rename(columns={"accounts": "net"})
    found = residual.merge(counts, on=keys).merge(net, on=keys, how="left")
    found["accounts_residual"] = (found["accounts"] + found["net"].fillna(0)).astype("int64")
    return found[[*keys, "residual", "accounts_residual"]]


def _net_by_period(net: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    total = _with_total(net, ["index", "segment"], "accounts")
    rows = [
        (p.kind, pd.Timestamp(p.end).as_unit("us"), index)
        for p in calendar.periods
        for index in range(p.opening + 1, p.closing + 1)
    ]
    months = pd.DataFrame(rows, columns=["period_kind", "period_end", "index"])
    keys = ["period_kind", "period_end", "segment"]
    moved = months.merge(total, on="index")
    return moved.groupby(keys, as_index=False, dropna=False)[["accounts"]].sum()
