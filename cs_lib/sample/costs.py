"""Costs and allocation keys: ledger lines that grow with the company, and what they are for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cs_lib.sample.draws import Draws
from cs_lib.sample.files import Cell, money
from cs_lib.sample.plan import COSTS, Plan
from cs_lib.tables.company import MOTIONS

HEADER = ["period", "amount", "ledger_account", "cost_centre"]
KEYS_HEADER = ["cost_centre", "motion", "share", "driver", "segment"]
ACCOUNTS = ("6000", 0.74), ("6200", 0.16), ("6300", 0.10)
"""Ledger accounts (salaries, software, travel) and their part of a cost centre."""


@dataclass(frozen=True)
class Centre:
    """A cost centre: its cost as a share of ARR, and what it serves in whole per cent."""

    name: str
    of_arr: float
    keys: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class CostLine:
    """One line of the general ledger; `cents` of the report's currency, `month` from 1."""

    month: int
    centre: Centre
    account: str
    cents: int


CENTRES = (
    Centre(
        "customer-success",
        0.075,
        (
            ("retain", "onboarding", 24),
            ("retain", "nurturing", 30),
            ("retain", "renewal", 14),
            ("retain", "escalation", 7),
            ("expand", "upselling", 13),
            ("upsell", "upselling", 8),
            ("other", "", 4),
        ),
    ),
    Centre("renewals", 0.012, (("retain", "renewal", 80), ("expand", "renewal", 20))),
    Centre("account-management", 0.02, (("expand", "upselling", 45), ("upsell", "upselling", 55))),
    Centre("support", 0.055, (("retain", "escalation", 65), ("other", "", 35))),
    Centre("training", 0.012, (("retain", "onboarding", 75), ("upsell", "upselling", 25))),
    Centre("customer-marketing", 0.008, (("retain", "nurturing", 60), ("upsell", "upselling", 40))),
    Centre("sales", 0.16, (("acquire", "", 93), ("upsell", "", 7))),
    Centre("marketing", 0.09, (("acquire", "", 95), ("other", "", 5))),
    Centre("hosting", 0.09, (("other", "", 100),)),
    Centre("product-development", 0.2, (("other", "", 100),)),
    Centre("administration", 0.1, (("other", "", 100),)),
)


def lines(plan: Plan, arr: Sequence[int]) -> list[CostLine]:
    """The ledger's lines; `arr` is micro-units of closing ARR of months 0 to the last.

    A thirteenth salary falls in November, and now and then a credit note comes back.
    """
    found = []
    for number, centre in enumerate(CENTRES):
        draws = Draws(plan.seed, COSTS, number)
        for month in range(1, plan.calendar.months + 1):
            base = centre.of_arr * arr[month] / 12e6
            november = plan.calendar.first(month).month == 11
            for account, part in ACCOUNTS:
                size = base * part * draws.between(0.95, 1.05)
                size *= 2 if november and account == "6000" else 1
                found.append(CostLine(month, centre, account, round(size) * 100))
            if draws.chance(0.03):
                credit = -round(base * draws.between(0.01, 0.05)) * 100
                found.append(CostLine(month, centre, "6200", credit))
    return sorted(found, key=lambda line: line.month)


def rows(plan: Plan, found: Sequence[CostLine]) -> Iterator[Sequence[Cell]]:
    """The costs table."""
    for line in found:
        period = f"{plan.calendar.first(line.month):%Y-%m}"
        yield period, money(line.cents), line.account, line.centre.name


def key_rows() -> Iterator[Sequence[Cell]]:
    """The allocation keys: the shares of every cost centre add up to 1."""
    for centre in CENTRES:
        for motion, driver, percent in centre.keys:
            yield centre.name, motion, f"{percent / 100:.2f}", driver, ""


def by_motion(plan: Plan, found: Sequence[CostLine]) -> dict[str, list[int]]:
    """Cents per motion and month: every line shared out by its centre's keys."""
    series = {motion: [0] * plan.calendar.months for motion in MOTIONS}
    for line in found:
        for motion, _, percent in line.centre.keys:
            series[motion][line.month - 1] += line.cents * percent // 100
    return series
