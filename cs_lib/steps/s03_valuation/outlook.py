"""Where could ARR be in five years, and what is one point of NRR worth then (3.09)?

ARR next year = ARR x NRR + new business + customers who came back, year after year, at constant
exchange rates; new business counts at the year's end, so with its first growth. The last year's own
parts make the last year's ARR to the cent (`year_parts`). A multiple is the client's assumption,
never a fact.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.comparison import Comparison
from cs_lib.books.segments import Base
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.models import arr_path
from cs_lib.models.arr_path import Year
from cs_lib.models.resampled import ratio_limits
from cs_lib.texts import Cell, Count, Extreme, Money, Sentence, Share, Times

YEARS = 5
POINTS = (-3, -2, -1, 0, 1, 2, 3)
"""Points of NRR by which the sensitivity departs from today's."""
AS_NOW, ONE_MORE = "as_now", "plus_1"
SCENARIOS = {
    -3: "minus_3", -2: "minus_2", -1: "minus_1", 0: AS_NOW, 1: ONE_MORE, 2: "plus_2", 3: "plus_3"
}  # fmt: skip
LOW_END, HIGH_END = "low_end", "high_end"
WITH_LARGEST, WITHOUT_LARGEST = "with_largest", "without_largest"
TABLE, PARTS_TABLE = "valuation.nrr_sensitivity", "valuation.arr_year"
STEADY = 1.5
"""NRR above this is the growth of a young company; kept up for five years it would be fantasy."""
DOMINANT = 1 / 3
"""Share of ARR from which one account is a scenario of its own: no band says what it may do."""
PATH_COLUMNS = ("scenario", "years_ahead", "arr", "arr_low", "arr_high")
PARTS_COLUMNS = ("arr_part", "arr_last_year", "arr_year_before")
OPENING, CLOSING = "opening", "closing"


@dataclass(frozen=True)
class Hindcast:
    """What the method gave a year ago for today, its 90 % limits, and what came.

    All at the exchange rates of a year ago.
    """

    expected: float
    low: float
    high: float
    actual: float


@dataclass(frozen=True)
class Outset:
    """What the future is counted from: ARR, NRR with its limits, and a year's new business.

    The limits are a bootstrap over the `customers` of a year ago, 90 %. `new` is the ARR today of
    the `logos` won in the year, `returned` that of those who came back. `largest` is the share of
    the largest account in ARR.
    """

    arr: float
    nrr: float
    low: float
    high: float
    new: float
    customers: int
    returned: float = 0.0
    logos: int = 0
    largest: float = 0.0
    hindcast: Hindcast | None = None


def outset_of(books: Books, base: Base) -> Outset | None:
    """What is carried forward from the twelve months; None without a year of history."""
    if books.year is None or (nrr := books.year.whole.nrr) is None:
        return None
    year, there = books.year, books.year.base
    low, high = ratio_limits(_kept(year), there["v0"].to_numpy(float))
    arr = books.live["arr"]
    return Outset(
        base.arr, nrr, low, high, year.new, len(there), year.returned,
        len(year.entered(back=False)), float(arr.max() / arr.sum()) if arr.sum() > 0 else 0.0,
        _hindcast(books),
    )  # fmt: skip


def _kept(year: Comparison) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """ARR at the end of those there at the opening, without what resumed after a pause (P13)."""
    return (year.base["v1"] - year.base["resumed"]).to_numpy(float)


def _as_year(year: Comparison) -> Year:
    came = pd.concat([year.entered(back=back)["v1"] for back in (False, True)])
    resumed = year.base.loc[year.base["resumed"] > 0, "resumed"]
    return Year(
        year.base["v0"].to_numpy(float), _kept(year),
        pd.concat([came, resumed]).to_numpy(float),
    )  # fmt: skip


