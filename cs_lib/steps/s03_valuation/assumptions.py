"""What is assumed, not measured? Every assumption in force, with its source and what it decides."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.engagement.levers import ALL, EVERY
from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.formats import missing
from cs_lib.texts import Code, Count, Day, Money, Name, Sentence, Share, Times

SHARES = ("gross_margin", "discount_rate", "csm_share_of_crc", "minimum_service")
MONTHS = ("horizon_months", "acquisition_lag_months")


class Stated(Sentence):
    stated: Count
    assumptions: Count


class AsShare(Sentence):
    share: Share


class AsMonths(Sentence):
    months: Count


class AsYears(Sentence):
    years: Count


class AsTimes(Sentence):
    times: Times


class AsMoney(Sentence):
    amount: Money


class AsDay(Sentence):
    day: Day


class AsChoice(Sentence):
    choice: Code


class AsList(Sentence):
    levers: tuple["LeverShare | LeverShareIn | LeverCost | LeverResponse", ...]


class LeverShare(Sentence):
    lever: Code
    share: Share


class LeverShareIn(Sentence):
    lever: Code
    segment: Name
    share: Share


class LeverCost(Sentence):
    lever: Code
    cost: Money


class LeverResponse(Sentence):
    lever: Code
    at_zero: Times
    at_double: Times


Value = AsShare | AsMonths | AsYears | AsTimes | AsMoney | AsDay | AsChoice | AsList
Levers = LeverShare | LeverShareIn | LeverCost | LeverResponse


@exhibit(
    part=Part.A6,
    shows=Table(c.assumption, c.assumption_value, c.assumption_source, c.decides),
)
def assumptions(engagement: Engagement) -> Shown[Stated | Value]:
    """What is assumed, not measured?"""
    chosen = engagement.assumptions
    given = chosen.model_fields_set
    names = sorted(type(chosen).model_fields, key=lambda name: name not in given)
    values = {name: _value(name, getattr(chosen, name), engagement.currency) for name in names}
    frame = pd.DataFrame(
        {
            "assumption": names,
            "assumption_value": pd.Series(list(values.values()), dtype="object"),
            "assumption_source": [_source(name in given, values[name]) for name in names],
            "decides": names,
        }
    )
    return Shown(frame, title=Stated(Count(len(given)), Count(len(names))))


def _source(given: bool, value: Value | None) -> str:
    return "stated" if given else "not_given" if value is None else "default"


def _value(name: str, value: object, currency: str) -> Value | None:
    """How an assumption reads; None where none is made."""
    if isinstance(value, Mapping):
        rows = tuple(
            row for lever, each in value.items() for row in _rows(name, lever, each, currency)
        )
        return AsList(rows) if rows else None
    if missing(value):
        return None
    if isinstance(value, dt.date):
        return AsDay(Day(value))
    if isinstance(value, (str, bool)):
        key = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        return AsChoice(Code("assumption_choice", key))
    assert isinstance(value, (int, float))
    if name in SHARES:
        return AsShare(Share(value))
    if name in MONTHS:
        return AsMonths(Count(int(value)))
    if name == "path_years":
        return AsYears(Count(int(value)))
    return AsMoney(Money(value, currency)) if name == "budget" else AsTimes(Times(value))


def _rows(name: str, lever: str, value: Any, currency: str) -> tuple[Levers, ...]:
    """The rows of one lever: what is stated for it, by segment where that differs."""
    code = Code("lever", lever)
    if name == "uplifts":
        return tuple(
            LeverShare(code, Share(share)) if segment in (ALL, EVERY)
            else LeverShareIn(code, Name(segment), Share(share))
            for segment, share in value.items()
        )  # fmt: skip
    if name == "responses":
        return (LeverResponse(code, Times(value.at_zero), Times(value.at_double)),)
    if name == "marginal_costs":
        return (LeverCost(code, Money(value, currency)),)
    return (LeverShare(code, Share(value)),)
