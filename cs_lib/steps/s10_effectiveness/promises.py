"""What did last quarter's edition promise, and what came of it? (S2: promise against delivery)"""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.intake.previous import Previous
from cs_lib.steps.s01_numbers_review import NumbersReview
from cs_lib.steps.s09_execution import Execution
from cs_lib.steps.s10_effectiveness import trials as of
from cs_lib.steps.s10_effectiveness.verdicts import readable
from cs_lib.texts import Code, Count, Money, Name, Points, Sentence, Share

CHOSEN = "chosen"
KEPT, BROKEN, OPEN = "kept", "not_kept", "open"
COLUMNS = ["promise", "promised", "delivered", "promise_kept"]


class Chose(Sentence):
    option: Name


class StillChosen(Sentence): ...


class NowIs(Sentence):
    state: Code


class Dropped(Sentence): ...


class Fall(Sentence):
    option: Name
    effect: Points


class FallOpen(Sentence):
    option: Name


class Effect(Sentence):
    fall: Points
    rise: Points


class EffectFound(Sentence):
    low: Points
    high: Points


class EffectUnknown(Sentence): ...


class Reach(Sentence):
    metric: Code
    target: Share


class FromTo(Sentence):
    before: Share
    now: Share


class Forecast(Sentence):
    arr: Money
    low: Money
    high: Money


class Was(Sentence):
    arr: Money


Said = (
    Chose | StillChosen | NowIs | Dropped | Fall | FallOpen | Effect | EffectFound
    | EffectUnknown | Reach | FromTo | Forecast | Was
)  # fmt: skip
Row = tuple[str, Said, Said, str]


