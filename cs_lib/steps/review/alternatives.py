"""What would another choice of policy change? Computed on the client's own lines, not described."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from cs_lib.engagement import POLICIES, Alternative, Engagement, Policies, Policy
from cs_lib.errors import DataError
from cs_lib.intake import Intake, load
from cs_lib.ledger import LEAVES, Pair, renewals
from cs_lib.steps.review import relevance
from cs_lib.steps.review.books import Books, recounted
from cs_lib.steps.review.comparison import Comparison

SHOWN = 5
_FIRST = ("id", "policy", "now", "alternative", "seen_at")
_RATES = ("grr", "nrr", "logo_churn")
_EFFECTS = ("arr", *_RATES, "new_business", "atr", "renewal_rate", "effect")
_COLUMNS = (*_FIRST, *_EFFECTS, "idle")
_DEFAULT = "the usual default"


def effects(books: Books, intake: Intake) -> pd.DataFrame:
    """What would each alternative of each policy change over the twelve months?

    Columns: `id`, `policy`, `now`, `alternative`, `seen_at`; differences from today's choice: `arr`
    and `new_business` (money), `grr`, `nrr` and `logo_churn` (shares), and of what decides on
    renewals `atr` (money) and `renewal_rate` (gross, a share); `effect`, the largest difference in
    money that one of them makes (rates on opening ARR); and `idle`, why nothing was there to
    decide on (else empty). Largest effect first; empty without a year of history.
    """
    rows: list[tuple[Any, ...]] = []
    if books.year is not None and books.year.opening:
        rows = [_row(books, intake, *choice) for choice in _choices(books.engagement.policies)]
    texts = dict.fromkeys((*_FIRST, "idle"), "str")
    typed = texts | dict.fromkeys(_EFFECTS, "float64")
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(typed)
    return frame.sort_values("effect", ascending=False, kind="stable", ignore_index=True)


def largest(found: pd.DataFrame) -> pd.DataFrame:
    """The alternatives that change most, out of `effects`; those that change nothing are not."""
    return found[found["effect"] > 0].drop(columns="idle").head(SHOWN).reset_index(drop=True)


def register(policies: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The register of `agreement.policies`, and what the alternatives of each would change.

    Adds `choice` (the value, and the default where it is another), `effect` (money), `grr` and
    `nrr` (shares, signed) of the alternative that changes most, and `decides`, in words: that
    alternative, or why there is nothing to decide.
    """
    strongest = found.drop_duplicates("policy").set_index("policy")
    told = policies.join(strongest[["alternative", "effect", "grr", "nrr", "idle"]], on="policy")
    by_choice = "'" + told["alternative"].astype("str") + "'"
    words = by_choice.where(told["effect"] > 0, "no difference here")
    idle = told["idle"].fillna("")
    words = words.where(idle == "", idle).where(told["alternative"].notna(), "")
    value, default = (told[name].replace("None", "not set") for name in ("value", "default"))
    other = value + " (default: " + default + ")"
    return told.assign(
        choice=value.where(value == default, other),
        effect=told["effect"].where(idle == ""),
        decides=words,
    ).drop(columns=["alternative", "idle"])


def _choices(chosen: Policies) -> Iterator[tuple[Policy, Alternative]]:
    """Every value of every policy that is not in force; the default, too, where another is."""
    default = Policies()
    for policy in POLICIES:
        now, usual = getattr(chosen, policy.name), getattr(default, policy.name)
        others = list(policy.alternatives)
        if others and usual not in [other.value for other in others]:
            others.append(Alternative(usual, _DEFAULT))
        yield from ((policy, other) for other in others if other.value != now)


def _row(books: Books, intake: Intake, policy: Policy, other: Alternative) -> tuple[Any, ...]:
    now = getattr(books.engagement.policies, policy.name)
    first = (policy.id, policy.name, str(now), str(other.value), other.seen_at)
    reason = relevance.idle(policy, books, intake)
    if reason is not None:
        return (*first, *(0.0 for _ in _EFFECTS), reason)
    if policy.name in _BESIDE_THE_PAIR:
        return (*first, *_BESIDE_THE_PAIR[policy.name](books, intake, other), "")
    try:
        counted = _recounted(books, intake, policy, other)
    except DataError:
        counted = None
    if counted is None or counted.kept.grr is None:
        return (*first, *(0.0 for _ in _EFFECTS), "these accounts cannot be counted so")
    return (*first, *_differences(books, counted), "")


