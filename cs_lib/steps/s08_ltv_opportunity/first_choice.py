"""Which lever, in which segment, is worth most, and how robust is that? (M67, M68; page 12)"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Foot, Said, Shown, c, charts, exhibit, page
from cs_lib.steps.s08_ltv_opportunity.allocation import FIRM as FIRM_MOVE
from cs_lib.steps.s08_ltv_opportunity.choice import (
    Choice,
    OfChoice,
    OfPair,
    Row,
    first_share,
    grade,
    headed,
    known,
    money,
    named,
)
from cs_lib.steps.s08_ltv_opportunity.information import EFFECT, Trial
from cs_lib.steps.s08_ltv_opportunity.levels import Level, levels
from cs_lib.steps.s08_ltv_opportunity.posterior import SIMULATIONS
from cs_lib.steps.s08_ltv_opportunity.ranking import MARGIN, REVENUE, Terms
from cs_lib.steps.s08_ltv_opportunity.uplift import OBSERVED, STATED
from cs_lib.texts import Code, Count, Extreme, Money, Points, Scope, Sentence, Share

SHOWN = 12
"""The most choices that a chart of the story holds; the appendix has them all."""
ARMS = 2
"""Groups of a test: with a programme, and without."""
MOST_OF_ONE = 0.5
"""Share of a segment's ARR in one account, above which its rates are that account's."""
FIRM = 0.8
"""Share of simulations from which a first choice needs no further test before it is made."""


class Most(OfChoice):
    amount: Annotated[Money, "opportunity"]
    basis: Code
    grade: Code
    extremes = (Extreme("ltv_opportunity.ranking.opportunity", "amount"),)


class Interval(Sentence):
    low: Annotated[Money, "opportunity_low"]
    high: Annotated[Money, "opportunity_high"]
    accounts: Count


class BeforeCosts(Sentence):
    years: Count


class BeforeProgramme(Sentence):
    amount: Annotated[Money, "opportunity"]


class OneAccount(Sentence):
    share: Share
    segment: Scope


@exhibit(shows=charts.Dots(c.choice, c.opportunity, c.opportunity_low, c.opportunity_high))
def ranking(
    ranked: pd.DataFrame, terms: Terms, engagement: Engagement
) -> Shown[Most | Interval | BeforeCosts | BeforeProgramme | OneAccount | Choice] | Absent:
    """Which lever, in which segment, is worth most? (M67)"""
    rows = known(ranked)
    if not rows:
        return Absent("quarter")
    top, basis = rows[0], Code("value_basis", terms.basis)
    currency = engagement.currency
    amount = money(top, "opportunity", currency)
    low, high = (money(top, f"opportunity_{end}", currency) for end in ("low", "high"))
    title = Most(*named(top), amount, basis, Code("grade", grade(top)))
    said: list[Interval | BeforeCosts | BeforeProgramme | OneAccount] = [
        Interval(low, high, Count(top["accounts"]))
    ]
    if terms.basis == REVENUE:
        said.append(BeforeCosts(Count(terms.years)))
    if terms.basis == MARGIN:
        said.append(BeforeProgramme(amount))
    if top["largest"] > MOST_OF_ONE:
        said.append(OneAccount(Share(top["largest"]), named(top)[1]))
    return Shown(headed(pd.DataFrame(rows[:SHOWN])), title=title, say=tuple(said))


class Widest(Sentence):
    parameter: Code
    low: Annotated[Money, "opportunity_at_low"]
    high: Annotated[Money, "opportunity_at_high"]
    extremes = (
        Extreme("ltv_opportunity.tornado.opportunity_at_high", "high", less="opportunity_at_low"),
    )


class NoLoss(OfChoice): ...


class Loss(OfChoice):
    parameter: Code


@exhibit(
    shows=charts.Tornado(
        c.parameter, c.opportunity_at_low, c.opportunity_at_high, c.level_low, c.level_high,
        c.opportunity,
    )
)  # fmt: skip
def tornado(
    swings: pd.DataFrame, ranked: pd.DataFrame, engagement: Engagement
) -> Shown[Widest | NoLoss | Loss | Level] | Absent:
    """Which assumption moves the first choice most? (M68)"""
    if swings.empty:
        return Absent("quarter")
    top, currency = known(ranked)[0], engagement.currency
    frame = swings.assign(level_low=levels(swings, "low"), level_high=levels(swings, "high"))
    ends = swings[["opportunity_at_low", "opportunity_at_high"]]
    low, high = (Money(end, currency) for end in sorted(ends.iloc[0]))
    parameters = [Code("parameter", name) for name in swings["parameter"]]
    losses = [name for name, end in zip(parameters, ends.min(axis=1), strict=True) if end < 0]
    said = Loss(*named(top), losses[0]) if losses else NoLoss(*named(top))
    return Shown(frame, title=Widest(parameters[0], low, high), say=(said,))


class First(OfChoice): ...


class TooClose(OfPair): ...


class TooCloseSegment(OfPair): ...


class NoUplift(Sentence): ...


class Commit(OfChoice): ...


class Start(OfChoice): ...


class OneProgramme(Sentence):
    lever: Code


class TryBoth(Sentence): ...


class StateUplifts(Sentence): ...


class Contradiction(OfChoice):
    cut: Annotated[Money, "spend"]


class Leads(OfPair):
    share: Annotated[Share, "first_share"]
    simulations: Count
    other_share: Annotated[Share, "first_share"]
    extremes = (Extreme("ltv_opportunity.ranking_table.first_share", "share"),)


class Test(OfChoice):
    each: Count
    worth: Annotated[Money, "worth_knowing"]
    delay: Annotated[Money, "waiting"]


class TooFew(OfChoice):
    each: Count
    accounts: Count


class TooSmall(OfChoice): ...


class Measured(Sentence):
    uplift: Points
    low: Points
    high: Points
    peers: Count


class Estimated(OfChoice):
    uplift: Points


class Unmeasured(OfChoice):
    uplift: Points
    low: Points
    high: Points


Claim = First | TooClose | TooCloseSegment | NoUplift
Advice = Commit | Start | OneProgramme | TryBoth | StateUplifts | Contradiction
Bullet = Leads | Test | TooFew | TooSmall | Measured | Estimated | Unmeasured


@page(number=12, exhibits=("ranking", "tornado"))
def opportunity(
    ranked: pd.DataFrame,
    not_known: pd.DataFrame,
    trial: Trial | None,
    terms: Terms,
    books: Books,
    engagement: Engagement,
) -> Said[Claim | Advice | Bullet]:
    """Which lever to choose, or what to find out before one is chosen?"""
    rows, n, as_of = known(ranked), len(books.live), engagement.as_of
    top = rows[0]
    measured = top["uplift_source"] == OBSERVED
    basis = books.source.table if measured else "assumptions"
    bullets = tuple(_bullets(rows, not_known, trial, engagement.currency))
    if terms.unmeasured:
        foot = Foot.of(n, as_of, "assumptions", "D")
        return Said(NoUplift(), (StateUplifts(),), foot, bullets)
    claim, advice = _decided(rows, not_known, trial)
    # one recommendation: what the budget's estimates say against it is printed beside it
    against = (
        Contradiction(*named(row), Money(-row["spend_move"], engagement.currency))
        for row in _put_first(rows)
        if row["spend_move"] < 0 and row["move_state"] == FIRM_MOVE
    )
    return Said(claim, (advice, *[*against][:1]), Foot.of(n, as_of, basis, grade(top)), bullets)


def _put_first(rows: Sequence[Row]) -> Sequence[Row]:
    """The first choice, and beside it the one that comes first most often where it is not firm."""
    if len(rows) == 1 or rows[0]["first_share"] >= FIRM:
        return rows[:1]
    return rows[0], _rival(rows)


def _rival(rows: Sequence[Row]) -> Row:
    return max(rows[1:], key=lambda row: float(row["first_share"]))


def _decided(
    rows: Sequence[Row], not_known: pd.DataFrame, trial: Trial | None
) -> tuple[Claim, Advice]:
    top, *others = map(named, _put_first(rows))
    if not others:
        return First(*top), Commit(*top)
    close = TooCloseSegment if top[1] == others[0][1] else TooClose
    claim = close(*top, *others[0])
    if top[0] == others[0][0]:
        return claim, OneProgramme(top[0])
    # a test that costs more than it can be worth is not made
    return claim, Start(*top) if _dear(not_known, trial) else TryBoth()


def _dear(not_known: pd.DataFrame, trial: Trial | None) -> bool:
    """Would a test before choosing forgo more than it could be worth, or tell nothing?"""
    if trial is None or trial.each is None or trial.each * ARMS > trial.there:
        return True
    return bool(trial.delay > _effect(not_known)["worth_knowing"])


def _effect(not_known: pd.DataFrame) -> Row:
    row: Row = not_known[not_known["parameter"] == EFFECT].to_dict("records")[0]
    return row


def _bullets(
    rows: Sequence[Row], not_known: pd.DataFrame, trial: Trial | None, currency: str
) -> Iterator[Bullet]:
    """How often it is first, what would tell it from the others, and what its uplift rests on."""
    top = rows[0]
    if len(rows) > 1:
        pair = (*named(top), *named(_rival(rows)))
        yield Leads(*pair, first_share(top), Count(SIMULATIONS), first_share(_rival(rows)))
    if trial is not None and top["first_share"] < FIRM:
        yield _test(trial, not_known, currency)
    yield _rests_on(top)


def _test(trial: Trial, not_known: pd.DataFrame, currency: str) -> Bullet:
    """What would separate the choices, what that is worth at most, and what it would cost."""
    row = _effect(not_known)
    lever, segment = named(row)
    if trial.each is None:
        return TooSmall(lever, segment)
    if trial.each * ARMS > trial.there:
        return TooFew(lever, segment, Count(trial.each), Count(trial.there))
    worth = Money(row["worth_knowing"], currency)
    return Test(lever, segment, Count(trial.each), worth, Money(trial.delay, currency))


def _rests_on(top: Row) -> Bullet:
    now, low, high = (Points(top[name]) for name in ("uplift", "uplift_low", "uplift_high"))
    if top["uplift_source"] == STATED:
        return Estimated(*named(top), Points(top["stated"]))
    if top["uplift_source"] == OBSERVED:
        return Measured(now, low, high, Count(top["peers"]))
    return Unmeasured(*named(top), now, low, high)
