"""How does the client's own figure become ours, line by line?

A figure that differs is seldom wrong: it is another definition. The likeliest reading is offered
as a question, since the client alone can say what its figure includes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.ledger.terms import renewals
from cs_lib.texts import Code, Money, Sentence, Share

RATES = ("grr", "nrr")
_SEEN = 0.0005
"""A smaller difference of two rates does not show in print."""
_MOST = 0.5
"""A reading is offered where it explains at least this part of the difference."""
Row = tuple[str, str, float, str]
"""Metric, line, value, unit."""


class Agrees(Sentence): ...


class IncludesBoth(Sentence):
    stated: Money


class IncludesSigned(Sentence):
    stated: Money


class IncludesUsage(Sentence):
    stated: Money


class ExcludesNotices(Sentence):
    stated: Money


class ArrUnexplained(Sentence):
    stated: Money
    ours: Money
    told_apart = ("stated", "ours")


class RateDiffers(Sentence):
    rate: Code
    stated: Share
    ours: Share


class AskBoth(Sentence):
    signed: Money
    usage: Money


class AskSigned(Sentence):
    signed: Money


class AskUsage(Sentence):
    usage: Money


class AskNotices(Sentence):
    notices: Money


class RenewalsOnly(Sentence):
    rate: Code
    alone: Share
    stated: Share


class StatedRate(Sentence):
    rate: Code
    stated: Share


class AskCustomers(Sentence):
    rates: tuple[StatedRate, ...]


ArrClaims = IncludesBoth | IncludesSigned | IncludesUsage | ExcludesNotices | ArrUnexplained
ArrQuestions = AskBoth | AskSigned | AskUsage | AskNotices


@exhibit(
    part=Part.A2,
    shows=Table(c.figure_line, c.value, group=c.metric),
    needs=("stated",),
)
def your_figure(
    books: Books, kpis: pd.DataFrame, engagement: Engagement
) -> Shown[Agrees | ArrClaims | RateDiffers | RenewalsOnly | ArrQuestions | AskCustomers] | Absent:
    """How does the figure that you report become ours?"""
    told = _stated(kpis)
    if not told:
        return Absent("stated")
    parts = arr_parts(books, told["arr"].stated) if "arr" in told else {}
    rows = [*_arr_rows(told, parts), *(row for r in RATES for row in _rate_rows(told, r, books))]
    frame = pd.DataFrame(rows, columns=["metric", "figure_line", "value", "unit"])
    frame["total"] = frame["figure_line"].str.endswith(("_stated", "_ours"))
    claim, say = _claim(told, parts, engagement.currency)
    differing = [rate for rate in RATES if rate in told and abs(told[rate].gap) >= _SEEN]
    title = _rate_claim(told, differing) if claim is None else claim
    return Shown(frame, title=title, say=(*say, *_of_rates(told, differing, books)))


@dataclass(frozen=True)
class _Figure:
    """A figure as the client states it, and ours."""

    stated: float
    ours: float

    @property
    def gap(self) -> float:
        return self.stated - self.ours


Stated = dict[str, _Figure]


def _stated(kpis: pd.DataFrame) -> Stated:
    """ARR and the rates that the client states and that we know, by metric."""
    known = kpis.dropna(subset=["stated", "now"])
    names = (known[name].tolist() for name in ("metric", "stated", "now"))
    return {
        metric: _Figure(float(stated), float(ours))
        for metric, stated, ours in zip(*names, strict=True)
        if metric in ("arr", *RATES)
    }


def _rate_claim(told: Stated, differing: list[str]) -> Agrees | RateDiffers:
    if not differing:
        return Agrees()
    figure = told[differing[0]]
    return RateDiffers(Code("short_metric", differing[0]), Share(figure.stated), Share(figure.ours))


def _of_rates(
    told: Stated, differing: list[str], books: Books
) -> Iterator[RenewalsOnly | AskCustomers]:
    """What the stated rates would be on renewals alone, and one question about all of them."""
    stated = {rate: Share(told[rate].stated) for rate in differing}
    for rate in differing:
        alone = _renewals_only(rate, books)
        if alone is not None:
            yield RenewalsOnly(Code("short_metric", rate), Share(alone), stated[rate])
    if differing:
        yield AskCustomers(tuple(StatedRate(Code("short_metric", r), stated[r]) for r in differing))


def arr_parts(books: Books, stated: float) -> dict[str, float]:
    """Which known amounts make the difference between our ARR and the stated one smallest?

    Signed contracts, usage, both, or what is under notice (a negative amount): by line; the fewest
    where several come equally near, none where none comes nearer.
    """
    gap = stated - books.committed.arr
    parts = books.committed.parts.set_index("part")["amount"]
    usage = sum(line["arr"] for line in books.memo["out_of_scope"] if line["line_type"] == "usage")
    known = {
        "arr_signed": float(parts["signed_new"] + parts["signed_expansion"]),
        "arr_usage": float(usage),
        "arr_notices": float(parts["notified"]),
    }
    readings = ((), ("arr_signed",), ("arr_usage",), ("arr_notices",), ("arr_signed", "arr_usage"))
    nearest = min(readings, key=lambda each: round(abs(gap - sum(known[line] for line in each))))
    return {line: known[line] for line in nearest if known[line]}


def _arr_rows(told: Stated, parts: dict[str, float]) -> Iterator[Row]:
    if "arr" not in told:
        return
    rest = told["arr"].gap - sum(parts.values())
    yield "arr", "arr_stated", told["arr"].stated, "money"
    if round(rest):
        yield "arr", "arr_unexplained", -rest, "money"
    for line, amount in reversed(parts.items()):
        yield "arr", line, -amount, "money"
    yield "arr", "arr_ours", told["arr"].ours, "money"


def _rate_rows(told: Stated, rate: str, books: Books) -> Iterator[Row]:
    """From the stated rate over the renewal rate to ours, and the points between them."""
    if rate not in told:
        return
    alone, group = _renewals_only(rate, books), _per_group(rate, books)
    rungs: list[tuple[str, str, float]] = []
    if alone is not None:
        rungs.append(("unexplained", "renewals", alone))
    if group is not None and abs(group - told[rate].ours) >= _SEEN:
        rungs.append(("unexplained" if alone is None else "not_due", "group", group))
    reached = {reading for _, reading, _ in rungs}
    last = "group_apart" if "group" in reached else "not_due" if rungs else "unexplained"
    before = told[rate].stated
    yield rate, f"{rate}_stated", before, "rate"
    for step, reading, value in (*rungs, (last, "ours", told[rate].ours)):
        yield rate, f"{rate}_{step}", value - before, "points"
        yield rate, f"{rate}_{reading}", value, "rate"
        before = value


def readings(rate: str, books: Books) -> dict[str, float]:
    """The rate by the other definitions that we can count: `renewals` only, per `group`."""
    known = {"renewals": _renewals_only(rate, books), "group": _per_group(rate, books)}
    return {name: value for name, value in known.items() if value is not None}


def _renewals_only(rate: str, books: Books) -> float | None:
    """The rate as renewals alone would have it."""
    if books.due is None:
        return None
    found = renewals.rates(books.due)
    return found.gross if rate == "grr" else found.net


def _per_group(rate: str, books: Books) -> float | None:
    """The rate with each group of companies as one customer; None where that is ours already."""
    if books.main.grain == "parent" or "parent" not in books.ledgers:
        return None
    found = books.compare(books.before(books.as_of, 12), books.as_of, "parent")
    value: float | None = None if found is None else getattr(found.kept, rate)
    return value


def _claim(
    told: Stated, parts: dict[str, float], currency: str
) -> tuple[ArrClaims | None, tuple[ArrQuestions, ...]]:
    """What is claimed and asked about ARR; None where it agrees or is not stated."""
    if "arr" not in told or not round(told["arr"].gap):
        return None, ()
    stated, gap = Money(told["arr"].stated, currency), told["arr"].gap
    if abs(gap - sum(parts.values())) > abs(gap) * (1 - _MOST):
        return ArrUnexplained(stated, Money(told["arr"].ours, currency)), ()
    amounts = {line: Money(abs(amount), currency) for line, amount in parts.items()}
    if {"arr_signed", "arr_usage"} <= set(amounts):
        return IncludesBoth(stated), (AskBoth(amounts["arr_signed"], amounts["arr_usage"]),)
    if "arr_signed" in amounts:
        return IncludesSigned(stated), (AskSigned(amounts["arr_signed"]),)
    if "arr_usage" in amounts:
        return IncludesUsage(stated), (AskUsage(amounts["arr_usage"]),)
    return ExcludesNotices(stated), (AskNotices(amounts["arr_notices"]),)