def _hindcast(books: Books) -> Hindcast | None:
    """What last year's outset would have said of this year; None where history is too short."""
    then, last = _year_before(books), books.year
    if then is None or last is None or then.whole.nrr is None or then.opening <= 0:
        return None
    year, opening = _as_year(then), float(last.pair.accounts["v0"].sum())
    if opening <= 0:
        return None
    found = arr_path.paths(year, opening, 1)
    low, high = (float(edge[1]) for edge in arr_path.limits(found))
    expected = opening * year.nrr + float(year.came.sum())
    return Hindcast(expected, low, high, float(last.pair.accounts["v1"].sum()))


def _year_before(books: Books) -> Comparison | None:
    start, end = books.before(books.as_of, 24), books.before(books.as_of, 12)
    return books.compare(start, end) if start > books.main.calendar.date(0) else None


def year_parts(books: Books) -> pd.DataFrame:
    """What made ARR of what it was a year before: `PARTS_COLUMNS`, signed amounts.

    Rows opening, kept, landed, grown, returned, exchanged, closing: the opening and the parts add
    up to the closing. `kept` is what retention added or took away, `landed` what new customers
    began with, `grown` what they added in their first months, `exchanged` the exchange rates.
    """
    if books.year is None or books.year.whole.nrr is None:
        return pd.DataFrame(columns=list(PARTS_COLUMNS))
    last = _parts(books, books.year, 0)
    then = _year_before(books)
    before = {} if then is None or then.whole.nrr is None else _parts(books, then, 12)
    rows = [(name, amount, before.get(name, np.nan)) for name, amount in last.items()]
    return pd.DataFrame(rows, columns=list(PARTS_COLUMNS))


def _parts(books: Books, year: Comparison, back: int) -> dict[str, float]:
    end = books.before(books.as_of, back) if back else books.as_of
    start, rows = books.before(end, 12), books.bridge
    won = rows[
        (rows["period_kind"] == "month") & (rows["grain"] == books.main.grain)
        & rows["segment"].isna() & (rows["rollup"] == "new")
        & (rows["period_end"] > pd.Timestamp(start)) & (rows["period_end"] <= pd.Timestamp(end))
    ]  # fmt: skip
    landed = float(won["amount"].sum())
    found = {
        OPENING: books.stock(start)[0],
        "kept": float(_kept(year).sum() - year.base["v0"].sum()),
        "landed": landed, "grown": year.new - landed, "returned": year.returned,
        "exchanged": year.exchanged,
    }  # fmt: skip
    return found | {CLOSING: sum(found.values())}


def lacking(begin: Outset | None) -> str | None:
    """The need without which nothing can be carried forward; None where it can."""
    if begin is None:
        return "year"
    if begin.arr <= 0:
        return "customers_live"
    return "steady_retention" if begin.nrr > STEADY else None


def path(begin: Outset, nrr: float, years: int = YEARS) -> list[float]:
    """ARR today and after each of `years` years."""
    found = [begin.arr]
    for _ in range(years):
        found.append(found[-1] * nrr + begin.new + begin.returned)
    return found


def paths(books: Books, begin: Outset | None) -> pd.DataFrame:
    """ARR year by year with its 90 % limits (`PATH_COLUMNS`), empty where nothing can be said.

    Where one account is more than a third of ARR, there are two scenarios: it stays as it is, or
    leaves; the limits are those of all the others.
    """
    if lacking(begin) is not None or begin is None or books.year is None:
        return pd.DataFrame(columns=list(PATH_COLUMNS))
    if begin.largest <= DOMINANT:
        return _scenario(AS_NOW, _as_year(books.year), begin.arr, 0.0)
    top = books.live.sort_values("arr").iloc[-1]
    others = _as_year(books.year.without(str(top["account"])))
    rest = float(begin.arr - top["arr"])
    if not others.before.sum() > 0:  # nothing is known of others: they stay as they are
        others = Year(np.ones(1), np.ones(1), others.came)
    return pd.concat(
        [_scenario(WITH_LARGEST, others, rest, float(top["arr"])),
         _scenario(WITHOUT_LARGEST, others, rest, 0.0)],
        ignore_index=True,
    )  # fmt: skip


