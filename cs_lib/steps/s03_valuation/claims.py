"""What the sources claim about the world, beside the client's own figure (rules register).

A claim is never a parameter. Its source gives neither n nor a year: it is what is quoted, at
second hand. A row either measures the client or says what data it would take.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import bootstrap

from cs_lib.books.books import Books
from cs_lib.books.lives import turns
from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.ledger import present
from cs_lib.ledger.movements.register import ENTRIES
from cs_lib.models.resampled import ratio_limits
from cs_lib.steps.s03_valuation.sources import REFERRED
from cs_lib.texts import Code, Count, Name, Quantity, Sentence, Share

COLUMNS = [
    "claim", "claim_source", "claim_measure", "unit", "figure", "figure_low", "figure_high", "n",
    "verdict", "remark",
]  # fmt: skip
PAID = ("paid", "advert", "ads", "campaign", "marketing", "sem", "ppc")
"""What the source of a customer is called whom marketing and advertising brought."""
LOYAL = 24
"""Months after which a customer counts as loyal."""
TEN_TIMES = 10
"""Years in which a first year's order that is renewed comes to ten of it."""
MOST_NAMED = 5
Shares = NDArray[np.floating[Any]]
Verdict = Literal["agrees", "higher", "lower", "too_few", "too_early", "untested"]


class Confirmed(Sentence):
    confirmed: Count
    tested: Count


class NoneTested(Sentence): ...


class Needs(Sentence):
    needed: Code


class NoSource(Sentence):
    wanted: Code
    sources: tuple["Source", ...]


class Source(Sentence):
    source: Name


class Added(Sentence):
    share: Share


class Seen(Sentence):
    years: Quantity


class Stayed(Sentence):
    referred: Share
    others: Share
    n: Count


class SpendApart(Sentence): ...


Remark = Needs | NoSource | Added | Seen | Stayed | SpendApart


@dataclass(frozen=True)
class Figure:
    """The client's own figure with its 90 % limits and the customers behind it.

    `early`: nothing follows from a figure below the claim, for time has been too short.
    """

    value: float
    low: float
    high: float
    n: int
    remark: Remark | None = None
    early: bool = False


Asked = Figure | Needs | NoSource
Ask = Callable[[Books, Intake], Asked]


@exhibit(
    part=Part.A6,
    shows=Table(
        c.claim, c.claim_source, c.claim_measure, c.figure, c.figure_low, c.figure_high, c.n,
        c.verdict, c.remark,
    ),
)  # fmt: skip
def claims(books: Books, intake: Intake) -> Shown[Confirmed | NoneTested | Remark]:
    """What do others claim, and what is true here?"""
    frame = pd.DataFrame([_row(claim, books, intake) for claim in CLAIMS], columns=COLUMNS)
    tested = frame[frame["figure"].notna()]
    if tested.empty:
        return Shown(frame, title=NoneTested())
    confirmed = int(tested["verdict"].isin(["agrees", "higher"]).sum())
    return Shown(frame, title=Confirmed(Count(confirmed), Count(len(tested))))


@dataclass(frozen=True)
class Claim:
    """One claim: its code, whom it is from, the unit and the size claimed, and what measures it."""

    claim: str
    source: str
    unit: Literal["rate", "ratio"]
    claimed: float
    ask: Ask


def _row(claim: Claim, books: Books, intake: Intake) -> tuple[object, ...]:
    head = (claim.claim, claim.source, claim.claim, claim.unit)
    found = claim.ask(books, intake)
    if not isinstance(found, Figure):
        return (*head, np.nan, np.nan, np.nan, np.nan, "untested", found)
    few = found.n < books.engagement.policies.small_n or np.isnan(found.low)
    said = "too_few" if few else verdict(found, claim.claimed)
    return (*head, found.value, found.low, found.high, found.n, said, found.remark)


