"""Which lever, in which segment, is worth most, and how robust is that? (M67, M68; page 12)"""

from collections.abc import Iterator, Sequence

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Foot, Said, Shown, c, charts, exhibit, page
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
from cs_lib.steps.s08_ltv_opportunity.levels import Level, levels
from cs_lib.steps.s08_ltv_opportunity.ranking import NET, Terms
from cs_lib.steps.s08_ltv_opportunity.robustness import SIMULATIONS
from cs_lib.steps.s08_ltv_opportunity.uplift import OBSERVED
from cs_lib.texts import Code, Count, Money, Points, Sentence, Share

SHOWN = 12
"""The most choices that a chart of the story holds; the appendix has them all."""
FIRM = 0.8
"""Share of simulations from which a first choice needs no further test before it is made."""


class Most(OfChoice):
    amount: Money
    basis: Code
    grade: Code


class MostAPoint(Sentence):
    amount: Money
    basis: Code


class Interval(Sentence):
    low: Money
    high: Money
    accounts: Count


class BeforeCosts(Sentence):
    years: Count


@exhibit(shows=charts.Dots(c.choice, c.opportunity, c.opportunity_low, c.opportunity_high))
def ranking(
    ranked: pd.DataFrame, terms: Terms, engagement: Engagement
) -> Shown[Most | MostAPoint | Interval | BeforeCosts | Choice] | Absent:
    """Which lever, in which segment, is worth most? (M67)"""
    rows = known(ranked)
    if not rows:
        return Absent("quarter")
    top, basis = rows[0], Code("value_basis", terms.basis)
    currency = engagement.currency
    amount = money(top, "opportunity", currency)
    said: list[Interval | BeforeCosts] = []
    title: Most | MostAPoint = MostAPoint(amount, basis)
    if not terms.per_point:
        low, high = (money(top, f"opportunity_{end}", currency) for end in ("low", "high"))
        title = Most(*named(top), amount, basis, Code("grade", grade(top)))
        said.append(Interval(low, high, Count(top["accounts"])))
    if terms.basis != NET:
        said.append(BeforeCosts(Count(terms.years)))
    return Shown(headed(pd.DataFrame(rows[:SHOWN])), title=title, say=tuple(said))


class Widest(Sentence):
    parameter: Code
    low: Money
    high: Money


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
        return Absent("uplifts")
    top, currency = known(ranked)[0], engagement.currency
    frame = swings.assign(
        level_low=levels(swings, "low", currency), level_high=levels(swings, "high", currency)
    )
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


class OneProgramme(Sentence):
    lever: Code


class TryBoth(Sentence): ...


class StateUplifts(Sentence): ...


class Contradiction(OfChoice):
    cut: Money


class Leads(OfPair):
    share: Share
    simulations: Count
    other_share: Share


class Overtakes(OfPair):
    way: Code
    at: Points
    now: Points


class Measured(Sentence):
    uplift: Points
    low: Points
    high: Points
    peers: Count
    attribute: Code


class Estimated(OfChoice):
    uplift: Points


Claim = First | TooClose | TooCloseSegment | NoUplift
Advice = Commit | OneProgramme | TryBoth | StateUplifts | Contradiction
Bullet = Leads | Overtakes | Measured | Estimated


@page(number=12, exhibits=("ranking", "tornado"))
def opportunity(
    ranked: pd.DataFrame,
    flip_points: pd.DataFrame,
    terms: Terms,
    books: Books,
    engagement: Engagement,
) -> Said[Claim | Advice | Bullet]:
    """Which lever to choose, or what to find out before one is chosen?"""
    rows, n, as_of = known(ranked), len(books.live), engagement.as_of
    if terms.per_point:
        foot = Foot.of(n, as_of, "assumptions", "D")
        return Said(NoUplift(), (StateUplifts(),), foot)
    top = rows[0]
    claim, advice = _decided(rows)
    # one recommendation: what the budget's estimates say against it is printed beside it
    against = (
        Contradiction(*named(row), Money(-row["spend_move"], engagement.currency))
        for row in _put_first(rows)
        if row["spend_move"] < 0
    )
    measured = top["uplift_source"] == OBSERVED
    basis = books.source.table if measured else "assumptions"
    return Said(
        claim,
        (advice, *[*against][:1]),
        Foot.of(n, as_of, basis, grade(top)),
        tuple(_bullets(rows, flip_points)),
    )


def _put_first(rows: Sequence[Row]) -> Sequence[Row]:
    """The first choice, and beside it the one that comes first most often where it is not firm."""
    if len(rows) == 1 or rows[0]["first_share"] >= FIRM:
        return rows[:1]
    return rows[0], _rival(rows)


def _rival(rows: Sequence[Row]) -> Row:
    return max(rows[1:], key=lambda row: float(row["first_share"]))


def _decided(rows: Sequence[Row]) -> tuple[Claim, Advice]:
    top, *others = map(named, _put_first(rows))
    if not others:
        return First(*top), Commit(*top)
    if top[1] == others[0][1]:
        return TooCloseSegment(*top, *others[0]), TryBoth()
    same = top[0] == others[0][0]
    return TooClose(*top, *others[0]), OneProgramme(top[0]) if same else TryBoth()


def _bullets(rows: Sequence[Row], flip_points: pd.DataFrame) -> Iterator[Bullet]:
    """How often it is first, what would end that, and what its uplift rests on."""
    top = rows[0]
    if len(rows) > 1:
        pair = (*named(top), *named(_rival(rows)))
        yield Leads(*pair, first_share(top), Count(SIMULATIONS), first_share(_rival(rows)))
    flips = flip_points[flip_points["lever"].notna() & flip_points["parameter"].eq("uplift")]
    for flip in flips.to_dict("records"):
        way = Code("way", "below" if flip["flips_at"] < flip["now"] else "above")
        ends = Points(flip["flips_at"]), Points(flip["now"])
        yield Overtakes(*named(top), *named(flip), way, *ends)
    if top["uplift_source"] != OBSERVED:
        yield Estimated(*named(top), Points(top["uplift"]))
        return
    uplift, low, high = (Points(top[name]) for name in ("uplift", "uplift_low", "uplift_high"))
    by = Code("attribute", top["led_by"])
    yield Measured(uplift, low, high, Count(top["peers"]), by)
