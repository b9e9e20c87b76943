"""How does the client want accounts to be put into segments and quadrants (step 4)?"""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_validator

from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.scalars import Name, Number, Positive, Share, nothing
from cs_lib.errors import nearest

MEASURES = ("value", "gap", "potential", "penetration", "need", "success", "skill", "will")
"""What a rule may ask of an account: ARR, potential not yet sold, the two together, ARR over
potential (0 to 1), and the indices of need, success potential, skill and will (0 to 100)."""
Quadrant = Literal["high_performers", "untrained", "unmotivated", "need_to_exit"]
CONDITION = re.compile(r"(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")


class SegmentRule(FrozenModel):
    """One segment: its name, what an account must be like, and what is done for it.

    `when` holds conditions by measure, such as `{gap: ">= 50000", success: ">= 50"}`; all must
    hold. An account belongs to the first segment whose conditions hold; one without any takes the
    rest.
    """

    name: Name
    when: Frozen[str, str] = Field(default_factory=nothing)
    tactic: str = ""

    @field_validator("when")
    @classmethod
    def _readable(cls, when: Mapping[str, str]) -> Mapping[str, str]:
        for measure, condition in when.items():
            if measure not in MEASURES:
                raise ValueError(f"no measure '{measure}'; {nearest(measure, MEASURES)}")
            if not CONDITION.fullmatch(condition.strip()):
                raise ValueError(
                    f"{measure}: '{condition}' is no condition; write '>= 50000', '< 40' or so"
                )
        return when


class ExitTests(FrozenModel):
    """Below what does an account call for a polite end? All three must hold.

    `outcome`: the share of the way to its required outcomes; `services`: training and sessions
    taken, over what your average account takes; `usage`: the share of seats, or of features, used.
    """

    outcome: Share = 0.5
    services: Share = 0.25
    usage: Share = 0.4


class Segmentation(FrozenModel):
    """What step 4 goes by; everything has a default that the page prints.

    `indicators` weighs the signs of skill and will (those not named then count nothing); `cut` is
    where skill and will are told from the lack of them: 50, or the median of the accounts; within
    `band` points of it an account is borderline. `rules` are the client's segments: without them
    some are proposed. `time_shares` is the share of your team's time that each quadrant should get;
    `touches` the touches a year that an account is owed, by appropriate experience and channel,
    such as `{high-touch: {meeting: 12, email: 24}}`. `exit` are the tests of who should go.
    """

    indicators: Frozen[str, Positive] = Field(default_factory=nothing)
    cut: Literal["middle", "median"] = "middle"
    band: Annotated[Number, Field(ge=0, le=25)] = 5.0
    rules: tuple[SegmentRule, ...] = ()
    time_shares: Frozen[
        Literal["high_performers", "untrained", "unmotivated", "need_to_exit"], Share
    ] = Field(default_factory=dict)
    touches: Frozen[str, Frozen[str, Annotated[Number, Field(ge=0)]]] = Field(
        default_factory=nothing
    )
    exit: ExitTests = ExitTests()
