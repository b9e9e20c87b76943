"""What a sheet's cells and keys say of a column, besides its name: evidence for it, or against."""

from collections.abc import Mapping

from cs_lib.intake.setup.profiles.model import Choice, Profile, Sheet
from cs_lib.intake.setup.profiles.translate import translations
from cs_lib.intake.setup.recognise.names import WEAK, subject_score, tokens
from cs_lib.tables import Column, TableSpec

KNOWN = 0.8
"""How sure cells make us that hold nothing but currencies, or words of the contract's own."""
REPEATS = 0.75
"""Rows that a key tells apart, as a share, below which it is no key of theirs."""
TOLD_APART, OWN = 0.05, 0.02
"""What a line's id is less sure that repeats, and surer that bears the sheet's own name."""
ONE_ROW = {"customers": ("customer_id",), "fx": ("currency", "month")}
"""Tables whose key has one row each in any export; the others' may lack what tells rows apart."""
OWN_KEY = {"invoices": "invoice_id", "tickets": "ticket_id"}
"""Tables whose rows a bare "id" names, where the table's own name stands beside it."""
BESIDE = 0.95
"""How sure such a name is then."""
MEASURES = frozenset({"amount", "price", "value", "fee", "revenue", "mrr", "arr", "cost", "date",
                      "total", "subtotal", "quantity", "rate", "unit", "at", "on"})  # fmt: skip
"""Words of what is counted or dated: a column of this name is no key."""
LINES = frozenset({"line", "lines", "item", "items", "position", "positions"})
STAND_INS = {"contracts": {"start": ("signed_on",)}}
"""Required columns for which another may stand, and is then asked about."""


def by_cells(spec: TableSpec, column: Column, profile: Profile) -> float:
    """What the cells alone say: currencies, or two and more of a status's own words."""
    if column.name == "currency" and profile.kind == "currency":
        return KNOWN
    if column.name != "status" or not column.allowed or len(profile.words) < 2:
        return 0.0
    return KNOWN if len(translations(column, profile)) == len(profile.words) else 0.0


def by_key(sheet: Sheet, spec: TableSpec, column: Column, profile: Profile, named: float) -> float:
    """The name's score, moved by what is a key on this sheet, and of what."""
    said = tokens(profile.name)
    if column.type == "id":
        if MEASURES & set(said) and named < 1.0:
            return 0.0
        if column.name == "line_id":
            named += _own(sheet, said) - TOLD_APART * (1 - tells_apart(profile))
        return _of_lines(sheet, spec, column, profile, named)
    if column.name == "invoice_total":
        return named if _lines(sheet) else 0.0
    if column.type in ("category", "text") and said[-1:] == ("id",) and "owner" not in said:
        return named if column.name in ("owner", "person") else 0.0
    return named


def _of_lines(
    sheet: Sheet, spec: TableSpec, column: Column, profile: Profile, named: float
) -> float:
    """On a sheet of lines a bare id is the line's; on one of heads it is the table's own key."""
    own = OWN_KEY.get(spec.name)
    if own is None or column.name not in ("line_id", own):
        return named
    bare = next((name for name in sheet.columns if tokens(name) == ("id",)), None)
    beside = any(tokens(name) == tokens(own) for name in sheet.columns)
    if bare is None or not beside or not unique(sheet.columns[bare]):
        return named
    is_bare = profile.name == bare
    if column.name == "line_id" and is_bare:
        return max(named, WEAK) if _lines(sheet) else 0.0
    if column.name == own and not _lines(sheet):
        return 1.0 if is_bare else min(named, BESIDE)
    return named


def _lines(sheet: Sheet) -> bool:
    """Has an invoice of this sheet several rows, or does its name speak of lines?"""
    if LINES & set(tokens(sheet.subject)):
        return True
    called = ("invoice id", "invoice number")
    keys = [each for name, each in sheet.columns.items() if " ".join(tokens(name)) in called]
    return any(not unique(each) for each in keys)


def _own(sheet: Sheet, said: tuple[str, ...]) -> float:
    """Is it the number of what the sheet lists? In a file of charges "charge number" is."""
    mine = {word.removesuffix("s") for word in tokens(sheet.subject)}
    words = [word for word in said if word not in ("id", "number", "code")]
    return OWN if words and mine.issuperset(words) else 0.0


def tells_apart(profile: Profile) -> float:
    """The share of filled cells that are different."""
    return profile.distinct / max(profile.count, 1)


def unique(profile: Profile) -> bool:
    """Is each filled cell another?"""
    return profile.distinct == profile.count


def keyed(sheet: Sheet, spec: TableSpec, chosen: Mapping[str, Choice]) -> bool:
    """Has the table as many rows as keys, where each key must have one row?"""
    names = ONE_ROW.get(spec.name, ())
    if not names:
        return True
    cells = [sheet.columns[chosen[name].column].texts for name in names]
    rows = set(zip(*(each.fillna("") for each in cells), strict=True))
    filled = int(cells[0].notna().sum())
    return len(rows) >= REPEATS * max(filled, 1)


def people(sheet: Sheet, spec: TableSpec) -> bool:
    """Does a list of contacts name persons, in parts or by their addresses?"""
    said = [set(tokens(name)) for name in sheet.columns]
    is_list = spec.name == "contacts" and subject_score(spec.name, sheet.subject) > 0
    return is_list and any("email" in each or {"last", "name"} <= each for each in said)


def stand_ins(spec: TableSpec, chosen: Mapping[str, Choice]) -> dict[str, Choice]:
    """The choices, with a column that is missing, or weak, given by one that may stand for it."""
    made = dict(chosen)
    for name, others in STAND_INS.get(spec.name, {}).items():
        found = next((chosen[each] for each in others if each in chosen), None)
        sure = made[name].confidence if name in made else 0.0
        if found is not None and sure <= WEAK:
            made[name] = Choice(found.column, WEAK)
    if spec.name == "contracts" and {"mrr", "arr"} & set(made):
        made.pop("amount", None)  # a month's or a year's price says all; a total beside it nothing
    return made