def verdict(found: Figure, claimed: float) -> Verdict:
    """Where the claim is against the limits."""
    if found.early and found.high < claimed:
        return "too_early"
    if found.low <= claimed <= found.high:
        return "agrees"
    return "higher" if found.low > claimed else "lower"


def _of_old(books: Books, intake: Intake) -> Asked:
    """The share of ARR paid by customers of twelve months or more."""
    pair = books.compare(books.before(books.as_of, 12), books.as_of, "customer")
    if pair is None:
        return Needs(Code("claim_need", "year"))
    rows = pair.pair.accounts
    rows = rows[rows["v1"] > 0]
    old = rows["v1"].where(rows["v0"] > 0, 0.0)
    return _share(old, rows["v1"])


def _of_base(books: Books, intake: Intake) -> Asked:
    """The share of twelve months' revenue that customers of the year before paid."""
    ledger, opening = books.ledgers["customer"], books.before(books.as_of, 12)
    pair = books.compare(opening, books.as_of, "customer")
    if pair is None:
        return Needs(Code("claim_need", "year"))
    moved, rows = ledger.movements(opening, books.as_of), pair.pair.accounts.set_index("account")
    # an amount that comes in a month is paid from then to the last of the twelve
    left = np.array([ledger.calendar.index(month.date()) for month in moved["month"]], dtype=int)
    paid = moved["amount"] * (ledger.calendar.last + 1 - left) / 12
    begun = rows["v0"].where(rows["v0"] > 0, 0.0)
    revenue = begun.add(paid.groupby(moved["account"]).sum(), fill_value=0.0)
    base = revenue.where(revenue.index.isin(begun.index[begun > 0]), 0.0)
    there = rows["v0"] > 0
    added = rows["tailwind"].where(there, rows["v1"]).sum()
    grown = rows.loc[there, "tailwind"].sum()
    remark = Added(Share(grown / added)) if added else None
    return _share(base, revenue, remark)


def _share(
    top: "pd.Series[float]", bottom: "pd.Series[float]", remark: Remark | None = None
) -> Asked:
    if not bottom.sum():
        return Needs(Code("claim_need", "revenue"))
    low, high = ratio_limits(np.asarray(top, dtype=float), np.asarray(bottom, dtype=float))
    return Figure(float(top.sum() / bottom.sum()), low, high, len(bottom), remark)


def _of_loyal(books: Books, intake: Intake) -> Asked:
    """Revenue so far over the first year's order, of those who came in the history and stayed."""
    ledger = books.ledgers["customer"]
    calendar, moved = ledger.calendar, turns(books)
    lost = moved.loc[moved["leaf"] == "logo_churn", "index"]
    begun = int(lost.min()) - 1 if len(lost) else 0
    first = moved[moved["leaf"].isin(ENTRIES)].groupby("customer")["index"].min()
    live = set(books.people["account"])
    first = first[(first > begun) & (first <= calendar.last - LOYAL) & first.index.isin(live)]
    if first.empty:
        return Needs(Code("claim_need", "loyal"))
    rows = ledger.movements(calendar.date(0), calendar.as_of)
    rows = rows[rows["account"].isin(first.index)]
    index = np.array([calendar.index(month.date()) for month in rows["month"]], dtype=int)
    amount, account = rows["amount"].to_numpy(float), rows["account"]
    paid = pd.Series(amount / 12 * (calendar.last + 1 - index)).groupby(account.to_numpy()).sum()
    opening = pd.Series(amount).where(index == account.map(first).to_numpy(), 0.0)
    order = opening.groupby(account.to_numpy()).sum()
    low, high = ratio_limits(paid.to_numpy(), order.to_numpy())
    longest = (calendar.last - int(first.min())) / 12
    value, early = float(paid.sum() / order.sum()), longest < TEN_TIMES
    return Figure(value, low, high, len(order), Seen(Quantity(longest)) if early else None, early)


