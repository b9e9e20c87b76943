"""What is a questionnaire? Statements in sections, a scale, and when a score needs evidence."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.scalars import Name, Number, Positive

Layer = Literal[
    "customer_centricity", "service", "organisation", "process", "tools", "information",
    "integration",
]  # fmt: skip
"""The layers of C.S. - O.P.T.IN2, strategy first."""
Touches = Literal[
    "won_this_year", "no_experience", "no_outcome", "no_plan", "no_dated_steps", "plan_not_shared",
    "steps_overdue", "late_and_alone", "unhappy_and_alone", "outcome_missed",
    "no_lesson_of_success", "no_lesson_of_failure",
]  # fmt: skip
"""Which accounts a gap may concern; step 2 finds them in the client's tables."""
_NAME = re.compile(r"[a-z][a-z0-9-]*")


def _as_item(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class Item(FrozenModel):
    """One statement. `layer` and `evidence_from` overrule those of its section and file."""

    text: Name
    weight: Positive = 1.0
    layer: Layer | None = None
    evidence_from: Number | None = None
    touches: Touches | None = None


class Section(FrozenModel):
    """Statements that are shown as one score."""

    title: Name
    layer: Layer | None = None
    items: Annotated[Frozen[Name, Annotated[Item, BeforeValidator(_as_item)]], Field(min_length=1)]


class Scale(FrozenModel):
    """From `low` to `high`; `words` name each whole score, the lowest first.

    `measure` says whether scores are only in order (ordinal) or equally far apart (interval).
    """

    low: Number = 0
    high: Number = 4
    measure: Literal["ordinal", "interval"] = "ordinal"
    words: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        if self.high <= self.low:
            raise ValueError(f"high ({self.high:g}) must lie above low ({self.low:g})")
        if self.words and len(self.words) != self.high - self.low + 1:
            raise ValueError(
                f"{len(self.words)} words for a scale from {self.low:g} to {self.high:g}; give "
                "one for each whole score, or none"
            )
        return self


class Questionnaire(FrozenModel):
    """A questionnaire, as its file has it.

    `name` is what the column `questionnaire` of the answers says. From `evidence_from` on a score
    needs evidence; left out, none does. The same questions go to every rater.
    """

    name: Name
    title: Name
    source: str = ""
    scale: Scale = Scale()
    evidence_from: Number | None = None
    sections: Annotated[Frozen[Name, Section], Field(min_length=1)]

    @field_validator("name")
    @classmethod
    def _plain(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError(f"'{name}' must be small letters, digits and hyphens")
        return name

    @field_validator("sections")
    @classmethod
    def _each_once(cls, sections: Mapping[str, Section]) -> Any:
        seen: dict[str, str] = {}
        for letter, section in sections.items():
            for item in section.items:
                if item in seen:
                    raise ValueError(
                        f"the item '{item}' stands in the sections {seen[item]} and {letter}; "
                        "give one of them another name"
                    )
                seen[item] = letter
        return sections

    def items(self) -> Iterator[tuple[str, Section, str, Item]]:
        """Every statement in order: its section's letter, its section, its name, itself."""
        for letter, section in self.sections.items():
            for name, item in section.items.items():
                yield letter, section, name, item

    @property
    def item_names(self) -> tuple[str, ...]:
        """What the column `item` of the answers may say."""
        return tuple(name for _, _, name, _ in self.items())
