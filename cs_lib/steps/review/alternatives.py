"""What would another choice of policy change? Computed on the client's own lines, not described."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cs_lib.engagement import GRAINS, Engagement
from cs_lib.intake import Intake
from cs_lib.ledger import Pair
from cs_lib.steps.review.books import Books, open_ledger
from cs_lib.steps.review.comparison import Comparison

SHOWN = 5
_COLUMNS = (
    "policy", "now", "alternative", "seen_at", "arr", "grr", "nrr", "logo_churn", "new_business",
    "effect",
)  # fmt: skip


@dataclass(frozen=True)
class Alternative:
    """Another value of one policy, and who in the field counts so."""

    policy: str
    value: Any
    seen_at: str
    table: str = ""


ALTERNATIVES = (
    *(Alternative("grain", grain, "a choice of the client") for grain in GRAINS),
    Alternative("reactivation_gap_days", 0, "PostHog: every gap ends in churn"),
    Alternative("reactivation_gap_days", 90, "Maxio"),
    Alternative("win_back_after_days", 3650, "ProfitWell: any gap is a reactivation"),
    Alternative("dunning_days", 15, "ProfitWell", "invoices"),
    Alternative("refund_ends", "refund_date", "a choice of the client", "invoices"),
)
"""What the field does otherwise (definitions, P01, P12, P20), as far as the books depend on it."""


def table(books: Books, intake: Intake) -> pd.DataFrame:
    """Which choices matter, in money and in points? Twelve months, the five largest effects.

    Columns: `policy`, `now`, `alternative`, `seen_at`; differences from today's choice: `arr`
    and `new_business` (money), `grr`, `nrr` and `logo_churn` (shares); and `effect`, the largest
    difference in money that one of them makes (rates on opening ARR). Empty without a year.
    """
    if books.year is None or not books.year.opening:
        return pd.DataFrame(columns=list(_COLUMNS))
    rows = [_row(books, each, other) for each, other in _computed(books, intake)]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    ranked = frame.sort_values("effect", ascending=False, kind="stable", ignore_index=True)
    return ranked.head(SHOWN)


def _computed(books: Books, intake: Intake) -> Iterator[tuple[Alternative, Comparison]]:
    """Each alternative to what is in force, with the twelve months as it counts them."""
    for each in ALTERNATIVES:
        if getattr(books.engagement.policies, each.policy) == each.value:
            continue
        if each.table and each.table != books.source.table:
            continue
        if each.policy == "grain":
            other = books.compare(books.before(books.as_of, 12), books.as_of, each.value)
        else:
            other = _recounted(books, intake, each)
        if other is not None:
            yield each, other


def _recounted(books: Books, intake: Intake, each: Alternative) -> Comparison:
    policies = books.engagement.policies.model_copy(update={each.policy: each.value})
    gap = max(policies.win_back_after_days, policies.reactivation_gap_days)
    engagement: Engagement = books.engagement.model_copy(
        update={"policies": policies.model_copy(update={"win_back_after_days": gap})}
    )
    book, _ = open_ledger(engagement, intake)
    pair = book.pair(books.before(books.as_of, 12), books.as_of)
    return Comparison(pair, float(book.accounts(books.as_of)["arr"].sum()))


def _row(books: Books, each: Alternative, other: Comparison) -> tuple[Any, ...]:
    today = books.year
    assert today is not None
    arr = other.closing_arr - today.closing_arr
    new = _new_business(other.pair) - _new_business(today.pair)
    rates = [
        (getattr(other.kept, name) or 0.0) - (getattr(today.kept, name) or 0.0)
        for name in ("grr", "nrr", "logo_churn")
    ]
    money = [arr, new, rates[0] * today.opening, rates[1] * today.opening]
    now = getattr(books.engagement.policies, each.policy)
    return (
        each.policy,
        str(now),
        str(each.value),
        each.seen_at,
        arr,
        *rates,
        new,
        max(map(abs, money)),
    )


def _new_business(pair: Pair) -> float:
    """ARR of accounts that count as new: first ever, or back after the win-back gap."""
    frame = pair.accounts
    return float(frame.loc[frame["status"].isin(["new", "win_back"]), "v1"].sum())
