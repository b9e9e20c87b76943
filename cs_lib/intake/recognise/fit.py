"""One sheet against one table of the contract: which of its columns is which, and how well."""

from collections.abc import Mapping, Set

import numpy as np
from scipy.optimize import linear_sum_assignment

from cs_lib.intake.profiles.kinds import fits
from cs_lib.intake.profiles.records import Choice, Guess, Profile, Sheet
from cs_lib.intake.recognise.names import DENIED, name_score, subject_score
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


def fit(
    sheet: Sheet, spec: TableSpec, ids: Set[str] = frozenset(), given: Set[str] = frozenset()
) -> Guess:
    """The sheet read as this table. `ids` are the customers that other sheets know or name.

    `given` are columns that something else than the sheet gives.

    The pairs of columns are chosen together, so that the sum of all scores is highest
    (scipy's linear_sum_assignment); a pair below `MAPPED` is none.
    """
    subject = subject_score(spec.name, sheet.subject)
    if subject <= DENIED or (spec.name not in BY_COLUMNS and subject <= 0):
        return Guess(sheet, spec.name, 0.0, {})
    names = list(sheet.columns)
    scores = np.array(
        [
            [_score(spec, column, sheet.columns[name], ids, subject != 0) for name in names]
            for column in spec.columns
        ]
    ).reshape(len(spec.columns), len(names))
    chosen: dict[str, Choice] = {}
    weights = np.where(scores >= MAPPED, scores, 0.0)
    weights *= np.array([[1.3 if column.required else 1.0] for column in spec.columns])
    for row, place in zip(*linear_sum_assignment(weights, maximize=True), strict=True):
        if scores[row, place] >= MAPPED:
            chosen[spec.columns[row].name] = _choice(names, scores[row], place)
    missing = tuple(name for name in _missing(spec, chosen, sheet) if name not in given)
    return Guess(
        sheet, spec.name, _table_score(sheet, spec, chosen, missing, subject), chosen, missing
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


def _score(spec: TableSpec, column: Column, profile: Profile, ids: Set[str], about: bool) -> float:
    named = name_score(spec.name, column.name, profile.name, about)
    if column.name == "currency" and profile.kind == "currency":
        named = max(named, 0.8)
    if column.name == "customer_id" and ids:
        named = _joined(named, profile, ids, spec.name == "customers")
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
    return named if share else named * 0.9


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
    if spec.name in SIGNS and not set(SIGNS[spec.name]) & set(chosen):
        return 0.0
    if spec.name == "customers" and not _one_row_each(sheet, chosen["customer_id"].column):
        return 0.0
    sure = float(np.mean([chosen[name].confidence for name in needed]))
    filled = [name for name, profile in sheet.columns.items() if profile.kind != "empty"]
    explained = len(chosen) / max(len(filled), 1)
    return 0.62 * sure + 0.23 * subject + 0.15 * min(explained, 1.0) + 0.01 * len(needed)


def _one_row_each(sheet: Sheet, column: str) -> bool:
    profile = sheet.columns[column]
    return profile.distinct >= 0.9 * max(float(profile.texts.notna().sum()), 1.0)
