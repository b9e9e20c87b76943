"""Step 5: what do customers call success, have they got it, and do they say so?

Source: "The Ten Steps to Customer Success", step 5; S2, S3, S4; definitions M63, M64 and M65.
"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.books.headlines import Headline, headline
from cs_lib.books.journeys import journeys
from cs_lib.engagement import Engagement, Limits
from cs_lib.exhibits import Result
from cs_lib.exhibits.findings import touching
from cs_lib.intake import Intake
from cs_lib.steps.s05_success_definition import (
    ampm,
    attainment,
    experience,
    next_outcomes,
    outcome_experience,
    page,
    register,
    roi,
    success_gaps,
    surveys,
    time_to_value,
    value_steps,
)


@dataclass(frozen=True)
class Workings:
    """What later steps read, and what several exhibits share.

    accounts: those who pay (`register.accounts`).
    outcomes: every outcome as it is defined today (`register.COLUMNS`), also of accounts that left;
    changes: when it was defined anew (`register.CHANGES`).
    attained: attainment and acknowledged value by segment (`attainment.COLUMNS`); worth_by_account:
      the same value by account; value_states: by what stands behind it.
    open_outcomes: what is on its way, by what influence could move (`next_outcomes.still_open`).
    indices: outcome and experience by account (`outcome_experience.COLUMNS`).
    measures: A.M.P.M. by indicator; times: months to adoption and performance by customer; order:
      the order test by segment (`ampm.ORDER`).
    ladder: the three steps of value (`value_steps.COLUMNS`).
    value_lives, value_medians, value_bills: time to first value (`time_to_value`).
    roi: benefit and cost by account (`roi.cards`).
    latest: survey answers of the year, names taken out; touch_gaps, moments: the experience.
    nps, nps_before, csat, responses, silent: what answers come to (`surveys`).
    gaps: the success gap of each account that has one; findings: the gaps by kind, with ARR,
      accounts, owner and the exhibit that shows it (`findings.TOUCHED`).
    """

    accounts: pd.DataFrame
    outcomes: pd.DataFrame
    changes: pd.DataFrame
    attained: pd.DataFrame
    worth_by_account: pd.DataFrame
    value_states: pd.DataFrame
    open_outcomes: pd.DataFrame
    indices: pd.DataFrame
    measures: pd.DataFrame
    times: pd.DataFrame
    order: pd.DataFrame
    ladder: pd.DataFrame
    value_lives: pd.DataFrame
    value_medians: pd.DataFrame
    value_bills: pd.DataFrame
    roi: pd.DataFrame
    latest: pd.DataFrame
    touch_gaps: pd.DataFrame
    moments: pd.DataFrame
    nps: pd.DataFrame
    nps_before: pd.DataFrame
    csat: pd.DataFrame
    responses: pd.DataFrame
    silent: pd.DataFrame
    gaps: pd.DataFrame
    findings: pd.DataFrame


@dataclass(frozen=True)
class SuccessDefinition(Result, step="success_definition"):
    """Step 5: the register of success, value attained and acknowledged, and the experience."""

    workings: Workings
    value_acknowledged = attainment.value_acknowledged
    customer_success = outcome_experience.customer_success
    success_fields = outcome_experience.success_fields
    outcome_experience = outcome_experience.outcome_experience
    success_gaps = success_gaps.success_gaps
    success_register = register.success_register
    register_fields = register.register_fields
    definition_changes = register.definition_changes
    attainment = attainment.attainment
    next_outcomes = next_outcomes.next_outcomes
    value_ladder = value_steps.value_ladder
    time_to_value_curve = time_to_value.time_to_value_curve
    first_value_months = time_to_value.first_value_months
    billing_cycles = time_to_value.billing_cycles
    roi_cards = roi.roi_cards
    ampm_indicators = ampm.ampm_indicators
    experience_gaps = experience.experience_gaps
    moments_of_truth = experience.moments_of_truth
    net_promoter = surveys.net_promoter
    satisfied_customers = surveys.satisfied_customers
    survey_response = surveys.survey_response
    customer_comments = surveys.customer_comments
    adoption_first = ampm.adoption_first
    performance_lag = ampm.performance_lag
    value_that_customers_confirm = page.value_that_customers_confirm


def run(engagement: Engagement, intake: Intake, books: Books) -> SuccessDefinition:
    """Compute step 5; what lacks a sheet is absent and says what it would show."""
    workings = _workings(engagement.limits, intake, books)
    return SuccessDefinition.of(
        workings,
        engagement,
        intake,
        books,
        headlines=_headlines(books, workings),
        findings=touching(workings.findings, success_gaps.TOPICS, "B", "customer_word"),
    )


def _workings(limits: Limits, intake: Intake, books: Books) -> Workings:
    day = pd.Timestamp(books.as_of)
    paying = register.accounts(books, intake)
    dated = register.versions(books, intake)
    outcomes = register.outcomes(dated, intake)
    measured = ampm.latest(intake, day)
    latest = surveys.answers(books, intake)
    indices = outcome_experience.indices(
        outcomes, _performance(measured, books, intake), surveys.met(latest), paying, limits
    )
    ways = journeys(books, intake)
    times = ampm.followed(ways, ampm.stage_days(intake, day))
    value_lives = time_to_value.lives(ways, intake, day)
    gaps = success_gaps.gaps(outcomes, indices, limits)
    return Workings(
        accounts=paying,
        outcomes=outcomes,
        changes=register.changes(dated),
        attained=attainment.attainments(outcomes, paying),
        worth_by_account=attainment.by_account(outcomes, paying),
        value_states=attainment.by_state(outcomes, paying),
        open_outcomes=next_outcomes.still_open(outcomes, paying),
        indices=indices,
        measures=ampm.indicators(measured),
        times=times.reset_index(names="customer"),
        order=ampm.orders(times),
        ladder=value_steps.ladder(value_steps.stages(ways, intake, day), paying),
        value_lives=value_lives,
        value_medians=time_to_value.medians(value_lives),
        value_bills=time_to_value.bills(value_lives),
        roi=roi.cards(outcomes, paying),
        latest=latest,
        touch_gaps=experience.gaps(latest),
        moments=experience.moments(intake.tables["moments"])
        if "moments" in intake.tables
        else pd.DataFrame(columns=["moment"]),
        nps=surveys.promoters(latest, paying),
        nps_before=surveys.promoters(surveys.answers(books, intake, surveys.MONTHS), paying),
        csat=surveys.satisfaction(latest),
        responses=surveys.response(latest, paying),
        silent=surveys.silent_losses(books, intake),
        gaps=gaps,
        findings=success_gaps.findings(gaps),
    )


def _performance(measured: pd.DataFrame, books: Books, intake: Intake) -> "pd.Series[float]":
    """How far performance indicators are, 0 to 1, by account."""
    rows = measured[measured["kind"] == ampm.PERFORMANCE]
    account = account_of(rows["customer_id"], books, intake)
    return rows["attained"].clip(upper=1.0).astype("float64").groupby(account).mean()


def _headlines(books: Books, workings: Workings) -> tuple[Headline, ...]:
    """M63, M64 and M65, each None where it is not known."""
    attained, value = workings.attained, workings.value_medians
    reached = attained["attained"].iloc[0] if len(attained) else None
    agreed = attained["acknowledged_share"].iloc[0] if len(attained) else None
    n = int(attained["accounts"].iloc[0]) if len(attained) else 0
    months = value["value_months"].iloc[0] if len(value) else None
    followed = int(value["customers"].iloc[0]) if len(value) else 0
    return (
        headline(books, "M63", reached, n),
        headline(books, "M64", agreed, n),
        headline(books, "M65", months, followed),
    )
