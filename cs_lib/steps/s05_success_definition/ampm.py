"""A.M.P.M.: is adoption measured before performance, and does it come before it? (5.07)

Source: S4. A stage's day is the milestone's; without milestones it is the first day on which every
indicator of the kind had met its target. Whether there is an order is told by `event_order`: the
rate of performance after adoption against before it, at the same time since the start.
"""

import numpy as np
import pandas as pd

from cs_lib.books.journeys import DAYS, entered
from cs_lib.books.segments import EVERYONE
from cs_lib.definitions.attainment import attained
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.models import event_order
from cs_lib.models.survival import Curve, kaplan_meier, median
from cs_lib.texts import Count, Quantity, Sentence, Share, Times, alike

ADOPTION, PERFORMANCE = "adoption", "performance"
KINDS = (ADOPTION, PERFORMANCE)
SMALLEST, FURTHEST = 10, 24
"""Accounts below which no median is told, and months to which shares are shown."""
ORDER = [
    "segment", "customers", "adopted", "performed", "performed_before", "performed_after",
    "rate_ratio", "ratio_low", "ratio_high", "reverse_ratio", "lag_months", "lag_low", "lag_high",
    "order_verdict",
]  # fmt: skip
INDICATORS = [
    "indicator_named", "indicator_kind", "accounts", "baseline", "indicator_target", "actual",
    "attained", "met_share",
]  # fmt: skip


def latest(intake: Intake, day: pd.Timestamp) -> pd.DataFrame:
    """The last known value of every indicator of every customer, with `attained`."""
    rows = intake.tables.get("indicators")
    if rows is None:
        return pd.DataFrame(columns=["customer_id", "indicator", "kind", "attained"])
    rows = rows[~(rows["date"] > day)].sort_values("date", kind="stable", na_position="first")
    rows = rows.drop_duplicates(["customer_id", "indicator"], keep="last")
    return rows.assign(attained=attained(rows))


def indicators(rows: pd.DataFrame) -> pd.DataFrame:
    """One row an indicator, adoption first (`INDICATORS`): means of what is known last."""
    known = rows[rows["attained"].notna()]
    found = [
        (name, kind, len(part), *part[["baseline", "target", "actual", "attained"]].mean(),
         (part["attained"] >= 1).mean())
        for (kind, name), part in known.groupby(["kind", "indicator"], sort=True)
    ]  # fmt: skip
    return pd.DataFrame(found, columns=INDICATORS)


def stage_days(intake: Intake, day: pd.Timestamp) -> pd.DataFrame:
    """The days of adoption and performance, missing where not yet, of every customer on record.

    Empty without milestones and indicators.
    """
    stages, measures = intake.tables.get("milestones"), intake.tables.get("indicators")
    days = pd.DataFrame(columns=list(KINDS), dtype="datetime64[us]")
    if stages is not None:
        on_record = pd.Index(stages["customer_id"].astype("str").unique())
        days = pd.DataFrame({kind: entered(stages, kind).reindex(on_record) for kind in KINDS})
    if days.notna().any().all() or measures is None:
        return days.where(days <= day)
    return _met(measures[measures["date"] <= day])


def _met(rows: pd.DataFrame) -> pd.DataFrame:
    """The first day on which every indicator of a kind had met its target, by customer."""
    rows = rows.assign(attained=attained(rows)).dropna(subset=["attained"])
    by = ["kind", "customer_id", "indicator"]
    first = rows[rows["attained"] >= 1].groupby(by)["date"].min()
    all_of = first.reindex(pd.MultiIndex.from_frame(rows[by].drop_duplicates()))
    each = all_of.groupby(level=[0, 1])
    last = each.max().where(each.count() == each.size())
    days = last.unstack(0)
    return days.reindex(columns=list(KINDS)).astype("datetime64[us]")


