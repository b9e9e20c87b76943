"""How healthy is each account, does the score tell who leaves, and who is leaving in silence?

The score is declared (`health_signals.DECLARED`); beside it a model is fitted. Both are judged out
of time: scores of past quarter ends against losses that came 90 to 180 days later, among accounts
that were there and had given no notice (M60, M61).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.ledger.lines.hierarchy import UNASSIGNED
from cs_lib.models.health import declared, fitted, validity
from cs_lib.steps.s09_execution import health_signals
from cs_lib.texts import Cell, Code, Count, Extreme, Money, Name, Sentence, Share

SKIP, UNTIL, STEP = 3, 6, 3
"""Months after the score in which a loss is not counted, up to which it is, and between scores."""
MOST_ORIGINS = 8
LISTED = 40
FAR = 120
"""Months ahead up to which terms are looked up for notices."""
DAYS_IN_MONTH = 30.4
FITTED_NEEDS = 20
NAMES = [
    "health_score", "validity_n", "events", "auc", "auc_low", "auc_high", "lift", "lift_low",
    "lift_high", "slope", "intercept", "lead_days", "validity_verdict",
]  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """Past scores and what came: one row an account and day.

    `rows`: origin (a number), account, health, marks by signal, segment, size (log ARR), ends (the
    share of ARR whose term ends when losses count), left, days (to the loss, NaN without).
    """

    rows: pd.DataFrame
    signals: tuple[str, ...]


def marks_at(books: Books, intake: Intake, day: pd.Timestamp, accounts: pd.Index) -> pd.DataFrame:
    """Account x signal on a day: 0 to 100."""
    found = health_signals.signals(health_signals.seen(books, intake, day))
    return declared.points(found, health_signals.DECLARED, accounts, day)


def panel(books: Books, intake: Intake) -> Panel:
    """Scores of past quarter ends, as far as the signals reach back, with what came after."""
    calendar, ledger = books.main.calendar, books.main
    lost = ledger.movements(calendar.date(0), calendar.as_of, ("logo_churn",))
    gone = {
        str(account): sorted(calendar.index(month.date()) for month in part["month"])
        for account, part in lost.groupby("account")
    }
    parts: list[pd.DataFrame] = []
    for month in range(calendar.last - UNTIL, SKIP, -STEP)[:MOST_ORIGINS]:
        part = _scored(books, intake, month, gone)
        if part is None:
            break
        parts.append(part.assign(origin=month))
    if not parts:
        return Panel(pd.DataFrame(columns=["origin", "account", "health", "left", "days"]), ())
    rows = pd.concat(parts[::-1], ignore_index=True)
    rows = rows.assign(ends=agreed(rows))
    names = tuple(each.name for each in health_signals.DECLARED if each.name in rows)
    return Panel(rows, names)


def _scored(
    books: Books, intake: Intake, month: int, gone: dict[str, list[int]]
) -> pd.DataFrame | None:
    """One day's scores; None where hardly anything was known then."""
    calendar = books.main.calendar
    day = calendar.date(month)
    live = books.main.accounts(day).set_index("account")
    due = _due(books, day)
    noticed = due.loc[(due["notice"] <= pd.Timestamp(day)).fillna(False), "account"]
    after = pd.Series({name: next((m for m in gone.get(name, []) if m > month), np.inf)
                       for name in live.index}, dtype=float) - month  # fmt: skip
    there = live[~live.index.isin(noticed) & (after > SKIP).to_numpy() & (live["arr"] > 0)]
    marks = marks_at(books, intake, pd.Timestamp(day), there.index)
    setup = books.engagement.health
    score = declared.scores(marks, health_signals.DECLARED, setup.weights, setup.mode)
    if len(there) < 2 or score["known"].mean() < 0.3:
        return None
    after = after.reindex(there.index)
    left = after <= UNTIL
    frame = marks.assign(
        health=score["health"], segment=there["segment"].astype("str"),
        size=np.log(there["arr"].to_numpy(float)), left=left,
        ends=_ending(books, day, due, there["arr"]),
        days=(after * DAYS_IN_MONTH).where(left),
    )  # fmt: skip
    return frame[frame["health"].notna()].reset_index(names="account")


def _due(books: Books, day: dt.date) -> pd.DataFrame:
    grid = books.main.calendar.grid
    return books.main.due(day, grid.end(grid.number(day) + FAR))


