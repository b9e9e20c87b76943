"""The first pages: what is to be decided, how the metrics compare, and what was not provided.

They read the results and findings of all other steps, and compute no figure of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Page, Result, shown_page
from cs_lib.intake import CONTRADICTIONS, Intake
from cs_lib.steps.s00_decisions import (
    agreement,
    contradictions,
    decisions,
    ladder,
    not_provided,
    plan,
    priority,
    scorecard,
    trust,
    verdict,
)
from cs_lib.steps.s01_numbers_review import NumbersReview
from cs_lib.texts import plain


@dataclass(frozen=True)
class Workings:
    """What the first pages rest on."""

    metrics: pd.DataFrame
    """The metrics of step 1 with a grade each (`scorecard.graded`)."""
    grades: pd.DataFrame
    """How far doubts about the data touch each figure (step 1)."""
    gaps: pd.DataFrame
    """How far each metric is from its target, in money on today's base (`priority.gaps`)."""
    pairs: pd.DataFrame
    """Recommendations of two steps that do not fit: the rule that found each."""
    missing: pd.DataFrame
    """What was not provided: need, would_show, ask, sheet (`not_provided.table`)."""
    conflicts: pd.DataFrame
    """The rows of step 1's quality table on which the client's own tables contradict each other."""
    due_soon: pd.DataFrame
    """The accounts whose terms end within 180 days, in the order of the plan (`plan.due`)."""
    open_metrics: pd.DataFrame
    """Headline metrics that nobody has agreed to yet (`agreement.open_metrics`)."""


@dataclass(frozen=True)
class Decisions(Result, step="decisions", earlier=("numbers_review", "results")):
    """The first pages: verdict with three decisions, scorecard, and the list of what is missing."""

    workings: Workings
    # the story, pages 1, 2 and 15; an exhibit that is named like its module comes after the others
    findings_by_money = decisions.findings_by_money
    decisions = decisions.decisions
    verdict = verdict.verdict
    performance = scorecard.performance
    scorecard = scorecard.scorecard
    client_to_ours = ladder.client_to_ours
    next_accounts = plan.next_accounts
    next_ninety_days = plan.next_ninety_days
    # the appendix
    contradictions = contradictions.contradictions
    trust = trust.trust
    not_provided = not_provided.not_provided

    @cached_property
    def headline_text(self) -> str:
        """The claims of the first pages: they publish no figure of their own."""
        told = [shown_page(page).claim for page in self.pages.values() if isinstance(page, Page)]
        return "\n".join(plain(claim) for claim in told)


def run(
    engagement: Engagement,
    intake: Intake,
    books: Books,
    numbers_review: NumbersReview,
    results: Mapping[str, Result],
) -> Decisions:
    """Gather the first pages from what the steps found; step 1 is always among them."""
    reviewed = numbers_review.workings
    metrics = scorecard.graded(reviewed.kpis, reviewed.grades, books)
    quality = reviewed.quality
    workings = Workings(
        metrics=metrics,
        grades=reviewed.grades,
        conflicts=quality[quality["rule"].isin(CONTRADICTIONS)].reset_index(drop=True),
        gaps=priority.gaps(metrics, books.stock(books.as_of)[0]),
        pairs=contradictions.found(results, engagement.currency)[["rule"]],
        missing=not_provided.table(results.values()),
        due_soon=plan.due(books, intake, numbers_review, results, decisions.loss_rate(metrics)),
        open_metrics=agreement.open_metrics(engagement),
    )
    return Decisions.of(
        workings,
        engagement,
        intake,
        books,
        numbers_review=numbers_review,
        results=results,
    )
