"""Step 3: what does it cost to win, keep and grow a unit of ARR, and what is it worth?

Source: "The Ten Steps to Customer Success", step 3: how much to invest, and where.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.metrics import Gate, Headline
from cs_lib.steps.economics import (
    assumed,
    capacity,
    closure,
    costs,
    drivers,
    fire,
    glide,
    headlines,
    lifetime,
    matrix,
    planning,
    profit,
    questions,
    ratios,
    sources,
)
from cs_lib.steps.economics.bases import EVERYONE, Base, bases
from cs_lib.steps.economics.sentences import sentences
from cs_lib.steps.review import gates
from cs_lib.steps.review.books import Books


@dataclass(frozen=True)
class Valuation:
    """Everything step 3 shows. Frames are finished: a page only formats and draws them.

    `missing` names what is not given and would say more: tables and assumptions.
    costs: motion, driver, segment, amount; twelve months, adding up to the general ledger.
    ratios: ratio, variant, segment, unit, cost, base, value, lag_months, note (`ratios.table`).
    ltv: one row a segment, as `ltv.COLUMNS`; lives: what it rests on, as `lives.Watched`.
    """

    currency: str
    headlines: tuple[Headline, ...]
    gates: tuple[Gate, ...]
    draft_reasons: tuple[str, ...]
    missing: tuple[str, ...]
    findings: dict[str, str]
    headline_text: str
    segment_columns: dict[str, str]
    costs: pd.DataFrame
    cost_matrix: pd.DataFrame
    open_cost: pd.DataFrame
    reconciliation: pd.DataFrame
    ratios: pd.DataFrame
    headline_ratios: pd.DataFrame
    variants: pd.DataFrame
    questions: pd.DataFrame
    fire: pd.DataFrame
    planning: pd.DataFrame
    capacity: pd.DataFrame
    glide: pd.DataFrame
    drivers: pd.DataFrame
    bubbles: pd.DataFrame
    sources: pd.DataFrame
    referred: pd.DataFrame
    profit: pd.DataFrame
    assumptions: pd.DataFrame
    ltv: pd.DataFrame
    lives: pd.DataFrame
    watched: pd.DataFrame
    survival: pd.DataFrame
    at_risk: pd.DataFrame
    first_value: pd.DataFrame
    first_value_stay: pd.DataFrame
    fan: pd.DataFrame
    sensitivity: pd.DataFrame
    case: pd.DataFrame
    claims: pd.DataFrame


def run(engagement: Engagement, intake: Intake, books: Books) -> Valuation:
    """Compute step 3; without costs or a margin it says what they would show."""
    found = costs.costs(engagement, intake, books)
    base = bases(books)
    frames, segment_columns = _cost_frames(found, books, intake, base)
    frames |= _steering_frames(engagement, intake, books, frames, base)
    frames |= lifetime.frames(engagement, intake, books, frames["ratios"], base)
    checked = closure.gates(found, intake)
    frames["reconciliation"] = gates.table(checked)
    figures = (
        *headlines.headlines(books, frames["ratios"]),
        *headlines.lifetimes(books, frames["ltv"]),
    )
    kind = found.by_segment.kind if found else "none"
    return Valuation(
        currency=engagement.currency,
        headlines=figures,
        gates=checked,
        draft_reasons=closure.draft_reasons(checked),
        missing=_missing(engagement, intake),
        findings=sentences(engagement, frames, kind),
        headline_text=headlines.text(engagement, figures),
        segment_columns=segment_columns,
        **frames,
    )


def _cost_frames(
    found: costs.Costs | None, books: Books, intake: Intake, base: Mapping[str, Base]
) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    table = costs.table(found)
    shown, columns = matrix.matrix(table)
    by_ratio = ratios.table(found, books, base)
    return {
        "costs": table,
        "cost_matrix": shown,
        "open_cost": matrix.open_cost(found, intake.tables),
        "ratios": by_ratio,
        "headline_ratios": ratios.headlines(by_ratio),
        "variants": ratios.variants(by_ratio, books.engagement.currency),
        "fire": fire.table(by_ratio),
    }, columns


def _steering_frames(
    engagement: Engagement,
    intake: Intake,
    books: Books,
    frames: Mapping[str, pd.DataFrame],
    base: Mapping[str, Base],
) -> dict[str, pd.DataFrame]:
    by_ratio, spent = frames["ratios"], frames["costs"]
    by_driver = drivers.table(spent, base[EVERYONE], intake, books)
    by_source = sources.table(intake, books)
    return {
        "questions": questions.table(engagement, by_ratio),
        "planning": planning.table(engagement, by_ratio),
        "capacity": capacity.table(engagement, by_ratio, base, capacity.teams(intake, books)),
        "glide": glide.table(engagement, by_ratio),
        "drivers": by_driver,
        "bubbles": by_driver.rename(
            columns={"driver": "label", "share": "x", "outcome": "y", "amount": "size"}
        ),
        "sources": by_source,
        "referred": sources.pair(by_ratio, by_source),
        "profit": profit.table(engagement, spent, base, books),
        "assumptions": assumed.table(engagement),
    }


def _missing(engagement: Engagement, intake: Intake) -> tuple[str, ...]:
    tables = [
        name
        for name in ("costs", "allocation_keys", "roster", "activities")
        if name not in intake.tables
    ]
    margin = [] if engagement.assumptions.gross_margin is not None else ["gross_margin"]
    return (*tables, *margin)