def followed(journeys: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """Months from the start to adoption (`first`), performance (`second`) and the end (`until`).

    One row a customer whose stages are on record, by its name; `stratum` is its segment.
    """
    rows = journeys[journeys.index.isin(days.index)]
    since = {
        name: (days[kind].reindex(rows.index) - rows["begun"]).dt.days / DAYS
        for name, kind in (("first", ADOPTION), ("second", PERFORMANCE))
    }
    until = (rows["until"] - rows["begun"]).dt.days / DAYS
    found = pd.DataFrame({**since, "until": until, "stratum": rows["segment"]})
    times = found[["first", "second"]].clip(lower=0.0)
    return found.assign(**times.where(times.le(found["until"], axis=0)))


def after(times: pd.DataFrame) -> pd.DataFrame:
    """Lives from adoption to performance, of those who had not performed before it."""
    rows = times[times["first"].notna() & ~(times["second"] <= times["first"])]
    end = rows["second"].fillna(rows["until"])
    return _lives(rows, end - rows["first"], rows["second"].notna())


def before(times: pd.DataFrame) -> pd.DataFrame:
    """Lives from the start to performance, as long as nothing was adopted."""
    end = times[["first", "second", "until"]].min(axis=1)
    return _lives(times, end, times["second"] == end)


def _lives(rows: pd.DataFrame, duration: pd.Series, ended: pd.Series) -> pd.DataFrame:
    found = pd.DataFrame({"customer": rows.index, "duration": duration, "ended": ended})
    return found.assign(entry=0.0)[found["duration"] > 0].reset_index(drop=True)


def orders(times: pd.DataFrame) -> pd.DataFrame:
    """The order test for everyone, by segment apart, then for each segment (`ORDER`)."""
    segments = sorted(times["stratum"].dropna().unique()) if len(times) else []
    parts = [(EVERYONE, times), *((s, times[times["stratum"] == s]) for s in segments)]
    return pd.DataFrame([_order(*each) for each in parts if len(each[1])], columns=ORDER)


def _order(segment: str | None, times: pd.DataFrame) -> tuple[object, ...]:
    found = event_order.order(times)
    lives, lag = after(times), (np.nan, np.nan, np.nan)
    if len(lives) >= SMALLEST:
        lag = median(kaplan_meier(lives, 0.9))
    ratio = found.ratio
    return (
        segment, len(times), int(times["first"].notna().sum()), int(times["second"].notna().sum()),
        ratio.before, ratio.after, *_finite(ratio.value, ratio.low, ratio.high),
        *_finite(found.reverse.value if found.reverse else np.nan), *lag, found.verdict,
    )  # fmt: skip


def _finite(*values: float) -> list[float]:
    """What has no end is not shown as a number."""
    return [value if np.isfinite(value) else np.nan for value in values]


class Both(Sentence):
    adopted: Share
    performed: Share


class BothAlike(Sentence):
    share: Share


class OneKind(Sentence):
    share: Share


@exhibit(
    part=Part.A5,
    shows=Table(
        c.indicator_named, c.indicator_kind, c.accounts, c.baseline, c.indicator_target, c.actual,
        c.attained, c.met_share,
    ),
    needs=("indicators",),
)  # fmt: skip
def ampm_indicators(measures: pd.DataFrame) -> Shown[Both | BothAlike | OneKind] | Absent:
    """Adoption and performance: baseline, target and actual of each indicator."""
    if measures.empty:
        return Absent("indicators")
    met = measures["met_share"] * measures["accounts"]
    sums = pd.DataFrame({"met": met, "n": measures["accounts"]})
    by_kind = sums.groupby(measures["indicator_kind"]).sum()
    shares = by_kind["met"] / by_kind["n"]
    if set(KINDS) <= set(shares.index):
        both = Share(shares[ADOPTION]), Share(shares[PERFORMANCE])
        title = BothAlike(both[0]) if alike(*both, "percent", 0) else Both(*both)
        return Shown(measures, title=title)
    return Shown(measures, title=OneKind(Share(shares.iloc[0])))


class Follows(Sentence):
    ratio: Times


class OnlyAfter(Sentence):
    customers: Count


class NotShown(Sentence): ...


class CannotTell(Sentence):
    events: Count


class Interval(Sentence):
    low: Times
    high: Times
    customers: Count


class AtLeast(Sentence):
    low: Times
    customers: Count


class Together(Sentence):
    customers: Count


class Able(Sentence): ...


@exhibit(
    part=Part.A6,
    shows=Table(
        c.segment, c.customers, c.adopted, c.performed, c.performed_before, c.performed_after,
        c.rate_ratio, c.ratio_low, c.ratio_high, c.reverse_ratio, c.order_verdict,
    ),
)  # fmt: skip
def adoption_first(
    order: pd.DataFrame, times: pd.DataFrame
) -> (
    Shown[Follows | OnlyAfter | NotShown | CannotTell | Interval | AtLeast | Together | Able]
    | Absent
):
    """Does adoption come before performance?"""
    if order.empty:
        return Absent("milestones")
    row, customers = order.iloc[0], Count(order.iloc[0]["customers"])
    if row["order_verdict"] == event_order.UNTOLD:
        events = Count(row["performed_before"] + row["performed_after"])
        return Shown(order, title=CannotTell(events))
    say: list[Interval | AtLeast | Together | Able] = []
    if pd.notna(row["ratio_low"]) and pd.notna(row["ratio_high"]):
        say.append(Interval(Times(row["ratio_low"]), Times(row["ratio_high"]), customers))
    elif pd.notna(row["ratio_low"]):
        say.append(AtLeast(Times(row["ratio_low"]), customers))
    same = int((times["first"].notna() & (times["first"] == times["second"])).sum())
    say += [Together(Count(same))] if same else []
    if row["order_verdict"] == event_order.NOT_SHOWN:
        return Shown(order, title=NotShown(), say=tuple(say))
    title: Follows | OnlyAfter = (
        Follows(Times(row["rate_ratio"]))
        if pd.notna(row["rate_ratio"])
        else OnlyAfter(Count(row["performed_after"]))
    )
    return Shown(order, title=title, say=(*say, Able()))


class Lag(Sentence):
    months: Quantity


class LagNotReached(Sentence): ...


class LagLimits(Sentence):
    low: Quantity
    high: Quantity
    customers: Count


class Compared(Sentence):
    after: Share
    before: Share
    months: Count


@exhibit(
    part=Part.A6,
    shows=charts.Lines(
        c.months_since, c.performing_share, c.order_group, low=c.performing_low,
        high=c.performing_high, zero=True, steps=True,
    ),
)  # fmt: skip
def performance_lag(
    times: pd.DataFrame,
) -> Shown[Lag | LagNotReached | LagLimits | Compared] | Absent:
    """How soon does performance follow adoption, and how soon does it come without it?"""
    since, without = after(times), before(times)
    if min(len(since), len(without)) < SMALLEST or not since["ended"].any():
        return Absent("milestones")
    curves = {"after": kaplan_meier(since, 0.9), "before": kaplan_meier(without, 0.9)}
    frame = pd.concat([_monthly(name, curve) for name, curve in curves.items()])
    months, low, high = median(curves["after"])
    say: list[LagLimits | Compared] = []
    if np.isfinite(low) and np.isfinite(high):
        say.append(LagLimits(Quantity(low), Quantity(high), Count(len(since))))
    at = frame.set_index(["order_group", "months_since"])["performing_share"]
    if ("after", 12) in at.index and ("before", 12) in at.index:
        say.append(Compared(Share(at["after", 12]), Share(at["before", 12]), Count(12)))
    title: Lag | LagNotReached = Lag(Quantity(months)) if np.isfinite(months) else LagNotReached()
    return Shown(frame, title=title, say=tuple(say))


def _monthly(name: str, curve: Curve) -> pd.DataFrame:
    """The share that performs after 0 to 24 months, while ten are still observed."""
    seen = curve.months[curve.at_risk >= SMALLEST]
    last = int(min(FURTHEST, seen[-1])) if len(seen) else 0
    months = np.arange(last + 1)
    place = np.searchsorted(curve.months, months, side="right") - 1
    return pd.DataFrame(
        {
            "order_group": name,
            "months_since": months,
            "performing_share": 1 - curve.survival[place],
            "performing_low": 1 - curve.high[place],
            "performing_high": 1 - curve.low[place],
        }
    )
