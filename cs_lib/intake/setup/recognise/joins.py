"""A table whose columns lie in two files: what one lacks, the other holds under a key."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

import pandas as pd

from cs_lib.intake.cells.text import same_name
from cs_lib.intake.setup.profiles import Guess, LookedUp, Profile, Sheet, profile
from cs_lib.intake.setup.recognise.fit import USED, fit
from cs_lib.intake.setup.recognise.names import BARE, subject_score, tokens
from cs_lib.intake.setup.recognise.structure import MEASURES, unique
from cs_lib.tables import TABLES

FOUND = 0.95
"""The share of a sheet's keys that must stand in the other."""
ADDED, CENTS = 0.9, 0.011
"""The share of heads that their lines must come to, each to the cent."""
SUMS = frozenset({"amount", "total", "subtotal", "revenue", "mrr", "arr", "value", "quantity"})
PRICES = frozenset({"price", "fee"})
LACKING = 4
"""A sheet that lacks more required columns than this is no table that a lookup would complete."""


def through(tried: Sequence[Guess], others: Sequence[Sheet], ids: Set[str]) -> list[Guess]:
    """A sheet read as tables that need columns of another sheet: the best guess for each.

    `tried` is the sheet read as every table; one counts only where the sheet's name speaks of it.
    """
    lacking = [
        guess
        for guess in tried
        if 0 < len(guess.missing) <= LACKING
        and len(guess.columns) > 1
        and subject_score(guess.table, guess.sheet.subject) > 0
    ]
    if not lacking:
        return []
    sheet = lacking[0].sheet
    best: dict[str, Guess] = {}
    for other in others:
        for mine, theirs, share in _keys(sheet, other):
            joined = _with(sheet, other, mine, theirs)
            for before in lacking:
                guess = fit(joined, TABLES[before.table], ids)
                known = best.get(guess.table)
                if guess.score >= USED and (known is None or guess.score > known.score):
                    best[guess.table] = _narrowed(guess, sheet, other, mine, theirs, share)
    return list(best.values())


def add_up(lines: Guess, head: Guess) -> bool:
    """Do the lines come to what their heads say? Else reading them instead would lose money."""
    found = next(iter(lines.sheet.lookups), None)
    mine, theirs = (each.columns.get("amount") for each in (lines, head))
    if found is None or mine is None or theirs is None:
        return False
    amounts = lines.sheet.columns[mine.column].numbers
    sums = amounts.groupby(lines.sheet.columns[found.mine].texts).sum()
    heads = head.sheet.columns
    wanted = pd.Series(heads[theirs.column].numbers.to_numpy(), heads[found.theirs].texts)
    apart = (sums.reindex(wanted.index) - wanted).abs()
    return bool((apart <= CENTS).mean() >= ADDED)


def of_one_customer(tried: Sequence[Guess], lists: Sequence[Guess]) -> Iterator[Guess]:
    """The tables that lack only the customer, on a sheet that holds one: asked in any case."""
    for guess in tried:
        if guess.missing != ("customer_id",):
            continue
        place = (guess.sheet.file, guess.sheet.source.sheet)
        for each in lists:
            if (each.sheet.file, each.sheet.source.sheet) == place and each.sheet.rows == 1:
                (customer,) = each.sheet.columns[each.columns["customer_id"].column].cells
                found = fit(guess.sheet, TABLES[guess.table], given={"customer_id"})
                ask = f"are all rows of the customer '{customer}'? {each.sheet.title} has no other"
                if found.score >= USED:
                    keys = {"constants": {"customer_id": customer}}
                    yield replace(found, keys=keys, asks=(ask,))


def _keys(sheet: Sheet, other: Sheet) -> Iterator[tuple[str, str, float]]:
    """The pairs of columns that join: each value once in the other, and nearly all found there."""
    if sheet.months or other.months or other.more:
        return
    for theirs in other.columns.values():
        if not _unique(theirs):
            continue
        for mine in sheet.columns.values():
            share = len(mine.cells & theirs.cells) / len(mine.cells) if mine.cells else 0.0
            if len(mine.cells) > 1 and share >= FOUND and _meant(mine, theirs):
                yield mine.name, theirs.name, share


def _unique(profile: Profile) -> bool:
    is_key = profile.kind in ("text", "category", "integer") and profile.distinct > 1
    return is_key and unique(profile)


def _meant(mine: Profile, theirs: Profile) -> bool:
    """Small numbers are found anywhere: only keys of one name are joined by them."""
    if MEASURES & {*tokens(mine.name), *tokens(theirs.name)}:
        return False
    small = all(cell.isdecimal() and len(cell) < 5 for cell in mine.cells)
    return not small or same_name(mine.name) == same_name(theirs.name)


def _lent(name: str, sheet: Sheet, other: Sheet) -> bool:
    """May the other sheet's column stand for one of this sheet's? Not what is only its own.

    The day a subscription was "created", its "id" and status say nothing of an invoice; unless
    both speak of the same, as an invoice and its lines do. Sums are never lent, they would be
    counted for each line; the price of a plan is.
    """
    said = set(tokens(name))
    same = any(
        subject_score(table, sheet.subject) > 0 and subject_score(table, other.subject) > 0
        for table in TABLES
    )
    if said & SUMS:
        return False
    return same or bool(said & PRICES) or not (said & MEASURES or said <= BARE)


def _with(sheet: Sheet, other: Sheet, mine: str, theirs: str) -> Sheet:
    """The sheet with the other's columns beside its own, as the door would look them up."""
    held = {same_name(name) for name in sheet.columns}
    keys = other.columns[theirs].texts
    rows = pd.Series(keys.index, index=keys)
    rows = sheet.columns[mine].texts.map(rows[rows.index.notna()].to_dict())
    more = {
        name: profile(name, each.texts.reindex(rows).set_axis(rows.index))
        for name, each in other.columns.items()
        if name != theirs and same_name(name) not in held and _lent(name, sheet, other)
    }
    return replace(sheet, columns={**sheet.columns, **more})


def _narrowed(
    guess: Guess, sheet: Sheet, other: Sheet, mine: str, theirs: str, share: float
) -> Guess:
    """The same with only those of the other's columns that are read."""
    read = {choice.column for choice in guess.columns.values()}
    taken = {name: name for name in guess.sheet.columns if name in read - set(sheet.columns)}
    found = LookedUp(other, mine, theirs, taken, share)
    columns = {
        name: each
        for name, each in guess.sheet.columns.items()
        if name in sheet.columns or name in taken
    }
    return replace(guess, sheet=replace(sheet, columns=columns, lookups=(found,)))
