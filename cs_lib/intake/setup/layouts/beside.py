"""What an export lacks and another of the vendor's holds: columns looked up by a key."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from cs_lib.intake.setup.layouts.matching import Match, guessed
from cs_lib.intake.setup.layouts.model import Beside
from cs_lib.intake.setup.layouts.nested import either, names_of
from cs_lib.intake.setup.profiles import Guess, LookedUp, Sheet, profile

FOUND = 0.95
"""The share of an export's keys that must stand in the other."""


def completed(sheets: Sequence[Sheet], known: Sequence[Match | None]) -> list[Match | None]:
    """The matches, with what their exports look up in others of the same vendor.

    One that lacks what it needs, or whose rows another export holds as they are, is not read.
    """
    return [
        _completed(row, match, sheets, known)
        if match is not None and match.export is not None and match.export.beside
        else match
        for row, match in enumerate(known)
    ]


def _completed(
    row: int, match: Match, sheets: Sequence[Sheet], known: Sequence[Match | None]
) -> Match:
    export = match.export
    assert export is not None
    called = f"{match.vendor} {export.what}"
    whole = [
        sheets[place].title
        for place, each in enumerate(known)
        if each is not None
        and each.vendor == match.vendor
        and place != row
        and each.guess is not None
        and each.guess.table == export.table
        and not each.guess.missing
    ]
    if whole:
        return replace(match, guess=None, why=f"{called}: {whole[0]} holds its rows, too")
    sheet = sheets[row]
    found: list[LookedUp] = []
    for beside in export.beside:
        others = [
            (sheets[place], each.export.what)
            for place, each in enumerate(known)
            if each is not None and each.vendor == match.vendor and each.export is not None
        ]
        lookup = _lookup(sheet, beside, others)
        if lookup is not None:
            sheet = _with(sheet, lookup)
            found.append(lookup)
        elif beside.needed:
            why = f"{called}: lack what stands in {' or '.join(beside.what)}; give that file, too"
            return replace(match, guess=None, why=why)
    guess = guessed(sheet, export, called)
    return replace(match, guess=_narrowed(guess, found))


def _lookup(sheet: Sheet, beside: Beside, others: Sequence[tuple[Sheet, str]]) -> LookedUp | None:
    ((left, right),) = beside.keys.items()
    mine = either(left, names_of(sheet))
    for other, what in others:
        theirs = either(right, names_of(other)) if what in beside.what else None
        if mine is None or theirs is None:
            continue
        here, there = sheet.columns.get(mine), other.columns.get(theirs)
        if here is None or there is None or there.distinct != there.count or not here.cells:
            continue
        share = len(here.cells & there.cells) / len(here.cells)
        if share >= FOUND:
            columns = {f"{beside.called}.{name}": name for name in other.columns if name != theirs}
            return LookedUp(other, mine, theirs, columns, share)
    return None


def _with(sheet: Sheet, found: LookedUp) -> Sheet:
    """The sheet with the other's columns beside its own, as the door would look them up."""
    keys = found.sheet.columns[found.theirs].texts
    places = pd.Series(keys.index, index=keys)
    rows = sheet.columns[found.mine].texts.map(places[places.index.notna()].to_dict())
    more = {
        name: profile(name, found.sheet.columns[theirs].texts.reindex(rows).set_axis(rows.index))
        for name, theirs in found.columns.items()
        if name not in sheet.columns
    }
    return replace(sheet, columns={**sheet.columns, **more})


def _narrowed(guess: Guess, found: Sequence[LookedUp]) -> Guess:
    """The same with only those columns looked up that are read."""
    read = {choice.column for choice in guess.columns.values()} | set(_names_in(guess.keys))
    kept = [
        replace(each, columns={n: old for n, old in each.columns.items() if _is_read(n, read)})
        for each in found
    ]
    taken = {name for each in kept for name in each.columns}
    offered = {name for each in found for name in each.columns}
    columns = {
        name: each
        for name, each in guess.sheet.columns.items()
        if name not in offered or name in taken
    }
    lookups = tuple(each for each in kept if each.columns)
    return replace(guess, sheet=replace(guess.sheet, columns=columns, lookups=lookups))


def _is_read(name: str, read: set[str]) -> bool:
    """Is the column read, or what lies below it, or is it a part of what is?"""
    return any(
        each == name or each.startswith(f"{name}.") or name.startswith(f"{each}.") for each in read
    )


def _names_in(value: object) -> list[str]:
    """Every text in the keys of a source: the names of columns are among them."""
    if isinstance(value, Mapping):
        return [name for pair in value.items() for each in pair for name in _names_in(each)]
    if isinstance(value, list | tuple):
        return [name for each in value for name in _names_in(each)]
    return [value] if isinstance(value, str) else []
