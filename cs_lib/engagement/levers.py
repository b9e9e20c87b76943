"""The levers on lifetime value, and what may be stated about how they answer to spend."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from cs_lib.engagement.frozen import FrozenModel
from cs_lib.engagement.scalars import Number

Lever = Literal["retention", "expansion", "upsell"]
ALL = "all"
"""In `uplifts`: every segment that is not named. Where a segment of the client bears that name,
each has to be named, since nobody can tell which of the two is meant."""
EVERY = ""
"""The key of one share for all segments: no segment has an empty name, so it means one thing."""
LOOSE = 0.3
"""How wrong a stated answer may be either way where no range is given: a share of the effect."""
Rate = Annotated[Number, Field(ge=0, le=10)]


class Response(FrozenModel):
    """What would a lever's yearly rate be at no spend and at twice today's? Today's rate is 1.

    Retention is asked for its losses: `at_zero: 2.0` says that twice as much would be lost if
    nothing were spent, `at_double: 0.8` that a fifth less would be at twice the spend. Expansion
    and upsell are asked for what they win: `at_zero: 0.5`, `at_double: 1.2`. The question is
    Little's (1970), "Models and managers: the concept of a decision calculus". Each end may have a
    range, lowest first, that holds what was said: `at_zero_range: [1.6, 2.5]`.
    """

    at_zero: Rate
    at_double: Rate
    at_zero_range: tuple[Rate, Rate] | None = None
    at_double_range: tuple[Rate, Rate] | None = None

    @property
    def today(self) -> float:
        """What today's spend changes, as a share of today's rate."""
        return abs(self.at_zero - 1)

    @property
    def more(self) -> float:
        """What as much again would change, as a share of today's rate."""
        return abs(self.at_double - 1)

    def effects(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The ranges of `today` and of `more`; where none was given, `LOOSE` either way."""
        told = ((self.today, self.at_zero_range), (self.more, self.at_double_range))
        found = [
            tuple(sorted(abs(end - 1) for end in ends)) if ends
            else (effect * (1 - LOOSE), effect * (1 + LOOSE))
            for effect, ends in told
        ]  # fmt: skip
        (low, high), (less, more) = found
        return (low, high), (less, more)

    def problem(self, lever: str) -> str:
        """Why no curve with diminishing returns runs through these points; empty when one does."""
        falls = lever == "retention"
        wanted = (
            "at_zero above 1 and at_double below 1"
            if falls
            else "at_zero below 1, at_double above 1"
        )
        if (
            (self.at_zero > 1) != falls
            or (self.at_double < 1) != falls
            or not self.today * self.more
        ):
            return f"needs {wanted}: today's rate is 1"
        for name, told, ends in (
            ("at_zero", self.at_zero, self.at_zero_range),
            ("at_double", self.at_double, self.at_double_range),
        ):
            if ends is not None and not ends[0] <= told <= ends[1]:
                return f"needs a {name}_range that holds {name}, the lowest first: {told:g}"
            if ends is not None and (ends[0] - 1) * (ends[1] - 1) <= 0:
                return f"needs a {name}_range on one side of 1, which is today's rate"
        if self.more >= self.today:
            return (
                f"doubling the spend changes the rate by {self.more:g}, all of today's by "
                f"{self.today:g}; returns must diminish, so the first must be the smaller"
            )
        if falls and self.most > 1:
            return (
                f"at endless spend {self.most:.0%} of the losses would be gone; at most all can "
                "be, so raise at_double or lower at_zero"
            )
        return ""

    @property
    def most(self) -> float:
        """What endless spend would change beyond today, as a share of today's rate."""
        return 2 * self.today * self.more / (self.today - self.more)


def by_segment(uplift: object) -> object:
    """One share stands for all segments."""
    return uplift if isinstance(uplift, Mapping) else {EVERY: uplift}
