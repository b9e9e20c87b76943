"""How much could each account pay, and how is that known? Potential, penetration and the gap.

Source: definitions M66; S0: manage the potential of an account, not its ARR of today. Each method
gives what it can; several are blended by how sure each is, and what an account pays today is the
least. Where nothing is known of an account, its segment's third quartile stands in, at grade D.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.intake import Intake
from cs_lib.ledger import Pair
from cs_lib.models import potential as models
from cs_lib.steps.s04_segmentation import whitespace

DECLARED, SEATS, WHITE_SPACE, PEERS, SEGMENT = (
    "declared", "seats", "white_space", "peers", "segment"
)  # fmt: skip
METHODS = (DECLARED, SEATS, WHITE_SPACE, PEERS)
"""How a potential is known; `SEGMENT` (three quarters of the segment pay less) is no method."""
ERRORS = {"A": 0.10, "B": 0.25, "C": 0.50, "D": 0.80}
"""How far off an estimate of each grade is: the standard deviation of its logarithm. At A, nine in
ten are within 18 % of the truth, at C within a factor of 2.3. Assumed, until the client's own
estimates show how far off a method is (`models.against`)."""
GRADES = {SEATS: "C", WHITE_SPACE: "C", PEERS: "C"}
SMALLEST = 10
"""Accounts below which a segment's third quartile is no yardstick (P26)."""
_MONTHS = 3
COLUMNS = [
    "account", "name", "segment", "arr", "potential", "potential_low", "potential_high", "gap",
    "penetration", "above", "method", "methods", "confidence",
]  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What was known of the accounts on one day.

    accounts: account, name, segment, arr; those that paid. told: `declared`. held: `holdings`.
    traits: by account, what accounts are compared by. seats: by account, seats in use and possible.
    """

    accounts: pd.DataFrame
    told: pd.DataFrame
    held: pd.DataFrame
    traits: pd.DataFrame
    seats: pd.DataFrame


@dataclass(frozen=True)
class Estimates:
    """What each method says: `by_method` frames of value, error and grade by account.

    reached: how far each method was from the client's own estimates (`models.against`).
    peers: the regression; None where accounts are too few.
    """

    by_method: dict[str, pd.DataFrame]
    reached: dict[str, dict[str, float]]
    peers: models.Peers | None


def today(books: Books, intake: Intake) -> Known:
    """What is known on the last day."""
    live = books.live.loc[books.live["arr"] > 0, ["account", "name", "segment", "arr"]]
    return _known(live, whitespace.holdings(books), pd.Timestamp(books.as_of), books, intake)


def past(books: Books, intake: Intake, pair: Pair) -> Known:
    """What was known at the opening of a pair of snapshots, of what the tables date."""
    rows = pair.accounts
    live = rows[rows["v0"] > 0].assign(arr=rows["v0"])[["account", "name", "segment", "arr"]]
    return _known(live, whitespace.held(pair, "v0", live), pair.opening, books, intake)


def then(books: Books, intake: Intake, pair: Pair | None) -> pd.DataFrame:
    """The potentials by what was known at the opening of a pair; empty without one."""
    if pair is None:
        return pd.DataFrame(columns=COLUMNS)
    known = past(books, intake, pair)
    return potentials(known, estimates(known))


def _known(
    live: pd.DataFrame, held: pd.DataFrame, day: pd.Timestamp, books: Books, intake: Intake
) -> Known:
    told, traits = declared(books, intake, day), _traits(live, day, books, intake)
    seats = _seats(live, day, books, intake)
    return Known(live.reset_index(drop=True), told, held, traits, seats)


def declared(books: Books, intake: Intake, day: pd.Timestamp) -> pd.DataFrame:
    """The client's last word by `day` on each account: value, confidence; products added up."""
    if "potential" not in intake.tables:
        return pd.DataFrame(columns=["value", "confidence"])
    table = intake.tables["potential"]
    undated = table["date"].isna() & (day == pd.Timestamp(books.as_of))
    known = table[undated | (table["date"] <= day)]
    known = known.sort_values("date", na_position="first", kind="stable")
    last = known.drop_duplicates(["customer_id", "product_id"], keep="last")
    whole = last[last["product_id"].isna()]
    # one figure for the account goes before its products', which may be only some of them
    parts = last[last["product_id"].notna() & ~last["customer_id"].isin(whole["customer_id"])]
    rows = pd.concat([whole, parts])
    by_account = rows.groupby(account_of(rows["customer_id"], books, intake).rename("account"))
    confidence = by_account["confidence"].max().fillna("C").astype("str")
    return pd.DataFrame({"value": by_account["value"].sum(), "confidence": confidence})


def _traits(live: pd.DataFrame, day: pd.Timestamp, books: Books, intake: Intake) -> pd.DataFrame:
    """What accounts are compared by: segment, use in three months, employees, industry, region."""
    traits = live.set_index("account")[["segment"]]
    if "usage" in intake.tables:
        usage = intake.tables["usage"]
        since = day - pd.DateOffset(months=_MONTHS)
        recent = usage[(usage["date"] > since) & (usage["date"] <= day)]
        account = account_of(recent["customer_id"], books, intake)
        by_metric = recent.groupby([account, recent["metric"].astype(str)])["value"].sum()
        traits = traits.join(by_metric.unstack().div(_MONTHS).add_prefix("use of "))
    if "customers" in intake.tables:
        people = intake.tables["customers"].drop_duplicates("customer_id", keep="last")
        people = people.set_index("customer_id")
        traits = traits.join(people[["employees", "industry", "region"]])
    return traits


