"""Step 4: which customers deserve which effort, and what could each of them pay?

Source: "The Ten Steps to Customer Success", step 4; S0, S1, S2; definitions M62 and M66.
"""

from dataclasses import dataclass
from functools import partial

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.gates import Gate, gate
from cs_lib.books.headlines import Headline, headline
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Result
from cs_lib.intake import Intake
from cs_lib.ledger import Pair
from cs_lib.steps.s03_valuation import Valuation
from cs_lib.steps.s04_segmentation import accounts as by_account
from cs_lib.steps.s04_segmentation import (
    backtest,
    bad_fit,
    borderline,
    ceiling,
    engagement_model,
    exit_brief,
    experience_value,
    findings,
    five_whys,
    gaps,
    indices,
    load_bases,
    niche,
    opportunity_cost,
    page,
    performance_revenue,
    plan_types,
    potential,
    potential_cadence,
    quadrant_churn,
    rank_changes,
    renewal_forecast,
    risk_levels,
    segment_views,
    skill_will,
    spend_chain,
    success_potential,
    twin_views,
    value_curve,
    value_segments,
    whitespace,
)
from cs_lib.steps.s04_segmentation.value_segments import Segments


@dataclass(frozen=True)
class Workings:
    """What later steps read, and what several exhibits share.

    accounts: one row an account that pays (`accounts.COLUMNS`), with `value_segment`.
    indices: skill and will by account (`indices.COLUMNS`); indicators: the signs that they are made
      of, 0 to 100; weights: what each weighs (`indices.weighed`).
    methods: how potentials are known, one row a method (`gaps.COLUMNS`).
    backtested: how well rankings of a year ago told who would expand (`backtest.COLUMNS`).
    year_ago: the same accounts as `accounts`, by what was known a year ago; empty without a year.
    time_spent: hours logged with each account in the year, and their cost (`opportunity_cost`).
    by_quadrants: what each quadrant should get and gets (`skill_will.COLUMNS`).
    segments: the rules that make segments; None where there are too few accounts; argued: why so
      many (`value_segments.ARGUED`).
    by_segment: one row a segment (`segment_views.COLUMNS`); migrated: moves since a quarter ago.
    holdings, product_space: who has which product (`whitespace`).
    sale_profile: what marks a bad fit at the sale (`bad_fit.COLUMNS`); fit_check: whether it told
      later losses (`bad_fit.CHECKED`).
    need_retained: retention by need, and by industry (`niche.COLUMNS`).
    touches, touch_ways: contacts by channel against the plan, and by direction
      (`engagement_model.GRID`, `DIRECTIONS`).
    exits: who may have to go (`exit_brief.COLUMNS`); planned_losses: when (`PLANNED`).
    at_ceiling, capacity_known: who uses all it bought, and who has people (`ceiling`).
    wrong_customers: time beyond what is prescribed (`opportunity_cost.COLUMNS`).
    churn_by_quadrant: what was lost, and could have been kept (`quadrant_churn.COLUMNS`).
    performance: outcomes reached against revenue (`performance_revenue.COLUMNS`).
    by_experience: who gets which experience (`experience_value.COLUMNS`).
    by_plan: one row a plan (`plan_types.COLUMNS`).
    success_thirds, success_tested: who can succeed, and did that tell who left
      (`success_potential.COLUMNS`, `TESTED`).
    renewing: renewals by quarter on both bases (`renewal_forecast.COLUMNS`).
    cadence: what to look at, and how often (`potential_cadence.COLUMNS`).
    """

    accounts: pd.DataFrame
    indices: pd.DataFrame
    indicators: pd.DataFrame
    weights: pd.DataFrame
    methods: pd.DataFrame
    backtested: pd.DataFrame
    year_ago: pd.DataFrame
    time_spent: pd.DataFrame
    by_quadrants: pd.DataFrame
    segments: Segments | None
    argued: pd.DataFrame
    by_segment: pd.DataFrame
    migrated: pd.DataFrame
    holdings: pd.DataFrame
    product_space: pd.DataFrame
    sale_profile: pd.DataFrame
    fit_check: pd.DataFrame
    need_retained: pd.DataFrame
    touches: pd.DataFrame
    touch_ways: pd.DataFrame
    exits: pd.DataFrame
    planned_losses: pd.DataFrame
    at_ceiling: pd.DataFrame
    capacity_known: pd.DataFrame
    wrong_customers: pd.DataFrame
    churn_by_quadrant: pd.DataFrame
    performance: pd.DataFrame
    by_experience: pd.DataFrame
    by_plan: pd.DataFrame
    success_thirds: pd.DataFrame
    success_tested: pd.DataFrame
    renewing: pd.DataFrame
    cadence: pd.DataFrame


