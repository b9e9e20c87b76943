"""Step 7: where is each customer on the path of value, and what is its next step?

Source: "The Ten Steps to Customer Success", step 7; S3 (4-9), S4 (the boomerang).
"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.headlines import Headline, headline
from cs_lib.engagement import Engagement, Limits
from cs_lib.exhibits import Result
from cs_lib.exhibits.findings import TOUCHED, touched, touching
from cs_lib.intake import Intake
from cs_lib.steps.s01_numbers_review import NumbersReview
from cs_lib.steps.s04_segmentation import Segmentation
from cs_lib.steps.s06_personas import Personas
from cs_lib.steps.s07_value_path import account_list as accounts_listed
from cs_lib.steps.s07_value_path import (
    advocacy,
    boomerang,
    levels,
    narrative,
    next_steps,
    page,
    plans,
    vector,
)

TOPICS = {"off_vector": "plans", "off_plan": "plans"}


@dataclass(frozen=True)
class Workings:
    """What later steps read, and what several exhibits share.

    by_account: the one list (`account_list.COLUMNS`); planned: the next step of every account
      (`next_steps.COLUMNS`); owner_steps: what each owner takes on (`next_steps.OWNERS`).
    placed: each account's level and lowest unmet criterion (`levels.COLUMNS`), with `arr`;
      level_names: level, name; on_levels: by level (`levels.BY_LEVEL`); moves: accounts higher and
      lower than a year ago.
    journey: the stages of the boomerang (`boomerang.COLUMNS`).
    plan_steps: steps due by the last day (step 6); plan_board, plan_burnup, off_plan (`plans`);
      evidence_share: milestones with evidence.
    signals_led, alarms_judged, off_vector: leading signals, their alarms in the history, and who
      is off today (`vector`).
    narrative_claims: claims and proofs (`narrative.COLUMNS`).
    advocacy_forms: by form (`advocacy.COLUMNS`); advocates_now: account, arr, advocate;
      promoters_unasked: account, arr.
    findings: what the first page may rank (`findings.TOUCHED`).
    """

    by_account: pd.DataFrame
    planned: pd.DataFrame
    owner_steps: pd.DataFrame
    placed: pd.DataFrame
    level_names: pd.DataFrame
    on_levels: pd.DataFrame
    moves: tuple[int, int] | None
    journey: pd.DataFrame
    plan_steps: pd.DataFrame
    plan_board: pd.DataFrame
    plan_burnup: pd.DataFrame
    off_plan: pd.DataFrame
    evidence_share: float | None
    signals_led: pd.DataFrame
    alarms_judged: pd.DataFrame
    off_vector: pd.DataFrame
    narrative_claims: pd.DataFrame
    advocacy_forms: pd.DataFrame
    advocates_now: pd.DataFrame
    promoters_unasked: pd.DataFrame
    findings: pd.DataFrame


@dataclass(frozen=True)
class ValuePath(Result, step="value_path", earlier=("numbers_review", "segmentation", "personas")):
    """Step 7: the path of value, the next step of each account, and where to intervene."""

    workings: Workings
    value_path = levels.value_path
    account_list = accounts_listed.account_list
    # an exhibit that is named like its module comes after the others
    step_capacity = next_steps.step_capacity
    next_steps = next_steps.next_steps
    value_levels = levels.value_levels
    off_plan_list = plans.off_plan_list
    off_vector_list = vector.off_vector_list
    plan_scoreboard = plans.plan_scoreboard
    milestones_on_time = plans.milestones_on_time
    boomerang = boomerang.boomerang
    advocates = advocacy.advocates
    charter = narrative.charter
    master_narrative = narrative.master_narrative
    vector_backtest = vector.vector_backtest
    next_value = page.next_value


def run(
    engagement: Engagement, intake: Intake, books: Books, numbers_review: NumbersReview,
    segmentation: Segmentation, personas: Personas,
) -> ValuePath:  # fmt: skip
    """Compute step 7; what lacks levels, milestones, plans or usage is absent."""
    workings = _workings(engagement.limits, intake, books, numbers_review, segmentation, personas)
    return ValuePath.of(
        workings,
        engagement,
        intake,
        books,
        headlines=_headlines(books, workings),
        findings=touching(workings.findings, TOPICS, "B", "plans"),
        gates=(accounts_listed.closes(workings.by_account, books),),
        numbers_review=numbers_review,
        segmentation=segmentation,
        personas=personas,
    )


def _workings(
    limits: Limits, intake: Intake, books: Books, numbers_review: NumbersReview,
    segmentation: Segmentation, personas: Personas,
) -> Workings:  # fmt: skip
    accounts, teams = segmentation.workings.accounts, personas.workings
    due, known_due = personas.workings.plan_steps, numbers_review.workings.renewals_due
    ends = pd.to_datetime(known_due.groupby("account")["term_end"].min())
    path = levels.path(intake)
    measured = levels.measures(books, intake, books.as_of)
    placed = levels.positions(path, measured, accounts["account"])
    before = _a_year_ago(path, books, intake)
    done = advocacy.acts(books, intake)
    as_of = pd.Timestamp(books.as_of)
    placed = placed.assign(arr=accounts["arr"].to_numpy())
    planned = next_steps.plan(
        accounts,
        placed,
        ends,
        pd.Index(done["account"].unique()),
        _undecided(personas),
        as_of,
        intake,
        limits,
    )
    entered = boomerang.entries(books, intake)
    seen = vector.history(books, intake)
    led = pd.DataFrame(columns=vector.SIGNALS) if seen is None else vector.signals(seen)
    off = pd.DataFrame(columns=vector.OFF)
    judged = pd.DataFrame(columns=vector.JUDGED)
    if seen is not None:
        judged = vector.judged(seen, led, limits.alarm)
        off = vector.off_vector(seen, led, accounts, ends, limits.alarm)
    behind = plans.off_plan(accounts, due, ends, limits.off_plan_days)
    unasked = advocacy.unasked(done, accounts, books, intake)
    return Workings(
        by_account=accounts_listed.listed(planned, teams.teams, teams.people),
        planned=planned,
        owner_steps=next_steps.by_owner(
            planned, next_steps.capacity(accounts["owner"], intake, limits)
        ),
        placed=placed,
        level_names=path[["level", "name"]],
        on_levels=levels.by_level(path, placed, accounts.set_index("account")["arr"], before,
                                  books),
        moves=levels.moved(placed, before),
        journey=boomerang.stages(entered, books),
        plan_steps=due,
        plan_board=plans.scoreboard(accounts, due, books, intake),
        plan_burnup=plans.burnup(due, as_of),
        off_plan=behind,
        evidence_share=_evidence(intake),
        signals_led=led,
        alarms_judged=judged,
        off_vector=off,
        narrative_claims=narrative.claims(accounts, path, measured, entered, books, intake),
        advocacy_forms=advocacy.forms(done, accounts),
        advocates_now=accounts[["account", "arr"]].assign(
            advocate=accounts["account"].isin(done["account"])
        ),
        promoters_unasked=accounts.loc[accounts["account"].isin(unasked), ["account", "arr"]],
        findings=_findings(off, behind),
    )  # fmt: skip


def _a_year_ago(path: pd.DataFrame, books: Books, intake: Intake) -> pd.DataFrame:
    """Where the accounts of a year ago were then; empty without a year of history."""
    if books.year is None:
        return pd.DataFrame(columns=levels.COLUMNS)
    pair = books.year.pair
    then = pair.accounts.loc[pair.accounts["v0"] > 0, "account"]
    return levels.positions(path, levels.measures(books, intake, pair.opening.date()), then)


def _undecided(personas: Personas) -> pd.Index:
    """The accounts where nobody is known who decides; none where no contacts were given."""
    known = personas.workings
    unknown = known.teams.loc[~known.teams["decider_known"].astype(bool), "account"]
    return pd.Index(unknown if len(known.people) else [])


def _evidence(intake: Intake) -> float | None:
    """The share of milestones that say what shows them; None without milestones."""
    rows = intake.tables.get("milestones")
    if rows is None or rows.empty or "evidence" not in rows:
        return None
    return float(rows["evidence"].notna().mean())


def _findings(off: pd.DataFrame, behind: pd.DataFrame) -> pd.DataFrame:
    """What the first page may rank: money a year, accounts, who looks after most of it."""
    lists = {"off_vector": off, "off_plan": behind}
    rows = [
        touched(what, part, f"value_path.{what}_list") for what, part in lists.items() if len(part)
    ]
    return pd.DataFrame(rows, columns=TOUCHED)


def _headlines(books: Books, workings: Workings) -> tuple[Headline, ...]:
    known = workings.placed[workings.placed["level"].notna()]
    top = known["level"].eq(workings.level_names["level"].max()) if len(known) else known["level"]
    value = float(known.loc[top, "arr"].sum() / known["arr"].sum()) if len(known) else None
    return (headline(books, "N07", value, len(known)),)
