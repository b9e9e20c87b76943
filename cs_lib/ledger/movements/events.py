"""Lines -> change events -> states: one row per account, item and month in which it changed.

The work grows with the number of lines, never with customers x months. A month's `index` is that
of the snapshot which closes it. Each event splits into `t_` (moved between accounts, at the
opening state) and `d_` (everything else, seen from the account that holds it afterwards).
"""

import narwhals as nw

from cs_lib.ledger.frames import Lazy
from cs_lib.ledger.lines import hierarchy
from cs_lib.ledger.movements.change_causes import named
from cs_lib.ledger.time.calendar import Calendar

STOCK = ("value", "list_value", "quantity", "lines")
# Only where a line has no quantity or is paused, or a policy counts free lines (`scope`, `pauses`).
OPTIONAL = ("no_qty", "free", "paused", "back")
KEY = ("account", "item", "index")
_INT, _SHORT = nw.Int64, nw.Int32
_WIDTH = {"lines": _SHORT, "no_qty": _SHORT, "free": _SHORT}


def stock_of(frame: Lazy, prefix: str = "") -> tuple[str, ...]:
    """What the frame holds of `STOCK` and `OPTIONAL`, its columns beginning with `prefix`."""
    names = frame.collect_schema().names()
    return (*STOCK, *[s for s in OPTIONAL if prefix + s in names])


def customer_events(lines: Lazy, calendar: Calendar) -> Lazy:
    """How does each customer's holding of each item change at each snapshot?

    Columns: customer, item (codes), index, d_<stock>, start_day (earliest among lines that
    begin), end_day (latest among those that end). Lines that no snapshot sees leave no trace.
    """
    seen = lines.with_columns(
        first=nw.col("start_month") - calendar.first_month,
        gone=nw.col("end_month") - calendar.first_month,
    ).filter((nw.col("first") < nw.col("gone")) & (nw.col("first") <= calendar.last))
    if "lines" not in seen.collect_schema().names():  # else discount lines are none (P21)
        seen = seen.with_columns(lines=nw.lit(1).cast(_SHORT))
    stock = stock_of(seen)
    nothing = nw.lit(None).cast(_SHORT)
    begin = seen.select(
        "customer", "item", nw.col("first").alias("index"),
        *[nw.col(s).alias(f"d_{s}") for s in stock],
        "start_day", nothing.alias("end_day"),
    )  # fmt: skip
    end = seen.filter(nw.col("gone") <= calendar.last).select(
        "customer", "item", nw.col("gone").alias("index"),
        *[(-nw.col(s)).alias(f"d_{s}") for s in stock],
        nothing.alias("start_day"), "end_day",
    )  # fmt: skip
    both = nw.concat([begin, end], how="vertical")
    return _summed(both, ["customer", "item", "index"], "d_")


def _whole(total: nw.Expr, stock: str) -> nw.Expr:
    """Engines widen sums; they are narrowed again to what the stock needs."""
    return total.cast(_WIDTH.get(stock, _INT))


def _countable(column: str, stock: str) -> nw.Expr:
    """Counts are added as floats, which hold them exactly: an engine adds integers in 128 bits."""
    return nw.col(column).cast(nw.Float64) if stock in _WIDTH else nw.col(column)


def _nought(prefix: str, stock: tuple[str, ...]) -> list[nw.Expr]:
    return [_whole(nw.lit(0), s).alias(prefix + s) for s in stock]


def _summed(frame: Lazy, keys: list[str], *prefixes: str) -> Lazy:
    """Sums the deltas per key, and drops rows that change nothing (a plain renewal)."""
    stock = stock_of(frame, prefixes[0])
    sums = [p + s for p in prefixes for s in stock]
    summed = frame.group_by(keys).agg(
        *[_whole(_countable(p + s, s).sum(), s) for p in prefixes for s in stock],
        nw.col("start_day").min(),
        nw.col("end_day").max(),
    )
    changed = nw.col(sums[0]) != 0
    for column in sums[1:]:
        changed = changed | (nw.col(column) != 0)
    return summed.filter(changed)


def account_events(events: Lazy, spans: Lazy | None, calendar: Calendar) -> Lazy:
    """The customers' events as events of accounts; `spans` None: a customer is its own account."""
    stock = stock_of(events, "d_")
    zero = _nought("t_", stock)
    deltas = [f"d_{s}" for s in stock]
    if spans is None:
        account = nw.col("customer").alias("account")
        return events.select(account, "item", "index", *deltas, *zero, "start_day", "end_day")
    placed = hierarchy.at_month(events, spans, nw.col("index") + calendar.first_month).select(
        *KEY, *deltas, *zero, "start_day", "end_day"
    )
    moved = _moved(events, hierarchy.moves(spans), calendar)
    return _summed(
        nw.concat([placed, *moved], how="vertical"),
        list(KEY),
        "d_",
        "t_",
    )


