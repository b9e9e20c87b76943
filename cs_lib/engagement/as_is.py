"""What does the client say of its own people and pay, where our words do not know it (step 2)?"""

from typing import Annotated, Literal

from pydantic import Field

from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.scalars import Name, Number, nothing

Driver = Literal["onboarding", "nurturing", "renewal", "upselling", "escalation"]


class AsIs(FrozenModel):
    """How step 2 reads the roster and the incentives.

    `skills` says which columns of the roster each driver needs; left out, it needs a column of its
    own name, else what is known of usual names. Who has `able_from` (0 to 4) or more on average in
    them is able to do that work. `metrics` says of a metric that roles are paid on whether it
    counts what customers keep and reach (outcome), what they buy on top
    (revenue), or what was signed or done (volume).
    """

    skills: Frozen[Driver, tuple[Name, ...]] = Field(default_factory=nothing)
    able_from: Annotated[Number, Field(gt=0, le=4)] = 2.5
    metrics: Frozen[Name, Literal["outcome", "revenue", "volume"]] = Field(default_factory=nothing)
