"""Do the cells of a wide sheet hold a month's revenue or a year's? A factor of twelve: asked."""

from collections.abc import Iterator

from cs_lib.intake.setup.profiles import Sheet
from cs_lib.intake.setup.propose.model import NOTHING, Ask, Finding, Proposal
from cs_lib.intake.setup.recognise.names import tokens
from cs_lib.intake.shape.months import measured

_SAID = {
    "year": {
        "arr",
        "annual",
        "annually",
        "annualised",
        "annualized",
        "yearly",
        "acv",
        "jahresumsatz",
    },
    "month": {"mrr", "monthly", "monatlich"},
}
_YEAR = {"scale": {"mrr": 1 / 12}}


def of_a_month(proposal: Proposal) -> Finding:
    """The question, with what the names of file, sheet, titles and columns say to it."""
    sheet = proposal.guess.sheet
    if not sheet.months:
        return _of_a_year(proposal)
    seen = {kind: list(_evidence(sheet, words)) for kind, words in _SAID.items()}
    said = [kind for kind, found in seen.items() if found]
    if len(said) != 1:
        why = "; ".join(each for found in seen.values() for each in found) or "no name says it"
        text = (
            f"do the cells hold a month's revenue (MRR) or a year's (ARR)? {why}; they are read "
            f"as a month's, for a year's say scale: {{mrr: {1 / 12!r}}}"
        )
        return Finding(asks=[Ask("mrr", text, blocking=True)])
    (kind,) = said
    meant = "a year's revenue (ARR), a twelfth of it each month" if kind == "year" else "MRR"
    text = f"do the cells hold {meant}, as proposed? {'; '.join(seen[kind])}"
    return Finding(_YEAR if kind == "year" else {}, [Ask("mrr", text)])


def _of_a_year(proposal: Proposal) -> Finding:
    """Snapshots whose column is of a year, as ARR by account and month is."""
    choice = proposal.guess.columns.get("mrr")
    if proposal.guess.table != "mrr_snapshots" or choice is None:
        return NOTHING
    if not _SAID["year"] & set(tokens(choice.column)):
        return NOTHING
    text = f"is '{choice.column}' a year's revenue, a twelfth of it each month, as proposed?"
    return Finding(_YEAR, [Ask("mrr", text)])


def _evidence(sheet: Sheet, words: set[str]) -> Iterator[str]:
    places = {
        "the file's name": sheet.file.stem,
        "the sheet's name": sheet.source.sheet or "",
        "the title": sheet.titles,
        "its columns": measured(sheet.months),
    }
    for place, text in places.items():
        if found := [word for word in tokens(text) if word in words]:
            yield f"{place} says {found[0].upper() if len(found[0]) == 3 else found[0]}"
