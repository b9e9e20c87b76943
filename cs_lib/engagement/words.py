"""What is wrong with the engagement file, in plain words?"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cs_lib.engagement.levers import EVERY
from cs_lib.errors import nearest

_DATE = "must be a date such as 2026-09-30, not {value}"
_WHOLE = "must be a whole number, not {value}"
_NUMBER = "must be a number, not {value}"
_FLAG = "must be true or false, not {value}"
_KEYS = "must hold keys and values, not {value}"

_WORDS = {
    "missing": "is required and is missing",
    "string_type": "must be text, not {value}",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters long, not {length}",
    "too_short": "must not be empty",
    "tuple_type": "must be a list, not {value}",
    "greater_than_equal": "must be at least {ge}, not {value}",
    "greater_than": "must be more than {gt}, not {value}",
    "less_than_equal": "must be at most {le}, not {value}",
    "less_than": "must be less than {lt}, not {value}",
    "finite_number": _NUMBER,
}
_FAMILIES = {
    "date": _DATE,
    "datetime": _DATE,
    "int": _WHOLE,
    "float": _NUMBER,
    "bool": _FLAG,
    "dict": _KEYS,
    "mapping": _KEYS,
    "model": _KEYS,
}
"""By the first word of the validator's own name for the mistake."""


def problems(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """One line for each mistake: where it stands, what is wrong, what is allowed."""
    return [line for details in error.errors() for line in _lines(details, model)]


def _lines(details: ErrorDetails, model: type[BaseModel]) -> Sequence[str]:
    context: Mapping[str, Any] = details.get("ctx", {})
    kind, place = details["type"], place_of(details["loc"])
    if kind == "names":
        return tuple(context["problems"])
    if kind == "value_error":
        return (f"{place}: {context['error']}",)
    if kind == "extra_forbidden":
        known = _keys(model, details["loc"][:-1])
        return (f"{place}: unknown key; {nearest(str(details['loc'][-1]), known)}",)
    if kind == "literal_error":
        return (f"{place}: {_not_among(details['input'], context['expected'])}",)
    template = _WORDS.get(kind) or _FAMILIES.get(kind.split("_")[0], "cannot be {value}")
    given = details["input"]
    length = len(given) if isinstance(given, str) else None
    return (f"{place}: {template.format(value=shown(given), length=length, **context)}",)


def place_of(location: Sequence[str | int]) -> str:
    """`("signoff", 0, "by")` as "signoff (entry 1).by"."""
    place = ""
    for part in location:
        if isinstance(part, int):
            place += f" (entry {part + 1})"
        elif part not in ("[key]", EVERY):
            place += f".{part}" if place else str(part)
    return place


def shown(value: object) -> str:
    """A value as it may stand in a message: short, and in words where it has none."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "keys and values"
    if isinstance(value, list | tuple | set):
        return "a list"
    if isinstance(value, dt.datetime):
        return f"{value} (a date with a time of day)"
    if isinstance(value, str):
        return f"'{value if len(value) <= 40 else value[:40] + '...'}'"
    return str(value)


def _not_among(value: object, expected: str) -> str:
    *first, last = (part.strip(" '") for part in expected.replace(" or ", "', '").split("', '"))
    allowed = [part for part in (*first, last) if part]
    close = nearest(value, allowed) if isinstance(value, str) else ""
    hint = f"; {close}" if close.startswith("did you mean") else ""
    return f"{shown(value)} is not allowed; allowed: {', '.join(allowed)}{hint}"


def _keys(model: type[BaseModel], location: Sequence[str | int]) -> Sequence[str]:
    """The keys that may stand at `location`, found by walking the models."""
    inside: Any = model
    named = False  # the part is the name or the number of an entry, not a field
    for part in location:
        if named or part not in inside.model_fields:
            named = False
            continue
        annotation = inside.model_fields[part].annotation
        inside = _model_in(annotation)
        named = inside is not annotation
    return [key for key in inside.model_fields if key != "folder"]


def _model_in(annotation: Any) -> Any:
    """The model within a type such as `Mapping[str, Model]`; the type itself else."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((each for each in found if hasattr(each, "model_fields")), annotation)