def _ending(
    books: Books, day: dt.date, due: pd.DataFrame, arr: "pd.Series[float]"
) -> "pd.Series[float]":
    """The share of each account's ARR whose term ends in the months in which losses count."""
    grid = books.main.calendar.grid
    start, end = (pd.Timestamp(grid.end(grid.number(day) + months)) for months in (SKIP, UNTIL))
    return ending(due, arr, start, end)


def ending(
    due: pd.DataFrame, arr: "pd.Series[float]", start: pd.Timestamp, end: pd.Timestamp
) -> "pd.Series[float]":
    """The share of each account's ARR that is due after `start` and by `end`."""
    ends = due[(due["due"] > start) & (due["due"] <= end)].groupby("account")["arr"].sum()
    return (ends.reindex(arr.index).fillna(0.0) / arr).clip(0, 1)


def agreed(rows: pd.DataFrame) -> "pd.Series[float]":
    """The ends of terms; none at all where most who came to one left.

    Then the list names the days on which customers left, which nobody knew before.
    """
    ended = rows["ends"] > 0
    lost = rows["left"].astype(bool) & ended
    return rows["ends"] * float(2 * lost.sum() <= ended.sum())


def tested(found: Panel) -> pd.DataFrame:
    """How each score did on days that it did not see (`NAMES`).

    The declared score's risk is calibrated on the other days, alone and (`with_terms`) with the
    end of terms, as the call list takes it; the fitted score is made on days whose outcome was
    known before the day that it is tried on. `validity_verdict`: validated, too_few (under 20
    losses) or no_better (than chance).
    """
    rows = found.rows
    if rows.empty or not rows["left"].any():
        return pd.DataFrame(columns=NAMES)
    table = [
        _row("declared", by_other_days(rows, terms=False), rows),
        _row("with_terms", by_other_days(rows), rows),
    ]
    fit = fitted_before(rows, found.signals)
    if fit is not None:
        table.append(_row("fitted", fit, rows.loc[fit.index]))
    return pd.DataFrame(table, columns=NAMES)


def by_other_days(rows: pd.DataFrame, terms: bool = True) -> "pd.Series[float]":
    """The risk of each row, calibrated on the rows of all other days; by score and end of terms."""
    said = pd.Series(np.nan, index=rows.index)
    for origin, part in rows.groupby("origin"):
        others = rows[rows["origin"] != origin]
        if others.empty:
            others = rows
        known, own = (each["ends"].to_numpy() if terms else None for each in (others, part))
        map_ = validity.calibrated(others["health"].to_numpy(), others["left"].to_numpy(), known)
        said[part.index] = map_.risk(part["health"].to_numpy(), own)
    return said


