"""The models of the engagement file; every field is a key that may stand in it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from cs_lib.engagement import fiscal, names
from cs_lib.engagement.as_is import AsIs
from cs_lib.engagement.engine import Engine
from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.health import Health
from cs_lib.engagement.levers import Lever, Response, by_segment
from cs_lib.engagement.limits import Limits
from cs_lib.engagement.plan import Plan
from cs_lib.engagement.policies import Policies
from cs_lib.engagement.scalars import (
    ClientName,
    CurrencyCode,
    Name,
    Number,
    Positive,
    Share,
    Whole,
    nothing,
)
from cs_lib.engagement.segmentation import Segmentation
from cs_lib.engagement.table_source import TableSource

Edition = Literal["internal", "client"]
"""Whom a report is for."""


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
    it is the beginning of the data, or shortly before the first loss where so long without one is
    hardly chance. `multiple`
    is the value of one unit of ARR. `path_years` is how long the way to the target ratios takes;
    `csm_share_of_crc` is the part of retention cost that pays customer success managers.

    Levers: `lever_costs` names the set of relative costs that step 3 shows beside the client's own;
    `marginal_costs` is what one more unit of ARR costs by lever; `uplifts` (of the lever's ARR a
    year: one share, or one by segment with "all" for the others; refused where a segment bears that
    name, unless each is named) and `probabilities` (that the uplift is reached) go before what the
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
    uplifts: Frozen[Lever, Annotated[Frozen[str, Share], BeforeValidator(by_segment)]] = Field(
        default_factory=nothing
    )
    probabilities: Frozen[Lever, Share] = Field(default_factory=nothing)
    budget: Positive | None = None
    minimum_service: Share = 0.5
    responses: Frozen[Lever, Response] = Field(default_factory=nothing)

    @field_validator("responses")
    @classmethod
    def _bends(cls, responses: Any) -> Any:
        _raise(
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


class Signoff(FrozenModel):
    """One person's word on one metric."""

    metric: str
    by: Annotated[str, Field(min_length=1)]
    on: dt.date
    agrees: bool
    comment: str = ""

    @field_validator("metric")
    @classmethod
    def _id(cls, metric: str) -> str:
        if metric not in names.METRICS:
            raise ValueError(
                f"'{metric}' is no metric's id, such as M24; 'tensteps definitions' lists them"
            )
        return metric


def _as_source(value: object) -> object:
    return {"path": value} if isinstance(value, str) else value


def _raise(problems: Iterator[str]) -> None:
    if found := tuple(problems):
        raise PydanticCustomError("names", "unknown names", {"problems": found})


