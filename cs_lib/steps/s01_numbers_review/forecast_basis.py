"""What does a forecast start from? Accounts, terms and known events, today or on a day of the past.

ARR by account and month is the ledger's movements added up, so that exchange rates move none of it.
On a past day only what was known then is taken: the terms that ran, and notices given by that day.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.lives import recorded_since
from cs_lib.engagement.plan import PERIOD
from cs_lib.intake import Intake
from cs_lib.ledger.lines.hierarchy import UNASSIGNED
from cs_lib.models.forecast import drivers, series
from cs_lib.models.forecast.bands import scores
from cs_lib.models.forecast.drivers import MONTHS, QUARTERS, YEAR, Known, Outlook
from cs_lib.models.lives import Floats

FAR = 120
"""Months ahead up to which terms are looked up: whoever signed for longer is not at risk before."""
YEAR_MONTHS = 12
CENT = 0.005
_MONTH_DAYS = 30.4375
EVENTS = ["account", "name", "segment", "event", "effective", "month", "amount", "fresh"]
NOTICE, UPLIFT, PLANNED = "notified", "agreed_rise", "planned_loss"


@dataclass(frozen=True)
class Basis:
    """The history of a client as forecasts see it; months are snapshots of the ledger.

    `since` is the first snapshot from which losses are on record, `last` the last one.
    """

    books: Books
    arr: pd.DataFrame
    segment: "pd.Series[str]"
    since: int
    last: int

    def known_at(self, month: int) -> Known:
        """What was known at a snapshot of the past."""
        terms, events = self._terms(month)
        return Known(self._accounts(month), terms, events)

    def later(self, origin: int, month: int) -> float:
        """What the customers of `origin` paid at `month`."""
        there = self.arr[origin] > CENT
        return float(self.arr.loc[there, month].clip(lower=0).sum())

    def placed(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows with today's segment of their account, which none is without."""
        segment = rows["account"].map(self.segment).fillna(UNASSIGNED).astype("str")
        return rows.assign(segment=segment)

    @property
    def origins(self) -> list[int]:
        """The quarter ends that a hindcast may start from: with a year of full records before."""
        first = self.since + YEAR_MONTHS
        return list(range(self.last - MONTHS, first - 1, -MONTHS))[::-1]

    def _accounts(self, month: int) -> pd.DataFrame:
        now = self.arr[month].clip(lower=0)
        before = self.arr.get(month - YEAR_MONTHS, now * 0).clip(lower=0)
        frame = pd.DataFrame({"account": self.arr.index, "segment": self.segment.to_numpy(),
                              "arr": now.to_numpy(), "before": before.to_numpy()})  # fmt: skip
        change = (frame["arr"] - frame["before"]).where(frame["before"] > CENT, 0.0)
        frame = frame.assign(lost=(-change).clip(lower=0), gained=change.clip(lower=0))
        return frame[(frame["arr"] > CENT) | (frame["before"] > CENT)].reset_index(drop=True)

    def _terms(self, month: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Terms at risk, and events: notices known by the day, and rises that lines agreed."""
        lines = self.placed(due_lines(self.books, month))
        noticed = (lines["notice"] <= pd.Timestamp(self.books.main.calendar.date(month))).fillna(
            False
        )
        # of its own column: an empty frame would take every row of another frame's
        left = lines[noticed]
        gone = left.assign(event=NOTICE, amount=-left["arr"])
        rises = _rises(lines[~noticed])
        events = pd.concat([gone, rises]).assign(month=lambda each: each["first"], fresh=False)
        return lines[~noticed], events[["segment", "month", "amount", "fresh"]]


def of(books: Books) -> Basis:
    """The basis of forecasts; what is too short shows in `Basis.origins`."""
    ledger = books.main
    calendar = ledger.calendar
    moved = ledger.movements(calendar.date(0), calendar.as_of)
    index = {month: calendar.index(month.date()) for month in moved["month"].unique()}
    at = moved["month"].map(index).astype("int64")
    table = moved.groupby([moved["account"], at])["amount"].sum().unstack(fill_value=0)
    arr = table.reindex(columns=range(calendar.last + 1), fill_value=0.0).cumsum(axis=1)
    segment = moved.drop_duplicates("account", keep="last").set_index("account")["segment"]
    live = books.live.set_index("account")["segment"]
    segment = live.reindex(arr.index).fillna(segment.reindex(arr.index)).fillna(UNASSIGNED)
    day = recorded_since(books)
    since = calendar.index(day) if day is not None else 0
    return Basis(books, arr, segment.astype("str"), since, calendar.last)


def due_lines(books: Books, month: int) -> pd.DataFrame:
    """Every line's term: segment, arr, first (months until it ends), length (months)."""
    calendar, grid = books.main.calendar, books.main.calendar.grid
    opening = calendar.date(month)
    number = grid.number(opening)
    lines = books.main.due(opening, grid.end(number + FAR))
    first = [grid.number(day.date()) - number for day in lines["due"]]
    length = ((lines["end"] - lines["start"]).dt.days / _MONTH_DAYS).round().clip(lower=1)
    return lines.assign(first=np.maximum(first, 1), length=length.astype("int64"))


def _rises(lines: pd.DataFrame) -> pd.DataFrame:
    """Price rises that lines agreed, in each year that they run on."""
    rising = lines[lines["escalator"].fillna(0.0) > 0]
    years = [
        rising.assign(
            event=UPLIFT, first=rising["first"] + YEAR_MONTHS * year,
            amount=rising["arr"] * rising["escalator"],
        )
        for year in range(QUARTERS // YEAR)
    ]  # fmt: skip
    return pd.concat(years)


def today(basis: Basis, losses: pd.DataFrame) -> tuple[Known, pd.DataFrame]:
    """What is known on the last day, and every event by name (`EVENTS`).

    Opening ARR is that of the books. `losses`: planned ones, `planned_losses`.
    """
    books, last = basis.books, basis.last
    known = basis.known_at(last)
    arr = books.live.set_index("account")["arr"]
    accounts = known.accounts.assign(arr=known.accounts["account"].map(arr).fillna(0.0))
    missing = arr.index.difference(pd.Index(accounts["account"]))
    if len(missing):
        more = books.live.set_index("account").loc[missing].reset_index()
        more = more[["account", "segment", "arr"]].fillna({"segment": UNASSIGNED})
        zeros = dict.fromkeys(("before", "lost", "gained"), 0.0)
        accounts = pd.concat([accounts, more.assign(**zeros)], ignore_index=True)
    parts = [each for each in (_signed(books), _agreed(books, last), losses) if len(each)]
    events = pd.concat(parts, ignore_index=True) if parts else losses
    events = basis.placed(events)
    events = events[events["month"] >= 1].sort_values(
        ["month", "amount"], kind="stable", ignore_index=True
    )
    terms = _unsigned(basis.placed(due_lines(books, last)), events)
    return Known(accounts, terms, events), events[EVENTS]


def _signed(books: Books) -> pd.DataFrame:
    """What is signed or announced, netted by account, kind and month."""
    lines, grid = books.committed.lines, books.main.calendar.grid
    number = grid.number(books.as_of)
    month = pd.Series([grid.number(day.date()) - number for day in lines["effective"]],
                      index=lines.index, dtype="int64")  # fmt: skip
    rows = lines.assign(month=month.clip(lower=1), event=lines["part"])
    keys = ["account", "name", "segment", "event", "month"]
    found = rows.groupby(keys, as_index=False).agg(
        amount=("amount", "sum"), effective=("effective", "min")
    )
    found = found[found["amount"].abs() >= CENT]
    return found.assign(fresh=found["event"] == "signed_new")[EVENTS]


def _agreed(books: Books, last: int) -> pd.DataFrame:
    """Rises that lines agreed, of accounts that gave no notice."""
    rises = _rises(due_lines(books, last))
    leaving = books.committed.lines.query("part == 'notified'")[["customer", "effective"]]
    gone = pd.MultiIndex.from_frame(rises[["customer", "due"]]).isin(
        pd.MultiIndex.from_frame(leaving)
    )
    rises = rises[~gone]
    end, number = books.main.calendar.grid.end, books.main.calendar.grid.number(books.as_of)
    keys = ["account", "name", "segment", "event", "first"]
    found = rises.groupby(keys, as_index=False).agg(amount=("amount", "sum"))
    day = pd.to_datetime(pd.Series([end(number + int(n)) for n in found["first"]], dtype=object))
    found = found.assign(month=found["first"], fresh=False, effective=day.astype("datetime64[us]"))
    return found[EVENTS]


def _unsigned(lines: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The terms at risk: none of those that end by notice; a signed renewal is at its next end."""
    keys = pd.MultiIndex.from_frame(lines[["account", "first"]])

    def among(*kinds: str) -> "np.ndarray":
        known = events.loc[events["event"].isin(kinds), ["account", "month"]]
        return np.asarray(keys.isin(pd.MultiIndex.from_frame(known)))

    later = lines.assign(first=lines["first"] + lines["length"] * among("signed_renewal"))
    return later[~among(NOTICE, PLANNED)]


def planned_losses(books: Books) -> pd.DataFrame:
    """The losses that the engagement's plan names, of customers who pay today (`EVENTS`)."""
    grid, people = books.main.calendar.grid, books.people.set_index("account")
    number, rows = grid.number(books.as_of), []
    for loss in books.engagement.plan.losses:
        for one in people[people.index == loss.customer].to_dict("records"):
            month = grid.number(loss.on) - number
            rows.append((loss.customer, one["name"], one["segment"], PLANNED, pd.Timestamp(loss.on),
                         month, -float(one["arr"]), False))  # fmt: skip
    return pd.DataFrame(rows, columns=EVENTS)


def planned_new(books: Books) -> Floats:
    """ARR of new customers in each quarter ahead, as the plan states it; zeros without one."""
    grid, planned = books.main.calendar.grid, books.engagement.plan.new_arr
    number, found = grid.number(books.as_of), np.zeros(QUARTERS)
    for ahead in range(QUARTERS):
        label = grid.quarter(number + MONTHS * (ahead + 1))
        year = (PERIOD.match(label) or [label])[0][:4]
        found[ahead] = planned.get(label, planned.get(year, 0.0) / YEAR)
    return found


def hindcast(basis: Basis, until: int) -> pd.DataFrame:
    """The driver path from every origin of the past, as far as `until` is known (`drivers`)."""
    origins = list(range(until - MONTHS, basis.since + YEAR_MONTHS - 1, -MONTHS))
    return drivers.hindcast(basis.known_at, basis.later, origins[::-1], until)


def errors(past: pd.DataFrame) -> dict[str, Floats]:
    """By method: origin x quarters ahead, the logarithm of actual over forecast."""
    steady = past.assign(last_value=past["opening"])
    names = {"drivers": "forecast", "last_value": "last_value", "drift": "drift", "growth": "grown"}
    found = {}
    for name, column in names.items():
        quotient = steady["actual"].clip(lower=CENT) / steady[column].clip(lower=CENT)
        ratio = pd.Series(np.log(quotient.to_numpy(float)), index=steady.index)
        wide = ratio.groupby([steady["origin"], steady["ahead"]]).first().unstack()
        found[name] = wide.reindex(columns=range(1, QUARTERS + 1)).to_numpy(float)
    return found


@dataclass(frozen=True)
class Made:
    """A client's forecast: what moves ARR, the bands, the trend, and how well both did before."""

    basis: Basis
    found: Outlook
    events: pd.DataFrame
    past: pd.DataFrame
    planned: Floats

    @cached_property
    def quarters(self) -> pd.Series:
        """ARR at the quarter ends from which losses are on record, the review's day last."""
        calendar, stock = self.basis.books.main.calendar, self.basis.books.stock
        months = range(self.basis.last, max(self.basis.since, 1) - 1, -MONTHS)
        days = [calendar.date(month) for month in months][::-1]
        return pd.Series([stock(day)[0] for day in days], index=days)

    @cached_property
    def trend(self) -> series.Continued | None:
        """The statistical path of all ARR, new customers included."""
        return series.continued(self.quarters.to_numpy(float))


def made(books: Books) -> Made | None:
    """The forecast; None where fewer than four origins can be tried, or nobody pays."""
    basis = of(books)
    if len(basis.origins) < series.LEAST_ORIGINS or books.live["arr"].sum() <= 0:
        return None
    past = hindcast(basis, basis.last)
    if past.empty or past["actual"].le(0).any():
        return None
    known, events = today(basis, planned_losses(books))
    return Made(basis, drivers.outlook(known), events, past, planned_new(books))


def effect(books: Books, intake: Intake) -> float | None:
    """What the chosen measure is expected to add to ARR in a year; None where none is chosen.

    As the plan states it; else the chosen option's effect times its probability.
    """
    stated = books.engagement.plan.effect
    if stated is not None:
        return stated.arr
    tables = intake.tables
    if "options" not in tables or "decision" not in tables:
        return None
    options, decided = tables["options"], tables["decision"]
    rows = options[options["option"].isin(decided["option"]) & options["state"].eq("chosen")]
    rows = rows[rows["effect"].notna()]
    if len(rows) != 1:
        return None
    one = rows.iloc[0]
    chance = one["probability"] if "probability" in rows and pd.notna(one["probability"]) else 1.0
    return float(one["effect"] * chance)


PATH = ["ahead", "period", "period_end", *drivers.COLUMNS[1:], "low_80", "high_80", "low_95",
        "high_95", "unsold", "with_choice", "with_new", "trend", "trend_low_80",
        "trend_high_80"]  # fmt: skip


def path(found: Made | None, yearly: float | None) -> pd.DataFrame:
    """The forecast by quarter (`PATH`): what moves ARR, its bands, scenarios and the trend.

    `closing` is ARR of today's customers; `unsold` if they buy nothing more than is signed;
    `with_choice` with the chosen measure; `with_new` with the planned new customers. Missing where
    nothing is chosen, planned or can be told. Empty without a forecast.
    """
    if found is None:
        return pd.DataFrame(columns=PATH)
    grid, day = found.basis.books.main.calendar.grid, found.basis.books.as_of
    number = grid.number(day)
    steps = np.arange(1, QUARTERS + 1)
    bands = series.banded(found.found.closing, errors(found.past)["drivers"])
    frame = found.found.path.rename(columns={"quarter": "ahead"}).assign(
        period=[grid.quarter(number + MONTHS * int(step)) for step in steps],
        period_end=pd.to_datetime(
            pd.Series([grid.end(number + MONTHS * int(step)) for step in steps], dtype=object)
        ).astype("datetime64[us]"),
        unsold=found.found.unsold,
        with_choice=np.nan if yearly is None else found.found.closing + yearly / YEAR * steps,
        with_new=found.found.closing + found.planned.cumsum() if found.planned.any() else np.nan,
    )
    trend = found.trend.path if found.trend else pd.DataFrame(index=range(QUARTERS))
    for name in ("low_80", "high_80", "low_95", "high_95"):
        frame[name] = bands[name]
    for name in ("forecast", "low_80", "high_80"):
        column = "trend" if name == "forecast" else f"trend_{name}"
        frame[column] = trend.get(name, np.nan)
    return frame[PATH]


def rates(found: Made | None) -> pd.DataFrame:
    """The rates by segment: as seen in a year, as used, and how far the segment is believed.

    Columns: `segment`, `accounts`, then `loss_seen`, `loss_used`, `loss_trust` and the same of
    gains.
    """
    names = {"raw": "seen", "shrunk": "used", "credibility": "trust"}
    columns = ["segment", "accounts", *(f"{kind}_{end}" for kind in ("loss", "gain")
                                        for end in names.values())]  # fmt: skip
    if found is None:
        return pd.DataFrame(columns=columns)
    frame = found.found.losses[["segment", "accounts"]]
    for kind, table in (("loss", found.found.losses), ("gain", found.found.gains)):
        for column, end in names.items():
            frame = frame.assign(**{f"{kind}_{end}": table[column].to_numpy()})
    return frame[columns]


def scored(found: Made | None) -> pd.DataFrame:
    """How far off were past forecasts: `forecast_of` (customers, all), then `bands.scores`."""
    if found is None:
        return pd.DataFrame(columns=["forecast_of", "method", "n"])
    tables = [scores(errors(found.past)).assign(forecast_of="customers")]
    if found.trend is not None:
        tables.append(found.trend.scores.assign(forecast_of="all"))
    return pd.concat(tables, ignore_index=True)


def events(found: Made | None) -> pd.DataFrame:
    """Every event that is known by name (`EVENTS`)."""
    return pd.DataFrame(columns=EVENTS) if found is None else found.events


def past(found: Made | None) -> pd.DataFrame:
    """What would have been forecast from past quarter ends (`drivers.hindcast`)."""
    columns = ["origin", "ahead", "opening", "forecast", "actual", "grown", "drift"]
    return pd.DataFrame(columns=columns) if found is None else found.past
