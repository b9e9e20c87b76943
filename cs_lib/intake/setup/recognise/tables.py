"""All sheets against all tables: each table is read from the one sheet that fits it best."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from cs_lib.intake.setup import layouts
from cs_lib.intake.setup.profiles.model import Guess, Sheet, Unused
from cs_lib.intake.setup.recognise.fit import USED, fit
from cs_lib.intake.setup.recognise.joins import add_up, of_one_customer, through
from cs_lib.intake.setup.recognise.names import name_score, plain_subject, spelt, subject_score
from cs_lib.intake.setup.recognise.several_files import together
from cs_lib.tables import REVENUE_TABLES, TABLES

WIDE = "mrr_snapshots"
"""The table that may come with one column a month."""
LINES = "invoices"
"""The table whose rows may be lines, with what they share in another file."""
MORE = 0.005
"""Of two sheets that fit a table alike the one with more of its columns is taken."""
LAST = 0.5
"""What a sheet must score to be asked about as the revenue, where there is no surer one."""
REFERS = 0.9
"""How surely a column must be called the customer, to say which customers there are."""
NEAR = 0.1
"""A sheet may serve a table that fits it this much worse than its best, not a poorer one."""


def recognise(sheets: Sequence[Sheet]) -> tuple[list[Guess], list[Unused]]:
    """The sheets that are used, one for each table, and those that are not, with the reason.

    A vendor's layout goes before likeness. Sheets and tables are paired together, so that the
    sum of the scores is highest (scipy's linear_sum_assignment).
    """
    sheets = together([_better(sheet) for sheet in _told_apart(sheets)])
    known = layouts.completed(sheets, [layouts.match(sheet) for sheet in sheets])
    named = _referred(sheets)
    ids = _customers(sheets, known, named)
    tried = [_tried(sheet, match, ids, named) for sheet, match in zip(sheets, known, strict=True)]
    guesses = [{each.table: each for each in some if each.score >= USED} for some in tried]
    for row in range(len(sheets)):
        if known[row] is None and not guesses[row]:
            guesses[row] = _completed(row, tried[row], sheets, guesses, ids)
    tables = sorted({table for each in guesses for table in each})
    scores = np.array(
        [[_weight(each, table) for table in tables] for each in guesses], dtype="float64"
    ).reshape(len(sheets), len(tables))
    pairs = {
        int(row): tables[place]
        for row, place in zip(*linear_sum_assignment(scores, maximize=True), strict=True)
        if scores[row, place] > 0
    }
    used = [guesses[row][table] for row, table in pairs.items()]
    if not {guess.table for guess in used} & set(REVENUE_TABLES):
        used += _revenue(sheets, known, ids)
    readers = {guess.table: guess.sheet.title for guess in used}
    helpers = {
        lookup.sheet.title: f"its {', '.join(lookup.columns.values())} are looked up for "
        f"{guess.table}"
        for guess in used
        for lookup in guess.sheet.lookups
    }
    unused = [
        Unused(
            sheet.title,
            helpers.get(sheet.title) or _why(sheet, tried[row], guesses[row], known[row], readers),
        )
        for row, sheet in enumerate(sheets)
        if row not in pairs and not any(sheet is guess.sheet for guess in used)
    ]
    order = list(TABLES)
    return sorted(used, key=lambda guess: order.index(guess.table)), unused


def _told_apart(sheets: Sequence[Sheet]) -> list[Sheet]:
    """A "history" is doubted only beside a sheet of the same name that is none."""
    subjects = {sheet.subject for sheet in sheets}
    plain = {plain_subject(each) for each in subjects if plain_subject(each) == spelt(each)}
    return [
        sheet
        if plain_subject(sheet.subject) in plain
        else replace(sheet, caption=plain_subject(sheet.subject))
        for sheet in sheets
    ]


def _revenue(
    sheets: Sequence[Sheet], known: Sequence[layouts.Match | None], ids: Set[str]
) -> list[Guess]:
    """The sheet that is likest the revenue, where none surely is: the table itself is then asked.

    A list of accounts with what they pay and until when lacks only the start, which is asked.
    """
    free = [
        sheet
        for sheet, match in zip(sheets, known, strict=True)
        if match is None and not sheet.months
    ]
    found = [
        fit(sheet, TABLES[table], ids, loose=True) for sheet in free for table in REVENUE_TABLES
    ]
    if not any(guess.score >= LAST for guess in found):
        found = [fit(each, TABLES["contracts"], ids, {"start"}, loose=True) for each in free]
        found = [guess for guess in found if {"mrr", "arr"} & set(guess.columns)]
    found = [guess for guess in found if guess.score >= LAST]
    return [max(found, key=lambda guess: guess.score)] if found else []


def _better(sheet: Sheet) -> Sheet:
    """Of the two readings of names in two rows the one that is more surely a table."""
    if sheet.grouped is None or layouts.match(sheet) is not None:
        return sheet
    readings = (sheet, sheet.grouped)
    return max(readings, key=lambda each: max(fit(each, spec).score for spec in TABLES.values()))


def _completed(
    row: int,
    tried: Sequence[Guess],
    sheets: Sequence[Sheet],
    guesses: Sequence[dict[str, Guess]],
    ids: Set[str],
) -> dict[str, Guess]:
    """What a sheet is with what other sheets add: columns under a key, or the one customer."""
    others = [other for place, other in enumerate(sheets) if place != row]
    found = [each for each in through(tried, others, ids) if _goes_before(each, sheets, guesses)]
    lists = [each["customers"] for each in guesses if "customers" in each]
    return {each.table: each for each in (*of_one_customer(tried, lists), *found)}


def _goes_before(
    joined: Guess, sheets: Sequence[Sheet], guesses: Sequence[dict[str, Guess]]
) -> bool:
    """Is the sheet with what it looks up to be tried for its table?

    Not where another sheet is that table by itself; except that an invoice's lines go before
    their head, when they say more and add up to it. The head is then no invoice of its own.
    """
    if not joined.sheet.lookups:
        return False
    if not any(joined.table in each for each in guesses):
        return True
    held = guesses[sheets.index(joined.sheet.lookups[0].sheet)]
    head = held.get(joined.table)
    if head is None or joined.table != LINES or len(joined.columns) <= len(head.columns):
        return False
    if not add_up(joined, head):
        return False
    del held[joined.table]
    return True


def _tried(
    sheet: Sheet, known: layouts.Match | None, ids: Set[str], named: Set[str]
) -> list[Guess]:
    """The sheet read as every table, or as the one that its vendor's layout says."""
    if known is not None:
        return [known.guess] if known.guess and not known.guess.missing else []
    if sheet.months:
        spoken = _other_subject(sheet)
        return [] if spoken else [fit(sheet, TABLES[WIDE], ids)]
    return [
        fit(sheet, spec, named if table == "customers" else ids) for table, spec in TABLES.items()
    ]


def _other_subject(sheet: Sheet) -> str | None:
    """The table that the sheet's name speaks of, where that is not the one that may be wide."""
    if subject_score(WIDE, sheet.subject) > 0:
        return None
    spoken = {table: subject_score(table, sheet.subject) for table in TABLES}
    best = max(spoken, key=lambda table: spoken[table])
    return best if spoken[best] > 0 and best not in REVENUE_TABLES else None


def _weight(guesses: Mapping[str, Guess], table: str) -> float:
    if table not in guesses:
        return 0.0
    best = max(guess.score for guess in guesses.values())
    score = guesses[table].score
    return score + MORE * len(guesses[table].columns) if score >= best - NEAR else 0.0


def _referred(sheets: Sequence[Sheet]) -> frozenset[str]:
    """The customers that sheets refer to: in columns called so, where one stands more than once."""
    return frozenset[str]().union(
        *(
            profile.cells
            for sheet in sheets
            for name, profile in sheet.columns.items()
            if profile.distinct < profile.count
            and name_score("contracts", "customer_id", name) >= REFERS
        )
    )


def _customers(
    sheets: Sequence[Sheet], known: Sequence[layouts.Match | None], named: Set[str]
) -> frozenset[str]:
    """The customers' ids, by the sheet that is most surely the list of customers."""
    lists = [match.guess for match in known if match and match.guess and not match.guess.missing]
    lists += [
        fit(sheet, TABLES["customers"], named)
        for sheet, match in zip(sheets, known, strict=True)
        if match is None
    ]
    lists = [each for each in lists if each.table == "customers" and each.score >= USED]
    if not lists:
        return frozenset()
    best = max(lists, key=lambda guess: guess.score)
    return best.sheet.columns[best.columns["customer_id"].column].cells


def _why(
    sheet: Sheet,
    tried: Sequence[Guess],
    guesses: Mapping[str, Guess],
    known: layouts.Match | None,
    readers: Mapping[str, str],
) -> str:
    if known is not None and known.why:
        return known.why
    if known is not None and known.guess and known.guess.missing:
        return f"{known.guess.layout}, but without {', '.join(known.guess.missing)}"
    if guesses:
        table = max(guesses.values(), key=lambda guess: guess.score).table
        if table in readers:
            return (
                f"could be {table}, which is read from {readers[table]}; list both under paths if "
                "the rows of both are needed"
            )
    if sheet.months and (spoken := _other_subject(sheet)):
        return f"has one column a month, as only {WIDE} may, and its name speaks of {spoken}"
    close = [guess for guess in tried if guess.missing and len(guess.columns) > len(guess.missing)]
    if not close:
        return "no table of the contract has such columns"
    near = min(close, key=lambda guess: (len(guess.missing), -len(guess.columns)))
    return f"could be {near.table}, but has no column for {', '.join(near.missing)}"
