"""A draft made from the text of some files, as `tensteps new` makes it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from cs_lib.intake.setup.profiles import files_of, sheets_of
from cs_lib.intake.setup.propose import Ask, Draft, draft
from cs_lib.intake.setup.propose.proposals import Proposal
from cs_lib.intake.setup.recognise import recognise

TODAY = dt.date(2026, 10, 12)


class Made:
    """The draft, and short ways to look into it."""

    def __init__(self, made: Draft) -> None:
        self.draft = made

    def table(self, name: str) -> Proposal:
        (found,) = [each for each in self.draft.tables if each.guess.table == name]
        return found

    def columns(self, table: str) -> dict[str, str]:
        guess = self.table(table).guess
        return {name: choice.column for name, choice in guess.columns.items()}

    def asks(self, about: str, table: str | None = None) -> list[Ask]:
        every = [*self.draft.asks] if table is None else [*self.table(table).asks]
        return [ask for ask in every if ask.about == about]


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Made]:
    def made(**files: str) -> Made:
        for name, content in files.items():
            (tmp_path / name.replace("__", ".")).write_text(content, encoding="utf-8")
        sheets, unread = sheets_of(files_of([tmp_path]))
        guesses, unused = recognise(sheets)
        return Made(draft("Acme", guesses, [*unused, *unread], TODAY))

    return made
