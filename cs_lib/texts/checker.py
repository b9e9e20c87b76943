"""Do the templates and the facts fit? Found without running anything, in every branch.

`StrictUndefined` would see a typo only in the branch that runs, and would print None, NaN and
0.30000000000000004 as they come. Here each slot is held against the field's type.
"""

import dataclasses
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints

from cs_lib.texts.catalogues import RESERVED
from cs_lib.texts.facts import Fact
from cs_lib.texts.filters import FILTERS, LISTED
from cs_lib.texts.messages import Sentence
from cs_lib.texts.templates import Slot, TemplateError, slots


def faults(block: Mapping[str, Any], messages: Iterable[type[Sentence]], where: str) -> list[str]:
    """What is wrong with a block of texts: one line a fault, empty when it fits.

    `messages` are the classes that the exhibit may say; what they list is followed.
    """
    known = {kind.__name__: kind for kind in _with_listed(messages) if kind.block in (None, where)}
    found = [f"{where}: no text for {name}" for name in known if name not in block]
    for key, template in block.items():
        if key == "columns":
            continue
        if key in RESERVED:
            found += _template_faults(str(template), Sentence, f"{where}.{key}")
        elif key not in known:
            found.append(f"{where}: nobody says {key}")
        else:
            found += _template_faults(str(template), known[key], f"{where}.{key}")
    return found


def _with_listed(messages: Iterable[type[Sentence]]) -> Iterator[type[Sentence]]:
    """Each message, and the rows that its lists hold."""
    for kind in messages:
        yield kind
        for hint in get_type_hints(kind).values():
            yield from _with_listed(rows_of(hint))


def rows_of(hint: Any) -> list[type[Sentence]]:
    """The sub-messages of a field `tuple[Row, ...]`; empty for any other type."""
    if get_origin(hint) is not tuple:
        return []
    return [kind for kind in union(get_args(hint)[0]) if issubclass(kind, Sentence)]


def union(hint: Any) -> tuple[type, ...]:
    """The classes of `A | B | C`, or of one class; None counts for nothing."""
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(kind for kind in get_args(hint) if kind is not type(None))
    return (hint,)


def _template_faults(template: str, kind: type[Sentence], where: str) -> Iterator[str]:
    try:
        found = slots(template)
    except TemplateError as error:
        yield f"{where}: {error}"
        return
    hints = get_type_hints(kind)
    fields = {field.name: hints[field.name] for field in dataclasses.fields(kind)}
    for slot in found:
        if slot.fact not in fields:
            yield f"{where}: no fact '{slot.fact}'; it has {', '.join(fields) or 'none'}"
        elif slot.filter == LISTED:
            if not rows_of(fields[slot.fact]):
                yield f"{where}: '{slot.fact}' is not a list of messages"
        else:
            yield from _kind_faults(slot, fields[slot.fact], where)


def _kind_faults(slot: Slot, hint: Any, where: str) -> Iterator[str]:
    takes = FILTERS[slot.filter].takes
    for kind in union(hint):
        if not (isinstance(kind, type) and issubclass(kind, Fact) and issubclass(kind, takes)):
            name = getattr(kind, "__name__", kind)
            yield f"{where}: '{slot.filter}' takes {takes.__name__}, '{slot.fact}' is {name}"
