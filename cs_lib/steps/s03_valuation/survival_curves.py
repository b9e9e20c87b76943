"""How long do customers stay? Who was observed, and the share that remains month by month."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cs_lib.books.lives import Watched
from cs_lib.books.segments import of, parts, whole
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.models.lifetime import MIN_CUSTOMERS, MIN_EVENTS
from cs_lib.models.survival import kaplan_meier
from cs_lib.steps.s03_valuation.ltv import Worth
from cs_lib.texts import Count, Day, Scope, Sentence, Share

SHOWN = (6, 12, 24, 36, 48, 60)
"""Months of tenure in the table: the years, and the half year in which losses come fastest."""
MOST_SAID = 4
"""Segments of which each has a sentence; with more, the chart says it better."""
COLUMNS = (
    "segment", "tenure_months", "at_risk", "lost", "observed_share", "observed_low",
    "observed_high", "staying_share", "staying_low", "staying_high", "modelled", "survival_method",
)  # fmt: skip


@dataclass(frozen=True)
class Observed:
    """Who was observed: relationships and losses since the day from which losses are on record.

    `unsigned` had begun before without a known sign-up; `unseen` are too young to count.
    """

    since: dt.date | None
    relationships: int
    losses: int
    unsigned: int
    unseen: int


def observed_of(seen: Watched) -> Observed:
    """What the lives say of themselves."""
    losses = int(seen.lives["ended"].sum())
    return Observed(seen.since, len(seen.lives), losses, seen.unsigned, seen.unseen)


def months(found: tuple[Worth, ...]) -> pd.DataFrame:
    """What was seen and what is estimated, month by month of tenure (`COLUMNS`).

    `at_risk` are relationships under observation beyond the month, `lost` those that ended by
    then. `observed_*` is Kaplan-Meier on the segment's own with 90 % limits; `staying_*` the
    survival that LTV-3 takes, with those of its posterior. `modelled` is 1 where fewer than
    `MIN_CUSTOMERS` are under observation, so that the estimate follows the rhythm of renewals.
    """
    if not found:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat([_months(each) for each in found], ignore_index=True)


def _months(this: Worth) -> pd.DataFrame:
    own, lives = kaplan_meier(this.lives, 0.9), this.lives
    month = np.arange(this.economics.horizon + 1)
    entry, duration = (lives[name].to_numpy()[:, None] for name in ("entry", "duration"))
    ended = lives["ended"].to_numpy()[:, None]
    place = np.searchsorted(own.months, month, side="right") - 1
    seen = {
        f"observed_{name}": np.where(month <= own.observed, edge[place], np.nan)
        for name, edge in (("share", own.survival), ("low", own.low), ("high", own.high))
    }
    watched = ((entry < np.maximum(month, 1)) & (duration >= np.maximum(month, 1))).sum(axis=0)
    return pd.DataFrame(
        {
            "segment": pd.Series([this.segment] * len(month), dtype="object"),
            "tenure_months": month,
            "at_risk": ((entry <= month) & (duration > month)).sum(axis=0),
            "lost": (ended & (duration <= month)).sum(axis=0),
            **seen,
            "staying_share": this.survival,
            "staying_low": this.survival_low,
            "staying_high": this.survival_high,
            "modelled": (watched < MIN_CUSTOMERS).astype(int),
            "survival_method": this.method,
        }
    )[list(COLUMNS)]


class Remain(Sentence):
    share: Share
    months: Count


class TooFew(Sentence):
    losses: Count


class NobodyLeft(Sentence): ...


class StayedYear(Sentence):
    share: Share


class Seen(Sentence):
    relationships: Count
    losses: Count


class Since(Sentence):
    losses: Count
    relationships: Count
    since: Day


class Interval(Sentence):
    low: Share
    high: Share
    losses: Count


class InSegment(Sentence):
    segment: Scope
    share: Share
    months: Count
    low: Share
    high: Share
    losses: Count


class Reading(Sentence): ...


class Unsigned(Sentence):
    customers: Count


class Unseen(Sentence):
    customers: Count


Says = (
    Remain | TooFew | NobodyLeft | Since | Interval | InSegment | Reading | Unsigned | Unseen
)  # fmt: skip


@exhibit(
    part=Part.A6,
    shows=charts.Lines(
        c.tenure_months, c.staying_share, c.segment, low=c.staying_low, high=c.staying_high,
        dashed=c.modelled, zero=True, steps=True,
    ),
)  # fmt: skip
def survival(staying: pd.DataFrame, observed: Observed) -> Shown[Says] | Absent:
    """How long do customers stay?"""
    if staying.empty:
        return Absent("year")
    segments, company = parts(staying), whole(staying)
    last = _last(company)
    losses = Count(observed.losses)
    say: list[Says] = []
    if observed.since is not None:
        say.append(Since(losses, Count(observed.relationships), Day(observed.since)))
    if last["lost"] < MIN_EVENTS:  # a share from so few losses is not shown, nor drawn
        return Shown(
            None, title=TooFew(losses) if observed.losses else NobodyLeft(), say=tuple(say)
        )
    title = Remain(Share(last["staying_share"]), Count(last["tenure_months"]))
    say += [Interval(*_limits(last), Count(last["lost"])), *_by_segment(segments)]
    # beside segments the company is a line alone: its band would cover theirs
    bare = company.assign(staying_low=np.nan, staying_high=np.nan)
    shown = pd.concat([segments, bare]) if len(segments) else company
    note: list[Says] = [Reading()]
    note += [Unsigned(Count(observed.unsigned))] if observed.unsigned else []
    note += [Unseen(Count(observed.unseen))] if observed.unseen else []
    return Shown(shown, title=title, say=tuple(say), note=tuple(note))


def _last(rows: pd.DataFrame) -> "pd.Series[Any]":
    """The last month in which enough were under observation; the first where there is none."""
    seen = rows[rows["modelled"] == 0]
    return (seen if len(seen) else rows.head(1)).iloc[-1]


def _limits(row: "pd.Series[Any]") -> tuple[Share, Share]:
    return Share(row["staying_low"]), Share(row["staying_high"])


def _by_segment(segments: pd.DataFrame) -> list[InSegment]:
    """A sentence a segment, in the order of the chart; none for one that lost nobody."""
    names = list(dict.fromkeys(segments["segment"]))
    rows = [_last(of(segments, name)) for name in names] if len(names) <= MOST_SAID else []
    return [
        InSegment(
            Scope(row["segment"]), Share(row["staying_share"]), Count(row["tenure_months"]),
            *_limits(row), Count(row["lost"]),
        )
        for row in rows
        if row["lost"]
    ]  # fmt: skip


@exhibit(
    part=Part.A6,
    shows=Table(
        c.tenure_months, c.at_risk, c.lost, c.observed_share, c.observed_low, c.observed_high,
        c.staying_share, c.survival_method, group=c.segment,
    ),
)  # fmt: skip
def survival_table(staying: pd.DataFrame, observed: Observed) -> Shown[StayedYear | Seen] | Absent:
    """What was observed, and what lifetime value uses, at some months of tenure?"""
    shown = staying[staying["tenure_months"].isin(SHOWN)]
    if shown.empty:
        return Absent("year")
    company = whole(shown)
    year = company[(company["tenure_months"] == 12) & (company["lost"] >= MIN_EVENTS)]
    year = year[(year["at_risk"] >= MIN_CUSTOMERS) & year["observed_share"].notna()]
    if year.empty:
        return Shown(shown, title=Seen(Count(observed.relationships), Count(observed.losses)))
    return Shown(shown, title=StayedYear(Share(year["observed_share"].iloc[0])))
