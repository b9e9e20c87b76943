"""How does the client want the health of accounts to be scored, and how many can be called?"""

from typing import Annotated, Literal

from pydantic import Field

from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.scalars import Positive, Share, Whole, nothing


class Health(FrozenModel):
    """What the health score goes by; everything has a default that the page prints.

    `weights` by signal go before those declared (signals that are not named then count nothing);
    `mode` is the weighted mean, or the rule that all must be good and nothing poor. `calls` is how
    many accounts your team can call in a month; `saved` the share of accounts in danger that a
    call keeps, which is an assumption.
    """

    weights: Frozen[str, Positive] = Field(default_factory=nothing)
    mode: Literal["weighted", "rule"] = "weighted"
    calls: Annotated[Whole, Field(ge=1, le=1000)] = 20
    saved: Share = 0.2
