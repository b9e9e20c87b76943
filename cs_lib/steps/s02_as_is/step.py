"""Step 2, the as-is: what works, who can do it, who answers for it, and what raters think?

Source: "The Ten Steps to Customer Success", step 2; S0, S1, S3, S4. The fire-fighter's test and the
cost of the drivers stand in step 3; account load, time by quadrant, the cost of the wrong customers
and the directions of contact in step 4.
"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.headlines import Headline, headline
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Result
from cs_lib.exhibits.findings import touching
from cs_lib.intake import Intake
from cs_lib.steps.s02_as_is import (
    activity,
    assessed,
    challenges,
    expertise,
    findings,
    handoffs,
    incentives,
    knowledge,
    page,
    people,
    priced_gaps,
    processes,
    responsibilities,
    seats,
    stages,
    time_use,
    tools,
)


@dataclass(frozen=True)
class Workings:
    """What later steps read, and what several exhibits share.

    by_stage: accounts and ARR that each stage touches (`stages.COLUMNS`).
    processes: the board's rows with their ARR (`processes.COLUMNS`).
    staff: people by role and segment (`people.COLUMNS`); coverage: expertise by driver and segment
      (`expertise.COLUMNS`); seats: who does and who likes what (`seats.COLUMNS`), empty in a client
      edition; time_split: hours by purpose (`time_use.COLUMNS`).
    handoff_rows, raci_stages, relay, pay, votes: the boards as they are read.
    areas: the five areas of knowledge (`knowledge.COLUMNS`).
    scored, score_sections, assessments, layer_scores: the questionnaires by item, by section, in
      all, and by layer, from 0 to 4; the next review compares with `scored`.
    gaps_priced: statements with the ARR that their gap touches (`priced_gaps.COLUMNS`).
    findings: what the first page may rank (`findings.COLUMNS`).
    """

    by_stage: pd.DataFrame
    processes: pd.DataFrame
    staff: pd.DataFrame
    coverage: pd.DataFrame
    seats: pd.DataFrame
    time_split: pd.DataFrame
    handoff_rows: pd.DataFrame
    raci_stages: pd.DataFrame
    relay: pd.DataFrame
    pay: pd.DataFrame
    votes: pd.DataFrame
    areas: pd.DataFrame
    scored: pd.DataFrame
    score_sections: pd.DataFrame
    assessments: pd.DataFrame
    layer_scores: pd.DataFrame
    gaps_priced: pd.DataFrame
    findings: pd.DataFrame


@dataclass(frozen=True)
class AsIs(Result, step="as_is"):
    """Step 2: processes, people, responsibilities, and what raters say of them."""

    workings: Workings
    board = processes.board
    process_list = processes.process_list
    people = people.people
    single_points = expertise.single_points
    # an exhibit that is named like its module comes after the others
    expertise = expertise.expertise
    seats_by_role = seats.seats_by_role
    seat_list = seats.seat_list
    time_use = time_use.time_use
    handoffs = handoffs.handoffs
    raci = responsibilities.raci
    relay_map = responsibilities.relay_map
    incentives = incentives.incentives
    challenges_by_role = challenges.challenges_by_role
    challenges = challenges.challenges
    tool_readiness = tools.tool_readiness
    knowledge = knowledge.knowledge
    layers = assessed.layers
    scores = assessed.scores
    sections = assessed.sections
    disagreements = assessed.disagreements
    open_items = assessed.open_items
    priced_gaps = priced_gaps.priced_gaps
    as_is_board = page.as_is_board


def run(engagement: Engagement, intake: Intake, books: Books) -> AsIs:
    """Compute step 2; each board is absent alone, and says what it would show."""
    workings = _workings(engagement, intake, books)
    return AsIs.of(
        workings,
        engagement,
        intake,
        books,
        headlines=_headlines(books, workings),
        findings=touching(workings.findings, findings.TOPICS, "C", "ratings"),
    )


def _workings(engagement: Engagement, intake: Intake, books: Books) -> Workings:
    by_stage = stages.by_stage(books, intake)
    listed = processes.listed(by_stage, intake)
    logged = activity.logged(books, intake)
    coverage = expertise.covered(logged, books, engagement, intake)
    raci = responsibilities.by_stage_and_role(by_stage, intake)
    rated = assessed.assessed(engagement, intake)
    priced = priced_gaps.priced(rated.items, books, intake)
    return Workings(
        by_stage=by_stage,
        processes=listed,
        staff=people.staffed(books, engagement, intake),
        coverage=coverage,
        seats=seats.seated(logged, engagement, intake),
        time_split=time_use.split(logged),
        handoff_rows=handoffs.worst_first(intake),
        raci_stages=raci,
        relay=responsibilities.relayed(intake),
        pay=incentives.judged(engagement, intake),
        votes=challenges.counted(engagement, intake),
        areas=knowledge.covered(books, intake, rated.items, engagement.limits),
        scored=rated.items,
        score_sections=rated.sections,
        assessments=rated.summary,
        layer_scores=rated.layers,
        gaps_priced=priced,
        findings=findings.found(listed, by_stage, raci, coverage, priced, rated.layers, books),
    )


def _headlines(books: Books, workings: Workings) -> tuple[Headline, ...]:
    weak = workings.processes["rating"].isin(processes.WEAK)
    n = len(books.live)
    return (
        headline(books, "N21", float(weak.sum()) if len(weak) else None, n),
        headline(books, "N22", expertise.overall(workings.coverage), n),
    )
