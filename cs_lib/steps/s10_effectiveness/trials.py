"""What did each play do to losses, was it done as planned, and what follows? (10.01, M69)"""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from cs_lib.books import retention_rates
from cs_lib.books.books import Books
from cs_lib.intake import Intake
from cs_lib.models.effect import sensitivity
from cs_lib.models.effect.estimate import Effect
from cs_lib.models.effect.losses import Losses, losses
from cs_lib.steps.s10_effectiveness.groups import Trial, Watched, groups

COLUMNS = [
    "option", "play", "start", "verdict_day", "due", "treated", "compared", "treated_lost",
    "compared_lost", "treated_rate", "compared_rate", "effect", "effect_low", "effect_high",
    "ratio", "ratio_low", "ratio_high", "chance", "placebo_chance", "e_value", "e_value_limit",
    "effect_expected", "done_share", "done_target", "done", "works", "loop_verdict",
]  # fmt: skip
FIGURES = COLUMNS[9:21]
"""Rates and what is made of them."""
KEEP, AGAIN, FINISH, DROP, WAIT = "keep", "choose_again", "finish", "do_or_drop", "wait"
YES, NO, UNCLEAR, TOO_FEW, TOO_SHORT = "yes", "no", "unclear", "too_few", "too_short"
UNKNOWN = (TOO_FEW, TOO_SHORT)
"""Of `works`: no effect is estimated."""
SHUFFLES = 499
WHOLE = 1.0
"""All accounts: no more can leave in a year."""


def trials(watched: Watched, books: Books, intake: Intake) -> pd.DataFrame:
    """One row a test of an effect that has begun (`COLUMNS`), the latest first.

    Rates and effects are losses per account and year; `effect_expected` is the change aimed at.
    `due`: the day of the verdict has come; before it there is no verdict. `done` needs the
    share that was aimed at. `works` is `unclear` where no effect was found and the one expected
    cannot be ruled out; `too_few` where a group, or the losses of both, are too few for a rate
    (P26), and `too_short` where a limit is more than all accounts a year: then no rate and no
    effect is given.
    `placebo_chance`: how often a play given to others at random does as much.
    """
    rows = [
        _row(test, watched[test], effect, execution, books)
        for test, effect, execution in _tests(books, intake)
    ]
    frame = pd.DataFrame([row for row in rows if row is not None], columns=COLUMNS)
    frame = frame.sort_values(["due", "verdict_day", "start"], ascending=[False, False, True])
    numbers = dict.fromkeys(COLUMNS[9:24], "float64")
    return frame.astype(numbers).reset_index(drop=True)


def watched(books: Books, intake: Intake) -> Watched:
    """The tests of effects that have begun, to the day of the verdict or the last day."""
    return {test: groups(test, books, intake) for test, _, _ in _tests(books, intake)}


def _tests(books: Books, intake: Intake) -> Iterator[tuple[Trial, pd.Series, pd.Series | None]]:
    if "tests" not in intake.tables:
        return
    rows = intake.tables["tests"]
    for _, effect in rows[rows["kind"].eq("effect") & rows["start"].notna()].iterrows():
        start, judged = effect["start"].date(), effect["judged_on"].date()
        if start > books.as_of:
            continue
        of_option = rows[rows["option"].eq(effect["option"]) & rows["kind"].eq("execution")]
        execution = of_option.iloc[-1] if len(of_option) else None
        play = effect["play"] if pd.notna(effect["play"]) else effect["option"]
        test = Trial(str(effect["option"]), str(play), start, min(judged, books.as_of))
        yield test, effect, execution


def _row(
    test: Trial, frame: pd.DataFrame, effect: pd.Series, execution: pd.Series | None, books: Books
) -> tuple[object, ...] | None:
    segment = effect["segment"]
    frame = frame if pd.isna(segment) else frame[frame["segment"] == segment]
    given = frame["treated"].astype(bool)
    if not given.any():
        return None
    expected = _expected(effect)
    due = effect["judged_on"].date() <= books.as_of
    share, target = _execution(execution)
    done = bool(share >= (1.0 if np.isnan(target) else target))
    works, counts, figures = _judged(frame, expected, books)
    return (
        test.option, test.play, pd.Timestamp(test.start), effect["judged_on"], due, *counts,
        *figures, expected, share, target, done, works, verdict(done, works) if due else None,
    )  # fmt: skip


