"""Two snapshots compared: who was live at either, what each was worth then, and which leaves led
from one to the other.

Planning a query costs more than running it on a usual client, so any number of pairs is one
query: every event is seen by every pair, and `pair` (a number) keeps them apart.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import narwhals as nw
import numpy as np
import pandas as pd

from cs_lib.errors import UsageError
from cs_lib.intake.text_storage import among
from cs_lib.ledger.frames import Lazy, fetch
from cs_lib.ledger.grain import ITEM, Grain
from cs_lib.ledger.lines import currency_switch, escalators
from cs_lib.ledger.lines.annual_value import in_words
from cs_lib.ledger.movements import bridge as bridges
from cs_lib.ledger.movements import change_causes as causes
from cs_lib.ledger.movements.events import stock_of, with_visits
from cs_lib.ledger.movements.register import CODES, ENTRIES, HEADWIND, MOVEMENTS, TAILWIND

STATUS = {"new_logo": "new", "reactivation": "reactivated", "win_back": "win_back"}
LEAF_COLUMNS = tuple(name for name in MOVEMENTS if name != "transfer")
_LEAVES = pd.Index(LEAF_COLUMNS)


@dataclass(frozen=True)
class Pair:
    """The accounts live at either of two snapshots, in report currency at the rates of one of them.

    The rates are the opening's, or the closing's by policy (P05), for both snapshots.
    accounts: account, name, segment, v0, v1, status (stayed, churned, new, reactivated, win_back),
    headwind and tailwind (both positive), pre_sold (the part of list_price_increase that contracts
    had agreed, see `escalators.pre_sold`), and one signed column per leaf; leaves add up to
    v1 - v0. items: account, item, product_id, tier, currency, family, v0, v1, resumed (what came
    back after a pause: part of v1, and of no rate of retention). At grain `parent`
    both snapshots are seen under the parents of the closing, so that moves are no losses (P16).
    `leave_out_pre_sold` keeps what was pre-sold out of NRR (P10).
    """

    opening: pd.Timestamp
    closing: pd.Timestamp
    grain: str
    accounts: pd.DataFrame
    items: pd.DataFrame
    leave_out_pre_sold: bool = False

    def where(self, chosen: "pd.Series[bool]") -> "Pair":
        """The same pair with only the `chosen` of its accounts, and their items."""
        accounts = self.accounts[chosen]
        items = self.items[among(self.items["account"], accounts["account"])]
        return replace(self, accounts=accounts, items=items)


def present(accounts: pd.DataFrame) -> pd.DataFrame:
    """Those of a pair's accounts that were live at the opening: rates speak of no others."""
    return accounts[~accounts["status"].isin([STATUS[entry] for entry in ENTRIES])]


def compared(grain: Grain, spans: Sequence[tuple[dt.date, dt.date]]) -> tuple[Pair, ...]:
    """The pairs of these snapshots (opening, closing): see `Ledger.pair`."""
    history, asked = grain.history, _indices(grain, spans)
    store = history.store
    fixed = history.rates.between(asked["opening"], asked["closing"])
    states = store.keep(causes.marked(_two_states(grain, asked)))
    moved = causes.turned(states)
    switched = grain.switched(moved, fixed)
    items = _items(grain, states, switched, fixed)
    amounts = _leaves(grain, causes.leaves(states, moved, switched), fixed)
    leaves = _with_pre_sold(grain, amounts, asked)
    store.drop(states)
    leave_out = history.policies.escalators == "leave_out"
    return tuple(
        _assembled(
            items[items["index"] == number],
            leaves[leaves["index"] == number],
            span,
            grain.name,
            leave_out,
        )
        for number, span in enumerate(spans)
    )


def _indices(grain: Grain, spans: Sequence[tuple[dt.date, dt.date]]) -> pd.DataFrame:
    """The pairs as indices: pair, opening, closing."""
    index = grain.history.calendar.index
    for opening, closing in spans:
        if index(opening) >= index(closing):
            raise UsageError(f"the opening {opening} must lie before the closing {closing}")
    rows = [(number, *map(index, span)) for number, span in enumerate(spans)]
    return pd.DataFrame(rows, columns=["pair", "opening", "closing"])


def _two_states(grain: Grain, asked: pd.DataFrame) -> Lazy:
    history = grain.history
    known = with_visits(history.late.events, history.late.visits)
    placed = _under_closing(grain, _seen_by(known, _adopted(grain, asked)))
    return _held(placed, history.families, history.policies.win_back_after_days)


