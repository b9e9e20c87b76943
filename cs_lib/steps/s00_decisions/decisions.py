"""What are you asked to decide, why, what is it worth, who decides by when, what does waiting cost?

Three decisions: figures on which the board disagrees come first, because every other decision
rests on them; then what is worth most; then the ONE thing that was chosen in step 9.
"""

import datetime as dt
from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.exhibits import Part, Result, Shown, Table, c, exhibit
from cs_lib.exhibits.findings import Finding
from cs_lib.steps.s00_decisions import priority, wording
from cs_lib.texts import Cell, Code, Count, Money, Points, Sentence, Share

DECISIONS, MOST_NAMED = 3, 3
NUMBERS = "numbers"
"""The topic of findings about what figures mean: agreement settles it."""


class Metric(Sentence):
    metric: Code


class Agree(Sentence):
    metrics: tuple[Metric, ...]


class Agreed(Sentence): ...


class Differs(Sentence):
    metric: Code
    stated: Share
    ours: Annotated[Share, "now:metric"]


class NobodySigned(Sentence):
    metrics: Count


class EverybodySigned(Sentence): ...


class StaysDraft(Sentence): ...


class Nothing(Sentence): ...


class ComesBack(Sentence): ...


class Unknown(Sentence): ...


class EachQuarter(Sentence):
    money: Annotated[Money, "waiting"]


class EndsThisQuarter(Sentence):
    money: Annotated[Money, "arr_noticed"]


class SetTargets(Sentence): ...


class NoTargets(Sentence): ...


class TargetsMet(Sentence): ...


class Raise(Sentence): ...


class Input(Sentence):
    need: Code


class Ask(Sentence):
    inputs: tuple[Input, ...]


class Complete(Sentence): ...


class Lacks(Sentence):
    inputs: Count


class Incomplete(Sentence): ...


class RestsOn(Sentence):
    n: Count


class RestsOnNone(Sentence): ...


class MoneyBetween(RestsOn):
    low: Money
    high: Money


class PointsBetween(RestsOn):
    low: Points
    high: Points


Size = RestsOn | RestsOnNone | MoneyBetween | PointsBetween
Decision = Agree | Agreed | SetTargets | Raise | Ask | Complete
Reason = Differs | NobodySigned | EverybodySigned | NoTargets | TargetsMet | Lacks | Nothing
Waiting = (
    StaysDraft | EachQuarter | EndsThisQuarter | ComesBack | Unknown | Incomplete | Nothing
)  # fmt: skip
Row = dict[str, object]


@exhibit(shows=Table(c.decision, c.decision_reason, c.at_stake, c.owner, c.decide_by, c.waiting))
def decisions(
    metrics: pd.DataFrame,
    missing: pd.DataFrame,
    open_metrics: pd.DataFrame,
    books: Books,
    results: dict[str, Result],
) -> Shown[Decision | Reason | Waiting | wording.Found | wording.Action]:
    """What are you asked to decide, why, what is it worth, and what does waiting cost?"""
    found, day = priority.findings(results.values()), next_quarter(books)
    speaker = wording.Speaker(books.engagement.currency)
    rate, disputed = loss_rate(metrics), bool(open_metrics["disputed"].any())
    one = [each for each in found if each.what == "the_one"]
    ranked = [
        each
        for each in priority.one_a_topic(priority.ranked(found, rate))
        if each.topic != NUMBERS and each.at_stake(rate) > 0
    ]
    agree = _agree(open_metrics, metrics, found, speaker, day)
    rows = [agree] if disputed else []
    rows += [_decided(each, speaker, day) for each in ranked[: DECISIONS - len(rows) - len(one)]]
    rows += [_decided(each, speaker, day) for each in one]
    rest = [] if disputed else [agree]
    rest += [*_targets(metrics, day), _ask(missing, day)]
    return Shown(pd.DataFrame((rows + rest)[:DECISIONS]))