def _judged(
    frame: pd.DataFrame, expected: float, books: Books
) -> tuple[str, tuple[int, ...], tuple[float, ...]]:
    """`works`, the accounts and losses of both groups, and the figures where they can be said."""
    unknown = (float("nan"),) * len(FIGURES)
    if not enough(frame, books):
        given, lost = frame["treated"].astype(bool), frame["lost"].astype(bool)
        # who got it later is among the treated, and no account to compare them with
        others = ~given & ~frame["later"].astype(bool)
        return TOO_FEW, tuple(
            int(each.sum()) for each in (given, others, given & lost, others & lost)
        ), unknown  # fmt: skip
    found = losses(frame, ["segment"])
    values = found.difference
    counts = values.treated, values.compared, found.treated_lost, found.compared_lost
    if not possible(values):
        return TOO_SHORT, counts, unknown
    return effective(found, expected), counts, (
        found.treated_rate, found.compared_rate, values.value, values.low, values.high,
        found.ratio, found.ratio_low, found.ratio_high, found.chance,
        shuffled(frame, values.value), _e(found.ratio),
        sensitivity.e_value_of_limit(found.ratio_low, found.ratio_high),
    )  # fmt: skip


def enough(frame: pd.DataFrame, books: Books) -> bool:
    """Are there accounts enough in both groups, and losses enough in all, for rates (P26)?"""
    given = frame["treated"].astype(bool)
    fewer = int(min(given.sum(), (~given & ~frame["later"].astype(bool)).sum()))
    return retention_rates.sayable(books, fewer, int(frame["lost"].sum()))


def possible(effect: Effect) -> bool:
    """Can both limits be? No more than all accounts can leave in a year, or stay that left."""
    return max(-effect.low, effect.high) <= WHOLE


def _e(ratio: float) -> float:
    return float("nan") if np.isnan(ratio) else sensitivity.e_value(ratio)


def _expected(effect: pd.Series) -> float:
    """The change aimed at, where both ends are shares of accounts lost."""
    ends = effect[["baseline", "target"]].astype(float)
    known = ends.between(0, 1).all()
    return float(ends["target"] - ends["baseline"]) if known else float("nan")


def _execution(execution: pd.Series | None) -> tuple[float, float]:
    if execution is None:
        return float("nan"), float("nan")
    return float(execution["actual"]), float(execution["target"])


def effective(found: Losses, expected: float) -> str:
    """Did fewer leave? `unclear` where neither that nor the effect expected can be ruled out."""
    if found.found and found.ratio < 1:
        return YES
    ruled_out = not np.isnan(expected) and found.difference.low > expected
    return NO if found.found or ruled_out else UNCLEAR


def verdict(done: bool, works: str) -> str:
    """One of four: keep it, choose again, finish it, or do it or drop it (S2); else wait."""
    if works == YES:
        return KEEP if done else FINISH
    if works in UNKNOWN and done:
        return WAIT
    return AGAIN if done else DROP


def shuffled(frame: pd.DataFrame, seen: float, seed: int = 0) -> float:
    """How often does a play given to others of the same segment at random do as much? (placebo)"""
    random = np.random.default_rng(seed)
    lost, years = frame["lost"].to_numpy(float), frame["months"].to_numpy(float) / 12
    given, codes = frame["treated"].to_numpy(bool), pd.factorize(frame["segment"])[0]
    parts = [np.flatnonzero(codes == code) for code in np.unique(codes)]
    found = []
    for _ in range(SHUFFLES):
        other = given.copy()
        for part in parts:
            other[part] = random.permutation(given[part])
        rates = [lost[side].sum() / max(years[side].sum(), 1e-9) for side in (other, ~other)]
        found.append(rates[0] - rates[1])
    return sensitivity.placebo_chance(np.array(found), seen)


def latest(found: pd.DataFrame) -> pd.DataFrame:
    """Those of the trials whose verdict was due last."""
    due = found[found["due"].astype(bool)]
    last: pd.DataFrame = due[due["verdict_day"] == due["verdict_day"].max()]
    return last


def known(found: pd.DataFrame) -> pd.DataFrame:
    """Those of the trials whose effect is estimated."""
    estimated: pd.DataFrame = found[~found["works"].isin(UNKNOWN)]
    return estimated


def day(value: object) -> dt.date:
    """A table's day as a plain date."""
    return pd.Timestamp(value).date()  # type: ignore[arg-type]