class Engagement(FrozenModel):
    """Everything one review depends on. `folder` is where relative paths start.

    `reason_families` says to which family of causes a churn reason belongs, by the words in it
    ("R-17: external"); it goes before the words that are known without it. `product_map` gives a
    renamed or repackaged product's old id its new one ("starter-2023: starter", P18).
    `fiscal_week` says when the fiscal year ends, where `policies.fiscal_periods` counts weeks.
    `programme_costs` is what a programme for a lever costs in a segment over the horizon, whatever
    comes of it: one amount, or one by segment with "all" for the others.
    `questionnaires` are the client's own, one file each. A `client` edition names no person,
    unless `name_people` allows it, and shows nothing that fewer than three raters have scored.
    """

    client: ClientName
    currency: CurrencyCode
    fiscal_year_start: Annotated[Whole, Field(ge=1, le=12)] = 1
    tables: Frozen[str, Annotated[TableSource, BeforeValidator(_as_source)]]
    engine: Engine = Engine()
    policies: Policies = Policies()
    fiscal_week: fiscal.FiscalWeek | None = None
    as_of: dt.date  # after what says on which days periods end: fields are read in this order
    assumptions: Assumptions = Assumptions()
    segmentation: Segmentation = Segmentation()
    plan: Plan = Plan()
    health: Health = Health()
    limits: Limits = Limits()
    programme_costs: Frozen[
        Lever, Annotated[Frozen[str, Positive], BeforeValidator(by_segment)]
    ] = Field(default_factory=nothing)
    stated: Frozen[str, Number] = Field(default_factory=nothing)
    targets: Frozen[str, Number] = Field(default_factory=nothing)
    signoff: tuple[Signoff, ...] = ()
    reason_families: Frozen[Name, Literal["competitor", "own", "external"]] = Field(
        default_factory=nothing
    )
    product_map: Frozen[Name, Name] = Field(default_factory=nothing)
    as_is: AsIs = AsIs()
    questionnaires: tuple[Name, ...] = ()
    previous: str | None = None
    edition: Edition = "internal"
    name_people: bool = False
    folder: Path = Field(default=Path("."), exclude=True)

    @field_validator("client")
    @classmethod
    def _one_line(cls, client: str) -> str:
        if len(client.splitlines()) > 1:
            raise ValueError("must be a name on one line")
        return client

    @field_validator("fiscal_week")
    @classmethod
    def _asked_for(cls, week: fiscal.FiscalWeek | None, info: Any) -> Any:
        if "policies" not in info.data:
            return week  # whether it is needed is not known
        chosen = info.data["policies"].fiscal_periods
        if chosen == "months":
            if week is not None:
                raise ValueError(
                    "calendar months need none; leave it out, or set policies.fiscal_periods "
                    "to 4-4-5, 4-5-4 or 5-4-4"
                )
            return None
        if week is None:
            raise ValueError(
                f"policies.fiscal_periods {chosen} needs the day on which the fiscal year ends; "
                "write fiscal_week: {ends_on: saturday, rule: last}, or rule: nearest (to the "
                "end of the month before fiscal_year_start)"
            )
        if {"contracts", "invoices"}.isdisjoint(info.data.get("tables", ("contracts",))):
            raise ValueError(
                f"mrr_snapshots are taken at month ends, which periods of {chosen} weeks do not "
                "share; give contracts or invoices, or leave policies.fiscal_periods at months"
            )
        return week

    @field_validator("as_of")
    @classmethod
    def _period_end(cls, day: dt.date, info: Any) -> dt.date:
        known = info.data
        if known.get("fiscal_week", ...) is None:
            periods: fiscal.Grid = fiscal.MonthGrid()
        elif {"fiscal_year_start", "policies", "fiscal_week"} <= set(known):
            periods = fiscal.grid(
                known["policies"].fiscal_periods, known["fiscal_year_start"], known["fiscal_week"]
            )
        else:
            return day  # what is wrong there decides on which days periods end
        if problem := periods.problem(day):
            raise ValueError(problem)
        return day

    @field_validator("tables")
    @classmethod
    def _known_tables(cls, tables: Any) -> Any:
        _raise(names.tables(tables))
        return tables

    @field_validator("stated", "targets")
    @classmethod
    def _known_figures(cls, figures: Any, info: Any) -> Any:
        _raise(names.figures(figures, info.field_name))
        return figures

    @field_validator("product_map")
    @classmethod
    def _no_circle(cls, renamed: Any) -> Any:
        if again := sorted(set(renamed) & set(renamed.values())):
            raise ValueError(
                f"'{again[0]}' is both an old and a new product; give every old name its last one"
            )
        return renamed

    @property
    def names_people(self) -> bool:
        """May names of people stand in this edition?"""
        return self.edition == "internal" or self.name_people

    @property
    def grid(self) -> fiscal.Grid:
        """The periods at whose ends snapshots are taken: months, or fiscal weeks (P23)."""
        return fiscal.grid(self.policies.fiscal_periods, self.fiscal_year_start, self.fiscal_week)

    @property
    def period(self) -> str:
        """The review's name: the fiscal quarter that `as_of` closes ("2026Q3"), else its period.

        A period is called "2026-08" by month and "2026P08" in fiscal weeks. A fiscal year that
        does not start in January is named after the year it ends in.
        """
        number = self.grid.number(self.as_of)
        closes = self.grid.place(number) % 3 == 2
        return self.grid.quarter(number) if closes else self.grid.label(number)

    def path_of(self, table: str) -> Path | None:
        """Where the one file or folder of `table` lies; None for a query and for an address."""
        path = self.tables[table].path
        return None if path is None or "://" in path else self.folder / path

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """What may the engagement file hold? A JSON schema, for editors that complete YAML."""
        from cs_lib.engagement.json_schema import of

        return of(cls)
