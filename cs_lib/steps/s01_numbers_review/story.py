"""Pages 3 to 5: how ARR moved, how few accounts it rests on, and what renews next."""

from math import prod
from typing import Annotated, Any

import pandas as pd

from cs_lib.books import retention_rates
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Exhibit, Foot, Said, page
from cs_lib.exhibits.links import linked
from cs_lib.exhibits.pages import Grade
from cs_lib.ledger.terms import renewals
from cs_lib.steps.s01_numbers_review import gaps, renewal_calendar
from cs_lib.steps.s01_numbers_review import headwind_tailwind as winds
from cs_lib.steps.s01_numbers_review import losses as lost
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

CALENDAR = "numbers_review.renewal_calendar"
HALF = 0.5
MOST_NAMED = 10


# page 3: how ARR moved


class OneAccount(Sentence):
    rate: Code
    gap: Points
    account: Name
    explained: Points


class Below(Sentence):
    rate: Code
    gap: Points
    gap_arr: Annotated[Money, "at_stake"]


class Above(Sentence):
    rate: Code
    above: Points


class ArrGrew(Sentence):
    growth: Share
    arr: Annotated[Money, "now:arr"]


class ArrFell(Sentence):
    fall: Share
    arr: Annotated[Money, "now:arr"]


class ArrIs(Sentence):
    arr: Annotated[Money, "now:arr"]


class LargeFirst(Sentence): ...


class WithoutIt(Sentence):
    account: Name
    rate: Code
    without: Share
    target: Share


class Persists(Sentence):
    quarter: Annotated[Money, "waiting"]


class Recovering(Sentence):
    rate: Code
    paced: Share


class Protect(Sentence): ...


class SetTargets(Sentence): ...


class TooFew(Sentence):
    accounts: Count


class LostAndShrunk(Sentence):
    lost: Annotated[Money, "amount:logos_lost"]
    gone: Count
    shrunk: Annotated[Money, "decreases_arr", "amount:price_erosion"]
    reduced: Count


class OnlyLost(Sentence):
    lost: Annotated[Money, "amount:logos_lost"]
    gone: Count


class OnlyShrunk(Sentence):
    shrunk: Annotated[Money, "decreases_arr", "amount:price_erosion"]
    reduced: Count


class NothingLost(Sentence): ...


class Controllable(Sentence):
    controllable: Annotated[Money, "controllable_loss"]
    share: Share
    unknown: Share


class NoReason(Sentence):
    churn: Annotated[Money, "now:gross_churn"]


class BaseEffect(Sentence):
    period: Name
    rate: Code
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


@page(number=3, exhibits=("waterfall", "trend"))
def movement(
    books: Books,
    engagement: Engagement,
    gap_rows: pd.DataFrame,
    losses: pd.DataFrame,
    waterfall: Exhibit,
    grades: pd.DataFrame,
) -> Said[
    OneAccount | Below | Above | ArrGrew | ArrFell | ArrIs | LargeFirst | WithoutIt | Persists
    | Recovering | Protect | SetTargets | TooFew | LostAndShrunk | OnlyLost | OnlyShrunk
    | NothingLost | Controllable | NoReason | BaseEffect
]:  # fmt: skip
    """How did ARR move in a year, and do you keep what you planned to keep?"""
    targets = gap_rows[gap_rows["compared_with"] == "target"].to_dict("records")
    worst = targets[0] if targets else None
    base_effect = leaving(books, "nrr")
    bullets = [_lost_and_shrunk(books, engagement, waterfall), _controllable(losses, engagement)]
    said = [each for each in (*bullets, base_effect) if each is not None]
    return Said(
        claim=_claim(books, engagement, worst),
        so_what=_so_what(books, worst, base_effect),
        bullets=tuple(said),
        foot=foot(books, grades, "NRR"),
    )


