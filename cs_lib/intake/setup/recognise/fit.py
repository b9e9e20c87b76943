"""One sheet against one table of the contract: which of its columns is which, and how well."""

from collections.abc import Mapping, Set

import numpy as np
from scipy.optimize import linear_sum_assignment

from cs_lib.intake.setup.profiles.kinds import fits
from cs_lib.intake.setup.profiles.model import Choice, Guess, Profile, Sheet
from cs_lib.intake.setup.recognise.names import (
    DENIED,
    WEAK,
    name_score,
    subject_score,
    tokens,
    without_prefix,
)
from cs_lib.intake.setup.recognise.structure import by_cells, by_key, keyed, people, stand_ins
from cs_lib.tables import Column, TableSpec

MAPPED = 0.62
"""Below this a column is not mapped at all."""
SEEN = 0.3
"""Below this a name is not even the second best."""
USED = 0.62
"""Below this a sheet is not taken for the table."""
SIGNS: Mapping[str, tuple[str, ...]] = {
    "churn_events": ("reason", "controllable"),
    "activities": ("minutes", "channel", "person", "play", "driver"),
    "roster": ("fte", "role_type", "cost"),
    "customers": ("name", "industry", "size", "region", "acquired_on", "parent_id"),
    "contacts": ("name", "persona", "decision_role", "last_contact"),
    "advocacy": ("influenced_arr",),
    "lessons": ("kind", "owner"),
}
"""Tables whose required columns many files have: one of these has to be there as well."""
BY_COLUMNS = frozenset(
    [
        "contracts",
        "invoices",
        "mrr_snapshots",
        "fx",
        "customers",
        "costs",
        "usage",
        "surveys",
        "tickets",
        "contacts",
    ]
)
"""Tables that their columns give away; of all others the file's own name must say so, too."""
INSTRUMENTS = ("nps", "csat", "ces")
SURELY, MANY = 0.9, 6
"""So many columns, each so sure, tell the table against a word in the file's name."""
KEYED = frozenset({"id", "number", "code", "key", "reference"})
"""Words of names that hold keys: other files may write those otherwise, but names alike."""
MORE = 0.35
"""What a required column is preferred by: without it there is no table."""
FULL = 0.9
"""How well the name of an empty column must fit."""


def fit(
    sheet: Sheet,
    spec: TableSpec,
    ids: Set[str] = frozenset(),
    given: Set[str] = frozenset(),
    loose: bool = False,
) -> Guess:
    """The sheet read as this table. `ids` are the customers that other sheets know or name.

    `given` are columns that something else than the sheet gives. `loose` takes the sheet's word
    for it that it is about the table. The pairs of columns are chosen together, so that the sum
    of all scores is highest (scipy's linear_sum_assignment); a pair below `MAPPED` is none.
    """
    subject = subject_score(spec.name, sheet.subject)
    denied = subject <= DENIED
    if spec.name not in BY_COLUMNS and subject <= 0:
        return Guess(sheet, spec.name, 0.0, {})
    about = loose or (subject != 0 and not denied)
    chosen = stand_ins(spec, _chosen(sheet, spec, ids, about))
    if denied and not _telling(spec, chosen):
        return Guess(sheet, spec.name, 0.0, {})
    missing = tuple(name for name in _missing(spec, chosen, sheet) if name not in given)
    score = _table_score(sheet, spec, chosen, missing, 0.0 if denied else subject)
    return Guess(sheet, spec.name, score, chosen, missing)


def _chosen(sheet: Sheet, spec: TableSpec, ids: Set[str], about: bool) -> dict[str, Choice]:
    names, plain = list(sheet.columns), without_prefix(tuple(sheet.columns))
    scores = np.array(
        [
            [_score(sheet, spec, column, (name, plain[name]), ids, about) for name in names]
            for column in spec.columns
        ]
    ).reshape(len(spec.columns), len(names))
    weights = np.where(scores >= MAPPED, scores, 0.0)
    required = np.array([[MORE if column.required else 0.0] for column in spec.columns])
    weights = np.where(weights > 0, weights + required, 0.0)
    return {
        spec.columns[row].name: _choice(names, scores[row], place)
        for row, place in zip(*linear_sum_assignment(weights, maximize=True), strict=True)
        if scores[row, place] >= MAPPED
    }


