"""The frames of step 8 as the page shows them: what was found, put into columns."""

import pandas as pd

from cs_lib.intake import Intake
from cs_lib.numbers import join, money_short, number, percent
from cs_lib.steps.opportunity import lenses, potential, robust, whitespace
from cs_lib.steps.opportunity.findings import Found
from cs_lib.steps.opportunity.levers import BY_NAME, COST_SETS
from cs_lib.steps.opportunity.ranking import NET, ONE_POINT, SUCCESS
from cs_lib.steps.opportunity.uplift import NONE

TOP = 10
_RANKING = [
    "rank", "choice", "segment", "lever", "net", "value", "cost", "d_arr", "roi", "payback",
    "breakeven", "gains", "why", "score",
]  # fmt: skip
_INPUTS = [
    "choice", "addressable", "rate", "uplift", "low", "high", "source", "probability", "kept",
    "annuity", "crc_ratio", "multiple", "measured", "per_point",
]  # fmt: skip


def frames(found: Found, intake: Intake) -> dict[str, pd.DataFrame]:
    """Every table and chart of the page, by name."""
    standing = found.standing
    return {
        "ranking": found.ranked[_RANKING],
        "inputs": found.ranked[_INPUTS],
        "cost_sets": found.cost_sets.assign(
            breakeven=found.cost_sets["choice"].map(found.ranked.set_index("choice")["breakeven"])
        ),
        "compared": found.compared,
        "lenses": lenses.choices(found.ranked) if found.terms.basis == NET else _no_lenses(),
        "lens_segments": lenses.segments(found.books, found.spend),
        "tornado": standing.tornado if standing else _empty("label", "low", "high", "now"),
        "flips": standing.flips if standing else _empty(*robust.FLIPS),
        "shares": standing.shares if standing else _empty("choice", "share"),
        "spreads": robust.spreads(),
        "allocation": found.spread.table,
        "allocation_chart": _chart(found.spread.table),
        "curves": found.curves,
        "gaps": potential.segments(found.potential),
        "gap_bars": _gap_bars(found.potential),
        "largest_gaps": found.potential[found.potential["gap"] > 0].head(TOP),
        "whitespace": found.grid,
        "assumptions": assumptions(found),
        "missing": missing(found, intake),
    }


def _empty(*columns: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


def _no_lenses() -> pd.DataFrame:
    return _empty("choice", "value", "net", "cost", "per_cost", "by_gross", "by_net", "by_cost")


STATED = "stated by the client"


def _chart(table: pd.DataFrame) -> pd.DataFrame:
    frame = table[["cell", "low", "high", "today", "best"]]
    return frame.rename(columns={"cell": "label"}).astype(dict.fromkeys(("low", "high"), float))


def _gap_bars(accounts: pd.DataFrame) -> pd.DataFrame:
    known = potential.segments(accounts)
    known = known[(known["segment"] != "All") & known["gap"].notna()]
    return known[["segment", "gap"]].set_axis(["label", "value"], axis=1).reset_index(drop=True)


def grid_columns(found: Found) -> tuple[pd.DataFrame, dict[str, str]]:
    """The white-space grid, wide, and its columns' headings."""
    return whitespace.wide(found.grid)


def assumptions(found: Found) -> pd.DataFrame:
    """What is taken as given here, and by whom? Columns: `name`, `value`, `source`."""
    given, set_ = found.engagement.assumptions, found.engagement.assumptions.model_fields_set

    def said(key: str) -> str:
        return STATED if key in set_ else "default of this kit"

    margin = "not given" if given.gross_margin is None else percent(given.gross_margin)
    asked = "to be asked for" if given.gross_margin is None else said("gross_margin")
    least = percent(given.minimum_service, 0)
    odds = dict.fromkeys(BY_NAME, SUCCESS) | dict(given.probabilities)
    rows = [
        ("Gross margin", margin, asked),
        ("Discount rate, a year", percent(given.discount_rate), said("discount_rate")),
        ("Horizon", f"{found.terms.years} years", said("horizon_months")),
        (
            "Probability of success",
            join([f"{name} {percent(value, 0)}" for name, value in odds.items()]),
            said("probabilities"),
        ),
        ("Cost of a lever", COST_SETS[given.lever_costs], said("lever_costs")),
        *_stated(found),
        ("Minimum service level", f"{least} of today's spend", said("minimum_service")),
        ("Most that a cell may get", "twice today's spend", "nobody was asked about more"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["name", "value", "source"])


def _stated(found: Found) -> list[tuple[str, str, str]]:
    given, currency = found.engagement.assumptions, found.engagement.currency
    rows = []
    for lever, stated in given.uplifts.items():
        parts = [f"{segment} {percent(value)}" for segment, value in stated.items()]
        rows.append((f"Uplift of {lever}, of ARR a year", join(parts), STATED))
    for lever, each in given.responses.items():
        text = (
            f"rate at no spend {number(each.at_zero)}, at twice {number(each.at_double)}; today 1"
        )
        rows.append((f"Response of {lever} to spend", text, STATED))
    if given.budget is not None:
        rows.append(("Budget", money_short(given.budget, currency), STATED))
    return rows


_WANTED = {
    "costs": (
        "what each lever costs, and so the ranking net of cost",
        "the general ledger's cost lines by month and cost centre, with allocation keys",
    ),
    "gross_margin": (
        "lifetime value instead of revenue",
        "the gross margin of recurring revenue (assumptions: gross_margin)",
    ),
    "usage": (
        "whether accounts that use more of what they pay for stay longer and grow more",
        "usage by customer and month, with the entitlement",
    ),
    "potential": (
        "what each account could pay, instead of what its peers pay",
        "the potential of each account, how it was found and how sure it is",
    ),
    "outcomes": (
        "whether the customer gains as well",
        "each customer's outcomes: benefit, cost, target and actual",
    ),
    "responses": (
        "where the next unit of budget earns most",
        "for each lever: its rate if nothing were spent, and if twice as much were",
    ),
    "uplifts": (
        "what can be achieved where the client's own accounts do not show it",
        "a stated uplift by lever and segment (assumptions: uplifts)",
    ),
}


def missing(found: Found, intake: Intake) -> pd.DataFrame:
    """What is not given: `what`, `would_show`, `ask`."""
    given = found.engagement.assumptions
    absent = [
        name for name in ("costs", "usage", "potential", "outcomes") if name not in intake.tables
    ]
    absent += ["gross_margin"] if given.gross_margin is None else []
    absent += ["uplifts"] if found.ranked["source"].isin([NONE, ONE_POINT]).any() else []
    absent += ["responses"] if found.spread.status != "optimal" else []
    rows = [
        (name.replace("_", " ").capitalize(), *_WANTED[name]) for name in _WANTED if name in absent
    ]
    return pd.DataFrame(rows, columns=["what", "would_show", "ask"])