def _adopted(grain: Grain, asked: pd.DataFrame) -> Lazy:
    return grain.history.store.adopt(asked, list(asked.columns))


def _under_closing(grain: Grain, rows: Lazy) -> Lazy:
    """The rows (customer, closing) with the account that the customer has at the closing.

    Seen so, a customer that moved to another parent is no loss to the one and no gain to the other
    (P16).
    """
    return grain.placed_at(rows, nw.col("closing") + grain.history.calendar.first_month)


def _seen_by(events: Lazy, spans: Lazy) -> Lazy:
    """The events that each pair of `spans` (pair, opening, closing as indices) can see."""
    return events.join(spans, how="cross").filter(nw.col("index") <= nw.col("closing"))


def _held(events: Lazy, families: Lazy, win_back_after_days: int) -> Lazy:
    """Per pair, account and item live at either snapshot: b_/a_<stock>, and the account's story.

    `events` are pair, opening, account, item, index, d_<stock>, start_day, end_day, without
    transfers. The result is what `change_causes.leaves` takes, with the pair as its `index`.
    """
    stock = stock_of(events, "d_")
    told = events.with_columns(
        **{f"b_{s}": _if(nw.col("index") <= nw.col("opening"), nw.col(f"d_{s}")) for s in stock}
    )
    held = told.group_by("pair", "account", "item").agg(
        *[nw.col(f"b_{s}").sum().cast(nw.Int64) for s in stock],
        *[nw.col(f"d_{s}").sum().cast(nw.Int64).alias(f"a_{s}") for s in stock],
    )
    held = held.filter((nw.col("b_lines") != 0) | (nw.col("a_lines") != 0))
    return (
        held.join(_stories(told, win_back_after_days), on=["pair", "account"])
        .join(families, on="item")
        .rename({"pair": "index"})
    )


