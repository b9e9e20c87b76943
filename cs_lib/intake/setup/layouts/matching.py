"""Is this sheet a vendor's export that is known?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from cs_lib.intake.cells.text import as_text, parsed_json, same_name
from cs_lib.intake.setup.layouts.model import Check, Export, Layout, layouts
from cs_lib.intake.setup.layouts.nested import (
    Names,
    coupons_of,
    find,
    first_of,
    joint,
    names_of,
    spread,
    with_paths,
)
from cs_lib.intake.setup.profiles.kinds import fits
from cs_lib.intake.setup.profiles.model import Choice, Guess, Sheet
from cs_lib.intake.setup.profiles.translate import translations
from cs_lib.intake.shape.nested import follow
from cs_lib.tables import TABLES, Column

FIRST, LATER, ODD = 0.98, 0.95, 0.7
"""How sure a layout is: by the name listed first, by another, by one whose cells do not fit."""


@dataclass(frozen=True)
class Match:
    """The export that a sheet is: read as a table (`guess`), or of no use alone (`why`)."""

    guess: Guess | None
    why: str = ""
    vendor: str = ""
    export: Export | None = None


def match(sheet: Sheet) -> Match | None:
    """The vendor's export that the sheet is; None when it is none that is known."""
    known = export_of(sheet)
    if known is None:
        return None
    layout, export = known
    called = f"{layout.vendor} {export.what}"
    if export.table is None:
        return Match(None, f"{called}: {export.why}", layout.vendor, export)
    return Match(guessed(sheet, export, called), "", layout.vendor, export)


def export_of(sheet: Sheet) -> tuple[Layout, Export] | None:
    """Of the exports that the sheet may be the one that names most of its columns by `has`."""
    names = names_of(sheet)
    found = [
        (len(export.has), layout, export)
        for layout in layouts()
        for export in layout.exports
        if _is(export, names)
    ]
    return max(found, key=lambda each: each[0])[1:] if found else None


def _is(export: Export, names: Names) -> bool:
    every = all(any(find(each.strip(), names) for each in one.split("|")) for one in export.has)
    return every and not any(find(each, names) for each in export.lacks)


def guessed(sheet: Sheet, export: Export, called: str) -> Guess:
    """The sheet read as this export is: its rows, its columns and the further keys they need."""
    spec = TABLES[str(export.table)]
    nested: dict[str, object] = {}
    rows = next(((made, path) for path in export.row_for_each if (made := spread(sheet, path))), ())
    if rows:
        sheet, nested["row_for_each"] = rows
    sheet = with_paths(sheet, export)
    sheet, first, plain = first_of(sheet, export)
    nested |= {"first_of": first} if first else {}
    names = names_of(sheet)
    if coupons := coupons_of(sheet, export):
        nested["coupons"] = coupons
    chosen = {name: Choice(joint(places), FIRST) for name, places in first.items()}
    chosen |= {name: Choice(theirs, FIRST) for name, theirs in plain.items()}
    for column, wanted in export.columns.items():
        options = list(_options(sheet, spec.column(column), wanted, names))
        if options and column not in chosen:
            best, *rest = options
            chosen[column] = Choice(*best, *(rest[0] if rest else ("", 0.0)))
    given = set(chosen) | set(export.constants)
    missing = [each.name for each in spec.columns if each.required and each.name not in given]
    if spec.name == "contracts" and "end" in missing:
        missing.remove("end")
    if spec.one_of and not set(spec.one_of) & given:
        missing.append(" or ".join(spec.one_of))
    checked = [
        (check.blocking, text) for check in export.checks if (text := _checked(sheet, check, names))
    ]
    return Guess(
        sheet,
        spec.name,
        2 + export.rank / 100,
        chosen,
        tuple(missing),
        called,
        nested | _keys(sheet, export, names, chosen),
        (*export.ask, *(text for blocking, text in checked if not blocking)),
        tuple(text for blocking, text in checked if blocking),
    )


def _checked(sheet: Sheet, check: Check, names: Names) -> str:
    """The question, with the rows that give cause for it; "" where none does."""
    found = [name for each in check.column if (name := find(each, names)) is not None]
    if not found or (check.without and find(check.without, names)):
        return ""
    cells = _cells(sheet, found[0]).dropna().str.casefold()
    odd = cells.isin([word.casefold() for word in check.odd])
    if check.like:
        odd |= cells.str.fullmatch(check.like, case=False).fillna(False).astype(bool)
    elif not check.odd:
        odd = ~cells.isin([word.casefold() for word in check.usual])
    count = int(odd.sum())
    words = ", ".join(dict.fromkeys(cells[odd].str.slice(0, 20)[:3]))
    return (
        f"{check.ask} ('{found[0]}' in {count} of {sheet.rows} rows, such as {words})"
        if count
        else ""
    )


def _cells(sheet: Sheet, name: str) -> pd.Series:
    """The cells of a column, or what lies at the end of a path into one."""
    if (profile := sheet.columns.get(name)) is not None:
        return profile.texts.replace("", None)
    base, keys = next(
        (each, name.removeprefix(f"{each}.").split("."))
        for each in sheet.columns
        if name.startswith(f"{each}.")
    )
    cells = [follow(parsed_json(cell), keys) for cell in sheet.columns[base].texts.dropna()]
    return as_text(pd.Series(cells, dtype=object))


def _options(
    sheet: Sheet, column: Column, wanted: tuple[str, ...], names: Names
) -> Iterator[tuple[str, float]]:
    """The export's names for the column that the sheet has: first those whose cells fit.

    One whose cells do not fit comes last, and is not left out: the rows that the export's
    conditions leave out may be what does not fit.
    """
    empty, odd = [], []
    for place, name in enumerate(wanted):
        if (theirs := find(name, names)) is None:
            continue
        sure = LATER if place else FIRST
        profile = sheet.columns.get(theirs)
        if profile is None:  # a path that leads to nothing
            continue
        if profile.kind == "empty":
            empty.append((theirs, sure - 0.1))
        elif column.type == "category" or fits(column, profile):
            yield theirs, sure
        else:
            odd.append((theirs, ODD))
    yield from empty
    yield from odd


def _keys(
    sheet: Sheet, export: Export, names: Names, chosen: Mapping[str, Choice]
) -> dict[str, object]:
    """The further keys of the table's source that this export needs, as far as they apply."""
    spec = TABLES[str(export.table)]
    values = {}
    for column in chosen:
        profile = sheet.columns.get(chosen[column].column)
        if spec.column(column).allowed and profile is not None:
            known = translations(spec.column(column), profile)
            values[column] = known | _present(export.values.get(column, {}), profile.words)
    keys: dict[str, Mapping[str, object]] = {
        "constants": {
            name: value for name, value in export.constants.items() if name not in chosen
        },
        "values": {column: words for column, words in values.items() if words},
        "scale": {name: factor for name, factor in export.scale.items() if name in chosen},
    }
    for key, rules in (("where", export.where), ("where_not", export.where_not)):
        keys[key] = {
            found: list(words)
            for either, words in rules.items()
            for name in either.split("|")
            if (found := find(name.strip(), names)) is not None
        }
    needed: dict[str, object] = {key: value for key, value in keys.items() if value}
    if export.end_inclusive is not None:
        needed["end_inclusive"] = export.end_inclusive
    return needed


def _present(known: Mapping[str, str], words: tuple[str, ...]) -> dict[str, str]:
    listed = {same_name(theirs): ours for theirs, ours in known.items()}
    return {word: listed[same_name(word)] for word in words if same_name(word) in listed}
