"""What has the client planned that no contract shows: new customers, planned losses, an effect."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.scalars import Number, Positive, nothing

PERIOD = re.compile(r"\d{4}(Q[1-4])?")


class PlannedLoss(FrozenModel):
    """A customer whom you expect to lose, or mean to let go, though no notice is given."""

    customer: Annotated[str, Field(min_length=1)]
    on: dt.date


class Effect(FrozenModel):
    """What the chosen measure is expected to add to ARR in a year, within limits where known."""

    arr: Number
    low: Number | None = None
    high: Number | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Effect":
        low, high = (self.arr if edge is None else edge for edge in (self.low, self.high))
        if not low <= self.arr <= high:
            raise ValueError("write low, arr and high in ascending order")
        return self


class Plan(FrozenModel):
    """What the forecast takes from the client.

    `new_arr` is the ARR of new customers by fiscal quarter ("2026Q4") or fiscal year ("2027", in
    equal parts): without it the forecast has no new customers. `losses` are planned losses.
    `effect` is what the chosen measure is expected to add in a year; without it the chosen option's
    effect times its probability is taken.
    """

    new_arr: Frozen[str, Positive] = Field(default_factory=nothing)
    losses: tuple[PlannedLoss, ...] = ()
    effect: Effect | None = None

    @field_validator("new_arr")
    @classmethod
    def _periods(cls, planned: Mapping[str, float]) -> Mapping[str, float]:
        for period in planned:
            if not PERIOD.fullmatch(period):
                raise ValueError(f"'{period}' is no period; write 2026Q4, or 2027 for a year")
        return planned