def _of_referred(books: Books, intake: Intake) -> Asked:
    """Logo retention of referred customers over that of all others, less one."""
    pair = books.compare(books.before(books.as_of, 12), books.as_of, "customer")
    via = _via(intake)
    if pair is None or via.empty:
        return Needs(Code("claim_need", "source"))
    there = present(pair.pair.accounts)
    source = there["account"].map(via)
    there, source = there[source.notna()], source.dropna()
    referred, stayed = source.map(_called(REFERRED)), (there["v1"] > 0).astype(float)
    if not referred.any() or referred.all():
        return _no_source("referral", source)
    own, others = stayed[referred], stayed[~referred]
    if not others.any():
        return Needs(Code("claim_need", "others"))
    low, high = quotient(own.to_numpy(), others.to_numpy())
    value = float(own.mean() / others.mean()) - 1
    remark = Stayed(Share(own.mean()), Share(others.mean()), Count(len(others)))
    return Figure(value, low - 1, high - 1, len(own), remark)


def _of_mouth(books: Books, intake: Intake) -> Asked:
    """New ARR from referrals over new ARR from paid marketing, twelve months."""
    via, ledger = _via(intake), books.ledgers["customer"]
    opening = books.before(books.as_of, 12)
    if via.empty or opening < ledger.calendar.date(0):
        return Needs(Code("claim_need", "source"))
    moved = books.turns[books.turns["month"] > pd.Timestamp(opening)]
    won = moved[moved["rollup"] == "new"].groupby("account")["amount"].sum()
    source = won.index.to_series().map(via).dropna()
    won, paid = won[source.index], source.map(_called(PAID))
    if not paid.any():
        return _no_source("paid", source)
    referred = source.map(_called(REFERRED))
    low, high = ratio_limits(won.where(referred, 0.0).to_numpy(), won.where(paid, 0.0).to_numpy())
    value = float(won[referred].sum() / won[paid].sum())
    return Figure(value, low, high, int((referred | paid).sum()), SpendApart())


def _of_selling(books: Books, intake: Intake) -> Asked:
    return Needs(Code("claim_need", "opportunities"))


def _via(intake: Intake) -> "pd.Series[str]":
    customers = intake.tables.get("customers")
    if customers is None or "acquired_via" not in intake.provided.get("customers", frozenset()):
        return pd.Series(dtype="object")
    known = customers.dropna(subset=["acquired_via"]).drop_duplicates("customer_id", keep="last")
    return known.set_index("customer_id")["acquired_via"].astype("str")


def _called(words: tuple[str, ...]) -> Callable[[object], bool]:
    return lambda source: any(word in str(source).lower() for word in words)


def _no_source(wanted: str, source: "pd.Series[str]") -> NoSource:
    named = tuple(Source(Name(name)) for name in sorted(set(source))[:MOST_NAMED])
    return NoSource(Code("claim_source_kind", wanted), named)


def quotient(top: Shares, bottom: Shares) -> tuple[float, float]:
    """Limits of the quotient of two means of different customers, each resampled on its own."""
    if min(len(top), len(bottom)) < 2:
        return float("nan"), float("nan")
    found = bootstrap(
        (top, bottom), lambda one, other, axis: one.mean(axis) / other.mean(axis),
        n_resamples=1000, confidence_level=0.9, method="percentile", vectorized=True,
        rng=np.random.default_rng(0),
    )  # fmt: skip
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


CLAIMS = (
    Claim("in_success", "authors", "rate", 0.90, _of_old),
    Claim("from_base", "authors", "rate", 0.80, _of_base),
    Claim("ten_times", "unnamed", "ratio", 10.0, _of_loyal),
    Claim("easier_to_sell", "unnamed", "ratio", 1.65, _of_selling),
    Claim("referred_stay", "deloitte", "rate", 0.37, _of_referred),
    Claim("word_of_mouth", "mckinsey", "ratio", 2.0, _of_mouth),
)
"""Each claim, and what asks the books about it; its words are in codes.yml."""
