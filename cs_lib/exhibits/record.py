"""What is an exhibit? One question, one finding, one table or chart: facts and a frame."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

import pandas as pd

from cs_lib import texts
from cs_lib.exhibits.needs import Absent
from cs_lib.exhibits.views import View
from cs_lib.texts import Sentence

M = TypeVar("M", bound=Sentence)


class Part(Enum):
    """The parts of the appendix; an exhibit without one stands in the story alone."""

    A1 = "definitions"
    A2 = "reconciliations"
    A3 = "data"
    A4 = "boards"
    A5 = "accounts"
    A6 = "methods"
    A7 = "provenance"


WORDS = pd.StringDtype("python", na_value=float("nan"))
"""What the words of a frame are kept as."""


def _is_word(value: object) -> bool:
    return value is None or isinstance(value, str)


def settled(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it is kept: a row index from 0, words as words, days to the microsecond.

    So a result that was just computed equals the same one read back from its Parquet file. Its
    words are Python's own strings: what is shown is short (see `intake.text_storage`).
    """
    if frame.columns.empty:
        return pd.DataFrame()
    changed = {
        str(name): _settled(frame[name], kind)
        for name, kind in frame.dtypes.items()
        if kind not in (WORDS, "datetime64[us]")
        and (kind in ("object", "str") or pd.api.types.is_datetime64_dtype(kind))
    }
    plain = (frame.assign(**changed) if changed else frame).reset_index(drop=True)
    return plain.set_axis(frame.columns.astype(WORDS), axis="columns")


def _settled(values: pd.Series, kind: Any) -> pd.Series:
    if pd.api.types.is_datetime64_dtype(kind):
        return values.astype("datetime64[us]")
    if kind != "object" or all(map(_is_word, values)):
        return values.astype(WORDS)
    return values.where(values.notna(), None)


@dataclass(frozen=True)
class Shown(Generic[M]):
    """What an exhibit's function returns: the frame, and the messages that say it.

    `title` is a claim; without one the block's own `title` stands. `say` are sentences, each a
    message, so that optional ones add up. `note` is small print; without one the block's `note`.
    `frame` is None where there are only sentences.
    """

    frame: pd.DataFrame | None
    title: M | None = None
    say: tuple[M, ...] = ()
    note: tuple[M, ...] = ()


@dataclass(frozen=True)
class Exhibit:
    """One exhibit of one run. `step` and `name` are its address: "valuation.ltv"."""

    step: str
    name: str
    part: Part | None
    view: View | None
    currency: str
    frame: pd.DataFrame
    title_message: Sentence | None
    messages: tuple[Sentence, ...]
    notes: tuple[Sentence, ...]
    absent: Absent | None = None

    @property
    def address(self) -> str:
        """Where its texts stand, and what links name."""
        return f"{self.step}.{self.name}"

    @property
    def title(self) -> str:
        """Its claim, in English and without marks."""
        words = texts.catalogue()
        if self.title_message is None:
            return texts.plain(words.static(self.address, "title"))
        return words.text(self.title_message, self.address)

    @property
    def say(self) -> tuple[str, ...]:
        """Its sentences, in English and without marks."""
        return tuple(texts.catalogue().text(each, self.address) for each in self.messages)

    def __repr__(self) -> str:
        state = f"absent: {self.absent.need}" if self.absent else f"{len(self.frame)} rows"
        return f"<Exhibit {self.address}: {self.title or self.name} ({state})>"
