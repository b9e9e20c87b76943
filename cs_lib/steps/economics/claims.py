"""What the sources claim about the world, beside the client's own figure (rules register).

A claim is never a parameter. Its source gives neither n nor a year: it is what is quoted, at
second hand. A row either measures the client or says what data it would take.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cs_lib.intake import Intake
from cs_lib.ledger import present
from cs_lib.ledger.leaves import ENTRIES
from cs_lib.models.resampled import ratio_limits
from cs_lib.numbers import count, percent, ratio
from cs_lib.steps.economics.lives import turns
from cs_lib.steps.economics.sources import REFERRED
from cs_lib.steps.review.books import Books

COLUMNS = ["claim", "source", "measure", "figure", "interval", "n", "verdict"]
PAID = ("paid", "advert", "ads", "campaign", "marketing", "sem", "ppc")
"""What the source of a customer is called whom marketing and advertising brought."""
LOYAL = 24
"""Months after which a customer counts as loyal."""
TEN_TIMES = 10
"""Years in which a first year's order that is renewed comes to ten of it."""
FIRST = "Coullet and Nabeth Moore (S4), no year"
QUOTED = FIRST + ", quoting {}"
UNTESTED = "cannot be tested with this data"


@dataclass(frozen=True)
class Figure:
    """The client's own figure with its 90 % limits and the customers behind it.

    `open_` says why nothing follows from it yet, however it compares.
    """

    value: float
    low: float
    high: float
    n: int
    style: Callable[[float], str] = percent
    note: str = ""
    open_: str = ""


@dataclass(frozen=True)
class Claim:
    """One claim: its words, where it stands, what would be measured, and the figure claimed."""

    text: str
    source: str
    measure: str
    claimed: float


def table(books: Books, intake: Intake) -> pd.DataFrame:
    """One row a claim (`COLUMNS`); printed text, empty where untested."""
    found = [(claim, ask(books, intake)) for claim, ask in CLAIMS]
    rows = [_row(claim, answer, books) for claim, answer in found]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(claim: Claim, answer: Figure | str, books: Books) -> tuple[object, ...]:
    head = (claim.text, claim.source, claim.measure)
    if isinstance(answer, str):
        return (*head, None, None, None, f"{UNTESTED}: {answer}")
    told = [answer.style(edge) for edge in (answer.low, answer.high)]
    few = answer.n < books.engagement.policies.small_n
    verdict = "too few customers to say" if few else _verdict(answer, claim.claimed)
    said = "; ".join(filter(None, (verdict, answer.note)))
    return (*head, answer.style(answer.value), " to ".join(told), str(answer.n), said)


def _verdict(answer: Figure, claimed: float) -> str:
    if answer.open_ and answer.high < claimed:
        return f"not decided: {answer.open_}"
    if answer.low <= claimed <= answer.high:
        return "agrees: the claim lies within the limits"
    return "higher here than claimed" if answer.low > claimed else "lower here than claimed"


def _of_old(books: Books, intake: Intake) -> Figure | str:
    """The share of ARR paid by customers of twelve months or more."""
    pair = books.compare(books.before(books.as_of, 12), books.as_of, "customer")
    if pair is None:
        return "needs a year of history"
    rows = pair.pair.accounts
    rows = rows[rows["v1"] > 0]
    old = rows["v1"].where(rows["v0"] > 0, 0.0)
    return _share(old, rows["v1"])


def _of_base(books: Books, intake: Intake) -> Figure | str:
    """The share of twelve months' revenue that customers of the year before paid."""
    ledger, opening = books.ledgers["customer"], books.before(books.as_of, 12)
    pair = books.compare(opening, books.as_of, "customer")
    if pair is None:
        return "needs a year of history"
    moved, rows = ledger.movements(opening, books.as_of), pair.pair.accounts.set_index("account")
    # an amount that comes in a month is paid from then to the last of the twelve
    left = np.array([ledger.calendar.index(month.date()) for month in moved["month"]], dtype=int)
    paid = moved["amount"] * (ledger.calendar.last + 1 - left) / 12
    begun = rows["v0"].where(rows["v0"] > 0, 0.0)
    revenue = begun.add(paid.groupby(moved["account"]).sum(), fill_value=0.0)
    base = revenue.where(revenue.index.isin(begun.index[begun > 0]), 0.0)
    found = _share(base, revenue)
    if isinstance(found, str):
        return found
    there = rows["v0"] > 0
    added = rows["tailwind"].where(there, rows["v1"]).sum()
    grown = rows.loc[there, "tailwind"].sum()
    share = f"of the ARR added, {percent(grown / added)} came from them" if added else ""
    return replace(found, note=share)


def _share(top: "pd.Series[float]", bottom: "pd.Series[float]") -> Figure | str:
    if not bottom.sum():
        return "nothing to take a share of"
    low, high = ratio_limits(np.asarray(top, dtype=float), np.asarray(bottom, dtype=float))
    return Figure(float(top.sum() / bottom.sum()), low, high, len(bottom))