def _telling(spec: TableSpec, chosen: Mapping[str, Choice]) -> bool:
    """Do the columns alone say the table, so surely that a word in the file's name is no matter?"""
    sure = {name for name, choice in chosen.items() if choice.confidence >= SURELY}
    return len(sure) >= MANY and all(
        column.name in sure for column in spec.columns if column.required
    )


def _choice(
    names: list[str], scores: "np.ndarray[tuple[int], np.dtype[np.float64]]", place: int
) -> Choice:
    others = np.delete(scores, place)
    best = int(others.argmax()) if len(others) else -1
    if best < 0 or others[best] <= 0:
        return Choice(names[place], float(scores[place]))
    rest = names[:place] + names[place + 1 :]
    return Choice(names[place], float(scores[place]), rest[best], float(others[best]))


def _score(
    sheet: Sheet,
    spec: TableSpec,
    column: Column,
    names: tuple[str, str],
    ids: Set[str],
    about: bool,
) -> float:
    """How well the file's column fits the contract's: by both its names, and by its cells."""
    profile = sheet.columns[names[0]]
    named = max(name_score(spec.name, column.name, name, about) for name in names)
    named = max(named, by_cells(spec, column, profile))
    named = by_key(sheet, spec, column, profile, named)
    if column.name == "customer_id" and ids:
        named = _joined(named, profile, ids, spec.name == "customers")
    if profile.kind == "empty" and named < FULL:  # nothing but its whole name speaks for it
        return 0.0
    return named * fits(column, profile) if named >= SEEN else 0.0


def _joined(named: float, profile: Profile, ids: Set[str], lists: bool) -> float:
    """The name's score, moved by whether the cells are customers that another sheet knows.

    Where the sheet itself `lists` the customers, half of those that others name are enough.
    """
    cells = profile.cells
    if not cells or profile.kind not in ("text", "category", "integer"):
        return named
    share = len(cells & ids) / len(ids if lists else cells)
    trivial = all(cell.isdecimal() and len(cell) < 5 for cell in cells)
    if share >= (0.5 if lists else 0.9) and not trivial:
        return min(max(named, 0.75) + 0.02, 1.0)
    called = KEYED & set(tokens(profile.name))
    return named if share else named * (0.9 if called else 0.6)


def _missing(spec: TableSpec, chosen: Mapping[str, Choice], sheet: Sheet) -> tuple[str, ...]:
    """Required columns that the sheet does not give, and that nothing else can stand for."""
    lacking = [
        column.name for column in spec.columns if column.required and column.name not in chosen
    ]
    if spec.name == "contracts" and "end" in lacking:
        lacking.remove("end")  # proposed as open-ended, and asked
    if spec.name == "surveys" and "instrument" in lacking and instrument(chosen, sheet):
        lacking.remove("instrument")
    if spec.one_of and not set(spec.one_of) & set(chosen):
        lacking.append(" or ".join(spec.one_of))
    return tuple(lacking)


def instrument(chosen: Mapping[str, Choice], sheet: Sheet) -> str | None:
    """Which survey is it, where only the score's name or the sheet's says so?"""
    said = f"{chosen['score'].column if 'score' in chosen else ''} {sheet.subject}".casefold()
    if "recommend" in said:
        return "nps"
    return next((name for name in INSTRUMENTS if name in said), None)


def _table_score(
    sheet: Sheet,
    spec: TableSpec,
    chosen: Mapping[str, Choice],
    missing: tuple[str, ...],
    subject: float,
) -> float:
    needed = [column.name for column in spec.columns if column.required and column.name in chosen]
    if missing or not needed:
        return 0.0
    weak = WEAK if subject <= 0 else 0.0  # a list that is called so needs no surer sign
    signs = {name for name, choice in chosen.items() if choice.confidence > weak}
    if spec.name in SIGNS and not signs & {*SIGNS[spec.name]} and not people(sheet, spec):
        return 0.0
    if not keyed(sheet, spec, chosen):
        return 0.0
    sure = float(np.mean([chosen[name].confidence for name in needed]))
    filled = [name for name, profile in sheet.columns.items() if profile.kind != "empty"]
    explained = len(chosen) / max(len(filled), 1)
    return 0.62 * sure + 0.23 * subject + 0.15 * min(explained, 1.0) + 0.01 * len(needed)