def _claim(
    books: Books, engagement: Engagement, worst: dict[Any, Any] | None
) -> OneAccount | Below | Above | ArrGrew | ArrFell | ArrIs:
    """The rate whose gap is worth most; without a target the growth of ARR."""
    currency = engagement.currency
    if worst is not None:
        rate = Code("retention_metric", worst["metric"])
        if gaps.is_one_account(worst):
            name, explained = Name(worst["account"]), Points(worst["explained"])
            return OneAccount(rate, Points(worst["gap"]), name, explained)
        if worst["gap"] > 0:
            return Below(rate, Points(worst["gap"]), Money(worst["gap_arr"], currency))
        return Above(rate, Points(-worst["gap"]))
    closing = books.stock(books.as_of)[0]
    at = Cell("numbers_review.metrics", "arr", "now")
    arr = Money(closing, currency, at)
    opening = books.year.opening_arr if books.year else None
    if not opening:
        return ArrIs(arr)
    growth = closing / opening - 1
    return ArrGrew(Share(growth), arr) if growth >= 0 else ArrFell(Share(-growth), arr)


def _so_what(
    books: Books, worst: dict[Any, Any] | None, base_effect: BaseEffect | None
) -> tuple[LargeFirst | WithoutIt | Persists | Recovering | Protect | SetTargets | TooFew, ...]:
    engagement = books.engagement
    if worst is None:
        if any(metric in engagement.targets for metric in retention_rates.RATES) and books.year:
            return (TooFew(Count(len(books.year.headline.base))),)
        return (SetTargets(),)
    rate = Code("retention_metric", worst["metric"])
    if gaps.is_one_account(worst):
        without = Share(worst["without"])
        name = Name(worst["account"])
        return LargeFirst(), WithoutIt(name, rate, without, Share(worst["reference"]))
    if worst["gap"] <= 0:
        return (Protect(),)
    # What leaves the twelve months next would lift the rate anyway: waiting is not what costs.
    paced = base_effect.paced if base_effect and worst["metric"] == "nrr" else None
    if paced and retention_rates.returned(paced.value, worst["reference"]):
        return (Recovering(rate, paced),)
    return (Persists(Money(worst["gap_arr"] / 4, engagement.currency)),)


def _lost_and_shrunk(
    books: Books, engagement: Engagement, waterfall: Exhibit
) -> LostAndShrunk | OnlyLost | OnlyShrunk | NothingLost | None:
    """Lost apart from shrunk: an account that left has another remedy than one that reduced."""
    year = books.year
    if year is None:
        return None
    gone, shrunk = -year.group("logos_lost"), year.whole.gross_churn + year.group("logos_lost")
    stayed = year.base[year.base["status"] != "churned"]
    lower = stayed["headwind"] > 0
    currency, bars = engagement.currency, "numbers_review.waterfall"
    at = Cell(bars, "logos_lost", "amount")
    # what was reduced is one bar, unless some of it has no known cause
    less = linked(Money(shrunk, currency), Cell(bars, "price_erosion", "amount"), {bars: waterfall})
    left, reduced = Count(year.whole.lost_logos), Count(int(lower.sum()))
    if round(shrunk, 2) <= 0:
        return OnlyLost(Money(gone, currency, at), left) if left.value else NothingLost()
    if not left.value:
        return OnlyShrunk(less, reduced)
    return LostAndShrunk(Money(gone, currency, at), left, less, reduced)


def _controllable(losses: pd.DataFrame, engagement: Engagement) -> Controllable | NoReason | None:
    """What the client recorded as controllable, of all gross churn (M32)."""
    churn = float(losses["amount"].sum())
    if not churn:
        return None
    by_control = losses.groupby("control")["amount"].sum()
    unknown = float(by_control.get("unknown", 0.0))
    if round(churn - unknown, 2) <= 0:
        return NoReason(Money(churn, engagement.currency))
    ours = float(by_control.get("controllable", 0.0))
    money = Money(ours, engagement.currency)
    return Controllable(money, Share(ours / churn), Share(unknown / churn))


