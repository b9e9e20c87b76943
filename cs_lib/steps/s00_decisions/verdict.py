"""What is the verdict, what are the three decisions, and what does waiting cost?"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.exhibits import Foot, Result, Said, Shown, Table, c, exhibit, page
from cs_lib.intake import Intake
from cs_lib.texts import Cell, Code, Count, Day, Money, Name, Points, Sentence, Share

MOST_NAMED = 3
QUARTERS = 4


class GrewBelow(Sentence):
    growth: Share
    metric: Code
    short: Points


class ShrankBelow(Sentence):
    loss: Share
    metric: Code
    short: Points


class Grew(Sentence):
    growth: Share


class Shrank(Sentence):
    loss: Share


class Young(Sentence):
    arr: Money


class Decide(Sentence):
    decisions: Count


class TheOne(Sentence):
    option: Name
    day: Day


class TheOneUndated(Sentence):
    option: Name


class Metric(Sentence):
    metric: Code


class Agree(Sentence):
    metrics: tuple[Metric, ...]


class Agreed(Sentence): ...


class Differs(Sentence):
    metric: Code
    stated: Share
    ours: Share


class NobodySigned(Sentence):
    metrics: Count


class EverybodySigned(Sentence): ...


class StaysDraft(Sentence): ...


class Nothing(Sentence): ...


class CloseGap(Sentence):
    metric: Code


class GapOf(Sentence):
    metric: Code
    short: Points
    money: Money


class EachQuarter(Sentence):
    money: Money


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


class Reconciles(Sentence):
    checks: Count


class Broken(Sentence):
    broken: Count
    checks: Count
    first: Name


class AllRows(Sentence): ...


class RowsOut(Sentence):
    rows: Count


class NoConflict(Sentence): ...


class Conflicts(Sentence):
    ways: Count


Claim = GrewBelow | ShrankBelow | Grew | Shrank | Young
Decision = Agree | Agreed | CloseGap | SetTargets | Raise | Ask | Complete
Reason = Differs | NobodySigned | EverybodySigned | GapOf | NoTargets | TargetsMet | Lacks | Nothing
Waiting = StaysDraft | EachQuarter | Incomplete | Nothing
Row = tuple[Decision, Reason, Waiting]


@exhibit(shows=Table(c.decision, c.decision_reason, c.waiting))
def decisions(
    metrics: pd.DataFrame,
    gaps: pd.DataFrame,
    missing: pd.DataFrame,
    open_metrics: pd.DataFrame,
    books: Books,
) -> Shown[Decision | Reason | Waiting]:
    """What are you asked to decide, why, and what does waiting cost?"""
    currency = books.engagement.currency
    rows = [_agree(open_metrics, metrics), _gap(metrics, gaps, currency), _ask(missing)]
    return Shown(pd.DataFrame(rows, columns=["decision", "decision_reason", "waiting"]))


def _agree(open_metrics: pd.DataFrame, metrics: pd.DataFrame) -> Row:
    if open_metrics.empty:
        return Agreed(), EverybodySigned(), Nothing()
    # what somebody disputes is the reason to talk; what nobody has looked at yet comes after
    ordered = open_metrics.sort_values("disputed", ascending=False, kind="stable")
    named = tuple(Metric(Code("metric", slug)) for slug in ordered["metric"].head(MOST_NAMED))
    rates = metrics[(metrics["unit"] == "rate") & metrics["stated"].notna()]
    rates = rates[rates["metric"].isin(ordered["metric"]) & rates["now"].notna()]
    if rates.empty:
        return Agree(named), NobodySigned(Count(len(open_metrics))), StaysDraft()
    place = list(ordered["metric"]).index
    far = min(rates.to_dict("records"), key=lambda row: place(row["metric"]))
    at = Cell("decisions.scorecard", str(far["metric"]), "now")
    differs = Differs(Code("metric", far["metric"]), Share(far["stated"]), Share(far["now"], at=at))
    return Agree(named), differs, StaysDraft()


def _gap(metrics: pd.DataFrame, gaps: pd.DataFrame, currency: str) -> Row:
    if metrics["target"].isna().all():
        return SetTargets(), NoTargets(), Nothing()
    if gaps.empty:
        return Raise(), TargetsMet(), Nothing()
    top = gaps.iloc[0]
    metric = Code("metric", top["metric"])
    money = Money(top["money"], currency)
    quarter = Money(top["money"] / QUARTERS, currency)
    return CloseGap(metric), GapOf(metric, Points(top["points"]), money), EachQuarter(quarter)


def _ask(missing: pd.DataFrame) -> Row:
    if missing.empty:
        return Complete(), Nothing(), Nothing()
    # the register's order is that of what unlocks most: revenue, costs, then the teams
    first = tuple(Input(Code("need", name)) for name in missing["need"].head(MOST_NAMED))
    return Ask(first), Lacks(Count(len(missing))), Incomplete()


@page(number=1, exhibits=("decisions",))
def verdict(
    metrics: pd.DataFrame,
    gaps: pd.DataFrame,
    books: Books,
    contradictions: pd.DataFrame,
    intake: Intake,
    results: dict[str, Result],
) -> Said[
    Claim
    | Decide
    | TheOne
    | TheOneUndated
    | Reconciles
    | Broken
    | AllRows
    | RowsOut
    | NoConflict
    | Conflicts
]:
    """What is the verdict of this review?"""
    gates = [gate for result in results.values() for gate in result.gates]
    broken = [gate for gate in gates if not gate.holds]
    out = sum(len(rows) for rows in intake.quarantine.values())
    trust = (
        Broken(Count(len(broken)), Count(len(gates)), Name(broken[0].name))
        if broken
        else Reconciles(Count(len(gates)))
    )
    worst = metrics["data_grade"].dropna().max()
    return Said(
        _claim(metrics, gaps, books.engagement.currency),
        so_what=(Decide(Count(3)), *_the_one(results)),
        bullets=(
            trust,
            RowsOut(Count(out)) if out else AllRows(),
            Conflicts(Count(len(contradictions))) if len(contradictions) else NoConflict(),
        ),
        foot=Foot.of(books.stock(books.as_of)[1], books.as_of, books.source.table, worst),
    )


def _the_one(results: dict[str, Result]) -> tuple[TheOne | TheOneUndated, ...]:
    """What was chosen in step 9, and when it will be judged."""
    decided = results["execution"].workings.decided if "execution" in results else None
    if decided is None:
        return ()
    name = Name(decided.option.replace("-", " ").replace("_", " "))
    return (TheOneUndated(name) if decided.verdict is None else TheOne(name, Day(decided.verdict)),)


def _claim(metrics: pd.DataFrame, gaps: pd.DataFrame, currency: str) -> Claim:
    (arr,) = metrics[metrics["metric"] == "arr"].to_dict("records")
    if pd.isna(arr["year_ago"]) or not arr["year_ago"]:
        return Young(Money(arr["now"], currency, at=Cell("decisions.scorecard", "arr", "now")))
    growth = arr["now"] / arr["year_ago"] - 1
    if gaps.empty:
        return Grew(Share(growth)) if growth >= 0 else Shrank(Share(-growth))
    metric, short = Code("metric", gaps.iloc[0]["metric"]), Points(gaps.iloc[0]["points"])
    if growth >= 0:
        return GrewBelow(Share(growth), metric, short)
    return ShrankBelow(Share(-growth), metric, short)
