"""Several files or sheets that are one table: the same columns, and other rows in each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.text import same_name
from cs_lib.intake.setup import layouts
from cs_lib.intake.setup.profiles import Guess, Sheet, profile
from cs_lib.intake.setup.recognise.fit import USED, fit
from cs_lib.intake.setup.recognise.names import subject_score, tokens
from cs_lib.tables import TABLES

ALIKE = 0.8
"""Files with this share of their columns in common may be one table."""
REPEATED = 0.5
"""Of a file's keys this share in another file, or more, make it another version of that one."""
_PART = re.compile(
    r"\d+|q[1-4]|h[12]|fy\d*|part|page|sheet|jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?"
    r"|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?"
)
"""Words of a name that only tell the parts of a table apart."""


def together(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets, those that are parts of one table as one sheet, in the place of the first.

    Parts have the same columns, or are pages of one export, of which some nest more.
    """
    groups: list[tuple[object, list[Sheet]]] = []
    for sheet in sheets:
        export = layouts.export_of(sheet)
        near = (
            group
            for known, group in groups
            if (known is not None and known == export) or _alike(group[0], sheet)
        )
        group = next(near, None)
        if group is None:
            groups.append((export, [sheet]))
        else:
            group.append(sheet)
    return [sheet for _, group in groups for sheet in _joined(group)]


def _alike(one: Sheet, other: Sheet) -> bool:
    names, others = ({same_name(name) for name in each.columns} for each in (one, other))
    return len(names & others) >= max(ALIKE * len(names | others), 2)


def _joined(group: Sequence[Sheet]) -> Iterator[Sheet]:
    """The group as one sheet as far as its members are parts; what is none stays by itself."""
    guess = _guess(group[0]) if len(group) > 1 else None
    if guess is None:
        yield from group
        return
    parts = [group[0]]
    repeated = 0
    others = []
    keys = _keys(guess, group[0])
    for sheet in group[1:]:
        theirs = _keys(guess, sheet)
        both = len(keys & theirs)
        small = min(len(keys), len(theirs))
        if _named_alike(guess.table, group[0], sheet) and both < max(REPEATED * small, 1):
            parts.append(sheet)
            repeated += both
            keys |= theirs
        else:
            others.append(sheet)
    source = _source(parts) if len(parts) > 1 else None
    yield from (parts if source is None else [_one(parts, source, repeated, len(keys))])
    yield from others


def _guess(sheet: Sheet) -> Guess | None:
    """What the first of them is, so that its key is known."""
    if (known := layouts.match(sheet)) is not None:
        return known.guess
    tables = ["mrr_snapshots"] if sheet.months else list(TABLES)
    best = max((fit(sheet, TABLES[table]) for table in tables), key=lambda guess: guess.score)
    return best if best.score >= USED else None


def _named_alike(table: str, one: Sheet, other: Sheet) -> bool:
    """Do only numbers and months tell the names apart, or do both names say the table?"""
    if one.file == other.file:
        return True
    both = (one.subject, other.subject)
    plain = [{word for word in tokens(each) if not _PART.fullmatch(word)} for each in both]
    return plain[0] == plain[1] or all(subject_score(table, each) > 0 for each in both)


def _keys(guess: Guess, sheet: Sheet) -> set[tuple[str, ...]]:
    """The keys that stand in a sheet; whole rows of what is read where the table has no key."""
    spec = TABLES[guess.table]
    firm = [name for name in spec.key if name not in spec.key_may_lack]
    given = [name for name in spec.key if name in guess.columns]
    names = given if given and (set(firm) <= set(given) or "_id" in given[0]) else guess.columns
    by_name = {same_name(name): each for name, each in sheet.columns.items()}
    columns = [by_name.get(same_name(guess.columns[name].column)) for name in names]
    if None in columns:  # the key lies in what is nested
        columns = [by_name["id"]] if "id" in by_name else list(by_name.values())
    texts = [each.texts.fillna("").astype(str) for each in columns if each is not None]
    return set(zip(*texts, strict=True))


def _source(parts: Sequence[Sheet]) -> TableSource | None:
    """One source for all of them; None where no list of files or of sheets says it."""
    first = parts[0].source
    same = {(each.source.range, each.source.transpose) for each in parts}
    if len(same) > 1:
        return None
    keys: dict[str, object] = {"range": first.range, "transpose": first.transpose}
    rows = {each.source.header_row for each in parts}
    if len(rows) == 1 and first.header_row > 1:
        keys["header_row"] = first.header_row
    if len({each.file for each in parts}) == 1:
        keys |= {"path": first.path, "sheets": [each.source.sheet for each in parts]}
    elif len({each.source.sheet for each in parts}) == 1:
        keys |= {"paths": [str(each.file) for each in parts], "sheet": first.sheet}
    else:
        return None
    return TableSource.model_validate(keys)


def _one(parts: Sequence[Sheet], source: TableSource, repeated: int, keys: int) -> Sheet:
    """The parts one below the other, profiled as one sheet."""
    first = parts[0]
    spelt = {same_name(name): name for each in reversed(parts) for name in each.columns}
    tables = [
        pd.DataFrame(
            {spelt[same_name(name)]: each.texts for name, each in part.columns.items()},
            index=range(part.rows),
        )
        for part in parts
    ]
    texts = pd.concat(tables, ignore_index=True)
    lacking = [
        f"{part.title} has no {', '.join(sorted(set(spelt) - mine))}"
        for part in parts
        if (mine := {same_name(name) for name in part.columns}) < set(spelt)
    ]
    why = f"their columns are the same, and {repeated} of {keys} keys stand in more than one"
    return replace(
        first,
        source=source,
        columns={name: profile(name, texts[name]) for name in texts.columns},
        rows=len(texts),
        months=tuple(dict.fromkeys(month for part in parts for month in part.months)),
        more=tuple(parts[1:]),
        why="; ".join([why, *lacking]),
    )
