"""What the client assumes: the definition of acquisition cost, lifetime value and the levers."""

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.levers import Lever, Response, by_segment
from cs_lib.engagement.scalars import Name, Number, Positive, Share, Whole, nothing, refuse


class Assumptions(FrozenModel):
    """What the client assumes; nothing here is measured by us, and the page prints it as assumed.

    The definition of acquisition cost, as the client wants the headline to read:
    `acquisition_lag_months` says how long cost goes before the ARR it wins; `acquisition_on`
    holds it against new ARR or against that ARR's margin; `onboarding_counts_as` puts the cost of
    on-boarding into retention or acquisition. `expansion_includes_price` counts price rises as
    expansion won. `segment_key` shares out cost whose key names no segment: by the time logged
    with customers, the cost of the roster, the accounts, ARR, or not at all (none); left out, the
    first of time and roster that the client's tables hold.

    Lifetime value: `gross_margin` and `discount_rate` a year, over `horizon_months`;
    `complete_since` is the day from which the customers who left are in the data, too: left out,
    it is taken to be shortly before the first loss that the data hold. `multiple`
    is the value of one unit of ARR. `path_years` is how long the way to the target ratios takes;
    `csm_share_of_crc` is the part of retention cost that pays customer success managers.

    Levers: `lever_costs` names the set of relative costs; `marginal_costs` is what one more unit
    of ARR costs by lever; `uplifts` (of the lever's ARR a year: one share, or one by segment with
    "all" for the others) and `probabilities` (that the uplift is reached) go before what the
    client's own history suggests. `budget` is a year's spend to be shared out, of which every cell
    keeps at least `minimum_service` of its spend today; `responses` says by lever how it answers
    to more and to less spend.
    """

    gross_margin: Share | None = None
    discount_rate: Annotated[Number, Field(ge=0, lt=1)] = 0.10
    horizon_months: Annotated[Whole, Field(ge=12, le=240)] = 60
    complete_since: dt.date | None = None
    multiple: Positive | None = None
    acquisition_lag_months: Annotated[Whole, Field(ge=0, le=24)] = 0
    acquisition_on: Literal["revenue", "margin"] = "revenue"
    onboarding_counts_as: Literal["retain", "acquire"] = "retain"
    expansion_includes_price: bool = True
    segment_key: Literal["time", "roster", "accounts", "arr", "none"] | None = None
    csm_share_of_crc: Annotated[Number, Field(gt=0, le=1)] | None = None
    path_years: Annotated[Whole, Field(ge=1, le=10)] = 3
    lever_costs: Literal["planning_1_2_4", "pacific_crest_2016", "client_measured"] = (
        "planning_1_2_4"
    )
    marginal_costs: Frozen[Lever, Positive] = Field(default_factory=nothing)
    uplifts: Frozen[Lever, Annotated[Frozen[Name, Share], BeforeValidator(by_segment)]] = Field(
        default_factory=nothing
    )
    probabilities: Frozen[Lever, Share] = Field(default_factory=nothing)
    budget: Positive | None = None
    minimum_service: Share = 0.5
    responses: Frozen[Lever, Response] = Field(default_factory=nothing)

    @field_validator("responses")
    @classmethod
    def _bends(cls, responses: Any) -> Any:
        refuse(
            f"assumptions.responses.{lever}: {found}"
            for lever, each in responses.items()
            if (found := each.problem(lever))
        )
        return responses

    @model_validator(mode="after")
    def _margin_known(self) -> Self:
        if self.acquisition_on == "margin" and self.gross_margin is None:
            raise ValueError(
                "acquisition_on: margin needs gross_margin; give it, or leave acquisition_on at "
                "revenue"
            )
        return self
