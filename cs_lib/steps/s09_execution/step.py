"""Step 9: which ONE thing is done next, who does it, and how will it be judged?

Source: "The Ten Steps to Customer Success", step 9; S0, S1, S2; definitions M60, M61 and M69.
"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.headlines import Headline, headline
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Result
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import Segmentation
from cs_lib.steps.s08_ltv_opportunity import LtvOpportunity
from cs_lib.steps.s09_execution import (
    cadence,
    call_list,
    comparison,
    detectable,
    exit_play,
    findings,
    health_score,
    options,
    ownership,
    page,
    plays,
    record,
)
from cs_lib.steps.s09_execution.chosen import Decision, decision


@dataclass(frozen=True)
class Workings:
    """What step 10 and the first page read, and what several exhibits share.

    decided: the decision; None without options. listed: one row an option (`options.COLUMNS`).
    tasks: what to stop, delegate, automate and own (`ownership.COLUMNS`).
    assignment: who is treated and who waits (`comparison.COLUMNS`).
    findable: what the test could find (`detectable.COLUMNS`).
    by_quadrant: plays (`plays.COLUMNS`); rhythm: `cadence.COLUMNS`; leaving: `exit_play.COLUMNS`.
    health: every account that pays, its score and its risk (`health_score.today`); health_tested:
    whether past scores told who left (`health_score.NAMES`), health_groups by said risk. silent:
    who leaves in silence. callable_accounts: what is at stake where (`call_list`).
    """

    decided: Decision | None
    listed: pd.DataFrame
    tasks: pd.DataFrame
    assignment: pd.DataFrame
    findable: pd.DataFrame
    by_quadrant: pd.DataFrame
    rhythm: pd.DataFrame
    leaving: pd.DataFrame
    health: pd.DataFrame
    health_tested: pd.DataFrame
    health_groups: pd.DataFrame
    silent: pd.DataFrame
    callable_accounts: pd.DataFrame


@dataclass(frozen=True)
class Execution(Result, step="execution", earlier=("segmentation", "ltv_opportunity")):
    """Step 9: the ONE, the options that were parked, and the test that will judge it."""

    workings: Workings
    decision_record = record.decision_record
    option_table = options.option_table
    stop_delegate_automate = ownership.stop_delegate_automate
    play_sheet = plays.play_sheet
    who_gets_it = comparison.who_gets_it
    cadence_list = cadence.cadence_list
    exit_order = exit_play.exit_order
    detectable_effect = detectable.detectable_effect
    call_list = call_list.call_list
    health_scores = health_score.health_scores
    silent_churn = health_score.silent_churn
    health_validity = health_score.health_validity
    health_calibration = health_score.health_calibration
    the_one = page.the_one


def run(
    engagement: Engagement, intake: Intake, books: Books, segmentation: Segmentation,
    ltv_opportunity: LtvOpportunity,
) -> Execution:  # fmt: skip
    """Compute step 9; DataError where the options do not come down to one."""
    decided = decision(engagement, intake)
    assignment = comparison.assigned(decided, segmentation, books, intake, engagement)
    past = health_score.panel(books, intake)
    health = health_score.today(books, intake, past)
    workings = Workings(
        decided=decided,
        listed=options.options(intake, ltv_opportunity),
        tasks=ownership.board(intake),
        assignment=assignment,
        findable=detectable.detectable(decided, assignment, books, intake),
        by_quadrant=plays.sheet(segmentation, books, intake),
        rhythm=cadence.cadences(segmentation, books, intake),
        leaving=exit_play.exits(segmentation, books),
        health=health,
        health_tested=health_score.tested(past),
        health_groups=health_score.groups(past),
        silent=health_score.silent_accounts(books, intake, health),
        callable_accounts=call_list.callable_accounts(health, segmentation.workings.accounts),
    )
    return Execution.of(
        workings,
        engagement,
        intake,
        books,
        headlines=_headlines(books, workings),
        findings=findings.found(decided, workings.listed, workings.findable),
        segmentation=segmentation,
        ltv_opportunity=ltv_opportunity,
    )


def _headlines(books: Books, workings: Workings) -> tuple[Headline, ...]:
    """The smallest effect that the test of the ONE could find, in losses a year."""
    rows = workings.findable[workings.findable["test_metric"] == detectable.LOSSES]
    if rows.empty:
        return ()
    row = rows.iloc[0]
    size = None if pd.isna(row["detectable_change"]) else -float(row["detectable_change"])
    return (headline(books, "M69a", size, int(row["treated"] + row["accounts_waiting"])),)