@dataclass(frozen=True)
class Segmentation(Result, step="segmentation", earlier=("valuation",)):
    """Step 4: potential, skill and will, and the segments that should drive spend."""

    workings: Workings
    segment_table = segment_views.segment_table
    largest_gaps = gaps.largest_gaps
    twin_view = twin_views.twin_view
    two_bases = twin_views.two_bases
    rank_changes = rank_changes.rank_changes
    risk_levels = risk_levels.risk_levels
    renewal_forecast = renewal_forecast.renewal_forecast
    account_load = twin_views.account_load
    load_bases = load_bases.load_bases
    rebalancing = twin_views.rebalancing
    potential_cadence = potential_cadence.potential_cadence
    whitespace = whitespace.whitespace
    value_curve = value_curve.value_curve
    spend_chain = spend_chain.spend_chain
    plan_types = plan_types.plan_types
    quadrant_table = skill_will.quadrant_table
    quadrant_accounts = skill_will.quadrant_accounts
    borderline = borderline.borderline
    quadrant_churn = quadrant_churn.quadrant_churn
    opportunity_cost = opportunity_cost.opportunity_cost
    ceiling_hit = ceiling.ceiling_hit
    dead_end = ceiling.dead_end
    five_whys = five_whys.five_whys
    planned_churn = exit_brief.planned_churn
    exit_letters = exit_brief.exit_letters
    exit_brief = exit_brief.exit_brief
    experience_value = experience_value.experience_value
    touch_grid = engagement_model.touch_grid
    touch_directions = engagement_model.touch_directions
    bad_fit = bad_fit.bad_fit
    need_levels = niche.need_levels
    niches = niche.niches
    success_potential = success_potential.success_potential
    performance_revenue = performance_revenue.performance_revenue
    potential_methods = gaps.potential_methods
    gap_backtest = gaps.gap_backtest
    segment_rules = segment_views.segment_rules
    segment_count = segment_views.segment_count
    segment_migration = segment_views.segment_migration
    index_indicators = skill_will.index_indicators
    skill_will = skill_will.skill_will
    segments_that_drive_spend = page.segments_that_drive_spend


def run(engagement: Engagement, intake: Intake, books: Books, valuation: Valuation) -> Segmentation:
    """Compute step 4; what lacks usage or contacts is absent and says what it would show."""
    workings = _workings(engagement, intake, books, valuation)
    return Segmentation.of(
        workings,
        engagement,
        intake,
        books,
        headlines=_headlines(books, workings),
        gates=(_one_segment(workings),),
        findings=findings.found(
            workings.by_quadrants,
            workings.exits,
            "B" if valuation.workings.coverage.enough else "D",
        ),
        valuation=valuation,
    )


