"""From where on does an account count as reached, cold, off plan or in alarm (steps 2, 5, 6, 7)?"""

from typing import Annotated, Literal

from pydantic import Field

from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.scalars import Number, Share, Whole, nothing

Days = Annotated[Whole, Field(ge=1, le=730)]


class Alarm(FrozenModel):
    """What takes an account off the vector of success: all three must hold.

    `fall`: the share of use lost in 90 days, beyond season and what the other accounts lost;
    `below`: how far today's level is below the usual one; `errors`: how many standard errors the
    fall is. Step 7 prints how many alarms of your own history were false.
    """

    fall: Annotated[Number, Field(gt=0, lt=1)] = 0.3
    below: Annotated[Number, Field(ge=0, lt=1)] = 0.2
    errors: Annotated[Number, Field(gt=0, le=10)] = 3.0


class Limits(FrozenModel):
    """What people decide and no data say; each has a default that the page prints.

    `steps_a_quarter` is how many next steps a full post takes on, one every `step_days` days.
    From `off_plan_days` behind, an account is off its success plan; after `sponsor_days` without
    contact, a sponsor is not met. `reached_from` is the share of the way from which an outcome
    counts as reached, and an experience as right; `influence_from` the influence from which you
    can move an outcome. `fresh_days` says by area of knowledge how long data are fresh.
    """

    steps_a_quarter: Annotated[Whole, Field(ge=1, le=200)] = 6
    step_days: Days = 14
    off_plan_days: Days = 30
    sponsor_days: Days = 90
    reached_from: Annotated[Share, Field(gt=0)] = 0.8
    influence_from: Share = 0.5
    alarm: Alarm = Alarm()
    fresh_days: Frozen[
        Literal["utilisation", "adoption", "business_outcomes", "operations", "feedback"], Days
    ] = Field(default_factory=nothing)
