"""What is each segment worth, what does it get, and how firmly are accounts in it? Gate R2.

Source: S2 (segmentation, priorities, spend, tactics); concepts 4.01 to 4.03.
"""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from cs_lib.books import retention_rates
from cs_lib.books.books import Books
from cs_lib.books.comparison import Comparison
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.formats import missing
from cs_lib.steps.s03_valuation import Valuation
from cs_lib.steps.s04_segmentation.segment_names import (
    Conditions,
    Everyone,
    IndexCondition,
    MoneyCondition,
    Others,
    Own,
    ShareCondition,
    conditions,
    ruled,
    with_names,
)
from cs_lib.steps.s04_segmentation.value_segments import REST, STABLE, Rule, Segments
from cs_lib.texts import Code, Count, Name, Quantity, Sentence, Share

COLUMNS = [
    "id", "accounts", "arr", "potential", "share_of_potential", "grr", "nrr", "ltv3",
    "share_of_time", "tactic_key", "own_tactic",
]  # fmt: skip
_RICH = 50.0
"""Success potential from which an account can be sold to; below it, it is taught first."""


class Tactic(Sentence):
    tactic: Code


class OwnTactic(Sentence):
    tactic: Name


class CostAgainstValue(Sentence):
    value: Share
    time: Share


class Which(Sentence):
    accounts: Count
    conditions: tuple[MoneyCondition | ShareCondition | IndexCondition, ...]


class OwnSegment(Sentence):
    segment: Name
    value: Share
    time: Share


class MostPotential(Sentence):
    share: Share
    accounts: Count


def table(
    accounts: pd.DataFrame, rules: Segments | None, then: "pd.Series[str]", valuation: Valuation,
    books: Books,
) -> pd.DataFrame:  # fmt: skip
    """One row a segment (`COLUMNS`), in the order of the rules.

    `grr` and `nrr` of the year, of the accounts that were in it at the start (`then`, by account:
    those in it today are those who stayed), missing on few accounts or events (P26); `ltv3` is the
    mean of step 3's, each at the account's own ARR; `share_of_time` is of the hours logged, which
    is how customer success cost follows accounts. Empty without rules.
    """
    if rules is None:
        return pd.DataFrame(columns=COLUMNS)
    minutes, potential = accounts["minutes"].sum(), accounts["potential"].sum()
    value, rows = lifetime_values(accounts, valuation), []
    for name in (*(rule.name for rule in rules.rules), REST):
        mine = accounts[accounts["value_segment"] == name]
        if name == REST and mine.empty:
            continue
        pots = mine["potential"].sum(min_count=1)
        rule = next((r for r in rules.rules if r.name == name), Rule(REST, ()))
        rows.append(
            (name, len(mine), mine["arr"].sum(), pots, pots / potential if potential else None,
             *rates(books, then.index[then == name]), value.reindex(mine.index).mean(),
             mine["minutes"].sum() / minutes if minutes else None, tactic(mine, accounts),
             rule.tactic)
        )  # fmt: skip
    numbers = ["potential", "share_of_potential", "grr", "nrr", "ltv3", "share_of_time"]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(numbers, float))


def lifetime_values(accounts: pd.DataFrame, valuation: Valuation) -> "pd.Series[float]":
    """Each account's LTV-3: its sales segment's (else the company's) for each EUR 1 of its ARR."""
    ltv = valuation.workings.ltv
    per_arr = (ltv["ltv3"] / (ltv["arpa_month"] * 12)).to_numpy(float)
    known = dict(zip(ltv["segment"].where(ltv["segment"].notna(), None), per_arr, strict=True))
    company = known.get(None, float("nan"))
    each = accounts["segment"].map(lambda name: known.get(name, company)).astype(float)
    return each * accounts["arr"]


def rates(books: Books, accounts: pd.Index) -> tuple[float | None, float | None]:
    """GRR and NRR of some accounts, as far as they can be said."""
    if books.year is None:
        return None, None
    pair = books.year.pair.where(books.year.pair.accounts["account"].isin(accounts))
    year = Comparison(pair, float(pair.accounts["v1"].sum()))
    grr, nrr = (
        retention_rates.rate(year, metric) if retention_rates.enough(books, year, metric) else None
        for metric in ("grr", "nrr")
    )
    return grr, nrr


def tactic(mine: pd.DataFrame, everyone: pd.DataFrame) -> str:
    """What is done for a segment (a key of `tactic` in codes.yml), by what it lacks.

    Much left to sell (more of its potential than of everyone's): sell where it can succeed, teach
    first where it cannot yet. Little left: keep what succeeds, serve the rest at low cost.
    """
    left, all_left = (
        frame["gap"].sum() / frame["potential"].sum() if frame["potential"].sum() else 0.0
        for frame in (mine, everyone)
    )
    able = mine["success"].mean() >= _RICH
    return ("grow" if able else "teach") if left > all_left else ("keep" if able else "serve")


@exhibit(
    shows=Table(
        c.value_segment, c.accounts, c.arr, c.potential, c.grr, c.nrr, c.ltv3,
        c.share_of_potential, c.share_of_time, c.tactic,
    ),
)  # fmt: skip
def segment_table(
    by_segment: pd.DataFrame, segments: Segments | None, engagement: Engagement
) -> Shown[
    CostAgainstValue | Which | OwnSegment | MostPotential | Conditions | Everyone | Own | Others
    | MoneyCondition | ShareCondition | IndexCondition | Tactic | OwnTactic
] | Absent:  # fmt: skip
    """What is each segment worth, what does it get, and what is done for it?"""
    if segments is None or by_segment.empty:
        return Absent("potential")
    frame = with_names(by_segment, segments, engagement.currency, value_segment="id")
    frame["tactic"] = tactics(by_segment)
    title, say = _furthest(by_segment.to_dict("records"), segments, engagement.currency)
    return Shown(frame, title=title, say=say)