def _recounted(
    books: Books, intake: Intake, policy: Policy, other: Alternative
) -> Comparison | None:
    """The twelve months as the alternative counts them."""
    today = books.year
    assert today is not None
    if policy.name == "grain":
        return books.compare(books.before(books.as_of, 12), books.as_of, other.value)
    if policy.name == "without_top":
        return replace(today, without_top=other.value)
    if policy.name == "escalators":
        return replace(today, pair=replace(today.pair, leave_out_pre_sold=_leaves_out(other)))
    engagement = _with(books.engagement, policy.name, other.value)
    # A zone decides on dates, and dates are made at the door.
    dated = load(engagement) if policy.name == "time_zone" else intake
    book = recounted(books, engagement, dated)
    pair = book.pair(books.before(books.as_of, 12), books.as_of)
    return Comparison(pair, book.arr(books.as_of), without_top=engagement.policies.without_top)


def _leaves_out(other: Alternative) -> bool:
    return bool(other.value == "leave_out")


def _of_renewals(books: Books, intake: Intake, other: Alternative) -> tuple[float, ...]:
    """The columns of `_EFFECTS`, of a policy that moves no revenue but what was due when."""
    assert books.year is not None
    assert books.due is not None
    book = recounted(books, _with(books.engagement, "early_renewals", other.value), intake)
    today, then = renewals.rates(books.due), renewals.rates(book.renewals(books.year.pair))
    atr, rate = then.atr - today.atr, (then.gross or 0.0) - (today.gross or 0.0)
    effect = max(abs(atr), abs(rate) * today.atr)
    return (0.0, *(0.0 for _ in _RATES), 0.0, atr, rate, effect)


def _of_visits(books: Books, intake: Intake, other: Alternative) -> tuple[float, ...]:
    """The columns of `_EFFECTS`, of a policy on those whom neither of two snapshots saw."""
    assert books.year is not None
    book = recounted(books, _with(books.engagement, "intra_month_logos", other.value), intake)
    today, then = (_flows(frame, books) for frame in (books.bridge, book.bridge(segments=False)))
    new = float(then["amount"]["new_logo"] - today["amount"]["new_logo"])
    logos = float(then["accounts"]["logo_churn"] - today["accounts"]["logo_churn"])
    churn = logos / books.year.kept.opening_logos
    return (0.0, 0.0, 0.0, churn, new, 0.0, 0.0, abs(new))


def _flows(bridge: pd.DataFrame, books: Books) -> pd.DataFrame:
    """What came and went in the twelve months at the main grain: leaf, amount, accounts."""
    since = pd.Timestamp(books.before(books.as_of, 12))
    rows = bridge[
        (bridge["period_kind"] == "month")
        & (bridge["segment"] == "all")
        & (bridge["grain"] == books.main.grain)
        & (bridge["period_end"] > since)
    ]
    return rows.groupby("leaf")[["amount", "accounts"]].sum().reindex(list(LEAVES), fill_value=0)


_BESIDE_THE_PAIR = {"early_renewals": _of_renewals, "intra_month_logos": _of_visits}
"""Policies that change no account between the two snapshots, and what they do change."""


def _with(engagement: Engagement, name: str, value: Any) -> Engagement:
    """The engagement with one policy changed, and the other limit moved where they are ordered."""
    policies = engagement.policies.model_copy(update={name: value})
    gap = max(policies.win_back_after_days, policies.reactivation_gap_days)
    ordered = policies.model_copy(update={"win_back_after_days": gap})
    return engagement.model_copy(update={"policies": ordered})


def _differences(books: Books, other: Comparison) -> tuple[float, ...]:
    """The columns of `_EFFECTS`."""
    today = books.year
    assert today is not None
    arr = other.closing_arr - today.closing_arr
    new = _new_business(other.pair) - _new_business(today.pair)
    rates = [
        (getattr(other.kept, name) or 0.0) - (getattr(today.kept, name) or 0.0) for name in _RATES
    ]
    money = [arr, new, rates[0] * today.opening, rates[1] * today.opening]
    return (arr, *rates, new, 0.0, 0.0, max(map(abs, money)))


def _new_business(pair: Pair) -> float:
    """ARR of accounts that count as new: first ever, or back after the win-back gap."""
    frame = pair.accounts
    return float(frame.loc[frame["status"].isin(["new", "win_back"]), "v1"].sum())
