"""What does an amount cover: a month, a year, the whole term? A factor of twelve depends on it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cs_lib.definitions.annual_price import MONTH
from cs_lib.intake.setup.propose.model import NOTHING, Ask, Finding, Proposal
from cs_lib.intake.setup.recognise.names import tokens

PRICES = ("amount", "list_price")
_NAMED = {
    "term": {"total", "tcv", "term"},
    "year": {"annual", "annually", "yearly", "year", "acv", "pa"},
    "quarter": {"quarterly", "quarter"},
    "month": {"monthly", "month"},
}
_DAYS = {"week": 7.0, "month": MONTH, "quarter": 3 * MONTH, "half_year": 6 * MONTH, "year": 365.25}
_CURRENT = (
    ("current_period_started_at", "current_period_ends_at"),
    ("current_period_start", "current_period_end"),
)
"""Pairs of columns that name the period billed last, as billing systems call them."""
NEAR = 0.05
"""A ratio this close to 12 (or 3, or 1) is taken for it."""


def periods(proposal: Proposal, others: Sequence[Proposal] = ()) -> Finding:
    """The contracts' `billing_period`, where a price needs one and no column says it."""
    if proposal.guess.table != "contracts":
        return NOTHING
    price = next((name for name in PRICES if name in proposal.guess.columns), None)
    if price is None or _said_already(proposal):
        return _both(proposal, others)
    called = proposal.guess.columns[price].column
    for look in (_by_name, _by_current_period, _by_terms, _by_other_file):
        found = look(proposal, price, others)
        if found is None:
            continue
        period, why, sure = found
        keys = {"constants": {"billing_period": period}}
        if sure:
            return Finding(keys, remarks={"billing_period": f"'{called}' covers a {period}: {why}"})
        text = f"does '{called}' cover one {period}, as proposed? {why}"
        return Finding(keys, [Ask("billing_period", text)])
    text = (
        f"what does '{called}' cover? say constants: {{billing_period: month}}, or week, quarter, "
        "half_year, year or term (the whole time from start to end); until then a month is assumed"
    )
    return Finding(asks=[Ask("billing_period", text, blocking=True)])


def _said_already(proposal: Proposal) -> bool:
    constants = proposal.keys.get("constants") or {}
    there = {"mrr", "arr", "billing_period"} & set(proposal.guess.columns)
    return bool(there) or "billing_period" in constants  # type: ignore[operator]


_Found = tuple[str, str, bool] | None


def _by_name(proposal: Proposal, price: str, others: Sequence[Proposal]) -> _Found:
    words = set(tokens(proposal.guess.columns[price].column))
    named = [period for period, known in _NAMED.items() if words & known]
    if len(named) != 1:
        return None
    if named[0] != "term" and _by_terms(proposal, price, others):
        return named[0], "its name says so, but it grows with the length of the line", False
    return named[0], "its name says so", True


def _by_current_period(proposal: Proposal, price: str, others: Sequence[Proposal]) -> _Found:
    columns = proposal.guess.sheet.columns
    for start, end in _CURRENT:
        if start in columns and end in columns:
            first, last = (
                pd.to_datetime(columns[name].texts.str.slice(0, 10), errors="coerce")
                for name in (start, end)
            )
            days = (last - first).dt.days.dropna()
            for period, length in _DAYS.items():
                if len(days) and days.between(0.9 * length, 1.1 * length).mean() >= 0.9:
                    return period, f"{start} to {end} is about {days.median():.0f} days", False
    return None


def _by_terms(proposal: Proposal, price: str, others: Sequence[Proposal]) -> _Found:
    """Does the price grow with the length of the line? Then it is for the whole of it."""
    start, end = proposal.values("start"), proposal.values("end")
    amount = proposal.values(price)
    if start is None or end is None or amount is None:
        return None
    lines = pd.DataFrame({"months": (end - start).dt.days / MONTH, "amount": amount}).dropna()
    lines = lines[(lines["months"] > 0.5) & (lines["amount"] > 0)].round({"months": 0})
    if len(lines) < 10 or lines["months"].nunique() < 2:
        return None
    slope, residual = _slope(np.log(lines["months"]), np.log(lines["amount"]))
    if residual > 0.35:
        return None
    lengths = f"over {len(lines)} lines of {lines['months'].nunique()} lengths the price"
    if abs(slope - 1) < 0.15:
        return "term", f"{lengths} grows in step with the length", False
    return None


def _slope(x: pd.Series, y: pd.Series) -> tuple[float, float]:
    """Least squares of y on x: the slope, and its standard error."""
    dx = x - x.mean()
    spread = float((dx**2).sum())
    if spread == 0:
        return 0.0, np.inf
    slope = float((dx * y).sum()) / spread
    rest = y - y.mean() - slope * dx
    return slope, float(np.sqrt((rest**2).sum() / max(len(x) - 2, 1) / spread))


def _by_other_file(proposal: Proposal, price: str, others: Sequence[Proposal]) -> _Found:
    """How many times another file's MRR is the price, customer by customer?"""
    mine, start = proposal.values(price), proposal.texts("customer_id")
    known = _mrr_by_customer(others)
    if mine is None or start is None or known is None:
        return None
    ratio = (mine.groupby(start).median() / known).replace([np.inf, -np.inf], np.nan).dropna()
    for period, times in (("month", 1.0), ("quarter", 3.0), ("year", 12.0)):
        if len(ratio) >= 3 and (abs(ratio / times - 1) < NEAR).mean() >= 0.8:
            why = f"it is {times:g} times the MRR of the other file for {len(ratio)} customers"
            return period, why, False
    return None


def _mrr_by_customer(others: Sequence[Proposal]) -> pd.Series | None:
    for other in others:
        if other.guess.table == "mrr_snapshots":
            mrr, customer = other.values("mrr"), other.texts("customer_id")
            if mrr is not None and customer is not None:
                return mrr[mrr > 0].groupby(customer).median()
    return None


def _both(proposal: Proposal, others: Sequence[Proposal]) -> Finding:
    """Is the ARR twelve times the MRR, and the MRR a month's, as another file has it?"""
    mrr, arr = proposal.values("mrr"), proposal.values("arr")
    if mrr is not None and arr is not None:
        ratio = (arr / mrr).replace([np.inf, -np.inf], np.nan).dropna()
        if len(ratio) and (abs(ratio / 12 - 1) < NEAR).mean() < SAME:
            text = f"which of the two is right? ARR is {ratio.median():.3g} times MRR, not 12"
            return Finding(asks=[Ask("mrr", text)])
        return Finding(remarks={"arr": "12 times mrr"}) if len(ratio) else NOTHING
    known, customer = _mrr_by_customer(others), proposal.texts("customer_id")
    if mrr is None or known is None or customer is None:
        return NOTHING
    ratio = (mrr.groupby(customer).median() / known).dropna()
    if len(ratio) >= 3 and (abs(ratio / 12 - 1) < NEAR).mean() >= SAME:
        text = "is it the amount of a year? it is 12 times the MRR of the other file"
        return Finding(asks=[Ask("mrr", text)])
    return NOTHING


SAME = 0.8
"""The share of rows, or customers, that must show a ratio."""
