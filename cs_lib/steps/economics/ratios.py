"""What does one unit of ARR cost to win, keep, expand and upsell? CAC, CRC, CEC, CUC (M40-M48)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from cs_lib.numbers import count, join, money_short
from cs_lib.steps.economics.bases import EVERYONE, Base
from cs_lib.steps.economics.costs import Costs
from cs_lib.steps.economics.keys import NOT_SPLIT
from cs_lib.steps.economics.shares import MICRO
from cs_lib.steps.review.books import Books

HEADLINE = "headline"
COLUMNS = (
    "ratio", "variant", "segment", "unit", "cost", "base", "value", "lag_months", "note",
)  # fmt: skip
LAGS = (0, 3, 6)
"""Months that acquisition cost goes before the ARR it wins: all are shown, one is the headline."""


@dataclass(frozen=True)
class Cost:
    """A motion's cost in one window; None, with why, where it cannot be told."""

    amount: float | None
    note: str = ""


class Purse:
    """Answers what motions cost, by segment and lag; every answer comes from the same sharing."""

    def __init__(self, found: Costs, currency: str, onboarding_to: str) -> None:
        self._found, self._currency, self._onboarding_to = found, currency, onboarding_to
        self._windows: dict[int, pd.DataFrame] = {}

    def motion(self, motion: str, segment: str = EVERYONE, lag: int = 0) -> Cost:
        """What a motion costs as the client defines it: on-boarding retains, or acquires."""
        rows = self._rows(lag)
        moved = rows["driver"].eq("onboarding") & rows["motion"].eq("retain")
        rows = rows.assign(motion=rows["motion"].mask(moved, self._onboarding_to))
        return self._of(rows[rows["motion"] == motion], motion, segment, lag)

    def driver(self, motion: str, driver: str, segment: str = EVERYONE, lag: int = 0) -> Cost:
        """What one driver of a motion costs, as the keys have it."""
        rows = self._rows(lag)
        chosen = rows[(rows["motion"] == motion) & (rows["driver"] == driver)]
        return self._of(chosen, f"{motion} ({driver})", segment, lag)

    def quarter(self, motion: str, lag: int) -> Cost:
        """What a motion cost in the three months that end `lag` months before the last."""
        window = self._found.spent.window(lag, 3)
        rows = self._found.within(window)
        return self._covered(rows[rows["motion"] == motion], motion, window)

    def _rows(self, lag: int) -> pd.DataFrame:
        if lag not in self._windows:
            self._windows[lag] = self._found.within(self._found.spent.window(lag))
        return self._windows[lag]

    def _of(self, rows: pd.DataFrame, what: str, segment: str, lag: int) -> Cost:
        window = self._found.spent.window(lag)
        if segment == EVERYONE:
            return self._covered(rows, what, window)
        open_ = int(rows.loc[rows["segment"] == NOT_SPLIT, "micros"].sum())
        if open_:
            amount = money_short(open_ / MICRO, self._currency)
            return Cost(None, f"{amount} of the cost of {what} has no key to segments")
        return self._covered(rows[rows["segment"] == segment], what, window)

    def _covered(self, rows: pd.DataFrame, what: str, window: range) -> Cost:
        missing = self._found.spent.missing(window)
        if missing:
            months = count(len(missing), "month")
            return Cost(None, f"no cost is given for {months}: {join(missing[:3])}")
        if rows.empty:
            return Cost(None, f"no key gives cost to {what}")
        return Cost(int(rows["micros"].sum()) / MICRO)


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
        known = cost.amount is not None and base is not None and base > 0
        empty = "" if base else "nothing to hold it against"
        return {
            "ratio": ratio, "variant": variant, "segment": segment, "unit": unit,
            "cost": cost.amount, "base": base,
            "value": cost.amount / base if known else None,  # type: ignore[operator]
            "lag_months": lag, "note": "; ".join(filter(None, (note, cost.note, empty))),
        }  # fmt: skip


