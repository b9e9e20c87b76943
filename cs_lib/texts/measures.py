"""Does a sentence call a figure by its name? What a fact measures, and the words that may say it.

A field states its measure beside its type: `arr: Annotated[Money, "arr_noticed"]`. A measure is a
column of the vocabulary; where one column has many, the column and what tells them apart: a row's
key (`amount:logos_lost`) or what its rows are (`amount:cause`). The words stand in `measures.yml`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, get_args, get_origin, get_type_hints

from cs_lib.texts.facts import Cell
from cs_lib.texts.filters import FILTERS, LISTED
from cs_lib.texts.messages import Sentence
from cs_lib.texts.templates import Literal, Range, Slot, pieces

Words = Mapping[str, Sequence[str]]
Told = Mapping[str, tuple[str, ...]]
CODE = "<code>"
"""A word of a measure that one of our codes says: which cause, which metric."""
OWN = "!"
"""Ends a word that no sentence about another measure may use."""
_CODES = ("label", "running")


def measured(kind: type[Sentence]) -> dict[str, tuple[str, ...]]:
    """The measures that each field of a message states; fields that state none are left out."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: get_args(hint)[1:] for name, hint in hints.items() if get_origin(hint) is Annotated
    }


def faults(template: str, kind: type[Sentence], words: Words, where: str) -> Iterator[str]:
    """Where a figure has no word of its measure beside it, or a word of another: a line each.

    Beside it are the words up to the figure before and the figure after; two ends of one range
    ("from 1 to 2") share theirs, and so do two figures of one measure. A row of a
    list has no words: the sentence around it has them.
    """
    told = measured(kind)
    parts = _parts(template)
    if not re.search(r"\w", "".join(p.text for p in parts if isinstance(p, Literal))):
        return
    for slots, beside in _beside(parts, told):
        for slot in slots:
            keys = told[slot.fact]
            if unknown := [key for key in keys if key not in words]:
                yield f"{where}: no words for the measure {unknown}"
                continue
            allowed = [word.rstrip(OWN) for key in keys for word in words[key]]
            if not any(_said(word, beside) for word in allowed):
                yield f"{where}: {slot.fact} is {keys}, and {beside!r} has none of {allowed}"
            for key, others in words.items():
                for word in others if key not in keys else ():
                    if word.endswith(OWN) and _said(word.rstrip(OWN), beside):
                        yield f"{where}: {slot.fact} is {keys}, and {word!r} is a word of {key}"


def _parts(template: str) -> list[Literal | Slot]:
    """The pieces of a template; the ends of a range are two figures beside each other."""
    found: list[Literal | Slot] = []
    for piece in pieces(template):
        found += [piece.low, piece.high] if isinstance(piece, Range) else [piece]
    return found


def _said(word: str, beside: str) -> bool:
    return word in beside if word == CODE else bool(re.search(rf"\b{word}", beside, re.I))


def _beside(parts: Sequence[Literal | Slot], told: Told) -> Iterator[tuple[list[Slot], str]]:
    """Each group of figures, and the words around it."""
    places = [at for at, part in enumerate(parts) if isinstance(part, Slot) and part.fact in told]
    groups: list[list[int]] = []
    for at in places:
        last = groups[-1][-1] if groups else None
        if last is not None and _together(parts, last, at, told):
            groups[-1].append(at)
        else:
            groups.append([at])
    for number, group in enumerate(groups):
        after = groups[number - 1][-1] + 1 if number else 0
        before = groups[number + 1][0] if number + 1 < len(groups) else len(parts)
        slots = [part for at in group if isinstance(part := parts[at], Slot)]
        yield slots, _text([parts[at] for at in range(after, before)])


def _together(parts: Sequence[Literal | Slot], one: int, other: int, told: Told) -> bool:
    """Are two figures told as one: of one measure, or the two ends of a range?"""
    first, second = parts[one], parts[other]
    between = _text(parts[one + 1 : other]).split()
    if len(between) <= 1:
        return True
    return (
        isinstance(first, Slot)
        and isinstance(second, Slot)
        and told[first.fact] == told[second.fact]
    )


def _text(parts: Sequence[Literal | Slot]) -> str:
    """The words of the pieces; a code and the noun that is counted stand for themselves."""
    said = []
    for part in parts:
        if isinstance(part, Literal):
            said.append(part.text)
        elif part.filter in _CODES:
            said.append(CODE)
        elif part.filter != LISTED and FILTERS[part.filter].takes.__name__ == "Count":
            said += map(str, part.arguments)
    return " ".join(said)


def fits(cell: Cell, keys: Sequence[str], rows_are: str) -> bool:
    """Does a linked cell show one of these measures? `rows_are`: the table's first column."""
    named = {f"{cell.column}:{cell.row}", f"{cell.column}:{rows_are}", cell.column}
    return not named.isdisjoint(keys)
