"""Rows that the table cannot hold: without a required cell, or of a kind that is not asked for."""

import pandas as pd

from cs_lib.intake.setup.propose.model import NOTHING, Ask, Finding, Proposal
from cs_lib.tables import TABLES

FEW = 12
"""A column with more different words than this tells no kinds of rows apart."""


def incomplete(proposal: Proposal) -> Finding:
    """Rows without a required cell: left out by the word that marks just them, or asked."""
    taken = _taken(proposal)
    if not taken.any():
        text = "which rows are meant? the conditions where and where_not leave none"
        return Finding(asks=[Ask("where", text, blocking=True)])
    rules: dict[str, list[str]] = {}
    asks = []
    for column in TABLES[proposal.guess.table].columns:
        cells = proposal.texts(column.name)
        if cells is None or not column.required or column.blank:
            continue
        empty = cells.isna() & taken
        if not empty.any():
            continue
        count = f"{int(empty.sum())} of {int(taken.sum())} rows have no {column.name}"
        mark = _mark(proposal, empty, taken)
        if mark is None:
            fix = "are they to be mended, or left out (policies: {bad_rows: quarantine})?"
            asks.append(Ask(column.name, f"{count}, and are refused: {fix}"))
            continue
        name, words = mark
        before = (proposal.keys.get("where_not") or {}).get(name, [])  # type: ignore[attr-defined]
        rules[name] = [*before, *words]
        said = ", ".join(words)
        asks.append(Ask(column.name, f"{count}; they are left out, being {name} {said}: right?"))
        taken &= ~empty
    return Finding({"where_not": rules} if rules else {}, asks) if asks else NOTHING


def _taken(proposal: Proposal) -> pd.Series:
    """The rows that the conditions known so far let in."""
    columns = proposal.guess.sheet.columns
    taken = pd.Series(True, index=range(proposal.guess.sheet.rows))
    for key, wanted in (("where", True), ("where_not", False)):
        rules = proposal.keys.get(key) or {}
        for name, words in rules.items():  # type: ignore[attr-defined]
            if name in columns:
                cells = columns[name].texts.fillna("").str.casefold()
                taken &= cells.isin([str(word).casefold() for word in words]) == wanted
    return taken


def _mark(proposal: Proposal, empty: pd.Series, taken: pd.Series) -> tuple[str, list[str]] | None:
    """The file's column whose words tell the incomplete rows from all others, and the words."""
    for name, profile in proposal.guess.sheet.columns.items():
        if profile.kind != "category" or profile.distinct > FEW:
            continue
        theirs = set(profile.texts[empty].dropna())
        others = set(profile.texts[taken & ~empty].dropna())
        if theirs and not theirs & others and profile.texts[empty].notna().all():
            return name, sorted(theirs)
    return None
