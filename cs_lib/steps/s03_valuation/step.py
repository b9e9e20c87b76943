"""Step 3: what does it cost to win, keep and grow EUR 1 of ARR, and what is a customer worth?

Source: "The Ten Steps to Customer Success", step 3: how much to invest, and where.
"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.gates import Gate
from cs_lib.books.lives import watched
from cs_lib.books.segments import EVERYONE, bases
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Result
from cs_lib.intake import Intake
from cs_lib.steps.s03_valuation import (
    acquisition_cost,
    assumptions,
    capacity,
    claims,
    closure,
    cost_matrix,
    costs,
    coverage,
    crc_by_key,
    customer_amounts,
    drivers,
    findings,
    firefighting,
    first_value,
    headlines,
    investment_case,
    lifetime,
    ltv,
    managers,
    outlook,
    page,
    planning,
    profit,
    questions,
    ratios,
    sources,
    survival_curves,
    unallocated,
    unit_costs,
    variants,
)
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.steps.s03_valuation.outlook import Outset
from cs_lib.steps.s03_valuation.survival_curves import Observed


@dataclass(frozen=True)
class Workings:
    """What later steps read, and what several exhibits share. Frames are finished.

    A missing `segment` is the whole company; in `costs` it is cost that no key splits.

    costs: motion, driver, segment, amount; twelve months, adding up to the general ledger.
    quarterly_costs: the same by quarter, of the quarters that the ledger covers.
    ratios: ratio, variant, segment, unit, cost, base, value, lag_months, why (`ratios.COLUMNS`).
    coverage: how much of the cost the split by segment rests on.
    crc_by_key: CRC by segment and plausible key (`crc_by_key.COLUMNS`); empty where one is enough.
    capacity: managers, accounts and budget by segment (`capacity.COLUMNS`).
    account: what customer success kept, won and cost in the year (`profit.COLUMNS`).
    open_cost: the cost centres that no key covers (`unallocated.COLUMNS`).
    closed: the gates of the costs (R8); empty without costs.
    ltv: what a customer is worth, one row a segment (`ltv.COLUMNS`).
    staying: who was observed and who remains, by month of tenure (`survival_curves.COLUMNS`).
    observed: the relationships and losses that `staying` rests on.
    outset: ARR, NRR and new business, from which later ARR is counted; None without a year.
    arr_ahead: ARR of the next five years with its limits (`outlook.PATH_COLUMNS`).
    arr_parts: what made ARR of what it was a year before (`outlook.PARTS_COLUMNS`).
    """

    costs: pd.DataFrame
    quarterly_costs: pd.DataFrame
    ratios: pd.DataFrame
    coverage: Coverage
    crc_by_key: pd.DataFrame
    capacity: pd.DataFrame
    account: pd.DataFrame
    open_cost: pd.DataFrame
    closed: tuple[Gate, ...]
    ltv: pd.DataFrame
    staying: pd.DataFrame
    observed: Observed
    outset: Outset | None
    arr_ahead: pd.DataFrame
    arr_parts: pd.DataFrame

    def ratio(self, name: str, segment: str | None = EVERYONE) -> float | None:
        """The headline value of CAC, CRC, CEC or CUC; None where it is not known."""
        return ratios.headline(self.ratios, name, segment)


@dataclass(frozen=True)
class Valuation(Result, step="valuation"):
    """Step 3's result: page 7, then the methods behind it and what a customer is worth."""

    workings: Workings

    # costs, ratios, capacity
    unit_costs = unit_costs.unit_costs
    managers = managers.managers
    cost_matrix = cost_matrix.cost_matrix
    unallocated = unallocated.unallocated
    cost_reconciliation = closure.cost_reconciliation
    ratio_variants = variants.ratio_variants
    questions = questions.questions
    firefighting = firefighting.firefighting
    planning = planning.planning
    drivers = drivers.drivers
    sources = sources.sources
    profit = profit.profit

    # what a customer is worth
    lifetime_value = lifetime.lifetime_value
    future_arr = outlook.future_arr
    arr_year = outlook.arr_year
    lifetime_ladder = lifetime.lifetime_ladder
    survival = survival_curves.survival
    survival_table = survival_curves.survival_table
    acquisition_payback = acquisition_cost.acquisition_payback
    nrr_sensitivity = outlook.nrr_sensitivity
    investment_case = investment_case.investment_case
    claims = claims.claims
    first_value = first_value.first_value
    assumptions = assumptions.assumptions

    # pages
    unit_economics = page.unit_economics


def run(engagement: Engagement, intake: Intake, books: Books) -> Valuation:
    """Compute step 3; what lacks costs or a margin is absent and says what it would show."""
    found, base = costs.costs(engagement, intake, books), bases(books)
    spent, by_ratio = costs.table(found), ratios.table(found, books, base)
    teams = capacity.teams(intake, books)
    checked = closure.gates(found, intake)
    seen = watched(books, intake)
    covered = coverage.coverage(found, intake, teams)
    by_key = crc_by_key.table(found, intake, books, base, covered)
    each = customer_amounts.amounts(books, intake, found, seen.lives)
    worths = ltv.worths(books, seen.lives, by_ratio, base, each, by_key)
    outset = outlook.outset_of(books, base[EVERYONE])
    workings = Workings(
        costs=spent,
        quarterly_costs=costs.by_quarter(found, books),
        ratios=by_ratio,
        coverage=covered,
        crc_by_key=by_key,
        capacity=capacity.table(engagement, by_ratio, base, teams),
        account=profit.table(engagement, spent, base, books),
        open_cost=unallocated.open_cost(found, intake.tables),
        closed=checked,
        ltv=ltv.table(worths),
        staying=survival_curves.months(worths),
        observed=survival_curves.observed_of(seen),
        outset=outset,
        arr_ahead=outlook.paths(books, outset),
        arr_parts=outlook.year_parts(books),
    )
    return Valuation.of(
        workings,
        engagement,
        intake,
        books,
        headlines=(
            *headlines.headlines(books, workings.ratios),
            *headlines.lifetimes(books, workings.ltv),
        ),
        gates=checked,
        draft=closure.draft(checked),
        findings=findings.found(engagement, workings.ratios, workings.costs),
    )