def _of_loyal(books: Books, intake: Intake) -> Figure | str:
    """Revenue so far over the first year's order, of those who came in the history and stayed."""
    ledger = books.ledgers["customer"]
    calendar, moved = ledger.calendar, turns(books)
    lost = moved.loc[moved["leaf"] == "logo_churn", "index"]
    begun = int(lost.min()) - 1 if len(lost) else 0
    first = moved[moved["leaf"].isin(ENTRIES)].groupby("customer")["index"].min()
    live = set(books.people["account"])
    first = first[(first > begun) & (first <= calendar.last - LOYAL) & first.index.isin(live)]
    if first.empty:
        return f"needs customers seen from their first day for {LOYAL} months"
    rows = ledger.movements(calendar.date(0), calendar.as_of)
    rows = rows[rows["account"].isin(first.index)]
    index = np.array([calendar.index(month.date()) for month in rows["month"]], dtype=int)
    amount, account = rows["amount"].to_numpy(float), rows["account"]
    paid = pd.Series(amount / 12 * (calendar.last + 1 - index)).groupby(account.to_numpy()).sum()
    opening = pd.Series(amount).where(index == account.map(first).to_numpy(), 0.0)
    order = opening.groupby(account.to_numpy()).sum()
    low, high = ratio_limits(paid.to_numpy(), order.to_numpy())
    longest = (calendar.last - int(first.min())) / 12
    short = f"at most {longest:.1f} years were seen, and ten times take about ten"
    value = float(paid.sum() / order.sum())
    return Figure(value, low, high, len(order), ratio, open_=short if longest < TEN_TIMES else "")


def _of_referred(books: Books, intake: Intake) -> Figure | str:
    """Logo retention of referred customers over that of all others, less one."""
    pair = books.compare(books.before(books.as_of, 12), books.as_of, "customer")
    via = _via(intake)
    if pair is None or via.empty:
        return "needs acquired_via in customers, and a year of history"
    there = present(pair.pair.accounts)
    source = there["account"].map(via)
    there, source = there[source.notna()], source.dropna()
    referred, stayed = source.map(_called(REFERRED)), (there["v1"] > 0).astype(float)
    if not referred.any() or referred.all():
        return f"no source is called a referral ({_named(source)})"
    own, others = stayed[referred], stayed[~referred]
    low, high = _quotient(own.to_numpy(), others.to_numpy())
    value = float(own.mean() / others.mean()) - 1
    rest = f"{percent(others.mean())} of {count(len(others), 'other')}"
    note = f"{percent(own.mean())} of referred, {rest} stayed"
    return Figure(value, low - 1, high - 1, len(own), _signed, note)


def _of_mouth(books: Books, intake: Intake) -> Figure | str:
    """New ARR from referrals over new ARR from paid marketing, twelve months."""
    via, ledger = _via(intake), books.ledgers["customer"]
    opening = books.before(books.as_of, 12)
    if via.empty or opening < ledger.calendar.date(0):
        return "needs acquired_via in customers, and a year of history"
    moved = books.turns[books.turns["month"] > pd.Timestamp(opening)]
    won = moved[moved["rollup"] == "new"].groupby("account")["amount"].sum()
    source = won.index.to_series().map(via).dropna()
    won, paid = won[source.index], source.map(_called(PAID))
    if not paid.any():
        return f"no source is called paid marketing or advertising ({_named(source)})"
    referred = source.map(_called(REFERRED))
    low, high = ratio_limits(won.where(referred, 0.0).to_numpy(), won.where(paid, 0.0).to_numpy())
    value = float(won[referred].sum() / won[paid].sum())
    return Figure(value, low, high, int((referred | paid).sum()), ratio, "spend is not compared")


def _of_selling(books: Books, intake: Intake) -> Figure | str:
    return "needs opportunities, won and lost, to new and to existing customers"


def _via(intake: Intake) -> "pd.Series[str]":
    customers = intake.tables.get("customers")
    if customers is None or "acquired_via" not in intake.provided.get("customers", frozenset()):
        return pd.Series(dtype="object")
    known = customers.dropna(subset=["acquired_via"]).drop_duplicates("customer_id", keep="last")
    return known.set_index("customer_id")["acquired_via"].astype("str")


def _called(words: tuple[str, ...]) -> Callable[[object], bool]:
    return lambda source: any(word in str(source).lower() for word in words)


def _named(source: "pd.Series[str]") -> str:
    return ", ".join(sorted(set(source))[:5])


def _signed(value: float) -> str:
    return percent(value, signed=True)


def _quotient(top: np.ndarray, bottom: np.ndarray) -> tuple[float, float]:
    """Limits of the quotient of two means of different customers, each resampled on its own."""
    generator = np.random.default_rng(0)
    means = [generator.choice(part, (1000, len(part))).mean(axis=1) for part in (top, bottom)]
    usable = means[1] > 0
    if not usable.any():
        return float("nan"), float("nan")
    low, high = np.quantile(means[0][usable] / means[1][usable], [0.05, 0.95])
    return float(low), float(high)


CLAIMS: tuple[tuple[Claim, Callable[[Books, Intake], Figure | str]], ...] = (
    (Claim("90% of the revenue is in customer success", FIRST,
           "share of ARR from customers of twelve months or more", 0.90), _of_old),
    (Claim("Salesforce: 80% of revenue is driven from the client base", FIRST,
           "share of twelve months' revenue paid by customers who were there before", 0.80),
     _of_base),
    (Claim("Loyal customers are worth ten times their first transaction",
           QUOTED.format("unnamed research"),
           f"revenue so far / first year's order, customers of {LOYAL} months or more", 10.0),
     _of_loyal),
    (Claim("It is 65% easier to sell to existing customers", QUOTED.format("unnamed research"),
           "win rate with existing over win rate with new customers", 1.65), _of_selling),
    (Claim("Referred customers have a 37% higher retention rate", QUOTED.format("Deloitte"),
           "customers kept in twelve months, referred over all others, less one", 0.37),
     _of_referred),
    (Claim("Word of mouth brings more than twice the sales of marketing and advertising",
           QUOTED.format("McKinsey"), "new ARR from referrals / from paid marketing", 2.0),
     _of_mouth),
)  # fmt: skip
"""Each claim, and what asks the books about it."""
