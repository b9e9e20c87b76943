"""Which accounts are off the success vector: use falls beyond noise and season?

Source: S3 (9); concept 7.09. The slope of leading signals over 90 days (`models.trend`), tried on
the client's own history before it is believed: how many alarms were false for each true one?
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cs_lib.books.belonging import account_of, by_name, known_of
from cs_lib.books.books import Books
from cs_lib.engagement import Alarm, Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.intake.text_storage import among
from cs_lib.models import trend
from cs_lib.models.discrimination import auc
from cs_lib.models.lives import Floats
from cs_lib.steps.s07_value_path.losses import losses
from cs_lib.texts import Count, Extreme, Money, Name, Quantity, Sentence, Share

LEAST_MONTHS, LEAST_ACCOUNTS, LISTED, FOLLOWED = 8, 10, 40, 6
"""Months and accounts below which a signal is not looked at, accounts listed, and the months in
which an alarm comes true."""
OURS, NAIVE = "off_vector", "quarter_fall"
OFF = ["account", "name", "segment", "arr", "use_fall", "errors_below", "term_end", "owner"]
JUDGED = ["alarm_rule", "alarms", "alarms_true", "false_per_true", "losses", "losses_told"]
SIGNALS = ["signal", "accounts", "auc", "auc_low", "auc_high", "leading"]


@dataclass(frozen=True)
class History:
    """Each signal by account and month, its trend, and when accounts were lost, on the same rows.

    `months` are counted from the year 0, the first of a year as 12 times it and 1.
    """

    accounts: pd.Index
    months: NDArray[np.int64]
    levels: dict[str, Floats]
    trends: dict[str, trend.Trend]
    lost: trend.Flags


def history(books: Books, intake: Intake) -> History | None:
    """What usage shows by month, up to the last complete one; None where it shows too little.

    A month without a row is one without use while the account is there, and not known before its
    first row, after it left, and where nobody has one.
    """
    if "usage" not in intake.tables:
        return None
    usage, day = intake.tables["usage"], pd.Timestamp(books.as_of)
    last = _number(day) if day.is_month_end else _number(day) - 1
    rows = usage.assign(
        account=account_of(usage["customer_id"], books, intake), month=_number(usage["date"].dt)
    )
    rows = rows[(rows["month"] <= last) & rows["value"].notna() & rows["account"].notna()]
    if rows.empty:
        return None
    months = np.arange(int(rows["month"].min()), last + 1)
    seen = rows.groupby("account")["month"].agg(["min", "max"])
    live = among(seen.index, books.live["account"])
    until = seen["max"].where(~live, last).to_numpy()
    there = (months >= seen["min"].to_numpy()[:, None]) & (months <= until[:, None])
    levels = {}
    for metric, part in rows.groupby("metric"):
        wide = part.groupby(["account", "month"])["value"].sum().unstack("month")
        if wide.shape[1] < LEAST_MONTHS or len(wide) < LEAST_ACCOUNTS:
            continue
        known = wide.reindex(index=seen.index, columns=months)
        anybody = known.notna().any(axis=0).to_numpy() & there
        values = np.where(anybody, known.fillna(0.0).to_numpy(float), np.nan)
        levels[str(metric)] = np.where(among(seen.index, wide.index)[:, None], values, np.nan)
    if not levels:
        return None
    trends = {name: trend.trend(values) for name, values in levels.items()}
    return History(seen.index, months, levels, trends, _lost(books, seen.index, months))


def _number(day: Any) -> Any:
    """The number of a day's month, or of each of a column's."""
    return day.year * 12 + day.month


def _lost(books: Books, accounts: pd.Index, months: NDArray[np.int64]) -> trend.Flags:
    """Which account was lost in which month?"""
    rows = losses(books)
    found = np.zeros((len(accounts), len(months)), dtype=bool)
    row = accounts.get_indexer(pd.Index(rows["account"]))
    column = _number(rows["month"].dt) - months[0]
    known = (row >= 0) & (column >= 0) & (column < len(months))
    found[row[known], column[known].astype(int)] = True
    return found


def signals(known: History) -> pd.DataFrame:
    """Which signals led: did they fall before accounts were lost? One row a signal (`SIGNALS`).

    `auc` of the fall at month ends half a year apart for a loss in the half year after, with its
    90 % limits. Leading are those whose lower limit is above chance; where none is, as with few
    losses, all are looked at.
    """
    rows = []
    for name, values in known.levels.items():
        z, last = known.trends[name].z, values.shape[1] - 1
        scores, hits = [], []
        for at in range(last - FOLLOWED, trend.SPAN - 2, -FOLLOWED):
            there = ~np.isnan(z[:, at])
            scores.append(-z[there, at])
            hits.append(known.lost[there, at + 1 : at + FOLLOWED + 1].any(axis=1))
        there_now = int((~np.isnan(values[:, -1])).sum())
        score, hit = (np.concatenate(each) if each else np.zeros(0) for each in (scores, hits))
        enough = min(hit.sum(), (~hit.astype(bool)).sum()) >= LEAST_ACCOUNTS if len(hit) else False
        area = auc(score, hit.astype(bool)) if enough else (float("nan"),) * 3
        rows.append((name, there_now, *area, bool(enough and area[1] > 0.5)))
    found = pd.DataFrame(rows, columns=SIGNALS)
    if not found["leading"].any():
        found = found.assign(leading=True)
    return found.sort_values("auc", ascending=False, kind="stable", ignore_index=True)


def judged(known: History, led: pd.DataFrame, alarm: Alarm) -> pd.DataFrame:
    """How many alarms of the history came true, by our rule and by the usual one? (`JUDGED`)"""
    now = _together(known, led)
    ours = trend.alarms(now, alarm.fall, alarm.below, alarm.errors)
    naive = [trend.naive(known.levels[name]) for name in _leading(led)]
    usual = np.asarray(np.stack(naive).any(axis=0), dtype=bool)
    rows = []
    for rule, flags in ((OURS, ours), (NAIVE, usual)):
        told = trend.judged(flags, known.lost, FOLLOWED)
        ratio = told.false_per_true if told.true else float("nan")
        rows.append((rule, told.alarms, told.true, ratio, told.losses, told.told))
    return pd.DataFrame(rows, columns=JUDGED)


def _leading(led: pd.DataFrame) -> list[str]:
    return list(led.loc[led["leading"], "signal"])


def _together(known: History, led: pd.DataFrame) -> trend.Trend:
    """The leading signals as one."""
    return trend.together([known.trends[name] for name in _leading(led)])


def off_vector(
    known: History, led: pd.DataFrame, accounts: pd.DataFrame,
    ends: "pd.Series[pd.Timestamp]", alarm: Alarm,
) -> pd.DataFrame:  # fmt: skip
    """Which accounts that pay are off the vector on the last day? Most ARR first (`OFF`).

    `use_fall`: the share of use lost in 90 days beyond season and the others; `errors_below`: how
    many standard errors that is. Who gave notice or needs to exit is left out.
    """
    now = _together(known, led)
    frame = pd.DataFrame(
        {"account": known.accounts, "use_fall": now.fall[:, -1], "errors_below": -now.z[:, -1],
         "off": trend.alarms(now, alarm.fall, alarm.below, alarm.errors)[:, -1]}
    )  # fmt: skip
    found = accounts[accounts["sellable"].astype(bool)].merge(frame[frame["off"]], on="account")
    found = found.assign(term_end=known_of(found["account"], ends))
    return found.sort_values("arr", ascending=False, kind="stable", ignore_index=True)[OFF]


class Falling(Sentence):
    accounts: Count
    arr: Money


class NobodyFalls(Sentence): ...


class Steepest(Sentence):
    account: Name
    fall: Share
    extremes = (Extreme("value_path.off_vector_list.use_fall", "fall"),)


class Trust(Sentence):
    wrong: Quantity
    usual: Quantity
    told_apart = ("wrong", "usual")


class Untried(Sentence): ...


class ListB(Sentence):
    fall: Share
    below: Share
    errors: Quantity


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.use_fall, c.errors_below, c.arr, c.term_end, c.owner
    ),
    needs=("usage",),
)  # fmt: skip
def off_vector_list(
    off_vector: pd.DataFrame, alarms_judged: pd.DataFrame, engagement: Engagement
) -> Shown[Falling | NobodyFalls | Steepest | Trust | Untried | ListB] | Absent:
    """Intervention list B: at which accounts does use fall beyond noise and season?"""
    if alarms_judged.empty:
        return Absent("usage")
    trust = _trust(alarms_judged)
    alarm = engagement.limits.alarm
    note = (ListB(Share(alarm.fall), Share(alarm.below), Quantity(alarm.errors)),)
    if off_vector.empty:
        return Shown(None, title=NobodyFalls(), say=(trust,), note=note)
    top = off_vector.iloc[int(off_vector["use_fall"].argmax())]
    say = (Steepest(Name(top["name"]), Share(top["use_fall"])), trust)
    title = Falling(Count(len(off_vector)), Money(off_vector["arr"].sum(), engagement.currency))
    return Shown(by_name(off_vector.head(LISTED)), title=title, say=say, note=note)


def _trust(alarms_judged: pd.DataFrame) -> Trust | Untried:
    ratios = alarms_judged.set_index("alarm_rule")["false_per_true"]
    if ratios.isna().any():
        return Untried()
    return Trust(Quantity(ratios[OURS]), Quantity(ratios[NAIVE]))


class Better(Sentence):
    wrong: Quantity
    usual: Quantity
    told_apart = ("wrong", "usual")


class NotBetter(Sentence): ...


class TooFew(Sentence): ...


class Told(Sentence):
    told: Count
    losses: Count
    usual: Count


class Signal(Sentence):
    signal: Name


class Led(Sentence):
    signals: tuple[Signal, ...]


@exhibit(
    part=Part.A6,
    shows=Table(c.alarm_rule, c.alarms, c.alarms_true, c.false_per_true, c.losses, c.losses_told),
    needs=("usage",),
)
def vector_backtest(
    alarms_judged: pd.DataFrame, signals_led: pd.DataFrame
) -> Shown[Better | NotBetter | TooFew | Told | Led | Signal] | Absent:
    """How many alarms of your own history came true, and how many were false?"""
    if alarms_judged.empty:
        return Absent("usage")
    rows = alarms_judged.set_index("alarm_rule")
    led = signals_led[signals_led["leading"].astype(bool) & signals_led["auc"].notna()]
    say: list[Told | Led] = []
    if losses := int(rows["losses"][OURS]):
        told = (Count(int(rows["losses_told"][rule])) for rule in (OURS, NAIVE))
        say.append(Told(next(told), Count(losses), next(told)))
    if len(led):
        say.append(Led(tuple(Signal(Name(name.replace("_", " "))) for name in led["signal"])))
    ratios = rows["false_per_true"]
    if ratios.isna().any():
        return Shown(alarms_judged, title=TooFew(), say=tuple(say))
    better = ratios[OURS] < ratios[NAIVE]
    title = Better(Quantity(ratios[OURS]), Quantity(ratios[NAIVE])) if better else NotBetter()
    return Shown(alarms_judged, title=title, say=tuple(say))