def table(found: Costs | None, books: Books, bases: Mapping[str, Base]) -> pd.DataFrame:
    """Every ratio and variant. Columns: those of `COLUMNS`; `value` is cost / base.

    The variant "headline" follows the engagement's definitions and is there for everyone and for
    each segment; `unit` is ratio (money per unit of ARR) or money (per account).
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
        name = f"cost {count(each, 'month')} earlier" if each else "cost of the same months"
        yield asker.row("CAC", name, EVERYONE, cost, everyone.new, lag=each)
    cost = ask.motion("acquire", lag=lag)
    if chosen.gross_margin is not None:
        base = everyone.new * chosen.gross_margin
        yield asker.row("CAC", "on gross margin", EVERYONE, cost, base, lag=lag)
    yield asker.row(
        "CAC", "new ARR net of losses", EVERYONE, cost, everyone.new - everyone.lost, lag=lag
    )
    yield asker.row("CAC", "per logo", EVERYONE, cost, everyone.new_logos, "money", lag)


def _retain(asker: _Asker) -> Iterator[dict[str, object]]:
    ask = asker.purse
    for segment, base in asker.bases.items():
        cost = ask.motion("retain", segment)
        yield asker.row("CRC", HEADLINE, segment, cost, base.average_arr)
        yield asker.row("CRC", "per unit retained", segment, cost, base.retained)
    for segment, base in asker.bases.items():
        cost = ask.driver("retain", "renewal", segment)
        yield asker.row("CRC", "renewal cost per renewed unit", segment, cost, base.renewed)
    cost, everyone = ask.motion("retain"), asker.bases[EVERYONE]
    live, kept = everyone.accounts, everyone.retained_accounts
    yield asker.row("CRC", "per account at the last day", EVERYONE, cost, live, "money")
    yield asker.row("CRC", "per account retained", EVERYONE, cost, kept, "money")


def _expand(asker: _Asker) -> Iterator[dict[str, object]]:
    with_price = asker.books.engagement.assumptions.expansion_includes_price
    for segment, base in asker.bases.items():
        cost = asker.purse.motion("expand", segment)
        whole, without = base.expansion, base.expansion - base.price
        yield asker.row("CEC", HEADLINE, segment, cost, whole if with_price else without)
    cost, base = asker.purse.motion("expand"), asker.bases[EVERYONE]
    yield asker.row("CEC", "price rises included", EVERYONE, cost, base.expansion)
    yield asker.row("CEC", "without price rises", EVERYONE, cost, base.expansion - base.price)


def _upsell(asker: _Asker) -> Iterator[dict[str, object]]:
    for segment, base in asker.bases.items():
        yield asker.row(
            "CUC", HEADLINE, segment, asker.purse.motion("upsell", segment), base.upsell
        )


def _magic(asker: _Asker) -> dict[str, object]:
    """ARR won net in the last quarter over the acquisition cost of the one before (M48)."""
    books, cost = asker.books, asker.purse.quarter("acquire", 3)
    opening = books.before(books.as_of, 3)
    known = opening >= books.main.calendar.date(0)
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

    Columns: `segment`, `CAC`, `CRC`, `CEC`, `CUC`, `note` (why one is missing).
    """
    names = ["CAC", "CRC", "CEC", "CUC"]
    rows = ratios[ratios["variant"] == HEADLINE]
    if rows.empty:
        return pd.DataFrame(columns=["segment", *names, "note"])
    wide = rows.pivot_table(
        index="segment", columns="ratio", values="value", sort=False, dropna=False
    )
    notes = {
        segment: "; ".join(dict.fromkeys(filter(None, part.loc[part["value"].isna(), "note"])))
        for segment, part in rows.groupby("segment", sort=False)
    }
    wide = wide.reindex(index=list(notes), columns=names).assign(note=list(notes.values()))
    return wide.reset_index(names="segment").rename_axis(columns=None)