def promises(
    last: Previous | None, judged: pd.DataFrame, execution: Execution, review: NumbersReview,
    books: Books, intake: Intake,
) -> pd.DataFrame:  # fmt: skip
    """One row a promise of the last edition (`COLUMNS`): its choice, tests, targets and forecast.

    `promised` and `delivered` are messages. A target is kept where the figure reaches it, a test
    where the effect was found, a forecast where ARR of the customers of then, those who had signed
    included, is within its 80 % band, a choice where it is still the ONE or was done.
    """
    if last is None:
        return pd.DataFrame(columns=COLUMNS)
    rows = [
        *_choice(last.table("execution", "listed"), execution),
        *_tests(last.table("effectiveness", "judged"), judged),
        *_targets(last, review, books),
        *_forecast(
            last.table("numbers_review", "forecast"),
            last.table("numbers_review", "known_events"),
            books,
        ),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _choice(before: pd.DataFrame | None, execution: Execution) -> Iterator[Row]:
    """The ONE of then: is it still, or what became of it?"""
    if before is None or before.empty:
        return
    option = str(before.loc[before["option_state"] == CHOSEN, "option"].iloc[0])
    now = execution.workings.listed.set_index("option")["option_state"]
    state = None if option not in now.index else str(now[option])
    if state is None:
        yield "choice", Chose(Name(option)), Dropped(), BROKEN
    elif state == CHOSEN:
        yield "choice", Chose(Name(option)), StillChosen(), OPEN
    else:
        kept = KEPT if state == "done" else BROKEN
        yield "choice", Chose(Name(option)), NowIs(Code("option_state", state)), kept


def _tests(before: pd.DataFrame | None, judged: pd.DataFrame) -> Iterator[Row]:
    """The tests that were running then, and whose verdict has come since."""
    running = (
        pd.DataFrame(columns=["option"]) if before is None else before[~before["due"].astype(bool)]
    )
    for row in judged[judged["due"].astype(bool)].to_dict("records"):
        if row["option"] not in set(running["option"]):
            continue
        name = Name(readable(row["option"]))
        expected = row["effect_expected"]
        aim = FallOpen(name) if pd.isna(expected) else Fall(name, Points(-expected))
        works = {of.YES: KEPT, of.NO: BROKEN}.get(str(row["works"]), OPEN)
        yield "test", aim, _effect(row), works


def _effect(row: Mapping[Any, Any]) -> Effect | EffectFound | EffectUnknown:
    low, high = row["effect_low"], row["effect_high"]
    if row["works"] in of.UNKNOWN:
        return EffectUnknown()
    if high < 0:
        return EffectFound(Points(-high), Points(-low))
    return Effect(Points(max(0.0, -low)), Points(high))


def _targets(last: Previous, review: NumbersReview, books: Books) -> Iterator[Row]:
    """Rates with a target in the last edition: a quarter ago, and now."""
    targets = last.engagement.get("targets", {}) or {}
    kpis = review.workings.kpis.set_index("metric")
    for metric, target in targets.items():
        if metric not in kpis.index or kpis.loc[metric, "unit"] != "rate":
            continue
        row = kpis.loc[metric]
        if pd.isna(row["now"]) or pd.isna(row["quarter_ago"]):
            continue
        better = row["now"] >= target if row["better"] == "higher" else row["now"] <= target
        said = Reach(Code("metric", str(metric)), Share(float(target)))
        yield (
            "target",
            said,
            FromTo(Share(row["quarter_ago"]), Share(row["now"])),
            (KEPT if better else BROKEN),
        )


def _forecast(
    path: pd.DataFrame | None, events: pd.DataFrame | None, books: Books
) -> Iterator[Row]:
    """The forecast of ARR of the customers of then, for the day that is now the last.

    Who had signed then and had not started is in the forecast, and so in what came of it.
    """
    wanted = {"period_end", "closing", "low_80", "high_80"}
    if path is None or not wanted <= set(path.columns):
        return
    row = path[path["period_end"] == pd.Timestamp(books.as_of)]
    compared = books.compare(books.before(books.as_of, 3), books.as_of)
    if row.empty or compared is None:
        return
    there, told = compared.pair.accounts, row.iloc[0]
    of_then = there["v0"] > 0
    if events is not None:
        of_then |= there["account"].isin(events.loc[events["fresh"].astype(bool), "account"])
    actual = float(there.loc[of_then, "v1"].sum())
    euro = books.engagement.currency
    band = [Money(told[name], euro) for name in ("closing", "low_80", "high_80")]
    kept = KEPT if told["low_80"] <= actual <= told["high_80"] else BROKEN
    yield "forecast", Forecast(*band), Was(Money(actual, euro)), kept


class Score(Sentence):
    kept: Count
    promises: Count


class NoneMade(Sentence): ...


class StillOpen(Sentence):
    promises: Count


class Restated(Sentence):
    quarters: Count


class NotRestated(Sentence): ...


@exhibit(
    part=Part.A4,
    shows=Table(c.promise, c.promised, c.delivered, c.promise_kept),
    needs=("previous",),
)
def promise_and_delivery(
    promised: pd.DataFrame, numbers_review: NumbersReview
) -> Shown[
    Score | NoneMade | StillOpen | Restated | NotRestated | Chose | StillChosen | NowIs | Dropped
    | Fall | FallOpen | Effect | EffectFound | EffectUnknown | Reach | FromTo | Forecast | Was
] | Absent:  # fmt: skip
    """What did you promise last quarter, and what did you deliver?"""
    restated = numbers_review.restated
    say: list[StillOpen | Restated | NotRestated] = []
    waiting = int(promised["promise_kept"].eq(OPEN).sum())
    say += [StillOpen(Count(waiting))] if waiting else []
    if restated.absent is None:
        moved = 0 if restated.frame.empty else restated.frame["period"].nunique()
        say.append(Restated(Count(moved)) if moved else NotRestated())
    if promised.empty:
        return Shown(None, title=NoneMade(), say=tuple(say))
    kept = int(promised["promise_kept"].eq(KEPT).sum())
    return Shown(promised, title=Score(Count(kept), Count(len(promised))), say=tuple(say))