def leaving(books: Books, metric: str) -> BaseEffect | None:
    """Is the weakest of the last four quarters about to leave the twelve months?

    `paced` is the twelve-month rate at the pace of the other three. None where another quarter is
    weaker, where the review does not end with a quarter, or on too few accounts or events (P26).
    """
    last = books.quarters[-4:]
    if len(last) < 4 or last[-1].end != books.as_of:
        return None
    day = books.main.calendar.date
    pairs = [books.compare(day(period.opening), period.end) for period in last]
    known = [
        pair for pair in pairs if pair is not None and retention_rates.enough(books, pair, metric)
    ]
    rates = [rate for pair in known if (rate := retention_rates.rate(pair, metric)) is not None]
    if len(rates) < 4 or rates[0] >= min(rates[1:]):
        return None
    paced = prod(rates[1:]) ** (4 / 3)
    return BaseEffect(Name(last[0].label), Code("retention_metric", metric), Share(paced))


def of_weak_quarter(books: Books, metric: str, account: str) -> float | None:
    """How much of what the quarter that leaves is below the pace of the others is one account's?

    A share, above 1 where the quarter was as good as the others without it; None where no quarter
    is about to leave.
    """
    effect, first = leaving(books, metric), books.quarters[-4:][:1]
    if effect is None:
        return None
    pair = books.compare(books.main.calendar.date(first[0].opening), first[0].end)
    rate = None if pair is None else retention_rates.rate(pair, metric)
    without = None if pair is None else retention_rates.rate(pair.without(account), metric)
    if rate is None or without is None:
        return None
    pace: float = effect.paced.value ** (1 / 4)
    return (without - rate) / (pace - rate)


# page 4: how few accounts it rests on


class FewMakeHalf(Sentence):
    accounts: Count
    share: Share


class OneMakesHalf(Sentence):
    account: Name
    share: Annotated[Share, "share_of_losses"]


class Broad(Sentence):
    count: Count
    share: Share
    extremes = (lost.LARGEST_LOSSES,)


class ArrOfTen(Sentence):
    share: Share
    extremes = (Extreme("books.live.arr", "share", top="20"),)


class ByName(Sentence): ...


class BySegment(Sentence):
    segment: Scope
    share: Annotated[Share, "share_of_losses"]


class ByPattern(Sentence): ...


class TenNowAndThen(Sentence):
    now: Annotated[Share, "value:top_10"]
    before: Annotated[Share, "value:top_10"]
    extremes = (Extreme("books.live.arr", "now", top="10"),)


class TenSame(Sentence):
    now: Annotated[Share, "value:top_10"]
    extremes = (Extreme("books.live.arr", "now", top="10"),)


class NewRestsOn(Sentence):
    accounts: Count
    share: Share
    new: Annotated[Money, "amount:new"]


class FromGroups(Sentence):
    known: Annotated[Money, "new_arr"]


@page(number=4, exhibits=("pareto", "cohort_heatmap"))
def concentration(
    books: Books,
    engagement: Engagement,
    losses: pd.DataFrame,
    segments: Exhibit,
    grades: pd.DataFrame,
) -> Said[
    FewMakeHalf | OneMakesHalf | Broad | ArrOfTen | ByName | BySegment | ByPattern | TenNowAndThen
    | TenSame | NewRestsOn | FromGroups
]:  # fmt: skip
    """On how few accounts do losses, ARR and new business rest?"""
    frame = lost.by_account(losses, books)
    tops = lost.shares_of_top(books)
    bullets = [_ten(tops), *_new_business(books, engagement)]
    return Said(
        claim=_few(frame, tops),
        so_what=_act_on(frame, segments),
        bullets=tuple(each for each in bullets if each is not None),
        foot=foot(books, grades, "GRR"),
    )


def few(amounts: "pd.Series[float]") -> tuple[int, float]:
    """The fewest of the largest amounts that make half of all, and their share."""
    shares = amounts.sort_values(ascending=False).cumsum() / amounts.sum()
    count = int((shares < HALF).sum()) + 1
    return count, float(shares.iloc[count - 1])