def _scenario(name: str, year: Year, arr: float, beside: float) -> pd.DataFrame:
    low, high = arr_path.limits(arr_path.paths(year, arr, YEARS))
    now = [arr]
    for _ in range(YEARS):
        now.append(now[-1] * year.nrr + float(year.came.sum()))
    found = pd.DataFrame(
        {"scenario": name, "years_ahead": range(YEARS + 1), "arr": now,
         "arr_low": np.minimum(low, now), "arr_high": np.maximum(high, now)}
    )  # fmt: skip
    amounts = ["arr", "arr_low", "arr_high"]
    return found.assign(**{each: found[each] + beside for each in amounts})


def sensitivity(
    begin: Outset, ahead: pd.DataFrame, multiple: float | None, discount: float
) -> pd.DataFrame:
    """ARR in five years point by point of NRR around today's, and at the ends of `paths`.

    Columns: `scenario`, `nrr` (empty at the ends: new business moves there, too), `arr`,
    `arr_change` (against NRR as now), `arr_growth` (a year), `value_change` (x the client's
    multiple, empty without) and `value_change_today` (discounted).
    """
    points = [(SCENARIOS[each], begin.nrr + each / 100) for each in POINTS]
    rows = [(name, nrr, path(begin, nrr)[-1]) for name, nrr in points]
    last = ahead[ahead["years_ahead"] == YEARS].set_index("scenario")
    if AS_NOW in last.index:
        ends = ((LOW_END, "arr_low"), (HIGH_END, "arr_high"))
        low, high = ((name, np.nan, float(last[of].to_dict()[AS_NOW])) for name, of in ends)
        rows = [low, *rows, high]
    else:
        rows += [(str(name), np.nan, float(arr)) for name, arr in last["arr"].items()]
    frame = pd.DataFrame(rows, columns=["scenario", "nrr", "arr"])
    arr, now = frame["arr"].to_numpy(float), path(begin, begin.nrr)[-1]
    growth = (np.maximum(arr, 0) / begin.arr) ** (1 / YEARS) - 1
    worth = (arr - now) * (np.nan if multiple is None else multiple)
    return frame.assign(
        arr_change=arr - now, arr_growth=growth, value_change=worth,
        value_change_today=worth / (1 + discount) ** YEARS,
    )  # fmt: skip


class Between(Sentence):
    years: Count
    low: Annotated[Money, "arr:low_end"]
    high: Annotated[Money, "arr:high_end"]


class WithAndWithout(Sentence):
    years: Count
    without: Money
    kept: Money
    told_apart = ("without", "kept")


class Largest(Sentence):
    share: Share
    extremes = (Extreme("books.live.arr", "share", top="1"),)


class Retention(Sentence):
    nrr: Share
    low: Share
    high: Share
    customers: Count


class NewBusiness(Sentence):
    new: Money
    logos: Count


class NothingNew(Sentence): ...


class Returned(Sentence):
    returned: Money


Ahead = Between | WithAndWithout | Largest | Retention | NewBusiness | NothingNew | Returned


@exhibit(
    part=Part.A6,
    shows=charts.Lines(
        c.years_ahead, c.arr, c.scenario, low=c.arr_low, high=c.arr_high, zero=True
    )
)  # fmt: skip
def future_arr(
    outset: Outset | None, arr_ahead: pd.DataFrame, engagement: Engagement
) -> Shown[Ahead] | Absent:
    """Where could ARR be in five years if nothing changes?"""
    if (need := lacking(outset)) is not None or outset is None:
        return Absent(need or "year")
    begin, currency = outset, engagement.currency
    say: list[Ahead] = [Largest(Share(begin.largest))] if begin.largest > DOMINANT else []
    limits = Share(begin.low), Share(begin.high)
    say.append(Retention(Share(begin.nrr), *limits, Count(begin.customers)))
    new = NewBusiness(Money(begin.new, currency), Count(begin.logos))
    say.append(new if begin.logos else NothingNew())
    note = (Returned(Money(begin.returned, currency)),)
    return Shown(arr_ahead, title=ahead(arr_ahead, currency), say=tuple(say), note=note)


