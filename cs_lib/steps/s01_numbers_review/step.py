"""Step 1: what are the numbers today, how are they measured, and who agrees?

Source: "The Ten Steps to Customer Success", step 1. No causes here: a reader who is told why
before agreeing on what will argue about both.
"""

from dataclasses import dataclass, replace

import pandas as pd

from cs_lib.books import gates
from cs_lib.books.books import Books
from cs_lib.books.gates import Gate
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Result
from cs_lib.intake import Intake, grades
from cs_lib.steps.s01_numbers_review import (
    agreement,
    alternatives,
    cohorts,
    data_quality,
    findings,
    forecast_basis,
    gaps,
    headwind_tailwind,
    kpis,
    losses,
    renewal,
    retention_views,
    stated,
    story,
)
from cs_lib.steps.s01_numbers_review import cause_families as families
from cs_lib.steps.s01_numbers_review import forecast as ahead_of
from cs_lib.steps.s01_numbers_review import forecast_events as events
from cs_lib.steps.s01_numbers_review import hindcast as tried
from cs_lib.steps.s01_numbers_review import quarters as by_quarter
from cs_lib.steps.s01_numbers_review import reasons as recorded
from cs_lib.steps.s01_numbers_review import reconciliation as checked
from cs_lib.steps.s01_numbers_review import renewal_calendar as calendar
from cs_lib.steps.s01_numbers_review import restated as editions


@dataclass(frozen=True)
class Workings:
    """What the first page and later steps read, and what several exhibits share."""

    bridge: pd.DataFrame
    """Every bridge at every grain, segment and kind of period (the outside contract)."""
    quality: pd.DataFrame
    """What was dropped, kept or estimated (the outside contract)."""
    kpis: pd.DataFrame
    """The metrics: now, a quarter and a year ago, target and as stated (`kpis.table`)."""
    gap_rows: pd.DataFrame
    """Gaps to targets and to last year, ranked by money on closing ARR (`gaps.table`)."""
    losses: pd.DataFrame
    """Gross churn by account and recorded reason (`losses.recorded`)."""
    cohorts: pd.DataFrame
    """What is left of each start year (`cohorts.table`)."""
    renewals_due: pd.DataFrame
    """Terms that end in the next four quarters (`renewal_calendar.due`)."""
    losses_by_quarter: pd.DataFrame
    """Gross churn of each quarter by family of causes (`cause_families.by_quarter`)."""
    forecast: pd.DataFrame
    """Today's customers by quarter, two years ahead, with bands, scenarios and the trend
    (`forecast_basis.path`); empty where nothing can be told."""
    known_events: pd.DataFrame
    """The contract events ahead, by name (`forecast_basis.EVENTS`)."""
    forecast_by_segment: pd.DataFrame
    """Rates of loss and gain, as seen and as used (`forecast_basis.rates`)."""
    past_forecasts: pd.DataFrame
    """What would have been forecast from past quarter ends (`drivers.hindcast`)."""
    hindcast_scores: pd.DataFrame
    """How far off past forecasts were, by method (`forecast_basis.scored`)."""
    grades: pd.DataFrame
    """How far each headline figure can be trusted (`intake.grades`)."""
    positions: pd.DataFrame
    """The latest position of each signatory on each metric (`agreement.positions`)."""
    effects: pd.DataFrame
    """What other counting rules would change (`alternatives.effects`)."""
    checks: tuple[Gate, ...]
    """The reconciliations of this step."""


@dataclass(frozen=True)
class NumbersReview(Result, step="numbers_review"):
    """Step 1: movements, concentration, quarters and renewals, and what they rest on."""

    workings: Workings
    # the story, pages 3 to 5
    waterfall = headwind_tailwind.waterfall
    trend = retention_views.trend
    pareto = losses.pareto
    cohort_heatmap = cohorts.cohort_heatmap
    forecast_fan = ahead_of.forecast_fan
    renewals_ahead = calendar.renewals_ahead
    renewal_calendar = calendar.renewal_calendar
    # the appendix: figures
    metrics = kpis.metrics
    causes = headwind_tailwind.causes
    quarters = by_quarter.quarters
    quarter_table = by_quarter.quarter_table
    forecast_quarters = ahead_of.forecast_quarters
    forecast_scenarios = ahead_of.forecast_scenarios
    forecast_events = events.forecast_events
    forecast_rates = events.forecast_rates
    hindcast = tried.hindcast
    predictability = tried.predictability
    retention_levels = retention_views.retention_levels
    retention_steps = retention_views.retention_steps
    with_without = retention_views.with_without
    segments = retention_views.segments
    two_views = headwind_tailwind.two_views
    top_shares = losses.top_shares
    largest_accounts = losses.largest_accounts
    losses_by_account = losses.losses_by_account
    renewals_by_name = calendar.renewals_by_name
    cohort_customers = cohorts.cohort_customers
    # the appendix: agreement, renewals, data
    register = agreement.register
    policies = alternatives.policies
    sign_off = agreement.sign_off
    reconciliation = checked.reconciliation
    renewal_rates = renewal.renewal_rates
    renewal_to_grr = renewal.renewal_to_grr
    your_figure = stated.your_figure
    committed = renewal.committed
    billings = checked.billings
    issues = data_quality.issues
    overrides = data_quality.overrides
    outside_arr = data_quality.outside_arr
    restated = editions.restated
    reasons = recorded.reasons
    cause_families = families.cause_families
    # the pages
    movement = story.movement
    concentration = story.concentration
    ahead = story.ahead


def run(engagement: Engagement, intake: Intake, books: Books) -> NumbersReview:
    """Compute step 1 from the client's contracts, invoices or snapshots."""
    figures = kpis.table(books)
    found = (*gates.check(books), *renewal.gates(books, books.due))
    outlook = forecast_basis.made(books)
    path = forecast_basis.path(outlook, forecast_basis.effect(books, intake))
    found = (*found, *ahead_of.gates(books, path))
    checks = tuple(gates.settled(books, each) for each in found)
    positions = agreement.positions(engagement)
    # what making lines of invoices and snapshots found bears on the grades as well
    seen = replace(
        intake, quality=pd.concat([intake.quality, books.source.quality], ignore_index=True)
    )
    workings = Workings(
        bridge=books.bridge,
        quality=seen.quality,
        kpis=figures,
        gap_rows=gaps.table(books),
        losses=losses.recorded(books, intake),
        cohorts=cohorts.table(books, intake),
        renewals_due=calendar.due(books),
        losses_by_quarter=families.by_quarter(books, intake),
        forecast=path,
        known_events=forecast_basis.events(outlook),
        forecast_by_segment=forecast_basis.rates(outlook),
        past_forecasts=forecast_basis.past(outlook),
        hindcast_scores=forecast_basis.scored(outlook),
        grades=grades(seen, engagement),
        positions=positions,
        effects=alternatives.effects(books, intake),
        checks=checks,
    )
    return NumbersReview.of(
        workings,
        engagement,
        intake,
        books,
        headlines=(
            *kpis.headlines(books, figures),
            *renewal.headlines(books, books.due),
            *ahead_of.headlines(books, path),
        ),
        gates=checks,
        draft=agreement.draft_reasons(positions, checks),
        findings=findings.found(
            books,
            workings.gap_rows,
            figures,
            workings.losses,
            workings.renewals_due,
            workings.grades,
            intake,
        ),
    )
