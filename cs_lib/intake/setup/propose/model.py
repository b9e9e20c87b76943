"""What a proposal is made of: the keys of a table's source, and what only a person can say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.types import typed
from cs_lib.intake.setup.profiles import Guess
from cs_lib.tables import TABLES, Column

WHOLE = ("(export)", "(table)")
"""What a question is about that concerns no single column."""


@dataclass(frozen=True)
class Ask:
    """A question that only a person can answer, with the evidence found.

    `about` is a key of the file ("currency") or a column of the table ("end"). A `blocking`
    one has no answer that could be proposed.
    """

    about: str
    text: str
    blocking: bool = False


@dataclass(frozen=True)
class Finding:
    """What one look at a table found: keys for its source, questions, and remarks by column."""

    keys: Mapping[str, object] = field(default_factory=dict)
    asks: Sequence[Ask] = ()
    remarks: Mapping[str, str] = field(default_factory=dict)


NOTHING = Finding()


@dataclass(frozen=True)
class Proposal:
    """One table as it will stand in the engagement file."""

    guess: Guess
    keys: Mapping[str, object] = field(default_factory=dict)
    asks: tuple[Ask, ...] = ()
    remarks: Mapping[str, str] = field(default_factory=dict)

    def having(self, found: Finding) -> "Proposal":
        """The same with what was found; mappings are joined key by key."""
        keys = dict(self.keys)
        for key, value in found.keys.items():
            before = keys.get(key)
            joined = isinstance(before, Mapping) and isinstance(value, Mapping)
            keys[key] = {**before, **value} if joined else value  # type: ignore[dict-item]
        return Proposal(
            self.guess, keys, (*self.asks, *found.asks), {**self.remarks, **found.remarks}
        )

    def texts(self, column: str) -> pd.Series | None:
        """The cells of the contract's column as text; None where it is not mapped or nested."""
        choice = self.guess.columns.get(column)
        profile = self.guess.sheet.columns.get(choice.column) if choice else None
        return None if profile is None else profile.texts

    def values(self, column: str) -> pd.Series | None:
        """The cells of the contract's column as the door will read them; None if not mapped."""
        cells = self.texts(column)
        if cells is None:
            return None
        spec: Column = TABLES[self.guess.table].column(column)
        keys = ("date_format", "date_formats", "decimal", "values", "constants", "bands")
        source = TableSource.model_validate(
            {"path": "-"} | {key: self.keys[key] for key in keys if key in self.keys}
        )
        values, _ = typed(cells, spec, source)
        return values
