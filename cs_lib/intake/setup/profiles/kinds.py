"""May cells of this kind stand in that column of the contract?"""

from cs_lib.intake.setup.profiles.model import Profile
from cs_lib.intake.setup.profiles.translate import translations
from cs_lib.tables import Column

_DATES = ("date", "month", "epoch_s", "epoch_ms")
_NUMBERS = ("integer", "number")
CLASSES = 12
"""A column of more different numbers than this does not name classes."""
STRANGE = 0.9
"""How sure a column of billing periods is where not all its words are understood."""
_LONG = 60
"""Cells longer than this on average are prose, no id and no category."""


def fits(column: Column, profile: Profile) -> float:
    """0 where the cells cannot be meant, 1 where they look as they should, between in doubt."""
    kind = profile.kind
    if kind == "empty":
        return 0.8 if not column.required or column.blank else 0.0
    if kind == "json":
        return 0.0
    if column.type in ("date", "month"):
        return 1.0 if kind in _DATES else 0.0
    if column.type in ("number", "integer"):
        return _number(column, profile)
    if column.type == "flag":
        return 1.0 if kind == "flag" else 0.0
    if column.type == "category":
        return _category(column, profile)
    if column.type == "id":
        return _id(profile)
    return 0.3 if kind in _DATES else 1.0


def _number(column: Column, profile: Profile) -> float:
    if profile.kind == "flag":
        return 0.6 if set(profile.words) <= {"0", "1"} else 0.0
    if profile.kind == "epoch_s":
        return 0.7
    if profile.kind not in _NUMBERS:
        return 0.0
    if column.low is None and column.high is None:
        return 1.0
    numbers = profile.numbers.dropna()
    if not len(numbers):
        return 0.8
    percent = column.unit == "share" and profile.texts.str.endswith("%").any()
    numbers = numbers / 100 if percent else numbers
    low = -float("inf") if column.low is None else column.low
    high = float("inf") if column.high is None else column.high
    if numbers.between(low, high).mean() >= 0.95:
        return 1.0
    as_percent = column.unit == "share" and (numbers / 100).between(low, high).mean() >= 0.95
    return 0.95 if as_percent else 0.5


def _category(column: Column, profile: Profile) -> float:
    if column.name == "currency":
        return 1.0 if profile.kind == "currency" else 0.0
    if profile.kind in _DATES:
        return 0.0
    if column.allowed:
        return _allowed(column, profile)
    if is_count(profile):
        return 0.0  # how many employees is no class; bands of it would be
    prose = profile.length > _LONG
    return 0.3 if prose or profile.kind == "number" else 1.0


def is_count(profile: Profile) -> bool:
    """Are the cells free numbers, too many different ones to be classes?"""
    many = profile.distinct > CLASSES or profile.distinct > profile.count / 2
    return profile.kind in _NUMBERS and many


def _allowed(column: Column, profile: Profile) -> float:
    """A price whose period is in a strange word must not be read as a month's: it is asked."""
    known = translations(column, profile)
    if known and len(known) == len([word for word in profile.words if word]):
        return 1.0
    words = profile.kind in ("category", "text") and profile.distinct <= CLASSES
    return STRANGE if column.name == "billing_period" and words else 0.0


def _id(profile: Profile) -> float:
    if profile.kind in ("date", "month", "flag", "currency"):
        return 0.2
    if profile.kind == "number":
        return 0.2
    return 0.4 if profile.length > _LONG else 1.0