def _traits(rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    return rows[[*(name for name in names if rows[name].notna().any()), "size", "ends", "segment"]]


def fitted_before(rows: pd.DataFrame, names: Sequence[str]) -> "pd.Series[float] | None":
    """Risks by a model of earlier days; None where no day has twenty known losses before it."""
    found = []
    for origin in sorted(rows["origin"].unique()):
        part, known = rows[rows["origin"] == origin], rows[rows["origin"] <= origin - UNTIL]
        if known["left"].sum() < FITTED_NEEDS:
            continue
        traits = _traits(known, names)
        model = fitted.fitted(traits, known["left"])
        found.append(model.risk(part[traits.columns]))
    return pd.concat(found) if found else None


def _row(name: str, said: "pd.Series[float]", rows: pd.DataFrame) -> tuple[object, ...]:
    left, days = rows["left"].to_numpy(bool), np.asarray(rows["days"], dtype=np.float64)
    got = validity.validity(np.asarray(said, dtype=np.float64), left, days)
    few = got.events < validity.LEAST_EVENTS
    verdict = "too_few" if few else "validated" if got.validated else "no_better"
    return (name, got.n, got.events, got.auc, got.auc_low, got.auc_high, got.lift, got.lift_low,
            got.lift_high, got.slope, got.intercept, got.lead_days, verdict)  # fmt: skip


def today(books: Books, intake: Intake, found: Panel) -> pd.DataFrame:
    """Every account that pays: its health, what it is made of, and its chance of leaving.

    Columns: `account`, `name`, `segment`, `arr`, `notified`, `health`, `known`, `worst_signal`,
    `risk` (in the three months that begin in three), `of_<signal>` and the points by signal.
    """
    live = books.live[books.live["arr"] > 0].set_index("account")
    marks = marks_at(books, intake, pd.Timestamp(books.as_of), live.index)
    setup = books.engagement.health
    score = declared.scores(marks, health_signals.DECLARED, setup.weights, setup.mode)
    rows = found.rows
    risk = np.full(len(live), np.nan)
    if len(rows) and rows["left"].any():
        map_ = validity.calibrated(
            rows["health"].to_numpy(), rows["left"].to_numpy(), rows["ends"].to_numpy()
        )
        ends = _ending(books, books.as_of, _due(books, books.as_of), live["arr"])
        risk = map_.risk(score["health"].to_numpy(), np.asarray(ends, dtype=np.float64))
    lines = books.committed.lines
    noticed = lines.loc[lines["part"] == "notified", "account"]
    frame = live[["name", "segment", "arr"]].join(score).join(marks)
    frame = frame.assign(risk=risk, notified=live.index.isin(noticed))
    return frame.sort_values(["health", "arr"], ascending=[True, False]).reset_index()


class Poor(Sentence):
    accounts: Count
    arr: Money


class NonePoor(Sentence): ...


class WorstSign(Sentence):
    signal: Code
    accounts: Count


class NotValidated(Sentence):
    events: Count


class Validated(Sentence):
    auc: Share
    low: Share
    high: Share
    events: Count


class NoBetter(Sentence):
    events: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.arr, c.health, c.health_known, c.worst_signal, c.risk
    ),
)  # fmt: skip
def health_scores(
    health: pd.DataFrame, health_tested: pd.DataFrame, engagement: Engagement
) -> Shown[Poor | NonePoor | WorstSign | NotValidated | Validated | NoBetter] | Absent:
    """Which accounts are in poor health, and what pulls each of them down?"""
    known = health[health["health"].notna()]
    if known.empty:
        return Absent("usage")
    poor = known[(known["health"] < declared.POOR) & ~known["notified"]]
    frame = known[~known["notified"]].head(LISTED)
    frame = frame.assign(
        account=frame["name"], health_known=frame["known"],
        account_segment=frame["segment"].where(frame["segment"] != UNASSIGNED),
    )  # fmt: skip
    if poor.empty:
        return Shown(frame, title=NonePoor(), say=standing(health_tested))
    worst = poor["worst_signal"].value_counts()
    say: list[WorstSign | NotValidated | Validated | NoBetter] = []
    if len(worst):
        say.append(WorstSign(Code("worst_signal", str(worst.index[0])), Count(int(worst.iloc[0]))))
    title = Poor(Count(len(poor)), Money(float(poor["arr"].sum()), engagement.currency))
    return Shown(frame, title=title, say=(*say, *standing(health_tested)))


def standing(health_tested: pd.DataFrame) -> tuple[NotValidated | Validated | NoBetter, ...]:
    """In one sentence: may the score be believed?"""
    if health_tested.empty:
        return (NotValidated(Count(0)),)
    row = health_tested.iloc[0]
    events = Count(int(row["events"]))
    if row["validity_verdict"] == "too_few":
        return (NotValidated(events),)
    if row["validity_verdict"] == "no_better":
        return (NoBetter(events),)
    auc, low, high = (Share(row[name]) for name in ("auc", "auc_low", "auc_high"))
    return (Validated(auc, low, high, events),)


class LeadTime(Sentence):
    days: Count


class TooFewLosses(Sentence):
    events: Count


class AsChance(Sentence): ...


class Tells(Sentence):
    auc: Annotated[Share, "auc"]


@exhibit(
    part=Part.A6,
    shows=Table(
        c.health_score, c.validity_n, c.events, c.auc, c.auc_low, c.auc_high, c.lift,
        c.lift_low, c.lift_high, c.slope, c.intercept, c.lead_days, c.validity_verdict,
    ),
)  # fmt: skip
def health_validity(
    health_tested: pd.DataFrame,
) -> Shown[Tells | TooFewLosses | AsChance | LeadTime] | Absent:
    """Did the score of 90 days before tell who would leave?"""
    if health_tested.empty:
        return Absent("customers_lost")
    row = health_tested.iloc[0]
    at = Cell("execution.health_validity", "declared", "auc")
    title: Tells | TooFewLosses | AsChance = Tells(Share(row["auc"], at))
    if row["validity_verdict"] == "too_few":
        title = TooFewLosses(Count(int(row["events"])))
    elif row["validity_verdict"] == "no_better":
        title = AsChance()
    say = () if pd.isna(row["lead_days"]) else (LeadTime(Count(round(row["lead_days"]))),)
    return Shown(health_tested, title=title, say=say)


