"""What does one unit of ARR cost to win, keep, expand and upsell? CAC, CRC, CEC, CUC (M40-M48)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from cs_lib.numbers import count, integer, missing, money_short, number
from cs_lib.steps.economics.bases import EVERYONE, Base
from cs_lib.steps.economics.costs import Costs
from cs_lib.steps.economics.purse import Cost, Purse
from cs_lib.steps.review.books import Books

HEADLINE = "headline"
COLUMNS = (
    "ratio", "variant", "segment", "unit", "cost", "base", "value", "lag_months", "note",
)  # fmt: skip
ONBOARDING_OUT, ONBOARDING_IN = "without on-boarding", "with on-boarding"
ON_REVENUE, ON_MARGIN, NET = "on new ARR", "on gross margin", "on new ARR net of losses"
PAYBACK = "months until the margin pays it back"
PER_LOGO, PER_RETAINED = "per logo", "per unit retained"
RENEWAL = "renewal cost per renewed unit"
PER_ACCOUNT, PER_KEPT = "per account at the last day", "per account retained"
WITH_PRICE, WITHOUT_PRICE = "price rises included", "without price rises"
LAGS = (0, 3, 6)
"""Months that acquisition cost goes before the ARR it wins: all are shown, one is the headline."""


@dataclass(frozen=True)
class _Asker:
    """Everything that the rows of the ratio table are made of."""

    purse: Purse
    books: Books
    bases: Mapping[str, Base]

    @property
    def lag(self) -> int:
        return self.books.engagement.assumptions.acquisition_lag_months

    def row(
        self, ratio: str, variant: str, segment: str, cost: Cost, base: float | None,
        unit: str = "ratio", lag: int = 0, note: str = "",
    ) -> dict[str, object]:  # fmt: skip
        if ratio != "CRC" and self.books.year is None:
            base, note = None, "the history is shorter than a year"
        known = cost.amount is not None and base is not None and base > 0
        empty = "" if base is not None and base > 0 else "there is nothing to hold it against"
        return {
            "ratio": ratio, "variant": variant, "segment": segment, "unit": unit,
            "cost": cost.amount, "base": base,
            "value": cost.amount / base if known else None,  # type: ignore[operator]
            "lag_months": lag, "note": "; ".join(filter(None, (note, cost.note, empty))),
        }  # fmt: skip


def table(found: Costs | None, books: Books, bases: Mapping[str, Base]) -> pd.DataFrame:
    """Every ratio and variant. Columns: those of `COLUMNS`; `value` is cost / base.

    The variant "headline" follows the engagement's definitions and is there for everyone and for
    each segment; `unit` is ratio (money per unit of ARR), money (per account) or
    months.
    """
    if found is None:
        return pd.DataFrame(columns=list(COLUMNS))
    chosen = books.engagement.assumptions
    purse = Purse(found, books.engagement.currency, chosen.onboarding_counts_as)
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
    return f"cost {count(months, 'month')} earlier" if months else "cost of the same months"


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
        "ratio": "Magic number", "variant": "ARR variant", "segment": EVERYONE, "unit": "ratio",
        "cost": cost.amount, "base": gained, "value": value, "lag_months": 3,
        "note": "; ".join(filter(None, ("base / cost: the other way round", cost.note))),
    }  # fmt: skip


def headline(ratios: pd.DataFrame, ratio: str, segment: str = EVERYONE) -> float | None:
    """The headline value of one ratio; None where it is not known."""
    rows = ratios[
        (ratios["ratio"] == ratio)
        & (ratios["variant"] == HEADLINE)
        & (ratios["segment"] == segment)
    ]
    return None if rows.empty or pd.isna(rows["value"].iloc[0]) else float(rows["value"].iloc[0])


def headlines(ratios: pd.DataFrame) -> pd.DataFrame:
    """The headline ratio of every segment side by side.

    Columns: `segment`, `CAC`, `CRC`, `CEC`, `CUC`.
    """
    names = ["CAC", "CRC", "CEC", "CUC"]
    rows = ratios[ratios["variant"] == HEADLINE]
    if rows.empty:
        return pd.DataFrame(columns=["segment", *names])
    order = list(dict.fromkeys(rows["segment"]))
    wide = rows.pivot_table(index="segment", columns="ratio", values="value", dropna=False)
    wide = wide.reindex(index=order, columns=names).rename_axis(columns=None)
    return wide.reset_index(names="segment")


def variants(ratios: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Every definition of each ratio, as text, for everyone.

    Columns: `ratio`, `variant`, `cost`, `base`, `value`, `note`.
    """
    rows = []
    for row in ratios[ratios["segment"] == EVERYONE].to_dict("records"):
        counted, value = row["unit"] == "money", row["value"]
        rows.append(
            (
                row["ratio"],
                row["variant"],
                money_short(row["cost"], currency),
                integer(row["base"]) if counted else money_short(row["base"], currency),
                _shown(value, row["unit"], currency),
                row["note"],
            )
        )
    return pd.DataFrame(rows, columns=["ratio", "variant", "cost", "base", "value", "note"])


def _shown(value: object, unit: str, currency: str) -> str:
    if unit == "money":
        return money_short(value, currency)
    return count(value, "month") if unit == "months" and not missing(value) else number(value)
