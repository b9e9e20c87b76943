"""What is the verdict? The one story that explains the year, what went well, and how far to trust.

A missed target has one of several stories, and each asks for another decision: one account left,
many leaked, a bad quarter is about to leave the twelve months. A target that was met can hide one:
a price rise that covers a loss of volume, or a figure that rests on another definition.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books import retention_rates
from cs_lib.books.books import Books
from cs_lib.exhibits import Foot, Result, Said, page
from cs_lib.exhibits.findings import Finding
from cs_lib.exhibits.links import with_cells
from cs_lib.intake import Intake
from cs_lib.steps.s00_decisions import priority, wording
from cs_lib.texts import Cell, Code, Count, Day, Money, Name, Points, Sentence, Share

WHOLE = 0.995
"""From this share of a gap on, one account explains all of it."""
HALF = 0.5
"""From this share of what a quarter was weaker on, one account made it weak."""
FELL = 0.02
"""A fall of NRR from which on it is told although no target is missed."""


class OneAccount(Sentence):
    growth: Share
    account: Name
    share: Share
    shortfall: Code


class OneAccountAll(Sentence):
    growth: Share
    account: Name
    shortfall: Code


class FellOneAccount(Sentence):
    loss: Share
    account: Name
    share: Share
    shortfall: Code


class FellOneAccountAll(Sentence):
    loss: Share
    account: Name
    shortfall: Code


class ManyAccounts(Sentence):
    growth: Share
    accounts: Count
    shortfall: Code


class FellManyAccounts(Sentence):
    loss: Share
    accounts: Count
    shortfall: Code


class WeakQuarter(Sentence):
    metric: Code
    short: Points
    period: Name


class WeakQuarterFell(Sentence):
    fell: Points
    now: Share
    period: Name


class PriceAlone(Sentence):
    metric: Code
    without: Share


class PriceCovers(Sentence):
    without: Share


class PriceReaches(Sentence):
    without: Share


class PriceShort(Sentence):
    short: Points
    without: Share


class StatedRate(Sentence):
    metric: Code
    stated: Annotated[Share, "value:grr_stated", "value:nrr_stated"]
    ours: Annotated[Share, "value:grr_ours", "value:nrr_ours"]


class StatedArr(Sentence):
    stated: Annotated[Money, "value:arr_stated"]
    ours: Annotated[Money, "value:arr_ours"]
    told_apart = ("stated", "ours")


class GrewBelow(Sentence):
    growth: Share
    metric: Code
    short: Points


class ShrankBelow(Sentence):
    loss: Share
    metric: Code
    short: Points


class GrewOnTarget(Sentence):
    growth: Share


class Grew(Sentence):
    growth: Share


class Shrank(Sentence):
    loss: Share


class Young(Sentence):
    arr: Annotated[Money, "now:arr"]


class WithoutIt(Sentence):
    account: Name
    metric: Code
    without: Annotated[Share, "nrr", "grr"]
    target: Annotated[Share, "target:metric"]


class WithoutItLast(Sentence):
    account: Name
    metric: Code
    without: Annotated[Share, "nrr", "grr"]
    last: Share


class AndWithoutIt(Sentence):
    metric: Code
    without: Annotated[Share, "nrr", "grr"]


class PriceYearAgo(Sentence):
    then: Share
    without: Share


class AlsoMissed(Sentence):
    metric: Code
    short: Points


class TheOne(Sentence):
    option: Name
    day: Day


class TheOneUndated(Sentence):
    option: Name


class RenewsSoon(Sentence):
    arr: Annotated[Money, "arr_due"]
    accounts: Count
    noticed: Annotated[Money, "arr_noticed"]


class RenewsSoonOpen(Sentence):
    arr: Annotated[Money, "arr_due"]
    accounts: Count


class Reconciles(Sentence):
    checks: Count


class Broken(Sentence):
    broken: Count
    checks: Count
    first: Name


class RowsOut(Sentence):
    rows: Count


class Conflicts(Sentence):
    ways: Count


class Pairs(Sentence):
    pairs: Count


Claim = (
    OneAccount | OneAccountAll | FellOneAccount | FellOneAccountAll | ManyAccounts
    | FellManyAccounts | WeakQuarter | WeakQuarterFell | PriceAlone | PriceCovers
    | PriceReaches | PriceShort | StatedRate | StatedArr | GrewBelow | ShrankBelow | GrewOnTarget
    | Grew | Shrank | Young
)  # fmt: skip


@page(number=1, exhibits=("decisions",))
def verdict(
    metrics: pd.DataFrame,
    gaps: pd.DataFrame,
    books: Books,
    conflicts: pd.DataFrame,
    pairs: pd.DataFrame,
    intake: Intake,
    results: dict[str, Result],
) -> Said[
    Claim
    | WithoutIt
    | WithoutItLast
    | AndWithoutIt
    | PriceYearAgo
    | AlsoMissed
    | TheOne
    | TheOneUndated
    | RenewsSoon
    | RenewsSoonOpen
    | Reconciles
    | Broken
    | RowsOut
    | Conflicts
    | Pairs
    | wording.Good
    | wording.Found
]:  # fmt: skip
    """What is the verdict of this review?"""
    found = priority.findings(results.values())
    story, speaker = story_of(found), wording.Speaker.of(books.engagement.currency, results)
    worst = metrics["data_grade"].dropna().max()
    trust = _trust(results, intake, conflicts)
    fit = (Pairs(Count(len(pairs))),) if len(pairs) else ()
    forward, differs = _forward(found, speaker), _differs(found, story, speaker)
    bullets = [*trust, *forward, *fit, *differs]
    return Said(
        _claim(found, story, metrics, gaps, speaker.currency),
        so_what=(
            *_without(story, speaker),
            *_price_since(story, gaps),
            *_good(found, story, speaker),
            *_the_one(found),
        ),
        bullets=tuple(bullets[:3]),
        foot=Foot.of(books.stock(books.as_of)[1], books.as_of, books.source.table, worst),
    )


def story_of(found: tuple[Finding, ...]) -> Finding | None:
    """Which finding explains the year? None where nothing fell short.

    What fell short or what a price rise hides, whichever is more money; where nothing fell short,
    what a price rise hides or a figure that rests on another definition, again by money; else a
    fall that leaves no target missed. A quarter that is about to leave the twelve months comes
    before the accounts that left in it: without action the rate comes back. One account that
    explains a gap is the story all the same where it made that quarter weak.
    """
    by_kind = {each.what: each for each in reversed(found)}
    gap = by_kind.get("one_account") or by_kind.get("spread_losses")
    price, leaves = by_kind.get("price_hides_volume"), by_kind.get("weak_quarter_leaves")
    if gap is not None:
        if price is not None and _money(price) > _money(gap):
            return price
        alone = gap.what == "one_account" and gap.facts.get("of_weak_quarter", 1.0) > HALF
        return leaves if leaves is not None and not alone and _returns(leaves, gap) else gap
    hiding = [] if price is None else [price]
    hiding += [each for each in found if each.topic == "numbers"]
    if hiding:
        return max(hiding, key=_money)
    return leaves if leaves is not None and _fell(leaves) >= FELL else None


def _money(finding: Finding) -> float:
    return finding.money or 0.0


def _returns(leaves: Finding, gap: Finding) -> bool:
    """Does NRR return without action to what it is short of?

    What lifts NRR lifts GRR where it is losses that leave the twelve months: a fall of GRR that is
    no missed target comes back with it.
    """
    if gap.about == "nrr":
        return retention_rates.returned(leaves.facts["paced"], gap.facts["reference"])
    lifts = _money(leaves) >= _money(gap)
    return lifts and _fell(leaves) >= FELL and not gap.facts["target"]


def _fell(leaves: Finding) -> float:
    """How far NRR is below a year ago; nothing where that is not known."""
    return leaves.facts.get("then", leaves.facts["now"]) - leaves.facts["now"]


def _claim(
    found: tuple[Finding, ...], story: Finding | None, metrics: pd.DataFrame, gaps: pd.DataFrame,
    currency: str,
) -> Claim:  # fmt: skip
    (arr,) = metrics[metrics["metric"] == "arr"].to_dict("records")
    known = pd.notna(arr["year_ago"]) and bool(arr["year_ago"])
    growth = arr["now"] / arr["year_ago"] - 1 if known else float("nan")
    told = None if story is None else _told(story, found, gaps, growth, currency)
    if told is not None:
        return told
    if not known:
        return Young(Money(arr["now"], currency, at=Cell("decisions.scorecard", "arr", "now")))
    if len(gaps):
        # too few accounts or events to tell why (P26), yet a target is missed
        metric, short = Code("metric", gaps.iloc[0]["metric"]), Points(gaps.iloc[0]["points"])
        if growth >= 0:
            return GrewBelow(Share(growth), metric, short)
        return ShrankBelow(Share(-growth), metric, short)
    if growth < 0:
        return Shrank(Share(-growth))
    rates = metrics[metrics["metric"].isin(priority.RATES)]
    aimed = (rates["target"].notna() & rates["now"].notna()).any()
    return GrewOnTarget(Share(growth)) if aimed else Grew(Share(growth))


def _told(
    story: Finding, found: tuple[Finding, ...], missed: pd.DataFrame, growth: float, currency: str
) -> Claim | None:  # fmt: skip
    facts, metric = story.facts, Code("metric", story.about or "nrr")
    of = "target" if facts.get("target", 1.0) else "year_ago"
    shortfall = Code("shortfall", f"{story.about}_{of}")
    if story.what == "one_account":
        name, share = Name(str(story.subject)), facts["explained"] / facts["gap"]
        if share >= WHOLE:
            if growth >= 0:
                return OneAccountAll(Share(growth), name, shortfall)
            return FellOneAccountAll(Share(-growth), name, shortfall)
        if growth >= 0:
            return OneAccount(Share(growth), name, Share(share), shortfall)
        return FellOneAccount(Share(-growth), name, Share(share), shortfall)
    if story.what == "spread_losses":
        count = Count(story.accounts or 0)
        if growth >= 0:
            return ManyAccounts(Share(growth), count, shortfall)
        return FellManyAccounts(Share(-growth), count, shortfall)
    if story.what == "weak_quarter_leaves":
        period, short = Name(str(story.subject)), _short_of(missed, "nrr")
        if short:
            return WeakQuarter(metric, Points(short), period)
        return WeakQuarterFell(Points(_fell(story)), Share(facts["now"]), period)
    if story.what == "price_hides_volume":
        return _price(story, missed)
    if story.what == "arr_differs":
        return StatedArr(Money(facts["stated"], currency), Money(facts["ours"], currency))
    return StatedRate(metric, Share(facts["stated"]), Share(facts["ours"]))


def _short_of(missed: pd.DataFrame, metric: str) -> float:
    """How many points a rate is below its target; zero where none would be printed."""
    points = missed.loc[missed["metric"] == metric, "points"].sum()
    return float(points) if round(points, 3) > 0 else 0.0


def _price(story: Finding, missed: pd.DataFrame) -> Claim:
    """What price rises hide: lower volume, or where it still grows, that it grows more slowly."""
    without = Share(story.facts["without"])
    if short := _short_of(missed, "nrr"):
        return PriceShort(Points(short), without)
    if without.value < 1:
        return PriceAlone(Code("metric", "nrr"), without)
    return PriceCovers(without) if "then" in story.facts else PriceReaches(without)


def _price_since(
    story: Finding | None, missed: pd.DataFrame
) -> tuple[PriceYearAgo | AlsoMissed, ...]:
    """What a price rise hides, against a year ago; and the targets that the title leaves out."""
    if story is None or story.what != "price_hides_volume":
        return ()
    others = missed[~missed["metric"].isin(["nrr", "nrr_ex_price"])].to_dict("records")
    said: list[PriceYearAgo | AlsoMissed] = [
        AlsoMissed(Code("metric", row["metric"]), Points(row["points"])) for row in others
    ]
    if "then" in story.facts:
        said.insert(0, PriceYearAgo(Share(story.facts["then"]), Share(story.facts["then_without"])))
    return tuple(said)


def _without(
    story: Finding | None, speaker: wording.Speaker
) -> tuple[WithoutIt | WithoutItLast | AndWithoutIt, ...]:
    """The rates without the account that explains the gap."""
    if story is None or story.what != "one_account":
        return ()
    facts, metric = story.facts, Code("metric", str(story.about))
    kind = WithoutIt if facts["target"] else WithoutItLast
    said: list[WithoutIt | WithoutItLast | AndWithoutIt] = [
        kind(Name(str(story.subject)), metric, Share(facts["without"]), Share(facts["reference"]))
    ]
    for rate in ("grr", "nrr"):
        if rate != story.about and f"without_{rate}" in facts:
            said.append(AndWithoutIt(Code("metric", rate), Share(facts[f"without_{rate}"])))
    return tuple(with_cells(each, _rates_of(each), speaker.exhibits) for each in said)


def _rates_of(told: WithoutIt | WithoutItLast | AndWithoutIt) -> dict[str, Cell]:
    """Where the appendix shows the rate without the largest loss, and the target."""
    metric = told.metric.key
    cells = {"without": Cell("numbers_review.with_without", "largest_loss", metric)}
    if isinstance(told, WithoutIt):
        cells["target"] = Cell(wording.METRICS, metric, "target")
    return cells


def _good(
    found: tuple[Finding, ...], story: Finding | None, speaker: wording.Speaker
) -> tuple[wording.Good, ...]:
    """One thing that went well; the title has said the growth of ARR already."""
    known = [
        each
        for each in priority.went_well(found)
        if each is not story and each.what not in ("arr_grew", "weak_quarter_leaves")
    ]
    return tuple(speaker.good(each) for each in known[:1])


def _forward(
    found: tuple[Finding, ...], speaker: wording.Speaker
) -> tuple[RenewsSoon | RenewsSoonOpen, ...]:
    by_kind = {each.what: each for each in found}
    soon, noticed = by_kind.get("renews_soon"), by_kind.get("notice_given")
    if soon is None:
        return ()
    arr = Money(soon.touches or 0.0, speaker.currency)
    accounts = Count(soon.accounts or 0)
    if noticed is None:
        return (RenewsSoonOpen(arr, accounts),)
    told = RenewsSoon(arr, accounts, Money(noticed.money or 0.0, speaker.currency))
    return (with_cells(told, {"noticed": speaker.noticed_at()}, speaker.exhibits),)


def _differs(
    found: tuple[Finding, ...], story: Finding | None, speaker: wording.Speaker
) -> tuple[wording.Found, ...]:
    """The client's figure beside ours, of a rate first: its reading changes what is decided."""
    differing = [each for each in found if each.topic == "numbers" and each is not story]
    rates = [each for each in differing if each.what == "rate_differs"]
    grr = [each for each in rates if each.about == "grr"]
    return tuple(speaker.found(each) for each in (grr or rates or differing)[:1])


def _the_one(found: tuple[Finding, ...]) -> tuple[TheOne | TheOneUndated, ...]:
    """What was chosen in step 9, and when it will be judged."""
    return tuple(
        TheOneUndated(name) if each.by is None else TheOne(name, Day(each.by))
        for each in found
        if each.what == "the_one" and (name := Name(str(each.subject)))
    )


def _trust(
    results: dict[str, Result], intake: Intake, conflicts: pd.DataFrame
) -> tuple[Reconciles | Broken | RowsOut | Conflicts, ...]:
    """What a reader must know before any figure is used; what is in order takes one line."""
    gates = [gate for result in results.values() for gate in result.gates]
    broken = [gate for gate in gates if not gate.holds]
    out = sum(len(rows) for rows in intake.quarantine.values())
    said: list[Broken | RowsOut | Conflicts] = []
    if broken:
        said.append(Broken(Count(len(broken)), Count(len(gates)), Name(broken[0].name)))
    if out:
        said.append(RowsOut(Count(out)))
    if len(conflicts):
        said.append(Conflicts(Count(len(conflicts))))
    return tuple(said) if said else (Reconciles(Count(len(gates))),)