def ahead(arr_ahead: pd.DataFrame, currency: str) -> Between | WithAndWithout:
    """The band in words, or the two scenarios; the amounts are those of `nrr_sensitivity`."""
    last = arr_ahead[arr_ahead["years_ahead"] == YEARS].set_index("scenario")

    def money(scenario: str, column: str, row: str) -> Money:
        return Money(float(last[column].to_dict()[scenario]), currency, at=Cell(TABLE, row, "arr"))

    if AS_NOW in last.index:
        low = money(AS_NOW, "arr_low", LOW_END)
        return Between(Count(YEARS), low, money(AS_NOW, "arr_high", HIGH_END))
    without, kept = (money(name, "arr", name) for name in (WITHOUT_LARGEST, WITH_LARGEST))
    return WithAndWithout(Count(YEARS), without, kept)


class Reproduced(Sentence):
    closing: Annotated[Money, "arr_last_year"]


class Inside(Sentence):
    expected: Money
    low: Money
    high: Money
    actual: Money


class Outside(Sentence):
    expected: Money
    low: Money
    high: Money
    actual: Money
    told_apart = ("expected", "low", "high", "actual")


class NoHindcast(Sentence): ...


@exhibit(part=Part.A6, shows=Table(c.arr_part, c.arr_last_year, c.arr_year_before))
def arr_year(
    arr_parts: pd.DataFrame, outset: Outset | None, engagement: Engagement
) -> Shown[Reproduced | Inside | Outside | NoHindcast] | Absent:
    """What made last year's ARR, and would the method have held a year ago?"""
    if arr_parts.empty or outset is None:
        return Absent("year")
    closing = arr_parts.set_index("arr_part")["arr_last_year"].to_dict()[CLOSING]
    at = Cell(PARTS_TABLE, CLOSING, "arr_last_year")
    title = Reproduced(Money(float(closing), engagement.currency, at=at))
    then = outset.hindcast
    if then is None:
        return Shown(arr_parts, title=title, say=(NoHindcast(),))
    kind = Inside if then.low <= then.actual <= then.high else Outside
    amounts = (then.expected, then.low, then.high, then.actual)
    return Shown(
        arr_parts, title=title, say=(kind(*(Money(a, engagement.currency) for a in amounts)),)
    )


class OnePoint(Sentence):
    change: Annotated[Money, "arr_change"]
    years: Count


class Valued(Sentence):
    multiple: Times
    today: Annotated[Money, "value_change_today"]
    discount: Share
    undiscounted: Annotated[Money, "value_change"]


class NotValued(Sentence): ...


@exhibit(
    part=Part.A6,
    shows=Table(
        c.scenario, c.nrr, c.arr, c.arr_change, c.arr_growth, c.value_change, c.value_change_today
    ),
)  # fmt: skip
def nrr_sensitivity(
    outset: Outset | None, arr_ahead: pd.DataFrame, engagement: Engagement
) -> Shown[OnePoint | Valued | NotValued] | Absent:
    """What is one point of NRR worth in five years?"""
    if (need := lacking(outset)) is not None or outset is None:
        return Absent(need or "year")
    chosen, currency = engagement.assumptions, engagement.currency
    frame = sensitivity(outset, arr_ahead, chosen.multiple, chosen.discount_rate)
    more = frame[frame["scenario"] == ONE_MORE].iloc[0]
    amounts = {
        name: Money(more[name], currency, at=Cell(TABLE, ONE_MORE, name))
        for name in ("arr_change", "value_change_today", "value_change")
        if not pd.isna(more[name])
    }
    title = OnePoint(amounts["arr_change"], Count(YEARS))
    if chosen.multiple is None:
        return Shown(frame, title=title, say=(NotValued(),))
    valued = Valued(
        Times(chosen.multiple), amounts["value_change_today"], Share(chosen.discount_rate),
        amounts["value_change"],
    )  # fmt: skip
    return Shown(frame, title=title, say=(valued,))