def _workings(
    engagement: Engagement, intake: Intake, books: Books, valuation: Valuation
) -> Workings:
    known = potential.today(books, intake)
    found = potential.estimates(known)
    pots = potential.potentials(known, found)
    signs = indices.measured(indices.data(pots["account"], books, intake))
    weights = indices.weighed(signs, engagement.segmentation.indicators)
    scores = indices.indices(signs, weights)
    sold = bad_fit.sold(books, intake)
    check = bad_fit.checked(sold, books)
    fit = bad_fit.fit(sold, check, books, intake)
    each = by_account.accounts(pots, signs, scores, fit, engagement, books, intake)
    measured = value_segments.measures(each)
    rules, argued = value_segments.segments(measured, engagement.segmentation)
    each = each.assign(value_segment=_segment_of(measured, rules).set_axis(each.index))
    then = partial(
        _then, rules, sold=sold, check=check, engagement=engagement, books=books, intake=intake
    )
    time = opportunity_cost.spent(books, intake)
    exits = exit_brief.exits(each, signs, time, engagement, books, intake)
    year, quarter = books.year.pair if books.year else None, _last_quarter(books)
    year_ago, quarter_ago = (
        then(pair, potential.then(books, intake, pair)) for pair in (year, quarter)
    )
    shown, full = signs.reset_index(names="account"), ceiling.ceilings(books, intake)
    return Workings(
        accounts=each,
        indices=scores,
        indicators=shown,
        weights=weights,
        methods=gaps.methods(found, each),
        backtested=backtest.backtest(books, year_ago),
        year_ago=year_ago,
        time_spent=time,
        by_quadrants=skill_will.table(each, engagement),
        segments=rules,
        argued=argued,
        by_segment=segment_views.table(each, rules, _placed(year_ago), valuation, books),
        migrated=segment_views.migration(each, _placed(quarter_ago)),
        holdings=known.held,
        product_space=whitespace.grid(known.held),
        sale_profile=bad_fit.profile(sold),
        fit_check=check,
        need_retained=niche.retained(books, intake),
        touches=engagement_model.grid(books, intake, engagement),
        touch_ways=engagement_model.directions(books, intake),
        exits=exits,
        planned_losses=exit_brief.planned(exits, books),
        at_ceiling=full,
        capacity_known=ceiling.dead_ends(each, books, intake),
        wrong_customers=opportunity_cost.wrong_hours(each, time, engagement),
        churn_by_quadrant=quadrant_churn.churn(year_ago, books, intake),
        performance=performance_revenue.correlations(each, shown, books),
        by_experience=experience_value.groups(each, shown, books, intake),
        by_plan=plan_types.table(each, books),
        success_thirds=success_potential.thirds(each, year_ago, books),
        success_tested=success_potential.tested(year_ago, books),
        renewing=renewal_forecast.forecast(each, books),
        cadence=potential_cadence.calendar(each, full, books),
    )


def _segment_of(measured: pd.DataFrame, rules: Segments | None) -> "pd.Series[str]":
    return rules.of(measured) if rules else pd.Series(None, index=measured.index, dtype="str")


def _then(
    rules: Segments | None, pair: Pair | None, pots: pd.DataFrame, sold: bad_fit.Sold,
    check: pd.DataFrame, engagement: Engagement, books: Books, intake: Intake,
) -> pd.DataFrame:  # fmt: skip
    """The accounts as they were at the opening of a pair of snapshots, by what was known then.

    As `Workings.accounts`, in the segments of today's rules; empty without a pair. `pots`: the
    potentials of then.
    """
    if pair is None:
        return pd.DataFrame(columns=[*by_account.COLUMNS, "value_segment"])
    signs = indices.measured(indices.data(pots["account"], books, intake, pair.opening.date()))
    scores = indices.indices(signs, indices.weighed(signs, engagement.segmentation.indicators))
    # by the losses of before: who left since must not be told by having left
    before = bad_fit.as_known(sold, pair.opening.date(), books)
    fit = bad_fit.fit(before, check, books, intake)
    then = by_account.accounts(pots, signs, scores, fit, engagement, books, intake)
    placed = _segment_of(value_segments.measures(then), rules)
    return then.assign(value_segment=placed.set_axis(then.index))


def _placed(then: pd.DataFrame) -> "pd.Series[str]":
    """By account, where today's rules would have put it."""
    return then.set_index("account")["value_segment"].dropna()


def _last_quarter(books: Books) -> Pair | None:
    """The quarter that ends with the review; None without one."""
    if not books.quarters or books.quarters[-1].end != books.as_of:
        return None
    opening = books.main.calendar.date(books.quarters[-1].opening)
    compared = books.compare(opening, books.as_of)
    return None if compared is None else compared.pair


def _one_segment(workings: Workings) -> Gate:
    """Every account that pays is in one segment, so that the segments add up to its ARR."""
    accounts, told = workings.accounts["arr"].sum(), workings.by_segment["arr"].sum()
    residual = accounts - told if workings.segments else 0.0
    detail = f"{len(workings.accounts):,} accounts"
    return gate("R2b", "Segments by value add up to the ARR of all accounts", residual, detail)


def _headlines(books: Books, workings: Workings) -> tuple[Headline, ...]:
    each = workings.accounts
    return (headline(books, "M66", each["gap"].sum(min_count=1), len(each)),)