def _seats(accounts: pd.DataFrame, day: pd.Timestamp, books: Books, intake: Intake) -> pd.DataFrame:
    """By account: seats `used` (bought) on the day and `possible`; NaN where either is not known.

    The employee model: as large a share of its people as three quarters of its segment's accounts
    stay below, and never fewer than on the day. Employees are those of the time of the sale.
    """
    index = pd.Index(accounts["account"])
    found = pd.DataFrame({"used": np.nan, "possible": np.nan}, index=index)
    lines = intake.tables.get("contracts")
    if "employees" not in intake.provided.get("customers", frozenset()) or lines is None:
        return found
    people = intake.tables["customers"].drop_duplicates("customer_id", keep="last")
    staff = people["employees"].groupby(account_of(people["customer_id"], books, intake))
    runs = lines[(lines["start"] <= day) & ~(lines["end"] <= day) & lines["qty"].notna()]
    by_product = runs.groupby([account_of(runs["customer_id"], books, intake), "product_id"])
    # the product with the most seats is the one that people log in to
    used = by_product["qty"].sum().groupby(level=0).max().reindex(index)
    employees = staff.sum(min_count=1).reindex(index)
    share = (used / employees).where(employees > 0).clip(upper=1)
    usual = share.groupby(accounts["segment"].to_numpy()).transform(
        lambda each: each.quantile(0.75) if each.notna().sum() >= SMALLEST else np.nan
    )
    possible = pd.concat([usual * employees, used], axis=1).max(axis=1).where(usual.notna())
    return found.assign(used=used, possible=possible)


def estimates(known: Known) -> Estimates:
    """What each method says of the accounts it can speak of."""
    arr = known.accounts.set_index("account")["arr"]
    peers = models.upper_quartile(arr, known.traits)
    told = known.told.reindex(arr.index).dropna(subset=["value"])
    told = told[told["value"] > 0]
    seats, space = known.seats.reindex(arr.index), whitespace.to_come(known.held, arr)
    # what is paid for a seat today, times the seats that could be filled
    values = {
        SEATS: (arr / seats["used"] * seats["possible"]).replace([np.inf, 0], np.nan).dropna(),
        WHITE_SPACE: space.dropna(),
        PEERS: peers.estimates["value"] if peers else pd.Series(dtype=float),
    }
    errors = told["confidence"].map(ERRORS).astype(float)
    by_method = {DECLARED: told.assign(error=errors).rename(columns={"confidence": "grade"})}
    reached = {}
    for name, value in values.items():
        measured = models.against(told["value"], value.reindex(told.index))
        if measured is not None:
            reached[name] = dict(measured)
        by_method[name] = _by(value, GRADES[name], measured)
    return Estimates({name: f for name, f in by_method.items() if len(f)}, reached, peers)


def _by(
    value: "pd.Series[float]", grade: str, measured: Mapping[str, float] | None
) -> pd.DataFrame:
    """A method's frame: at its grade's error, or as far off as it was from what you declared."""
    error = max(ERRORS[grade], measured["error"]) if measured else ERRORS[grade]
    factor = measured["factor"] if measured else 1.0
    return pd.DataFrame({"value": value * factor, "error": error, "grade": grade})


def potentials(known: Known, found: Estimates) -> pd.DataFrame:
    """The potential of each account (`COLUMNS`), the largest gap first.

    `potential` (ARR, what is sold included, never below it) with its 90 % interval; `gap`;
    `penetration` (ARR / potential); `above`: the estimate was below what is paid; `method`: the
    surest one, `methods`: how many; `confidence`: A measured to D guessed, of the surest method,
    or lower where methods contradict each other.
    """
    live = known.accounts.set_index("account")
    frames = [f.reindex(live.index) for f in found.by_method.values()]
    blended = models.blend(frames) if frames else pd.DataFrame(index=live.index)
    blended = blended.reindex(columns=["value", "low", "high", "error", "methods"])
    grades = pd.DataFrame({n: f["grade"] for n, f in found.by_method.items()}, index=live.index)
    rough = live.groupby("segment")["arr"].transform(
        lambda arr: arr.quantile(0.75) if len(arr) >= SMALLEST else np.nan
    )
    guessed = blended["value"].isna()
    estimate = blended["value"].fillna(rough)
    potential = estimate.clip(lower=live["arr"]).where(estimate.notna())
    best = grades.min(axis=1) if len(grades.columns) else pd.Series(None, index=live.index)
    surest = grades.eq(best, axis=0).idxmax(axis=1) if len(grades.columns) else best
    confidence = pd.concat([best, _graded(blended["error"])], axis=1).max(axis=1)
    frame = live.assign(
        potential=potential,
        potential_low=blended["low"].clip(lower=live["arr"]),
        potential_high=blended["high"].clip(lower=live["arr"]),
        gap=potential - live["arr"],
        penetration=live["arr"] / potential,
        above=live["arr"] > estimate,
        method=surest.where(~guessed, SEGMENT).where(potential.notna(), ""),
        methods=blended["methods"].fillna(0).astype("int64"),
        confidence=confidence.where(~guessed, "D").where(potential.notna()).astype("str"),
    )
    frame = frame.reset_index()[COLUMNS]
    return frame.sort_values("gap", ascending=False, kind="stable", ignore_index=True)


def _graded(error: "pd.Series[float]") -> "pd.Series[str]":
    """The worst grade whose error is not above this one: half-way on, methods disagree."""
    edges = list(ERRORS.values())
    limits = [np.sqrt(a * b) for a, b in pairwise(edges)]
    letters = np.array(list(ERRORS))[np.searchsorted(limits, error.fillna(edges[-1]))]
    return pd.Series(letters, index=error.index, dtype="str")
