"""What is signed or announced, and not yet in ARR (M03)?"""

from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from cs_lib.ledger.frames import Lazy, fetch
from cs_lib.ledger.grain import Grain
from cs_lib.ledger.lines.annual_value import in_words
from cs_lib.ledger.terms.terms import live_at
from cs_lib.ledger.time.dates import dates_of, day_of

PARTS = {
    "signed_new": "Signed, not started: customers without revenue today",
    "signed_expansion": "Signed, not started: more for today's customers",
    "signed_renewal": "Signed renewals: the next term less the one that ends",
    "known_expiry": "Steps within signed terms (discounts that expire, agreed prices)",
    "notified": "Notice given, not yet effective",
}


@dataclass(frozen=True)
class Committed:
    """CARR: `arr` and its `parts` (part, label, amount, accounts, lines; every part has its row).

    lines: the rows behind them: part, account, name, segment, customer, line_id, item, currency,
    effective (the day it takes effect), amount. Amounts at the last day's rates, losses negative.
    """

    arr: float
    parts: pd.DataFrame
    lines: pd.DataFrame

    @property
    def carr(self) -> float:
        """ARR + signed, not started - notified, not yet effective."""
        return self.arr + float(self.parts["amount"].sum())


_ORDER = ["customer", "item", "term_start", "start_day", "value"]


def on_last_day(grain: Grain) -> Committed:
    """What is ARR on the last day with what is signed or announced then?"""
    history, calendar = grain.history, grain.history.calendar
    today, month = day_of(calendar.as_of), calendar.first_month + calendar.last
    rows = grain.placed(history.terms, month)
    later, live = _ahead(rows, month, today)
    known = fetch(_live_accounts(rows, later, month), ["account"])["account"]
    starting, running = (
        fetch(grain.profiled(each.drop("auto_renew")), _ORDER) for each in (later, live)
    )
    grace = history.policies.reactivation_gap_days
    lines = in_words(_split(starting, running, pd.Index(known), today, grace))
    lines["amount"] = history.rates.convert(lines["value"], lines["currency"], calendar.last)
    lines["effective"] = dates_of(lines["day"])
    columns = [
        "part", "account", "name", "segment", "customer", "line_id", "item", "currency",
        "effective", "amount",
    ]  # fmt: skip
    return Committed(_arr(grain, month), _summed(lines), lines[columns])


def _arr(grain: Grain, month: int) -> float:
    """ARR counted from the terms, not from the movements: the two must agree."""
    history = grain.history
    live = history.terms.filter(live_at(month))
    summed = live.group_by("currency").agg(nw.col("value").sum().cast(nw.Int64))
    rows = fetch(summed, ["currency"])
    at = month - history.calendar.first_month
    return float(history.rates.convert(rows["value"], rows["currency"], at).sum())


def _ahead(rows: Lazy, month: int, today: int) -> tuple[Lazy, Lazy]:
    """The lines that are signed and start later, and the live ones that they or a notice touch."""
    signed = (nw.col("signed_day") <= today).fill_null(True)
    later = rows.filter((nw.col("start_month") > month) & signed)
    customers = later.select("customer").unique(subset=["customer"])
    noticed = (nw.col("notice_day") <= today).fill_null(False)
    live = rows.filter(live_at(month))
    touched = live.join(customers.with_columns(touched=nw.lit(True)), on="customer", how="left")
    return later, touched.filter(noticed | nw.col("touched").fill_null(False))


def _live_accounts(rows: Lazy, later: Lazy, month: int) -> Lazy:
    """The accounts with something to start that have revenue today."""
    asked = later.select("account").unique(subset=["account"])
    live = rows.filter(live_at(month)).select("account").unique(subset=["account"])
    return asked.join(live, on="account")


def _split(
    later: pd.DataFrame, live: pd.DataFrame, accounts: pd.Index, today: int, grace_days: int
) -> pd.DataFrame:
    """Every row of `later` and `live` that changes ARR, with its part, value and effective day.

    A line that starts where others of its customer end (or within the grace period) renews all that
    end on that day, running or signed to start later: only the difference counts, so that a chain
    of renewals comes to its last term. Notice on what is renewed is void.
    """
    steps = _steps(later, live)
    fresh = later[(later["term_start"] > today) & later["is_first"]]
    replaced = pd.concat([live, fresh], ignore_index=True)
    renewing = _renewing(fresh, replaced, grace_days)
    renewed = fresh.merge(renewing, on=["customer", "term_start"])
    taken = renewing[["customer", "ended"]].rename(columns={"ended": "term_end"})
    ending = replaced.merge(taken.drop_duplicates(), on=["customer", "term_end"])
    new = fresh.merge(renewing, on=["customer", "term_start"], how="left", indicator=True)
    new = new[new["_merge"] == "left_only"].drop(columns=["_merge", "ended"])
    known = new["account"].isin(accounts)
    gone = live[(live["notice_day"] <= today) & (live["term_end"] > today)]
    gone = gone[~_among(gone, ending, ["customer", "term_end"])]
    steps = steps[~_among(steps, pd.concat([gone, ending]), ["customer", "term_start", "line_id"])]
    return pd.concat(
        [
            _begun(new[~known], "signed_new"),
            _begun(new[known], "signed_expansion"),
            _begun(renewed, "signed_renewal"),
            _taken(ending, "signed_renewal"),
            _begun(steps, "known_expiry"),
            _taken(gone, "notified"),
        ],
        ignore_index=True,
    )


def _begun(rows: pd.DataFrame, part: str) -> pd.DataFrame:
    return rows.assign(part=part, day=rows["start_day"])


def _taken(rows: pd.DataFrame, part: str) -> pd.DataFrame:
    return rows.assign(part=part, day=rows["term_end"], value=-rows["value"])


def _steps(later: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
    """How far the last step of each running term is from today's value."""
    keys = ["customer", "line_id", "term_start"]
    running = live.groupby(keys)["value"].sum().rename("today").reset_index()
    last = later[later["is_last"]].merge(running, on=keys)
    return last.assign(value=last["value"] - last["today"]).drop(columns="today")


def _renewing(fresh: pd.DataFrame, others: pd.DataFrame, grace_days: int) -> pd.DataFrame:
    """Which start takes the place of which end? customer, term_start, ended (the latest)."""
    ends = others[["customer", "term_end"]].drop_duplicates()
    starts = fresh[["customer", "term_start"]].drop_duplicates()
    both = starts.merge(ends, on="customer")
    gap = both["term_start"] - both["term_end"]
    near = both[(gap >= 0) & (gap <= grace_days)]
    return near.groupby(["customer", "term_start"], as_index=False).agg(ended=("term_end", "max"))


def _among(rows: pd.DataFrame, others: pd.DataFrame, keys: list[str]) -> "pd.Series[bool]":
    known = pd.MultiIndex.from_frame(others[keys].astype(object))
    return pd.Series(
        pd.MultiIndex.from_frame(rows[keys].astype(object)).isin(known), index=rows.index
    )


def _summed(lines: pd.DataFrame) -> pd.DataFrame:
    """part, label, amount, accounts, lines; a part in which there is nothing is 0."""
    found = lines.groupby("part").agg(
        amount=("amount", "sum"), accounts=("account", "nunique"), lines=("account", "size")
    )
    whole = found.reindex(list(PARTS)).fillna(0.0).rename_axis("part").reset_index()
    whole.insert(1, "label", whole["part"].map(PARTS))
    return whole.astype({"amount": "float64", "accounts": "int64", "lines": "int64"})
