"""Step 1: what are the numbers today, how are they measured, and who agrees?

Source: "The Ten Steps to Customer Success", step 1. No causes here: a reader who is told why
before agreeing on what will argue about both.
"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.ledger.renewals import Renewals
from cs_lib.metrics import Gate, Headline
from cs_lib.numbers import formatted
from cs_lib.steps.review import (
    accounts,
    agreement,
    alternatives,
    gates,
    kpis,
    priorities,
    quarters,
    renewal,
    restated,
    shape,
    winds,
)
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.sentences import sentences


@dataclass(frozen=True)
class NumbersReview:
    """Everything step 1 shows. Frames are finished: a page only formats and draws them."""

    currency: str
    headlines: tuple[Headline, ...]
    gates: tuple[Gate, ...]
    draft_reasons: tuple[str, ...]
    findings: dict[str, str]
    headline_text: str
    quarter_columns: dict[str, str]
    cohort_columns: dict[str, str]
    bridge: pd.DataFrame
    tiles: pd.DataFrame
    kpis: pd.DataFrame
    waterfall: pd.DataFrame
    winds: pd.DataFrame
    leaves: pd.DataFrame
    strip: pd.DataFrame
    quarters: pd.DataFrame
    ladder: pd.DataFrame
    retention_steps: pd.DataFrame
    concentration: pd.DataFrame
    top_shares: pd.DataFrame
    segments: pd.DataFrame
    lost: pd.DataFrame
    eroded: pd.DataFrame
    accounts: pd.DataFrame
    largest: pd.DataFrame
    renewals: pd.DataFrame
    renewal_steps: pd.DataFrame
    committed: pd.DataFrame
    cohorts: pd.DataFrame
    control: pd.DataFrame
    billings: pd.DataFrame
    priorities: pd.DataFrame
    register: pd.DataFrame
    definitions: pd.DataFrame
    policies: pd.DataFrame
    effects: pd.DataFrame
    alternatives: pd.DataFrame
    sign_off: pd.DataFrame
    reconciliation: pd.DataFrame
    two_views: pd.DataFrame
    quality: pd.DataFrame
    overrides: pd.DataFrame
    restated: pd.DataFrame
    restated_causes: pd.DataFrame
    memo: pd.DataFrame
    not_provided: pd.DataFrame


def run(engagement: Engagement, intake: Intake, books: Books) -> NumbersReview:
    """Compute step 1 from the client's contracts, invoices or snapshots."""
    due = books.due
    checked = (*gates.check(books), *renewal.gates(books, due))
    frames = _money_frames(books) | _term_frames(books, intake, due)
    frames["cohorts"], cohort_columns = renewal.triangle(books)
    frames |= _agreement_frames(books, intake, checked, frames["kpis"])
    figures = (*kpis.headlines(books, frames["kpis"]), *renewal.headlines(books, due))
    return NumbersReview(
        currency=engagement.currency,
        headlines=figures,
        gates=checked,
        draft_reasons=agreement.draft_reasons(frames["sign_off"], checked),
        findings=sentences(books, frames),
        headline_text=_headline_text(frames["tiles"], engagement),
        cohort_columns=cohort_columns,
        quarter_columns={period.label: period.label for period in books.quarters},
        **frames,
    )


def _money_frames(books: Books) -> dict[str, pd.DataFrame]:
    figures, live = kpis.table(books), accounts.live(books)
    return {
        "bridge": books.bridge,
        "tiles": kpis.tiles(figures),
        "kpis": figures,
        "waterfall": winds.waterfall(books),
        "winds": winds.groups(books),
        "leaves": winds.leaves(books),
        "strip": winds.strip(books),
        "quarters": quarters.table(books),
        "ladder": shape.ladder(books),
        "retention_steps": shape.retention_steps(books),
        "concentration": shape.concentration(books),
        "top_shares": shape.top_shares(books),
        "segments": shape.segments(books),
        "lost": accounts.lost(books),
        "eroded": accounts.eroded(books),
        "accounts": live,
        "largest": live.head(accounts.LARGEST),
        "priorities": priorities.table(books),
        "two_views": winds.two_views(books),
        "memo": accounts.memo(books),
    }


def _term_frames(books: Books, intake: Intake, due: Renewals | None) -> dict[str, pd.DataFrame]:
    return {
        "renewals": renewal.rates(due),
        "renewal_steps": renewal.steps(due),
        "committed": renewal.committed(books),
        "control": renewal.split(renewal.control(books, intake)),
        "billings": renewal.billings(books, intake),
    }


def _agreement_frames(
    books: Books, intake: Intake, checked: tuple[Gate, ...], figures: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    engagement = books.engagement
    opening = books.year.opening if books.year else None
    effects = alternatives.effects(books, intake)
    return {
        "register": agreement.register(figures, opening),
        "definitions": agreement.definitions(),
        "policies": alternatives.register(agreement.policies(engagement.policies), effects),
        "effects": effects,
        "alternatives": alternatives.largest(effects),
        "sign_off": agreement.sign_off(engagement),
        "reconciliation": gates.table(checked),
        "quality": pd.concat([intake.quality, books.source.quality], ignore_index=True),
        "overrides": intake.overrides,
        "restated": restated.restated(books),
        "restated_causes": restated.causes(engagement, intake),
        "not_provided": accounts.not_provided(intake),
    }


def _headline_text(tiles: pd.DataFrame, engagement: Engagement) -> str:
    """The step's few figures as text: the notebook keeps it, later runs are held against it."""
    lines = [
        f"{row['id']} {row['label']}: "
        f"{formatted(row['value'], str(row['format']), engagement.currency)}"
        for row in tiles.to_dict("records")
    ]
    return "\n".join([f"{engagement.client}, {engagement.as_of}", *lines])
