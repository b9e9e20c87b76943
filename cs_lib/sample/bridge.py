"""The true ARR bridge of the whole company, month by month, local and in the report's currency."""

from collections.abc import Sequence
from dataclasses import dataclass

from cs_lib.sample import fx
from cs_lib.sample.book import total
from cs_lib.sample.catalogue import CURRENCIES
from cs_lib.sample.events import History
from cs_lib.sample.leaves import LEAVES, MICRO, movements
from cs_lib.sample.plan import Plan

Series = dict[str, list[int]]
RATE = 10_000
"""Rates are whole numbers of ten-thousandths."""


@dataclass(frozen=True)
class Bridge:
    """Micro-units: `closing` has months 0 to the last, `moves` months 1 to the last.

    `closing_report` and `moves_report` are in the report's currency; the latter has an `fx` leaf
    too. Opening + leaves (+ fx) = closing in every month and currency.
    """

    closing: Series
    moves: dict[str, Series]
    closing_report: list[int]
    moves_report: Series


def build(plan: Plan, histories: Sequence[History]) -> Bridge:
    """The bridge of all accounts."""
    closing = {c: _closing(plan, _in(histories, c)) for c in CURRENCIES}
    moves = {c: _moves(plan, _in(histories, c)) for c in CURRENCIES}
    rates = fx.in_window(plan)
    months = range(1, plan.calendar.months + 1)
    in_report = {
        leaf: [
            _convert(sum(moves[c][leaf][m - 1] * rates[c][m - 1] for c in moves)) for m in months
        ]
        for leaf in LEAVES
    }
    changes = [
        _convert(sum(closing[c][m] * (rates[c][m] - rates[c][m - 1]) for c in closing))
        for m in months
    ]
    totals = [
        _convert(sum(closing[c][m] * rates[c][m] for c in closing))
        for m in range(plan.calendar.months + 1)
    ]
    return Bridge(closing, moves, totals, {**in_report, "fx": changes})


def _in(histories: Sequence[History], currency: str) -> list[History]:
    return [history for history in histories if history.account.currency == currency]


def _convert(amount: int) -> int:
    """Micro-units x rate, rounded half away from zero to micro-units."""
    sign = -1 if amount < 0 else 1
    return sign * ((abs(amount) * 2 + RATE) // (2 * RATE))


def _closing(plan: Plan, histories: Sequence[History]) -> list[int]:
    return [
        sum(total(history.states[month]) for history in histories) * MICRO
        for month in range(plan.calendar.months + 1)
    ]


def _moves(plan: Plan, histories: Sequence[History]) -> Series:
    series: Series = {leaf: [0] * plan.calendar.months for leaf in LEAVES}
    for history in histories:
        for month in range(1, plan.calendar.months + 1):
            before, after = history.states[month - 1], history.states[month]
            if before is not after:
                arrival = "" if before else _arrival(plan, history, month)
                for leaf, amount in movements(before, after, arrival).items():
                    series[leaf][month - 1] += amount
    return series


def _arrival(plan: Plan, history: History, month: int) -> str:
    """Whether an account that appears in a month is new or back."""
    back = (e for e in history.events if e.kind in ("reactivation", "win_back"))
    return next((e.kind for e in back if plan.calendar.index(e.day) == month), "new_logo")
