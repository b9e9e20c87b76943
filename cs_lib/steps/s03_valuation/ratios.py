"""What does EUR 1 of ARR cost to win, keep, expand and upsell? CAC, CRC, CEC, CUC (M40-M48)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.segments import EVERYONE, Base, of
from cs_lib.steps.s03_valuation.allocation_keys import UNALLOCATED
from cs_lib.steps.s03_valuation.costs import Costs
from cs_lib.steps.s03_valuation.motion_cost import Cost, Purse

HEADLINE = "headline"
COLUMNS = (
    "ratio", "variant", "segment", "unit", "cost", "base", "value", "lag_months", "why",
)  # fmt: skip
ONBOARDING_OUT, ONBOARDING_IN = "onboarding_out", "onboarding_in"
ON_REVENUE, ON_MARGIN, NET = "on_revenue", "on_margin", "net_of_losses"
PAYBACK = "payback"
PER_LOGO, PER_RETAINED = "per_logo", "per_retained"
RENEWAL = "renewal"
PER_ACCOUNT, PER_KEPT = "per_account", "per_account_kept"
WITH_PRICE, WITHOUT_PRICE = "with_price", "without_price"
MAGIC, ARR_VARIANT = "magic_number", "arr"
NO_YEAR, NOTHING_WON = "no_year", "nothing_won"
LAGS = (0, 3, 6)
"""Months that acquisition cost goes before the ARR it wins: all are shown, one is the headline."""


@dataclass(frozen=True)
class _Asker:
    """Everything that the rows of the ratio table are made of."""

    purse: Purse
    books: Books
    bases: Mapping[str | None, Base]

    @property
    def lag(self) -> int:
        return self.books.engagement.assumptions.acquisition_lag_months

    def row(
        self, ratio: str, variant: str, segment: str | None, cost: Cost, base: float | None,
        unit: str = "ratio", lag: int = 0,
    ) -> dict[str, object]:  # fmt: skip
        short = ratio != "CRC" and self.books.year is None
        known = base is not None and base > 0 and not short
        why = NO_YEAR if short else cost.why or (None if known else NOTHING_WON)
        value = cost.amount / base if known and base and cost.amount is not None else None
        return {
            "ratio": ratio, "variant": variant, "segment": segment, "unit": unit,
            "cost": cost.amount, "base": None if short else base, "value": value,
            "lag_months": lag, "why": why,
        }  # fmt: skip


def table(found: Costs | None, books: Books, bases: Mapping[str | None, Base]) -> pd.DataFrame:
    """Every ratio and variant. Columns: those of `COLUMNS`; `value` is cost / base.

    The variant "headline" follows the engagement's definitions and is there for the whole company
    and for each segment; `unit` is ratio (money for EUR 1 of ARR), money (per account) or months.
    `why` is a code that says why a value is not known.
    """
    if found is None:
        return pd.DataFrame(columns=list(COLUMNS))
    chosen = books.engagement.assumptions
    purse = Purse(found, chosen.onboarding_counts_as)
    asker = _Asker(purse, books, bases)
    rows = [*_acquire(asker), *_retain(asker), *_expand(asker), *_upsell(asker), _magic(asker)]
    kinds = dict.fromkeys(("cost", "base", "value"), float)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(kinds)


def _acquire(asker: _Asker) -> Iterator[dict[str, object]]:
    ask, lag, everyone = asker.purse, asker.lag, asker.bases[EVERYONE]
    chosen = asker.books.engagement.assumptions
    share = chosen.gross_margin if chosen.acquisition_on == "margin" else 1.0
    for segment, base in asker.bases.items():
        cost = ask.motion("acquire", segment, lag)
        yield asker.row("CAC", HEADLINE, segment, cost, base.new * (share or 0.0), lag=lag)
    for each in LAGS:
        cost = ask.motion("acquire", lag=each)
        yield asker.row("CAC", lagged(each), EVERYONE, cost, everyone.new, lag=each)
    for to, name in (("retain", ONBOARDING_OUT), ("acquire", ONBOARDING_IN)):
        cost = ask.motion("acquire", lag=lag, onboarding_to=to)
        yield asker.row("CAC", name, EVERYONE, cost, everyone.new, lag=lag)
    cost = ask.motion("acquire", lag=lag)
    yield asker.row("CAC", ON_REVENUE, EVERYONE, cost, everyone.new, lag=lag)
    if chosen.gross_margin is not None:
        margin = everyone.new * chosen.gross_margin
        yield asker.row("CAC", ON_MARGIN, EVERYONE, cost, margin, lag=lag)
        yield asker.row("CAC", PAYBACK, EVERYONE, cost, margin / 12, "months", lag)
    yield asker.row("CAC", NET, EVERYONE, cost, everyone.new - everyone.lost, lag=lag)
    for segment, base in asker.bases.items():
        cost = ask.motion("acquire", segment, lag)
        yield asker.row("CAC", PER_LOGO, segment, cost, base.new_logos, "money", lag)


def lagged(months: int) -> str:
    """The variant that takes cost so many months before the ARR it won."""
    return f"lag_{months}"


def _retain(asker: _Asker) -> Iterator[dict[str, object]]:
    ask = asker.purse
    for segment, base in asker.bases.items():
        cost = ask.motion("retain", segment)
        yield asker.row("CRC", HEADLINE, segment, cost, base.average_arr)
        yield asker.row("CRC", PER_RETAINED, segment, cost, base.retained)
    for segment, base in asker.bases.items():
        cost = ask.driver("retain", "renewal", segment)
        yield asker.row("CRC", RENEWAL, segment, cost, base.renewed)
    cost, everyone = ask.motion("retain"), asker.bases[EVERYONE]
    live, kept = everyone.accounts, everyone.retained_accounts
    yield asker.row("CRC", PER_ACCOUNT, EVERYONE, cost, live, "money")
    yield asker.row("CRC", PER_KEPT, EVERYONE, cost, kept, "money")


def _expand(asker: _Asker) -> Iterator[dict[str, object]]:
    with_price = asker.books.engagement.assumptions.expansion_includes_price
    for segment, base in asker.bases.items():
        cost = asker.purse.motion("expand", segment)
        whole, without = base.expansion, base.expansion - base.price
        yield asker.row("CEC", HEADLINE, segment, cost, whole if with_price else without)
    cost, base = asker.purse.motion("expand"), asker.bases[EVERYONE]
    yield asker.row("CEC", WITH_PRICE, EVERYONE, cost, base.expansion)
    yield asker.row("CEC", WITHOUT_PRICE, EVERYONE, cost, base.expansion - base.price)


def _upsell(asker: _Asker) -> Iterator[dict[str, object]]:
    for segment, base in asker.bases.items():
        yield asker.row(
            "CUC", HEADLINE, segment, asker.purse.motion("upsell", segment), base.upsell
        )


def _magic(asker: _Asker) -> dict[str, object]:
    """ARR won net in the last quarter over the acquisition cost of the one before (M48)."""
    books, cost = asker.books, asker.purse.quarter("acquire", 3)
    opening = books.before(books.as_of, 3)
    known = opening > books.main.calendar.date(0)
    gained = books.stock(books.as_of)[0] - books.stock(opening)[0] if known else None
    value = gained / cost.amount if gained is not None and cost.amount else None
    return {
        "ratio": MAGIC, "variant": ARR_VARIANT, "segment": EVERYONE, "unit": "ratio",
        "cost": cost.amount, "base": gained, "value": value, "lag_months": 3,
        "why": cost.why if gained is not None else NO_YEAR,
    }  # fmt: skip


def headline(ratios: pd.DataFrame, ratio: str, segment: str | None = EVERYONE) -> float | None:
    """The headline value of one ratio; None where it is not known."""
    rows = of(ratios[(ratios["ratio"] == ratio) & (ratios["variant"] == HEADLINE)], segment)
    return None if rows.empty or pd.isna(rows["value"].iloc[0]) else float(rows["value"].iloc[0])


def lacking(ratios: pd.DataFrame, ratio: str) -> str:
    """The need without which the company's headline ratio is not known (`needs.NEEDS`)."""
    rows = of(ratios[(ratios["ratio"] == ratio) & (ratios["variant"] == HEADLINE)], EVERYONE)
    why = "months_missing" if rows.empty else str(rows["why"].iloc[0])
    return {"no_key": "allocation_keys", "months_missing": "costs"}.get(why, "year")


def open_share(costs: pd.DataFrame) -> float:
    """The share of the ledger that no key covers, and that is in no ratio."""
    whole_cost = float(costs["amount"].sum())
    rest = float(costs.loc[costs["motion"] == UNALLOCATED, "amount"].sum())
    return rest / whole_cost if whole_cost else 0.0
