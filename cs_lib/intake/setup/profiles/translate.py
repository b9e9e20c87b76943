"""The client's words for a category that the contract spells its own way."""

import re
from collections.abc import Mapping

from cs_lib.intake.cells.text import same_name
from cs_lib.intake.setup.profiles.model import Profile
from cs_lib.tables import Column

_MEANT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "billing_period": {
        "week": ("weekly", "weeks", "w"),
        "month": ("monthly", "months", "m", "mo", "per month", "1 month", "monatlich"),
        "quarter": ("quarterly", "quarters", "q", "3 months", "quartalsweise"),
        "half_year": ("half yearly", "semi annual", "semi annually", "semiannual", "biannual",
                      "6 months", "half year", "semiannually"),
        "year": ("annual", "annually", "yearly", "years", "y", "yr", "per year", "12 months",
                 "per annum", "1 year", "jaehrlich", "jährlich"),
        "term": ("upfront", "prepaid", "whole term", "one time upfront", "total"),
    },
    "line_type": {
        "recurring": ("subscription", "recurring", "licence", "license", "saas", "false", "renewal",
                      "maintenance", "support", "renewable", "abo"),
        "usage": ("usage", "overage", "consumption", "metered"),
        "usage_committed": ("committed usage", "prepaid usage", "commitment"),
        "one_off": ("one time", "onetime", "one off", "setup", "setup fee", "hardware",
                    "non recurring"),
        "services": ("services", "service", "professional services", "ps", "training",
                     "implementation", "consulting", "onboarding"),
        "trial": ("trial", "true", "poc", "pilot", "trialing"),
        "free": ("free", "freemium", "free of charge"),
    },
    "status": {
        "paid": ("paid", "success", "settled", "closed", "succeeded", "complete", "bezahlt"),
        "open": ("open", "unpaid", "pending", "posted", "processing", "sent", "outstanding",
                 "issued", "not paid", "payment due", "queued", "offen"),
        "past_due": ("past due", "overdue", "late", "failed", "uncollectible", "not_paid"),
        "void": ("void", "voided", "cancelled", "canceled", "deleted"),
        "refunded": ("refunded", "refund"),
    },
}  # fmt: skip


_MONTHS = {1: "month", 3: "quarter", 6: "half_year", 12: "year"}


def translations(column: Column, profile: Profile) -> dict[str, str]:
    """The file's word -> the contract's, for every word that is understood."""
    meant = _MEANT.get(column.name, {}) if set(column.allowed) else {}
    known = {same_name(word): word for word in column.allowed}
    for ours, theirs in meant.items():
        if ours in column.allowed:
            known |= {same_name(word): ours for word in theirs}
    if column.name != "line_type" or not set(map(str.casefold, profile.words)) <= {"true", "false"}:
        known = {word: ours for word, ours in known.items() if word not in ("true", "false")}
    found = {word: known.get(same_name(re.sub(r"[()]", "", word))) for word in profile.words}
    if column.name == "billing_period":
        found = {word: ours or _of_several(word) for word, ours in found.items()}
    return {word: ours for word, ours in found.items() if ours is not None}


def _of_several(word: str) -> str | None:
    """A quarter for "3 months"; for "2-Year" the whole of a line that is sold for two years."""
    said = re.fullmatch(r"(\d{1,3})[ -]*(months?|mos?|years?|yrs?)", word.strip().casefold())
    if said is None:
        return None
    months = int(said[1]) * (12 if said[2].startswith("y") else 1)
    return _MONTHS.get(months, "term" if months > max(_MONTHS) else None)