@exhibit(
    part=Part.A6,
    shows=Table(
        c.finding,
        c.at_stake,
        c.accounts,
        c.data_grade,
        c.finding_basis,
        c.size_reason,
        c.owner,
        c.evidence_in,
    ),
)
def findings_by_money(
    metrics: pd.DataFrame, books: Books, results: dict[str, Result]
) -> Shown[wording.Found | Size]:
    """What did all steps find, and what is each finding worth?"""
    speaker, rate = wording.Speaker(books.engagement.currency), loss_rate(metrics)
    rows = [
        {
            "finding": speaker.found(each),
            "at_stake": each.at_stake(rate) or None,
            "accounts": each.accounts,
            "data_grade": each.grade,
            "finding_basis": each.basis,
            "size_reason": _size(each, books),
            "owner": each.owner,
            "evidence_in": each.evidence.partition(".")[0],
        }
        for each in priority.ranked(priority.findings(results.values()), rate)
    ]
    columns = ["finding", "at_stake", "accounts", "data_grade", "finding_basis", "size_reason",
               "owner", "evidence_in"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return Shown(
        frame.astype({"at_stake": "float64", "accounts": "Int64", "owner": "object"}) if rows
        else None
    )  # fmt: skip


def _size(found: Finding, books: Books) -> Size:
    """The second reason of a finding's grade: the accounts that it rests on, and its limits."""
    if found.n is None:
        return RestsOnNone()
    n, effect = Count(found.n), [found.facts.get(name) for name in ("effect_high", "effect_low")]
    if found.low is not None and found.high is not None:
        currency = books.engagement.currency
        return MoneyBetween(n, Money(found.low, currency), Money(found.high, currency))
    if effect[0] is not None and effect[1] is not None:
        return PointsBetween(n, Points(-effect[0]), Points(-effect[1]))
    return RestsOn(n)


def loss_rate(metrics: pd.DataFrame) -> float:
    """The share of ARR that the company lost in the year; 0 where it is not known."""
    rate = metrics.loc[metrics["metric"] == "gross_churn_rate", "now"].dropna()
    return 0.0 if rate.empty else float(rate.iloc[0])


def next_quarter(books: Books) -> dt.date:
    """The last day of the next quarter: by then a board meets again."""
    return books.before(books.as_of, -3)


def _row(decision: Sentence, reason: Sentence, waiting: Sentence, **known: object) -> Row:
    empty = {"at_stake": float("nan"), "owner": None, "decide_by": None}
    return {"decision": decision, "decision_reason": reason} | empty | known | {"waiting": waiting}


def _decided(finding: Finding, speaker: wording.Speaker, day: dt.date) -> Row:
    known = float("nan") if finding.money is None else finding.money
    if finding.what == "the_one" and "ltv_net" in finding.facts:
        known = finding.facts["ltv_net"]
    return _row(
        speaker.action(finding), speaker.found(finding), _waiting(finding, speaker.currency),
        at_stake=known, owner=finding.owner, decide_by=finding.by or day,
    )  # fmt: skip


def _waiting(finding: Finding, currency: str) -> Waiting:
    if finding.waiting is not None:
        money = Money(finding.waiting, currency)
        return EndsThisQuarter(money) if finding.what == "notice_given" else EachQuarter(money)
    return ComesBack() if finding.topic == "retention" else Unknown()


def _agree(
    open_metrics: pd.DataFrame, metrics: pd.DataFrame, found: tuple[Finding, ...],
    speaker: wording.Speaker, day: dt.date,
) -> Row:  # fmt: skip
    if open_metrics.empty:
        return _row(Agreed(), EverybodySigned(), Nothing())
    # what somebody disputes is the reason to talk; what nobody has looked at yet comes after
    ordered = open_metrics.sort_values("disputed", ascending=False, kind="stable")
    named = tuple(Metric(Code("metric", slug)) for slug in ordered["metric"].head(MOST_NAMED))
    rates = metrics[(metrics["unit"] == "rate") & metrics["stated"].notna()]
    rates = rates[rates["metric"].isin(ordered["metric"]) & rates["now"].notna()]
    if rates.empty:
        return _row(
            Agree(named), NobodySigned(Count(len(open_metrics))), StaysDraft(), decide_by=day
        )
    place = list(ordered["metric"]).index
    far = min(rates.to_dict("records"), key=lambda row: place(row["metric"]))
    of_it = [each for each in found if each.topic == NUMBERS and each.about == far["metric"]]
    if of_it:
        return _row(
            Agree(named), speaker.found(of_it[0]), StaysDraft(), decide_by=day,
            at_stake=of_it[0].money,
        )  # fmt: skip
    at = Cell("decisions.scorecard", str(far["metric"]), "now")
    differs = Differs(Code("metric", far["metric"]), Share(far["stated"]), Share(far["now"], at=at))
    return _row(Agree(named), differs, StaysDraft(), decide_by=day)


def _targets(metrics: pd.DataFrame, day: dt.date) -> list[Row]:
    """Targets come first; where all are met they may be raised; what misses one is a finding."""
    rates = metrics[metrics["metric"].isin(priority.RATES)]
    if rates["target"].isna().all():
        return [_row(SetTargets(), NoTargets(), Unknown(), decide_by=day)]
    known = rates.dropna(subset=["target", "now"])
    if known.empty or (known["now"] < known["target"]).any():
        return []
    return [_row(Raise(), TargetsMet(), Nothing(), decide_by=day)]


def _ask(missing: pd.DataFrame, day: dt.date) -> Row:
    if missing.empty:
        return _row(Complete(), Nothing(), Nothing())
    # the register's order is that of what adds most: revenue, costs, then the teams
    first = tuple(Input(Code("need", name)) for name in missing["need"].head(MOST_NAMED))
    return _row(Ask(first), Lacks(Count(len(missing))), Incomplete(), decide_by=day)
