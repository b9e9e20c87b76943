"""How edge cases are counted: one parameter a choice, and the register of what each decides.

Where the field disagrees, the engagement chooses; the report prints every choice and computes
what the alternatives would change. Source: definitions, P01-P27.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from cs_lib.engagement.frozen import FrozenModel
from cs_lib.engagement.scalars import Share, Whole

GRAINS = ("parent", "customer", "product")
Days = Annotated[Whole, Field(ge=0, le=3650)]


class Policies(FrozenModel):
    """How edge cases are counted; what each value means is in `POLICIES`."""

    grain: Literal["parent", "customer", "product"] = "customer"
    segment_by: Literal["size", "industry", "region", "owner", "acquired_via"] | None = "size"
    reactivation_gap_days: Days = 30
    win_back_after_days: Days = 365
    churn_date: Literal["service_end", "notice"] = "service_end"
    intra_month_logos: Literal["net_out", "count"] = "net_out"
    prorations: Literal["exclude", "include"] = "exclude"
    exchange_rate: Literal["opening", "closing"] = "opening"
    prepaid: Literal["service_months", "invoice_month"] = "service_months"
    free_to_paid: Literal["new", "expansion"] = "new"
    one_off: Literal["exclude", "include"] = "exclude"
    usage: Literal["separate", "include"] = "separate"
    escalators: Literal["count", "leave_out"] = "count"
    discounts: Literal["net", "list"] = "net"
    credits: Literal["ignore", "net"] = "ignore"
    dunning_days: Days = 60
    pauses: Literal["zero", "keep"] = "zero"
    pause_after_days: Days = 30
    unsigned_grace_days: Days = 30
    auto_renewals: Literal["go_on", "end"] = "go_on"
    early_renewals: Literal["original_date", "new_date"] = "original_date"
    rolling: Literal["outside", "due"] = "outside"
    hierarchy: Literal["dated", "latest"] = "dated"
    successors: Literal["mapped", "churn_and_new"] = "mapped"
    renames: Literal["mapped", "as_named"] = "mapped"
    currency_switch: Literal["exchange", "drop_and_new"] = "exchange"
    refund_ends: Literal["service_end", "refund_date"] = "service_end"
    negative_lines: Literal["discount", "leave_out"] = "discount"
    known_at: Literal["run", "as_of"] = "run"
    fiscal_periods: Literal["months", "4-4-5", "4-5-4", "5-4-4"] = "months"
    first_period: Literal["no_comparison", "zero"] = "no_comparison"
    without_top: Annotated[Whole, Field(ge=0, le=100)] = 0
    small_n: Annotated[Whole, Field(ge=1)] = 10
    small_events: Annotated[Whole, Field(ge=1)] = 5
    time_zone: str | None = None
    bad_rows: Literal["refuse", "quarantine"] = "refuse"
    unaccounted_limit: Share = 0.05

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        try:
            ZoneInfo(zone or "UTC")
        except (KeyError, ValueError, OSError):
            raise ValueError(
                f"'{zone}' is no time zone; write its name, such as Europe/Berlin or UTC"
            ) from None
        return zone

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.win_back_after_days < self.reactivation_gap_days:
            raise ValueError(
                f"'win_back_after_days' ({self.win_back_after_days}) must not be less than "
                f"'reactivation_gap_days' ({self.reactivation_gap_days})"
            )
        return self


@dataclass(frozen=True)
class Alternative:
    """Another value of a policy, and who in the field counts so."""

    value: Any
    seen_at: str


@dataclass(frozen=True)
class Policy:
    """One parameter of `Policies`: its case, what it decides, and what else is done.

    `needs` names what the choice depends on: a column of the contract ("contracts.notice_date"),
    a table, or what the rows must show ("returns": a customer who came back). Where there is none
    of it, no alternative can change a figure.
    """

    id: str
    name: str
    meaning: str
    alternatives: tuple[Alternative, ...] = ()
    needs: tuple[str, ...] = ()


_CHOICE = "companies, by choice"
_P = Policy
_A = Alternative

POLICIES: tuple[Policy, ...] = (
    _P("", "grain", "what counts as one customer in the headline figures",
       tuple(_A(grain, _CHOICE) for grain in GRAINS)),
    _P("", "segment_by", "attribute of the customer that splits every bridge"),
    _P("P01", "reactivation_gap_days", "a return within this many days is a late renewal: no churn",
       (_A(0, "PostHog: every gap ends in churn"), _A(90, "Maxio")), ("returns",)),
    _P("P01", "win_back_after_days",
       "a return after more days than this is a new logo, tagged win-back",
       (_A(3650, "ProfitWell: any gap is a reactivation"),), ("returns",)),
    _P("P02", "churn_date", "whether churn counts when service ends or when notice is given",
       (_A("notice", "Maxio, Stripe by default"),), ("contracts.notice_date",)),
    _P("P03", "intra_month_logos",
       "customers who come and go between two snapshots: left to the memo, or counted twice",
       (_A("count", "Stripe, Maxio, Chargebee"),), ("brief_visits",)),
    _P("P04", "prorations", "whether billing of part of a period counts as recurring",
       (_A("include", "Recurly"),), ("prorations",)),
    _P("P05", "exchange_rate",
       "at which end of the period movements are converted; the rest is the exchange line",
       (_A("closing", "Recurly: the rate of the day"),), ("fx",)),
    _P("P06", "prepaid", "prepaid service counts in the months it covers, or when it is billed",
       (_A("invoice_month", "billing exports read as they are"),), ("invoices",)),
    _P("P07", "free_to_paid",
       "whether a free or trial user who starts to pay is a new customer or an expanded one",
       (_A("expansion", "Chargebee"),), ("free_lines", "contracts.zero_price")),
    _P("P08", "one_off", "whether one-off and services lines with service dates count",
       (_A("include", "Recurly"),), ("one_off_lines",)),
    _P("P09", "usage", "whether usage beyond the commitment counts, or stands beside it",
       (_A("include", "ProfitWell"),), ("usage_lines",)),
    _P("P10", "escalators", "whether price rises agreed in the contract count in NRR",
       (_A("leave_out", _CHOICE),), ("contracts.escalator",)),
    _P("P11", "discounts", "revenue after recurring discounts, or at list price",
       (_A("list", "Stripe and Recurly, by setting"),), ("contracts.discount",)),
    _P("P11", "credits", "whether one-time credits lower recurring revenue",
       (_A("net", "ProfitWell"),), ("credits",)),
    _P("P12", "dunning_days",
       "an invoice unpaid this many days after issue ends the service",
       (_A(15, "ProfitWell"), _A(3650, "Stripe: as long as the contract is open")),
       ("invoices.status",)),
    _P("P13", "pauses", "whether paused lines are worth nothing, or are kept",
       (_A("keep", "Maxio"),), ("contracts.paused_from",)),
    _P("P13", "pause_after_days", "a pause this long or shorter changes nothing",
       (_A(0, "ProfitWell, Recurly: every pause"),), ("contracts.paused_from",)),
    _P("P14", "unsigned_grace_days",
       "service that goes on unsigned counts for up to this many days after the end",
       (_A(0, "signed contracts alone"), _A(3650, "ClientSuccess: as long as it is served")),
       ("contracts.served_until",)),
    _P("P14", "auto_renewals",
       "whether a line that renews itself goes on past its end where nothing says it was stopped",
       (_A("end", "contract lists read as they are"),), ("contracts.auto_renew",)),
    _P("P15", "early_renewals", "the date at which an early renewal was available to renew",
       (_A("new_date", _CHOICE),), ("early_renewals",)),
    _P("P15", "rolling",
       "whether lines without a term are due at each end of a billing period, or never",
       (_A("due", _CHOICE),), ("rolling_lines",)),
    _P("P16", "hierarchy", "parents as they were at the time, or as they are today",
       (_A("latest", "CRM exports without dates"),), ("parents",)),
    _P("P17", "successors", "whether a customer that another continues is the same one",
       (_A("churn_and_new", "whoever has no map"),), ("customers.predecessor_id",)),
    _P("P18", "renames", "whether renamed products are the same ones",
       (_A("as_named", "whoever has no map"),), ("product_map",)),
    _P("P19", "currency_switch",
       "a contract that changes currency: converted, or lost in one and new in the other",
       (_A("drop_and_new", "systems with one currency per subscription"),), ("currency_switches",)),
    _P("P20", "refund_ends", "when service ends that was refunded and not renewed",
       (_A("refund_date", _CHOICE),), ("invoices.status",)),
    _P("P21", "negative_lines", "negative lines lower the line they belong to, or are left out",
       (_A("leave_out", _CHOICE),), ("contracts.negative",)),
    _P("P22", "known_at", "the contracts as known when the report runs, or on its last day",
       (_A("as_of", "bitemporal bookkeeping"),),
       ("contracts.recorded_on", "contracts.superseded_on")),
    _P("P23", "fiscal_periods",
       "periods that snapshots close: calendar months, or weeks in quarters of 13; MRR stays "
       "the contracted rate of a calendar month"),
    _P("P24", "first_period", "what the first period of a history shows: nothing, or no churn",
       (_A("zero", "Recurly"),), ("first_period",)),
    _P("P25", "without_top", "how many of the largest accounts the headline figures leave out",
       (_A(1, "usual beside the headline"), _A(5, "usual beside the headline"))),
    _P("P26", "small_n", "rates on fewer accounts than this are marked"),
    _P("P26", "small_events", "rates on fewer events than this are marked"),
    _P("P27", "time_zone",
       "the zone in which times of day become dates; without one the day counts as written",
       (_A("UTC", "billing systems"),), ("times",)),
    _P("", "bad_rows", "refuse stops at a bad row; quarantine runs without it and counts it"),
    _P("", "unaccounted_limit",
       "share of ARR in rows kept out or without a price, above which no report is made"),
)  # fmt: skip
"""What each parameter decides, and what the field does otherwise (definitions, P01-P27)."""
