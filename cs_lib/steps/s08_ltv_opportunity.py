"""Step 8: which lever, in which segment, raises lifetime value most, and where does the budget go?

Source: "The Ten Steps to Customer Success", step 8; definitions M66-M68.
"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.metrics import Headline
from cs_lib.numbers import formatted
from cs_lib.steps.opportunity import findings, page
from cs_lib.steps.opportunity.ranking import NET
from cs_lib.steps.opportunity.sentences import sentences
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.kpis import headline
from cs_lib.steps.s03_valuation import Valuation


@dataclass(frozen=True)
class LtvOpportunity:
    """Everything step 8 shows. Frames are finished: a page only formats and draws them."""

    currency: str
    basis: str
    headlines: tuple[Headline, ...]
    findings: dict[str, str]
    headline_text: str
    score_label: str
    value_label: str
    whitespace_columns: dict[str, str]
    ranking: pd.DataFrame
    inputs: pd.DataFrame
    cost_sets: pd.DataFrame
    compared: pd.DataFrame
    lenses: pd.DataFrame
    lens_segments: pd.DataFrame
    tornado: pd.DataFrame
    flips: pd.DataFrame
    shares: pd.DataFrame
    spreads: pd.DataFrame
    allocation: pd.DataFrame
    allocation_chart: pd.DataFrame
    curves: pd.DataFrame
    gaps: pd.DataFrame
    gap_bars: pd.DataFrame
    largest_gaps: pd.DataFrame
    whitespace: pd.DataFrame
    whitespace_grid: pd.DataFrame
    assumptions: pd.DataFrame
    missing: pd.DataFrame


def run(
    engagement: Engagement, intake: Intake, books: Books, valuation: Valuation
) -> LtvOpportunity:
    """Compute step 8; without costs or a margin it ranks on revenue alone and says so."""
    found = findings.find(engagement, intake, books, valuation.costs, valuation.ratios)
    frames = page.frames(found, intake)
    grid, columns = page.grid_columns(found)
    figures = _headlines(books, found)
    net = found.terms.basis == NET
    years = found.terms.years
    return LtvOpportunity(
        currency=engagement.currency,
        score_label="Net value" if net else f"Revenue over {years} years",
        value_label="Value" if net else "Before any cost",
        basis=found.terms.basis,
        headlines=figures,
        findings=sentences(found, frames),
        headline_text=_headline_text(engagement, found, figures),
        whitespace_columns=columns,
        whitespace_grid=grid,
        **frames,
    )


def _headlines(books: Books, found: findings.Found) -> tuple[Headline, ...]:
    """What is left to sell, what the first choice is worth, and how firmly it stands."""
    ranked = found.ranked[found.ranked["rank"].notna()]
    gap = found.potential["gap"].sum(min_count=1)
    live = len(found.potential)
    figures = [headline(books, "M66", gap, live)]
    if found.standing is not None:
        top = ranked.iloc[0]
        figures += [
            headline(books, "M67", top["score"], int(top["accounts"])),
            headline(books, "M68", found.standing.share, int(top["accounts"])),
        ]
    return tuple(figures)


def _headline_text(
    engagement: Engagement, found: findings.Found, figures: tuple[Headline, ...]
) -> str:
    """The step's few figures as text: the notebook keeps it, later runs are held against it."""
    styles = {"money": "money_short", "rate": "percent"}
    top = found.standing.top if found.standing else "no choice can be ranked yet"
    lines = [
        f"{each.id} {each.name}: {formatted(each.value, styles[each.unit], engagement.currency)}"
        for each in figures
    ]
    return "\n".join([f"{engagement.client}, {engagement.as_of}", f"First: {top}", *lines])