def _few(frame: pd.DataFrame, tops: pd.DataFrame) -> FewMakeHalf | OneMakesHalf | Broad | ArrOfTen:
    if frame.empty:
        now = tops[tops["period_end"] == tops["period_end"].max()]
        return ArrOfTen(Share(now["value"].max()))
    count, share = few(frame["arr_lost"])
    if count == 1:
        at = Cell("numbers_review.losses_by_account", frame["account"].iloc[0], "share_of_losses")
        return OneMakesHalf(Name(frame["account"].iloc[0]), Share(share, at))
    if count <= MOST_NAMED:
        return FewMakeHalf(Count(count), Share(share))
    return Broad(Count(MOST_NAMED), Share(float(frame["share_of_losses"].head(MOST_NAMED).sum())))


def _act_on(frame: pd.DataFrame, segments: Exhibit) -> tuple[ByName | BySegment | ByPattern, ...]:
    if frame.empty or few(frame["arr_lost"])[0] <= MOST_NAMED:
        return (ByName(),)
    if segments.absent:
        return (ByPattern(),)
    parts = segments.frame[segments.frame["segment"].notna()]
    top = parts.nlargest(1, "share_of_losses").iloc[0]
    at = Cell("numbers_review.segments", top["segment"], "share_of_losses")
    return (BySegment(Scope(top["segment"]), Share(top["share_of_losses"], at)),)


def _ten(tops: pd.DataFrame) -> TenNowAndThen | TenSame | None:
    ten = tops[tops["selection"] == "top_10"].head(2)
    if len(ten) < 2:
        return None
    now, before = (
        Share(
            row["value"],
            Cell("numbers_review.top_shares", "top_10", "value", f"{row['period_end']:%Y-%m-%d}"),
        )
        for row in ten.to_dict("records")
    )
    same = round(now.value, 2) == round(before.value, 2)
    return TenSame(now) if same else TenNowAndThen(now, before)


def _new_business(books: Books, engagement: Engagement) -> list[NewRestsOn | FromGroups]:
    """How few accounts new business rests on, and what of it came from groups already known."""
    new = winds.newcomers(books)
    said: list[NewRestsOn | FromGroups] = []
    if len(new):
        count, share = few(new)
        if count <= MOST_NAMED and count < len(new):
            total = winds.new_business(books, engagement.currency)
            said.append(NewRestsOn(Count(count), Share(share), total))
    known = _from_groups(books)
    if known is not None and round(known, 2) > 0:
        said.append(FromGroups(Money(known, engagement.currency)))
    return said


def _from_groups(books: Books) -> float | None:
    """New business of customers whose group was a customer a year ago."""
    opening = books.before(books.as_of, 12)
    pairs = [books.compare(opening, books.as_of, level) for level in ("customer", "parent")]
    amounts = []
    for each in pairs:
        if each is None:
            return None
        entered = each.pair.accounts.drop(each.base.index)
        amounts.append(float(entered.loc[entered["status"] != "reactivated", "v1"].sum()))
    return amounts[0] - amounts[1]


# page 5: what the quarters say, and what renews


class ComesUp(Sentence):
    due: Annotated[Money, "arr_due"]
    share: Share


class NoTerms(Sentence):
    quarters: Count


class First(Sentence):
    due: Annotated[Money, "arr_due"]
    day: Day


class Named(Sentence):
    account: Name


class NextStep(Sentence):
    accounts: tuple[Named, ...]


class AskForTerms(Sentence): ...


class OneAccountDue(Sentence):
    account: Name
    arr: Annotated[Money, "arr_due"]
    day: Day
    extremes = (Extreme("numbers_review.renewals_by_name.arr_due", "account"),)


class Noticed(Sentence):
    accounts: Count
    noticed: Annotated[Money, "arr_noticed"]


class NoNotice(Sentence): ...