def tactics(by_segment: pd.DataFrame) -> pd.Series:
    """What is done for each segment, as messages: the client's own words where it has some."""
    told = [OwnTactic(Name(row["own_tactic"])) if row["own_tactic"]
            else Tactic(Code("tactic", row["tactic_key"]))
            for row in by_segment.to_dict("records")]  # fmt: skip
    return pd.Series(told, index=by_segment.index, dtype=object)


def _furthest(
    rows: list[dict[Hashable, Any]], segments: Segments, currency: str
) -> tuple[CostAgainstValue | OwnSegment | MostPotential | None, tuple[Which, ...]]:
    """The segment whose share of time is furthest from its share of potential."""
    known = [row for row in rows if not missing(row["share_of_potential"]) and row["id"] != REST]
    timed = [row for row in known if not missing(row["share_of_time"])]
    if timed:
        row = max(timed, key=lambda each: abs(each["share_of_potential"] - each["share_of_time"]))
        shares = Share(row["share_of_potential"]), Share(row["share_of_time"])
        rule = segments.rule(row["id"])
        if segments.proposed and rule is not None:
            which = Which(Count(row["accounts"]), conditions(rule, currency))
            return CostAgainstValue(*shares), (which,) if rule.conditions else ()
        return OwnSegment(Name(row["id"]), *shares), ()
    if not known:
        return None, ()
    top = max(known, key=lambda each: each["share_of_potential"])
    return MostPotential(Share(top["share_of_potential"]), Count(top["accounts"])), ()


class Numbered(Sentence):
    number: Count


class Proposed(Sentence):
    segments: Count
    explained: Share


class YourRules(Sentence):
    segments: Count


class Argued(Sentence):
    stability: Quantity


class NotFirm(Sentence):
    stability: Quantity


@exhibit(
    part=Part.A6,
    shows=Table(c.value_segment, c.segment_rule, c.accounts, c.arr),
)
def segment_rules(
    segments: Segments | None, argued: pd.DataFrame, by_segment: pd.DataFrame,
    engagement: Engagement,
) -> Shown[
    Proposed | YourRules | Argued | NotFirm | Conditions | Everyone | MoneyCondition
    | ShareCondition | IndexCondition | Numbered | Own | Others
] | Absent:  # fmt: skip
    """By which rules is an account put into a segment?"""
    if segments is None or by_segment.empty:
        return Absent("potential")
    said = [ruled(segments.rule(name), engagement.currency) for name in by_segment["id"]]
    names = [_numbered(name, segments) for name in by_segment["id"]]
    frame = by_segment.assign(
        value_segment=pd.Series(names, index=by_segment.index, dtype=object),
        segment_rule=pd.Series(said, index=by_segment.index, dtype=object),
    )
    if not segments.proposed:
        return Shown(frame, title=YourRules(Count(len(segments.rules))))
    best = argued[argued["chosen"].astype(bool)].iloc[0]
    title = Proposed(Count(int(best["segments"])), Share(best["explained"]))
    firm = Argued if best["stability"] >= STABLE else NotFirm
    return Shown(frame, title=title, say=(firm(Quantity(best["stability"])),))


def _numbered(segment: str, segments: Segments) -> Numbered | Own | Others:
    """A segment beside its rule: its own name, or its place."""
    if segment == REST:
        return Others()
    return Numbered(Count(int(segment))) if segments.proposed else Own(Name(segment))


class Chosen(Sentence):
    segments: Count


@exhibit(part=Part.A6, shows=Table(c.segments_tried, c.explained, c.stability, c.chosen))
def segment_count(argued: pd.DataFrame) -> Shown[Chosen] | Absent:
    """Why so many segments, and not more or fewer?"""
    if argued.empty:
        return Absent("potential")
    chosen = argued["chosen"].astype(bool)
    frame = argued.assign(
        segments_tried=argued["segments"], chosen=chosen.map({True: "yes", False: "no"})
    )
    return Shown(frame, title=Chosen(Count(int(argued.loc[chosen, "segments"].iloc[0]))))


class Stayed(Sentence):
    share: Share
    accounts: Count


@exhibit(
    part=Part.A6,
    shows=Table(c.segment_before, c.segment_now, c.accounts, c.arr),
)
def segment_migration(
    migrated: pd.DataFrame, segments: Segments | None, engagement: Engagement
) -> Shown[
    Stayed | Conditions | Everyone | Own | Others | MoneyCondition | ShareCondition
    | IndexCondition
] | Absent:  # fmt: skip
    """Which accounts would the same rules have put elsewhere a quarter ago?"""
    if segments is None or migrated.empty:
        return Absent("quarter")
    total = int(migrated["accounts"].sum())
    same = int(migrated.loc[migrated["from"] == migrated["to"], "accounts"].sum())
    frame = with_names(
        migrated, segments, engagement.currency, segment_before="from", segment_now="to"
    )
    return Shown(frame, title=Stayed(Share(same / total), Count(total)))


def migration(now: pd.DataFrame, before: "pd.Series[str]") -> pd.DataFrame:
    """From which segment to which did accounts move? One row a pair, those that stayed included.

    `now`: account, arr, value_segment; `before`: the segment by account a quarter ago. Columns:
    `from`, `to`, `accounts`, `arr`; of accounts known at both.
    """
    if before.empty:
        return pd.DataFrame(columns=["from", "to", "accounts", "arr"])
    both = now.assign(**{"from": now["account"].map(before), "to": now["value_segment"]})
    return (
        both.dropna(subset=["from", "to"])
        .groupby(["from", "to"], as_index=False)
        .agg(accounts=("account", "size"), arr=("arr", "sum"))
    )
