"""Step 10: was it done, did it work, and where does that lead: back to step 9, or on to step 8?

Source: "The Ten Steps to Customer Success", step 10; S3 (lessons), S4 (IN2); definition M69.
"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.headlines import Headline, headline
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Result
from cs_lib.intake import Intake
from cs_lib.intake.previous import previous
from cs_lib.steps.s01_numbers_review import NumbersReview
from cs_lib.steps.s05_success_definition import SuccessDefinition
from cs_lib.steps.s09_execution import Execution
from cs_lib.steps.s10_effectiveness import (
    acknowledged,
    comparability,
    findings,
    loops,
    migration,
    page,
    promises,
    trials,
    verdicts,
)


@dataclass(frozen=True)
class Workings:
    """What the next edition reads, and what several exhibits share.

    judged: one row a test of an effect (`trials.COLUMNS`); alike: `comparability.BALANCE`;
    use_study: `comparability.STUDY`. promised: `promises.COLUMNS`. worth: value and its price
    (`acknowledged.COLUMNS`). moved: levels of value (`migration.COLUMNS`). learnt: lessons;
    closed: `loops.LOOPS`; covered: `loops.COVERED`.
    """

    judged: pd.DataFrame
    alike: pd.DataFrame
    use_study: pd.DataFrame
    worth: pd.DataFrame
    moved: pd.DataFrame
    learnt: pd.DataFrame
    closed: pd.DataFrame
    covered: pd.DataFrame


@dataclass(frozen=True)
class Effectiveness(Result, step="effectiveness", earlier=("numbers_review", "promised")):
    """Step 10: verdicts with intervals, promise against delivery, value, lessons and coverage."""

    workings: Workings
    done_and_effective = verdicts.done_and_effective
    effects = verdicts.effects
    promise_and_delivery = promises.promise_and_delivery
    lesson_table = loops.lesson_table
    closed_loop = loops.closed_loop
    price_to_value = acknowledged.price_to_value
    next_level = migration.next_level
    data_coverage = loops.data_coverage
    effect_table = verdicts.effect_table
    balance = comparability.balance
    use_around_start = comparability.use_around_start
    did_it_work = page.did_it_work


def run(
    engagement: Engagement, intake: Intake, books: Books, numbers_review: NumbersReview,
    success_definition: SuccessDefinition, execution: Execution,
) -> Effectiveness:  # fmt: skip
    """Compute step 10; what was promised is read from the last edition, where one is named."""
    last = previous(engagement)
    watched = trials.watched(books, intake)
    judged = trials.trials(watched, books, intake)
    before = None if last is None else frozenset(last.engagement.get("tables", {}))
    told = None if last is None else last.table("effectiveness", "covered")
    workings = Workings(
        judged=judged,
        alike=comparability.balances(watched, books),
        use_study=comparability.studies(watched, books, intake),
        worth=acknowledged.value(success_definition.workings.worth_by_account, books),
        moved=migration.migration(books, intake),
        learnt=loops.lessons(books, intake),
        closed=loops.loops(books, intake),
        covered=loops.coverage(books, intake, before, told),
    )
    return Effectiveness.of(
        workings,
        engagement,
        intake,
        books,
        headlines=_headlines(books, judged),
        findings=findings.found(judged),
        numbers_review=numbers_review,
        promised=promises.promises(last, judged, execution, numbers_review, books, intake),
    )


def _headlines(books: Books, judged: pd.DataFrame) -> tuple[Headline, ...]:
    """The effect of the play that was judged last, the larger one of two; none while unknown."""
    if not judged["due"].any():
        return ()
    row = trials.latest(judged).sort_values("effect", kind="stable").iloc[0]
    if row["works"] in trials.UNKNOWN:
        return ()
    return (headline(books, "M69", row["effect"], int(row["treated"] + row["compared"])),)