def _if(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(value).otherwise(nw.lit(0).cast(nw.Int64))


def _stories(events: Lazy, win_back_after_days: int) -> Lazy:
    """pair, account, account_before, account_after (live lines), what its appearance counts as."""
    before = nw.col("index") <= nw.col("opening")
    told = (
        events.with_columns(
            left_day=nw.when(before).then(nw.col("end_day")),
            back_day=nw.when(~before).then(nw.col("start_day")),
        )
        .group_by("pair", "account")
        .agg(
            nw.col("b_lines").sum().cast(nw.Int64).alias("account_before"),
            nw.col("d_lines").sum().cast(nw.Int64).alias("account_after"),
            nw.col("index").min().alias("first"),
            nw.col("opening").min(),
            nw.col("left_day").max(),
            nw.col("back_day").min(),
        )
    )
    long_gone = (nw.col("back_day") - nw.col("left_day")) > win_back_after_days
    again = causes.named("reactivation")
    again = nw.when(long_gone).then(causes.named("win_back")).otherwise(again)
    is_new = nw.col("first") > nw.col("opening")
    entry = nw.when(is_new).then(causes.named("new_logo")).otherwise(again)
    return told.select("pair", "account", "account_before", "account_after", entry.alias("entry"))


def _items(
    grain: Grain, states: Lazy, switched: Lazy | None, fixed: "pd.Series[int]"
) -> pd.DataFrame:
    """The items live at either snapshot, with v0, v1 and their account's story."""
    columns = [
        "index", "account", "item", "b_value", "a_value",
        "account_before", "account_after", "entry",
    ]  # fmt: skip
    if switched is not None:
        states = states.join(switched, on=["account", "item", "index"], how="left")
        columns += ["switch", "net"]
    held = grain.named(states.select(columns))
    items = in_words(fetch(grain.profiled(held), ["index", *ITEM]))
    if switched is not None:
        items["family"] = currency_switch.one_family(items)
    at, rates = items["index"].map(fixed), grain.history.rates
    items["v0"] = rates.convert(items["b_value"], items["currency"], at)
    items["v1"] = rates.convert(items["a_value"], items["currency"], at)
    return items


def _leaves(grain: Grain, moved: Lazy, fixed: "pd.Series[int]") -> pd.DataFrame:
    leaves = bridges.with_leaves(fetch(grain.named(moved), ["index", *ITEM, "leaf"]))
    at, rates = leaves["index"].map(fixed), grain.history.rates
    return leaves.assign(amount=rates.convert(leaves["amount"], leaves["currency"], at))


def _with_pre_sold(grain: Grain, leaves: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """The leaves, and how much of each the contract had agreed (`escalators.pre_sold`)."""
    history = grain.history
    if history.late.escalated is None:
        return leaves.assign(pre_sold=0.0)
    live = escalators.live(history.late.escalated, _adopted(grain, asked), history.calendar)
    caps = grain.named(escalators.caps(_under_closing(grain, live)))
    found = fetch(caps.rename({"pair": "index"}), ["index", *ITEM])
    at = found["index"].map(history.rates.between(asked["opening"], asked["closing"]))
    found["cap"] = history.rates.convert(found["cap"], found["currency"], at)
    keys = ["index", *ITEM]
    return leaves.assign(pre_sold=escalators.pre_sold(leaves, found[[*keys, "cap"]], keys))


def _statuses(items: pd.DataFrame) -> pd.DataFrame:
    """account, name, segment, status out of items with account_before, account_after and entry."""
    rows = items.drop_duplicates("account")
    absent, gone = rows["account_before"] <= 0, rows["account_after"] <= 0
    entered = {CODES[entry]: name for entry, name in STATUS.items()}
    status = rows["entry"].map(entered).where(absent, "stayed").where(absent | ~gone, "churned")
    return rows.assign(status=status)[["account", "name", "segment", "status"]]


_ITEM = ["account", "product_id", "tier", "currency"]
_ITEM_COLUMNS = [
    "account", "item", "product_id", "tier", "currency", "family", "v0", "v1", "resumed",
]  # fmt: skip


def _assembled(
    items: pd.DataFrame,
    leaves: pd.DataFrame,
    span: tuple[dt.date, dt.date],
    grain: str,
    leave_out_pre_sold: bool,
) -> Pair:
    """One pair out of the engine's rows for it: items with their story, and leaves."""
    return Pair(
        opening=pd.Timestamp(span[0]),
        closing=pd.Timestamp(span[1]),
        grain=grain,
        accounts=_wide_accounts(items, leaves, _statuses(items)),
        leave_out_pre_sold=leave_out_pre_sold,
        items=_with_resumed(items, leaves)[_ITEM_COLUMNS].reset_index(drop=True),
    )


def _with_resumed(items: pd.DataFrame, leaves: pd.DataFrame) -> pd.DataFrame:
    back = leaves[leaves["leaf"] == "resumed"]
    if back.empty:
        return items.assign(resumed=0.0)
    told = in_words(back).rename(columns={"amount": "resumed"})[[*_ITEM, "resumed"]]
    joined = items.merge(told, on=_ITEM, how="left")
    return joined.fillna({"resumed": 0.0})


def _wide_accounts(items: pd.DataFrame, leaves: pd.DataFrame, status: pd.DataFrame) -> pd.DataFrame:
    """One row per account out of its items (v0, v1), leaves (leaf, amount, pre_sold) and status."""
    told = status.sort_values("account", ignore_index=True)
    # Names are looked up once, and sums are taken by their places: text is slow to group by.
    accounts = pd.Index(told["account"])
    own = accounts.get_indexer(pd.Index(items["account"]))
    of = accounts.get_indexer(pd.Index(leaves["account"]))
    leaf = _LEAVES.get_indexer(pd.Index(leaves["leaf"]))
    shown = (of >= 0) & (leaf >= 0)
    sums = leaves["amount"][shown].groupby((of * len(_LEAVES) + leaf)[shown]).sum()
    table = np.zeros(len(accounts) * len(_LEAVES))
    table[sums.index.to_numpy("int64")] = sums.to_numpy("float64")
    spread = pd.DataFrame(table.reshape(len(accounts), len(_LEAVES)), columns=_LEAVES)
    agreed = leaves["pre_sold"].groupby(of).sum()
    return pd.DataFrame(
        {
            **{name: told[name] for name in ("account", "name", "segment")},
            # one column at a time: a frame prints an array that it is to group by
            **{name: items[name].groupby(own).sum() for name in ("v0", "v1")},
            "status": told["status"],
            "headwind": 0.0 - spread[list(HEADWIND)].sum(axis=1),
            "tailwind": spread[list(TAILWIND)].sum(axis=1),
            "pre_sold": agreed.reindex(told.index, fill_value=0.0).astype("float64"),
            **{name: spread[name] for name in LEAF_COLUMNS},
        },
    )
