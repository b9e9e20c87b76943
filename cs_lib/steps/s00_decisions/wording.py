"""How does a finding read: what was found, and what is to be done about it?

The steps hand up figures; the words are the first page's, so that all findings speak alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from cs_lib.exhibits import Exhibit, Result
from cs_lib.exhibits.findings import Finding
from cs_lib.exhibits.links import with_cells
from cs_lib.texts import (
    Cell,
    Code,
    Count,
    Day,
    Extreme,
    Money,
    Name,
    Points,
    Scope,
    Sentence,
    Share,
)

CALENDAR, THEIRS = "numbers_review.renewal_calendar", "numbers_review.your_figure"
METRICS, RANKING = "numbers_review.metrics", "ltv_opportunity.ranking_table"


class _Words(Sentence):
    block: ClassVar[str | None] = "decisions.wording"


# what was found


class OneExplains(_Words):
    account: Name
    metric: Code
    explained: Points
    short: Points


class ArrDown(_Words):
    loss: Share
    arr: Annotated[Money, "now:arr"]


class ManyLosses(_Words):
    accounts: Count
    metric: Code
    short: Points


class PriceLifts(_Words):
    points: Points
    without: Share


class ArrDiffers(_Words):
    stated: Annotated[Money, "value:arr_stated"]
    ours: Annotated[Money, "value:arr_ours"]
    told_apart = ("stated", "ours")


class RateDiffers(_Words):
    metric: Code
    stated: Annotated[Share, "value:grr_stated", "value:nrr_stated"]
    ours: Annotated[Share, "value:grr_ours", "value:nrr_ours"]


class RateOnRenewals(RateDiffers):
    renewals: Annotated[Share, "value:grr_renewals", "value:nrr_renewals"]


class UnderNotice(_Words):
    accounts: Count
    arr: Annotated[Money, "arr_noticed"]
    largest: Name
    extremes = (
        Extreme(
            "numbers_review.renewals_by_name.arr_due",
            "largest",
            among=(("renewal_state", "notice_given"),),
        ),
    )


class Renewing(_Words):
    arr: Annotated[Money, "arr_due"]
    accounts: Count


class MissedByTime(_Words):
    quadrant: Code
    arr: Share
    time: Share


class ShortOfTime(_Words):
    quadrant: Code
    time: Share
    prescribed: Share


class ForExit(_Words):
    accounts: Count
    arr: Annotated[Money, "arr"]


class AtAccounts(_Words):
    accounts: Count
    arr: Annotated[Money, "arr"]
    what: Code


class About(_Words):
    what: Code
    subject: Name
    arr: Annotated[Money, "arr"]


class AboutUs(_Words):
    what: Code
    which: Code
    extremes = (Extreme("as_is.layers.score", "which", lowest=True),)


class OverTarget(_Words):
    activity: Code
    one: Money
    cost: Annotated[Money, "unit_cost"]
    target: Annotated[Money, "target"]
    told_apart = ("cost", "target")


class BestLever(_Words):
    lever: Code
    segment: Scope
    worth: Annotated[Money, "opportunity"]
    share: Annotated[Share, "first_share"]
    extremes = (Extreme("ltv_opportunity.ranking.opportunity", "worth"),)


class ChosenOne(_Words):
    option: Name


class ChosenOneWorth(ChosenOne):
    worth: Annotated[Money, "ltv_net"]


class PlayWorked(_Words):
    play: Name
    effect: Points


class PlayUnclear(_Words):
    play: Name


# what is to be done


class Do(_Words):
    action: Code


class DoFor(_Words):
    action: Code
    quadrant: Code


class DoAbout(_Words):
    action: Code
    subject: Name


class Before(_Words):
    accounts: Count
    day: Day


class CarryOut(_Words):
    option: Name


class Fund(_Words):
    lever: Code
    segment: Scope


# what went well


class NewBusiness(_Words):
    arr: Annotated[Money, "amount:new"]
    few: Count
    share: Share


class NewBusinessBroad(_Words):
    arr: Annotated[Money, "amount:new"]
    accounts: Count


class ArrUp(_Words):
    growth: Share
    arr: Annotated[Money, "now:arr"]


class RateKept(_Words):
    metric: Code
    now: Annotated[Share, "now:metric"]
    reference: Share


class WeakLeaves(_Words):
    period: Name
    metric: Code
    paced: Share
    extremes = (
        Extreme(
            "numbers_review.quarter_table.value",
            "period",
            lowest=True,
            among=(("quarter_line", "nrr"),),
            last=4,
        ),
    )


Found = (
    OneExplains | ArrDown | ManyLosses | PriceLifts | ArrDiffers | RateDiffers | RateOnRenewals
    | UnderNotice | Renewing | MissedByTime | ShortOfTime | ForExit | AtAccounts | About | AboutUs
    | OverTarget | BestLever | ChosenOne | ChosenOneWorth | PlayWorked | PlayUnclear
)  # fmt: skip
Action = Do | DoFor | DoAbout | Before | CarryOut | Fund
Good = NewBusiness | NewBusinessBroad | ArrUp | RateKept | WeakLeaves | PlayWorked


@dataclass(frozen=True)
class Speaker:
    """Words for the findings of one review: money in `currency`, figures linked to `exhibits`."""

    currency: str
    exhibits: Mapping[str, Exhibit] = field(default_factory=dict)

    @classmethod
    def of(cls, currency: str, results: Mapping[str, Result]) -> "Speaker":
        """The speaker who knows what the steps show."""
        shown = [each for result in results.values() for each in result.exhibits.values()]
        return cls(currency, {each.address: each for each in shown})

    def noticed_at(self) -> Cell:
        """Where the calendar of renewals adds up what is under notice."""
        calendar = self.exhibits.get(CALENDAR)
        if calendar is None or calendar.frame.empty:
            return Cell(CALENDAR, "", "arr_noticed")
        whole = calendar.frame.loc[calendar.frame["total"].astype(bool), "period"]
        return Cell(CALENDAR, str(next(iter(whole), "")), "arr_noticed")

    def found(self, finding: Finding) -> Found:
        """What was found, as one sentence."""
        told = self._found(finding)
        return with_cells(told, self._cells(told, finding), self.exhibits)

    def _cells(self, told: Found | Good, finding: Finding) -> dict[str, Cell]:
        """Which cell of the appendix shows each figure of a sentence, by field."""
        about = str(finding.about)
        if isinstance(told, UnderNotice):
            return {"arr": self.noticed_at()}
        if isinstance(told, RateDiffers | ArrDiffers):
            lines = ("stated", "ours", *(("renewals",) if isinstance(told, RateOnRenewals) else ()))
            return {each: Cell(THEIRS, f"{about}_{each}", "value") for each in lines}
        if isinstance(told, OverTarget):
            return {"cost": Cell("valuation.unit_costs", about, "unit_cost")}
        if isinstance(told, BestLever):
            row = " ".join(filter(None, (about, finding.subject)))
            columns = {"worth": "opportunity", "share": "first_share"}
            return {name: Cell(RANKING, row, column) for name, column in columns.items()}
        if isinstance(told, ChosenOneWorth):
            return {"worth": Cell("execution.option_table", finding.subject, "ltv_net")}
        if isinstance(told, NewBusiness | NewBusinessBroad):
            return {"arr": Cell("numbers_review.waterfall", "new", "amount")}
        if isinstance(told, ArrUp | ArrDown):
            return {"arr": Cell(METRICS, "arr", "now")}
        return {"now": Cell(METRICS, about, "now")} if isinstance(told, RateKept) else {}

    def _found(self, finding: Finding) -> Found:
        own = _FOUND.get(finding.what)
        if own is not None:
            return own(finding, self._money)
        what = Code("finding", finding.what)
        arr = self._money(finding.money if finding.touches is None else finding.touches)
        if finding.what == "weakest_layer":
            return AboutUs(what, Code("layer", str(finding.subject)))
        if finding.subject is not None:
            return About(what, Name(finding.subject), arr)
        return AtAccounts(Count(finding.accounts or 0), arr, what)

    def action(self, finding: Finding) -> Action:
        """What is to be done about it, as an order."""
        code = Code("finding_action", finding.what)
        if finding.what == "notice_given" and finding.by is not None:
            return Before(Count(finding.accounts or 0), Day(finding.by))
        if finding.what == "time_misses":
            return DoFor(code, Code("quadrant", str(finding.about)))
        if finding.what == "the_one":
            return CarryOut(Name(str(finding.subject)))
        if finding.what == "best_lever":
            return Fund(Code("lever", str(finding.about)), Scope(finding.subject))
        if finding.what in ("unclear_stage", "thin_expertise"):
            return DoAbout(code, Name(str(finding.subject)))
        return Do(code)

    def good(self, finding: Finding) -> Good:
        """What went well, as one sentence."""
        told = self._good(finding)
        return with_cells(told, self._cells(told, finding), self.exhibits)

    def _good(self, finding: Finding) -> Good:
        facts, about = finding.facts, Code("metric", finding.about or "nrr")
        if finding.what == "new_business":
            few, money = int(facts["few"]), self._money(finding.money)
            if few > _FEW or few >= (finding.accounts or 0):
                return NewBusinessBroad(money, Count(finding.accounts or 0))
            return NewBusiness(money, Count(few), Share(facts["share"]))
        if finding.what == "arr_grew":
            return ArrUp(Share(facts["growth"]), self._money(facts["arr"]))
        if finding.what == "rate_kept":
            return RateKept(about, Share(facts["now"]), Share(facts["reference"]))
        if finding.what == "weak_quarter_leaves":
            return WeakLeaves(Name(str(finding.subject)), about, Share(facts["paced"]))
        return PlayWorked(Name(str(finding.subject)), Points(-facts["effect"]))

    def _money(self, amount: float | None) -> Money:
        return Money(amount or 0.0, self.currency)


_FEW = 10
"""Half of new business from more accounts than these is broad."""
ToMoney = Callable[[float | None], Money]


def _one_account(finding: Finding, money: ToMoney) -> Found:
    metric, facts = Code("metric", str(finding.about)), finding.facts
    return OneExplains(
        Name(str(finding.subject)), metric, Points(facts["explained"]), Points(facts["gap"])
    )


def _spread(finding: Finding, money: ToMoney) -> Found:
    metric = Code("metric", str(finding.about))
    return ManyLosses(Count(finding.accounts or 0), metric, Points(finding.facts["gap"]))


def _rate_differs(finding: Finding, money: ToMoney) -> Found:
    metric, facts = Code("short_metric", str(finding.about)), finding.facts
    told, ours = Share(facts["stated"]), Share(facts["ours"])
    if "renewals" in facts:
        return RateOnRenewals(metric, told, ours, Share(facts["renewals"]))
    return RateDiffers(metric, told, ours)


def _short_of_time(finding: Finding, money: ToMoney) -> Found:
    quadrant, facts = Code("quadrant", str(finding.about)), finding.facts
    time = Share(facts["time_share"])
    if "arr_share" in facts:
        return MissedByTime(quadrant, Share(facts["arr_share"]), time)
    return ShortOfTime(quadrant, time, Share(facts["prescribed"]))


def _the_one(finding: Finding, money: ToMoney) -> Found:
    name = Name(str(finding.subject))
    if "ltv_net" not in finding.facts:
        return ChosenOne(name)
    return ChosenOneWorth(name, money(finding.facts["ltv_net"]))


_FOUND: dict[str, Callable[[Finding, ToMoney], Found]] = {
    "one_account": _one_account,
    "spread_losses": _spread,
    "arr_fell": lambda finding, money: ArrDown(
        Share(-finding.facts["growth"]), money(finding.facts["arr"])
    ),
    "rate_differs": _rate_differs,
    "the_one": _the_one,
    "price_hides_volume": lambda finding, money: PriceLifts(
        Points(finding.facts["points"]), Share(finding.facts["without"])
    ),
    "arr_differs": lambda finding, money: ArrDiffers(
        money(finding.facts["stated"]), money(finding.facts["ours"])
    ),
    "notice_given": lambda finding, money: UnderNotice(
        Count(finding.accounts or 0), money(finding.money), Name(str(finding.subject))
    ),
    "renews_soon": lambda finding, money: Renewing(
        money(finding.touches), Count(finding.accounts or 0)
    ),
    "time_misses": _short_of_time,
    "exits": lambda finding, money: ForExit(Count(finding.accounts or 0), money(finding.money)),
    "cost_over_target": lambda finding, money: OverTarget(
        Code("activity", str(finding.about)),
        money(1.0),
        money(finding.facts["value"]),
        money(finding.facts["target"]),
    ),
    "best_lever": lambda finding, money: BestLever(
        Code("lever", str(finding.about)),
        Scope(finding.subject),
        money(finding.facts["worth"]),
        Share(finding.facts["first_share"]),
    ),
    **dict.fromkeys(
        ("play_choose_again", "play_finish", "play_do_or_drop"),
        lambda finding, money: PlayUnclear(Name(str(finding.subject))),
    ),
}
