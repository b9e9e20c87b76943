"""What is chosen among: a lever in a segment, as tables and sentences name it."""

from collections.abc import Hashable, Mapping
from typing import Any, ClassVar

import pandas as pd

from cs_lib.exhibits.pages import Grade
from cs_lib.steps.s08_ltv_opportunity.uplift import OBSERVED
from cs_lib.texts import Cell, Code, Money, Scope, Sentence, Share

Row = Mapping[Hashable, Any]


class OfChoice(Sentence):
    lever: Code
    segment: Scope


class OfPair(OfChoice):
    other_lever: Code
    other_segment: Scope


class Choice(OfChoice):
    block: ClassVar[str | None] = "shared.choice"

    def __str__(self) -> str:
        return f"{self.lever.key} {self.segment.segment or ''}".strip()


def named(row: Row) -> tuple[Code, Scope]:
    """The lever and the segment of a row; a missing segment is the whole company."""
    segment = row["segment"]
    return Code("lever", str(row["lever"])), Scope(None if pd.isna(segment) else str(segment))


def headed(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with their `choice` as a message."""
    choices = [Choice(*named(row)) for row in frame.to_dict("records")]
    return frame.assign(choice=pd.Series(choices, index=frame.index, dtype=object))


def known(ranked: pd.DataFrame) -> list[Row]:
    """The choices, the first one first."""
    return [*ranked.to_dict("records")]


def money(row: Row, column: str, currency: str) -> Money:
    """An amount of a ranked choice, with its place in the appendix."""
    return Money(row[column], currency, at=_at(row, column))


def first_share(row: Row) -> Share:
    """In which share of simulations a choice comes first, with its place in the appendix."""
    return Share(row["first_share"], at=_at(row, "first_share"))


def _at(row: Row, column: str) -> Cell:
    return Cell("ltv_opportunity.ranking_table", str(Choice(*named(row))), column)


def grade(row: Row) -> Grade:
    """How sure is a choice? C where its uplift is measured on the client's accounts, else D."""
    return "C" if row["uplift_source"] == OBSERVED else "D"