class PastRate(Sentence):
    rate: Annotated[Share, "gross_renewal"]


class CannotTell(Sentence): ...


@page(number=5, exhibits=("forecast_fan", "renewals_ahead"))
def ahead(
    books: Books,
    engagement: Engagement,
    renewals_due: pd.DataFrame,
    forecast: pd.DataFrame,
    renewals_by_name: Exhibit,
    grades: pd.DataFrame,
) -> Said[
    ComesUp | NoTerms | First | NextStep | AskForTerms | OneAccountDue | Noticed | NoNotice
    | PastRate | CannotTell
]:  # fmt: skip
    """Where will ARR be in two years, and what comes up for renewal?"""
    unknown = (CannotTell(),) if forecast.empty else ()
    if renewals_due.empty:
        claim = NoTerms(Count(4))
        return Said(
            claim=claim, so_what=(AskForTerms(),), bullets=unknown,
            foot=foot(books, grades, "ARR"),
        )  # fmt: skip
    currency = engagement.currency
    arr, total = books.stock(books.as_of)[0], float(renewals_due["arr_due"].sum())
    at = Cell(CALENDAR, renewal_calendar.whole_period(renewals_due), "arr_due")
    first = renewals_due[renewals_due["period"] == renewals_due["period"].iloc[0]]
    next_due = Money(
        float(first["arr_due"].sum()), currency, Cell(CALENDAR, first["period"].iloc[0], "arr_due")
    )
    named = tuple(Named(each.account) for each in renewal_calendar.largest(first, currency))
    return Said(
        claim=ComesUp(Money(total, currency, at), Share(total / arr)),
        so_what=(First(next_due, Day(first["period_end"].iloc[0])), NextStep(named)),
        bullets=(*unknown, *_renewing(books, renewals_due, renewals_by_name))[:3],
        foot=foot(books, grades, "ARR"),
    )


def _renewing(
    books: Books, renewals_due: pd.DataFrame, renewals_by_name: Exhibit
) -> list[OneAccountDue | Noticed | NoNotice | PastRate]:
    top = renewals_due.nlargest(1, "arr_due").iloc[0]
    currency, by_name = books.engagement.currency, "numbers_review.renewals_by_name"
    at = Cell(by_name, str(top["name"]), "arr_due")
    largest = linked(Money(top["arr_due"], currency), at, {by_name: renewals_by_name})
    said: list[OneAccountDue | Noticed | NoNotice | PastRate] = [
        OneAccountDue(Name(top["name"]), largest, Day(top["term_end"])),
        _notice(renewals_due, currency),
    ]
    past = renewals.rates(books.due) if books.due else None
    policies = books.engagement.policies
    if (
        past
        and past.gross is not None
        and past.due_accounts >= policies.small_n
        and past.due_accounts - past.renewed_accounts >= policies.small_events
    ):
        at = Cell("numbers_review.renewal_rates", None, "gross_renewal")
        said.append(PastRate(Share(past.gross, at)))
    return said


def _notice(renewals_due: pd.DataFrame, currency: str) -> Noticed | NoNotice:
    """How many accounts have given notice on a term of the four quarters, and for how much?"""
    noticed = renewals_due[renewals_due["renewal_state"] == renewal_calendar.NOTICED]
    if noticed.empty:
        return NoNotice()
    at = Cell(CALENDAR, renewal_calendar.whole_period(renewals_due), "arr_noticed")
    money = Money(float(noticed["arr_due"].sum()), currency, at)
    return Noticed(Count(noticed["account"].nunique()), money)


def foot(books: Books, grades: pd.DataFrame, figure: str) -> Foot:
    """The foot line of a page about `figure`: of a year's rates the accounts at its start."""
    year = None if figure == "ARR" else books.year
    accounts = len(books.live) if year is None else len(year.base)
    grade: Grade = grades.set_index("figure")["grade"][figure]
    return Foot.of(accounts, books.as_of, books.source.table, grade)