class AsSaid(Sentence):
    said: Share
    seen: Share
    extremes = (Extreme("execution.health_calibration.said_share", "said"),)


class Totals(Sentence):
    n: Count
    lost: Count


@exhibit(
    part=Part.A6,
    shows=charts.Dots(
        c.risk_group, c.seen_share, low=c.seen_low, high=c.seen_high, target=c.said_share
    ),
)
def health_calibration(health_groups: pd.DataFrame) -> Shown[AsSaid | Totals] | Absent:
    """Of those said to be at risk, did so many leave?"""
    if health_groups.empty or not health_groups["lost"].sum():
        return Absent("customers_lost")
    top = health_groups.iloc[-1]
    sums = health_groups[["validity_n", "lost"]].sum()
    totals = Totals(Count(int(sums["validity_n"])), Count(int(sums["lost"])))
    title = AsSaid(Share(top["said_share"]), Share(top["seen_share"]))
    return Shown(health_groups, title=title, say=(totals,))


def groups(found: Panel) -> pd.DataFrame:
    """Said and seen risk in five groups of equal size, the least risk first.

    Columns: `risk_group` (1 to 5), `said_share`, `seen_share`, `seen_low`, `seen_high`,
    `validity_n`, `lost`.
    """
    columns = ["risk_group", "said_share", "seen_share", "seen_low", "seen_high", "validity_n",
               "lost"]  # fmt: skip
    if found.rows.empty:
        return pd.DataFrame(columns=columns)
    said = by_other_days(found.rows)
    frame = validity.by_risk(np.asarray(said, dtype=np.float64), found.rows["left"].to_numpy(bool))
    frame.insert(0, "risk_group", [f"group_{n + 1}" for n in range(len(frame))])
    return frame.set_axis(columns, axis=1)


SILENT_USE, SILENT_DAYS, LEAST_SIGNS = 0.85, 90, 2


class Silent(Sentence):
    accounts: Count
    arr: Money


class NoneSilent(Sentence): ...


class FirstSilent(Sentence):
    account: Name


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.arr, c.signs, c.use_change, c.contact_days, c.last_survey,
        c.health,
    ),
)  # fmt: skip
def silent_churn(
    silent: pd.DataFrame, engagement: Engagement
) -> Shown[Silent | NoneSilent | FirstSilent] | Absent:
    """Which accounts use less, are not in touch, and have not complained?"""
    if silent.empty:
        return Shown(None, title=NoneSilent())
    frame = silent.head(LISTED).assign(
        account=silent["name"],
        account_segment=silent["segment"].where(silent["segment"] != UNASSIGNED),
    )
    title = Silent(Count(len(silent)), Money(float(silent["arr"].sum()), engagement.currency))
    return Shown(frame, title=title, say=(FirstSilent(Name(silent.iloc[0]["name"])),))


def silent_accounts(books: Books, intake: Intake, health: pd.DataFrame) -> pd.DataFrame:
    """Accounts with two signs of leaving in silence or more, no notice, and no severe ticket.

    Signs: use fell by 15 % or more; no logged contact in 90 days; asked, and no survey answer in
    the year; somebody who decides has left. `signs` counts them; the largest ARR first.
    """
    found = health_signals.signals(health_signals.seen(books, intake, pd.Timestamp(books.as_of)))
    wide = found.pivot(index="account", columns="signal", values="value")
    wide = wide.reindex(health["account"]).reindex(columns=list(health_signals.MEASURES))
    asked = bool(found["signal"].eq("survey").any())
    signs = (
        (wide["use_trend"] <= SILENT_USE).astype(int)
        + (wide["days_since_contact"] > SILENT_DAYS).astype(int)
        + (wide["survey"].isna() & asked).astype(int)
        + wide["sponsor_there"].eq(0).astype(int)
    )
    quiet = wide["severe_tickets"].fillna(0) == 0
    frame = health.set_index("account").assign(
        signs=signs, use_change=wide["use_trend"] - 1, contact_days=wide["days_since_contact"],
        last_survey=wide["survey"], quiet=quiet,
    )  # fmt: skip
    chosen = frame[(frame["signs"] >= LEAST_SIGNS) & frame["quiet"] & ~frame["notified"]]
    columns = ["name", "segment", "arr", "signs", "use_change", "contact_days", "last_survey",
               "health"]  # fmt: skip
    return chosen.sort_values(["signs", "arr"], ascending=False)[columns].reset_index()
