"""The ONE: exactly one option is chosen, the decision names it, the others say why not.

Source: S2 (always ten things to do today: pick ONE).
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.errors import DataError, DataProblem, nearest
from cs_lib.intake import Intake

MOST = 10
CHOSEN = "chosen"


@dataclass(frozen=True)
class Decision:
    """The option chosen, by whom and when, and what would end it; a missing word is None.

    `segment` and `quadrant` say whom it is for, None for all. Of its tests: `metric`, `baseline`
    and `target` of the effect, `execution` and `execution_target`, `start`, `verdict` and
    `comparison` (in the client's words); `play` is its name in the activities.
    """

    option: str
    lever: str | None
    segment: str | None
    quadrant: str | None
    decided_on: dt.date | None
    decided_by: str | None
    owner: str | None
    reason: str | None
    stop_if: str | None
    metric: str | None
    baseline: float | None
    target: float | None
    execution: str | None
    execution_target: float | None
    start: dt.date | None
    verdict: dt.date | None
    comparison: str | None
    play: str


def decision(engagement: Engagement, intake: Intake) -> Decision | None:
    """What was decided? None without the table of options.

    Raises DataError where the list holds more than ten, where none or several are chosen, or where
    the decision names another option.
    """
    if "options" not in intake.tables:
        return None
    options = intake.tables["options"]
    problems = tuple(_problems(options, intake.tables.get("decision"), engagement))
    if problems:
        raise DataError(problems)
    row = options[options["state"] == CHOSEN].iloc[0]
    name = str(row["option"])
    made = _row(intake.tables.get("decision"), name)
    tests = intake.tables.get("tests")
    effect, execution = (_row(tests, name, kind) for kind in ("effect", "execution"))
    return Decision(
        option=name, lever=_word(row, "lever"), segment=_word(row, "segment"),
        quadrant=_word(row, "quadrant"), decided_on=_day(made, "decided_on"),
        decided_by=_word(made, "decided_by"), owner=_word(made, "owner"),
        reason=_word(made, "reason") or _word(row, "reason"), stop_if=_word(made, "stop_if"),
        metric=_word(effect, "metric"), baseline=_number(effect, "baseline"),
        target=_number(effect, "target"), execution=_word(execution, "metric"),
        execution_target=_number(execution, "target"), start=_day(effect, "start"),
        verdict=_day(effect, "judged_on"), comparison=_word(effect, "comparison"),
        play=_word(effect, "play") or _word(execution, "play") or name,
    )  # fmt: skip


def _problems(
    options: pd.DataFrame, made: pd.DataFrame | None, engagement: Engagement
) -> Iterator[DataProblem]:
    chosen = options.loc[options["state"] == CHOSEN, "option"].astype(str).tolist()
    if len(options) > MOST:
        wrong, allowed = f"{len(options)} options are on the list", f"at most {MOST}"
        yield _problem(
            engagement, "options", "option", wrong, allowed, "strike out the least useful"
        )
    if len(chosen) != 1:
        named = f": {', '.join(chosen)}" if chosen else ""
        wrong = f"{len(chosen) or 'no'} options are chosen{named}"
        fix = "write state: chosen on one option and parked, with a reason, on the others"
        yield _problem(
            engagement, "options", "state", wrong, "exactly one, or nothing gets done", fix
        )
    elif made is not None:
        names = made["option"].astype(str).tolist()
        if names != chosen:
            wrong = f"the decision names {', '.join(names) or 'nothing'}, the options {chosen[0]}"
            fix = f"name {chosen[0]} in the decision, or choose the other option; "
            fix += nearest(names[0] if names else "", options["option"].astype(str).tolist())
            yield _problem(engagement, "decision", "option", wrong, "the option chosen", fix)


def _problem(
    engagement: Engagement, table: str, column: str, wrong: str, allowed: str, fix: str
) -> DataProblem:
    source = engagement.tables.get(table)
    file = str(getattr(source, "path", None) or table)
    return DataProblem(file, table, wrong, allowed, fix, column)


def _row(table: pd.DataFrame | None, option: str, kind: str | None = None) -> pd.Series:
    if table is None:
        return pd.Series(dtype=object)
    rows = table[table["option"].astype(str) == option]
    rows = rows if kind is None else rows[rows["kind"] == kind]
    return rows.iloc[-1] if len(rows) else pd.Series(dtype=object)


def _word(row: pd.Series, name: str) -> str | None:
    value = row.get(name)
    return None if value is None or pd.isna(value) or not str(value).strip() else str(value)


def _number(row: pd.Series, name: str) -> float | None:
    value = row.get(name)
    return None if value is None or pd.isna(value) else float(value)


def _day(row: pd.Series, name: str) -> dt.date | None:
    value = row.get(name)
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()