def _moved(events: Lazy, moves: Lazy, calendar: Calendar) -> list[Lazy]:
    """What moves with a customer that changes accounts: all it held at the snapshot before."""
    dated = moves.with_columns(
        index=(nw.col("month") - calendar.first_month).cast(_SHORT), day=nw.col("day").cast(_SHORT)
    )
    dated = dated.filter((nw.col("index") >= 1) & (nw.col("index") <= calendar.last))
    past = (
        events.rename({"index": "then"})
        .join(dated, on="customer")
        .filter(nw.col("then") < nw.col("index"))
    )
    stock = stock_of(events, "d_")
    held = past.group_by("customer", "item", "index", "day", "left", "joined").agg(
        *[_whole(nw.col(f"d_{s}").sum(), s).alias(f"t_{s}") for s in stock]
    )
    held = held.filter(nw.col("t_lines") != 0).with_columns(
        *_nought("d_", stock), nothing=nw.lit(None).cast(_SHORT)
    )
    deltas = [f"d_{s}" for s in stock]
    out = held.select(
        nw.col("left").alias("account"), "item", "index", *deltas,
        *[(-nw.col(f"t_{s}")).alias(f"t_{s}") for s in stock],
        nw.col("nothing").alias("start_day"), nw.col("day").alias("end_day"),
    )  # fmt: skip
    into = held.select(
        nw.col("joined").alias("account"), "item", "index", *deltas,
        *[f"t_{s}" for s in stock],
        nw.col("day").alias("start_day"), nw.col("nothing").alias("end_day"),
    )  # fmt: skip
    return [out, into]


def item_states(events: Lazy, moving: bool) -> Lazy:
    """Per event: the holding before it (`b_`, after transfers) and after it (`a_`).

    With the value and lines that moved between accounts (`t_`), where any customer is `moving`.
    """
    stock = stock_of(events, "d_")
    after = events.with_columns(
        *[
            _whole(
                (nw.col(f"d_{s}") + nw.col(f"t_{s}"))
                .cum_sum()
                .over("account", "item", order_by="index"),
                s,
            ).alias(f"a_{s}")
            for s in stock
        ]
    )
    return after.select(
        *KEY,
        *[f"a_{s}" for s in stock],
        *[(nw.col(f"a_{s}") - nw.col(f"d_{s}")).alias(f"b_{s}") for s in stock],
        *(("t_value", "t_lines") if moving else ()),
    )


def with_visits(events: Lazy, visits: Lazy | None) -> Lazy:
    """The events, and `visits.brief` (or `placed`) beside them: part of the story, though they
    change no snapshot.
    """
    if visits is None:
        return events
    stock = stock_of(events, "d_")
    between = visits.drop("value").with_columns(*_nought("d_", stock), *_nought("t_", stock))
    return nw.concat([events, between.select(events.collect_schema().names())], how="vertical")


def account_states(events: Lazy, win_back_after_days: int) -> Lazy:
    """Per account and month: its live lines before transfers, after them, and after the month.

    Columns: account, index, lines_open, lines_moved, lines_after, entry. `entry` is the leaf (its
    code) that an appearance counts as: the first is a new logo (M04), a later one a reactivation
    (M05), or a win-back when more than `win_back_after_days` passed without service (P01).
    """
    summed = events.group_by("account", "index").agg(
        _countable("d_lines", "lines").sum().cast(_INT),
        _countable("t_lines", "lines").sum().cast(_INT),
        nw.col("start_day").min(),
        nw.col("end_day").max(),
    )
    total = (
        (nw.col("d_lines") + nw.col("t_lines"))
        .cum_sum()
        .over("account", order_by="index")
        .cast(_INT)
    )
    states = summed.with_columns(
        lines_after=total,
        left_day=nw.col("end_day").shift(1).over("account", order_by="index"),
        previous=nw.col("index").shift(1).over("account", order_by="index"),
    ).with_columns(lines_moved=nw.col("lines_after") - nw.col("d_lines"))
    absent = nw.col("start_day") - nw.col("left_day")
    entry = (
        nw.when(nw.col("previous").is_null())
        .then(named("new_logo"))
        .otherwise(
            nw.when(absent > win_back_after_days)
            .then(named("win_back"))
            .otherwise(named("reactivation"))
        )
    )
    return states.select(
        "account",
        "index",
        (nw.col("lines_moved") - nw.col("t_lines")).alias("lines_open"),
        "lines_moved",
        "lines_after",
        entry.alias("entry"),
    )
