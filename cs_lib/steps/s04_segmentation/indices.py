"""How able and how willing is each account? Two indices from 0 to 100, from declared indicators.

Source: definitions M62; S1 (the Skill/Will matrix). Skill: training taken, depth of use, outcomes
reached. Will: use by people, attendance, own engagement, requests answered, sponsor activity. An
indicator is standardised to the account's percentile, since "everybody reached it" tells nobody
apart, and weighs as much as it goes with the others of its index. A missing one leaves its weight
to the others, and lowers the confidence.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.definitions.attainment import attained
from cs_lib.intake import Intake

SKILL, WILL = "skill", "will"
MONTHS = 12
RECENT = 6
"""Months of contacts, and of use, that an index looks back over."""
_JOINT = ("meeting", "training", "webinar", "event", "workshop")
"""Channels that a customer attends."""
_TAUGHT = ("training", "webinar", "workshop", "course")
_DEPTH = ("feature", "module", "depth", "report", "integration", "workflow")
_PEOPLE = ("user", "login", "session", "active", "seat")
_SPONSORS = ("decides", "sponsor", "economic")
_SPONSOR_DAYS = 90
COLUMNS = ["account", "skill", "will", "skill_known", "will_known"]
LEAST_AGREEMENT, ENOUGH = 0.1, 30
"""Correlation with its index's other indicators below which one does not measure what they do, and
the accounts it takes to say so (corrected item-total correlation; Nunnally 1978)."""


@dataclass(frozen=True)
class Data:
    """The client's tables up to the day, each with the `account` that a row belongs to."""

    tables: Mapping[str, pd.DataFrame]
    accounts: pd.Index
    day: pd.Timestamp
    _windows: dict[tuple[str, int], pd.DataFrame] = field(
        default_factory=dict, repr=False, compare=False
    )

    def of(self, name: str, months: int) -> pd.DataFrame:
        """The rows of a table in the last `months` months; empty where it is not given.

        Cut out once, since half a dozen indicators read the same millions of rows of use.
        """
        if name not in self.tables:
            return pd.DataFrame(columns=["account"])
        if (name, months) not in self._windows:
            rows, since = self.tables[name], self.day - pd.DateOffset(months=months)
            self._windows[name, months] = rows[(rows["date"] > since) & (rows["date"] <= self.day)]
        return self._windows[name, months]


@dataclass(frozen=True)
class Indicator:
    """One sign of skill or will: 0 to 1 by account where `share`, else any size to be ranked."""

    name: str
    index: str
    share: bool
    measure: Callable[[Data], "pd.Series[float]"]


def data(accounts: pd.Series, books: Books, intake: Intake, day: dt.date | None = None) -> Data:
    """What the indicators are measured on, as of `day` (the last day where None)."""
    names = ("usage", "activities", "outcomes", "indicators", "plans", "surveys", "contacts")
    tables = {
        name: intake.tables[name].assign(
            account=account_of(intake.tables[name]["customer_id"], books, intake)
        )
        for name in names
        if name in intake.tables
    }
    return Data(tables, pd.Index(accounts), pd.Timestamp(day or books.as_of))


def measured(known: Data) -> pd.DataFrame:
    """Every indicator that the tables show, 0 to 100: one column each, by account."""
    found = {}
    for each in INDICATORS:
        values = each.measure(known).reindex(known.accounts).astype("float64")
        if values.notna().any():
            found[each.name] = 100 * (values.clip(0, 1) if each.share else _percentile(values))
    return pd.DataFrame(found, index=known.accounts)


def weighed(found: pd.DataFrame, stated: Mapping[str, float]) -> pd.DataFrame:
    """What each indicator weighs: `indicator`, `skill_or_will`, `agreement`, `weight`.

    As stated, those not named 0. Else as much as it goes with the others of its index: the rank
    correlation with their mean (`agreement`), and nothing below a tenth. Of fewer than three
    nobody can tell which one is odd, nor on fewer than thirty accounts: they weigh 1.
    """
    ranks, rows = standardised(found), []
    for index in (SKILL, WILL):
        names = [each.name for each in INDICATORS if each.index == index and each.name in found]
        for name in names:
            others = ranks[[n for n in names if n != name]].mean(axis=1)
            pair = pd.concat([ranks[name], others], axis=1).dropna()
            known = len(names) > 2 and len(pair) >= ENOUGH
            agrees = float(pair.iloc[:, 0].corr(pair.iloc[:, 1], "spearman")) if known else np.nan
            weight = (agrees if agrees >= LEAST_AGREEMENT else 0.0) if known else 1.0
            rows.append((name, index, agrees, stated.get(name, 0.0) if stated else weight))
    columns = ["indicator", "skill_or_will", "agreement", "weight"]
    return pd.DataFrame(rows, columns=columns).astype({"agreement": float, "weight": float})


def indices(found: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    """Skill and will of each account (`COLUMNS`); missing where no indicator is known.

    `found`: `measured`; `weights`: `weighed`. `skill_known` and `will_known` are the share of the
    weights that is known.
    """
    ranks, frame = standardised(found), pd.DataFrame({"account": found.index})
    for index in (SKILL, WILL):
        mine = weights[weights["skill_or_will"] == index].set_index("indicator")
        names, weight = list(mine.index), mine["weight"]
        there = ranks[names].notna().mul(weight, axis=1)
        total = there.sum(axis=1)
        mean = ranks[names].mul(weight, axis=1).sum(axis=1) / total.where(total > 0)
        frame[index] = mean.to_numpy(float)
        frame[f"{index}_known"] = (total / weight.sum()).to_numpy() if weight.sum() else 0.0
    return frame[COLUMNS]


def standardised(found: pd.DataFrame) -> pd.DataFrame:
    """Each indicator as the account's percentile among those of whom it is known."""
    return found.apply(lambda values: 100 * _percentile(values))


def _percentile(values: "pd.Series[float]") -> "pd.Series[float]":
    """The share of accounts below, half of those alike included: 0.5 in the middle."""
    known = values.dropna()
    return ((known.rank() - 0.5) / len(known)).reindex(values.index)


def _names(rows: pd.DataFrame, column: str, words: tuple[str, ...]) -> "pd.Series[bool]":
    """Which rows' names contain one of the words? Each name is read once: millions repeat a few."""
    codes, names = pd.factorize(rows[column].astype(str))
    found = [any(word in str(name).lower() for word in words) for name in names]
    # a missing name has the code -1, which is the last
    return pd.Series(np.array([*found, False], dtype=bool)[codes], index=rows.index)


def _used(known: Data, words: tuple[str, ...]) -> "pd.Series[float]":
    """Used of what is entitled, over the metrics called by `words`, in the last months."""
    rows = known.of("usage", RECENT)
    if rows.empty:
        return pd.Series(dtype="float64")
    rows = rows[_names(rows, "metric", words) & (rows["entitlement"] > 0)]
    shares = (rows["value"] / rows["entitlement"]).clip(upper=1)
    return shares.groupby([rows["account"], rows["metric"]]).mean().groupby(level=0).mean()


def _depth(known: Data) -> "pd.Series[float]":
    return _used(known, _DEPTH)


def _seats(known: Data) -> "pd.Series[float]":
    return _used(known, _PEOPLE)


def _training(known: Data) -> "pd.Series[float]":
    """Hours of training used; else contacts in which people are taught."""
    usage = known.of("usage", MONTHS)
    taught = usage[_names(usage, "metric", _TAUGHT)] if len(usage) else usage
    if len(taught):
        # an account that used the product and took no training took none
        there = pd.Series(0.0, index=usage["account"].unique())
        return taught.groupby("account")["value"].sum().reindex(there.index).fillna(0.0) / _people(
            known
        ).reindex(there.index)
    rows = known.of("activities", MONTHS)
    return _per_contact(rows, _TAUGHT) if len(rows) else pd.Series(dtype="float64")


def _people(known: Data) -> "pd.Series[float]":
    """Seats by account, so that a large customer's hours are not skill; 1 where not known."""
    rows = known.of("usage", RECENT)
    rows = rows[_names(rows, "metric", _PEOPLE) & (rows["entitlement"] > 0)]
    return rows.groupby("account")["entitlement"].mean().reindex(known.accounts).fillna(1.0)


def _intensity(known: Data) -> "pd.Series[float]":
    """Logins, sessions and the like for each active user."""
    rows = known.of("usage", RECENT)
    if rows.empty:
        return pd.Series(dtype="float64")
    rows = rows[_names(rows, "metric", _PEOPLE)]
    totals = rows.groupby(["account", "metric"])["value"].sum().unstack()
    users = [name for name in totals if "user" in str(name).lower()]
    others = [name for name in totals if name not in users]
    if not users or not others:
        return pd.Series(dtype="float64")
    active = totals[users].sum(axis=1)
    return totals[others].sum(axis=1) / active.where(active > 0)


def _per_contact(rows: pd.DataFrame, channels: tuple[str, ...]) -> "pd.Series[float]":
    return _names(rows, "channel", channels).astype(float).groupby(rows["account"]).mean()


def _engagement(known: Data) -> "pd.Series[float]":
    """The share of contacts that the customer began."""
    rows = known.of("activities", MONTHS)
    if rows.empty or rows["direction"].isna().all():
        return pd.Series(dtype="float64")
    began = rows["direction"].astype(str).str.startswith("customer")
    return began.astype(float).groupby(rows["account"]).mean()


def _attendance(known: Data) -> "pd.Series[float]":
    """The share of contacts that people attended: meetings, trainings, webinars."""
    rows = known.of("activities", MONTHS)
    return _per_contact(rows, _JOINT) if len(rows) else pd.Series(dtype="float64")


def _outcomes(known: Data) -> "pd.Series[float]":
    """How far required outcomes were reached: (actual - baseline) / (target - baseline) (M63)."""
    if "outcomes" not in known.tables:
        return pd.Series(dtype="float64")
    rows = known.tables["outcomes"]
    rows = rows[rows["kind"].eq("required_outcome") & ~(rows["date"] > known.day)]
    rows = rows.sort_values("date", kind="stable").drop_duplicates(
        ["account", "outcome"], keep="last"
    )
    return _attained(rows)


def _adoption(known: Data) -> "pd.Series[float]":
    """How far adoption indicators were reached (A.M.P.M.)."""
    if "indicators" not in known.tables:
        return pd.Series(dtype="float64")
    rows = known.tables["indicators"]
    rows = rows[rows["kind"].eq("adoption") & ~(rows["date"] > known.day)]
    last = rows.sort_values("date", kind="stable").drop_duplicates(
        ["account", "indicator"], keep="last"
    )
    return _attained(last)


def _attained(rows: pd.DataFrame) -> "pd.Series[float]":
    started = rows.assign(baseline=rows["baseline"].fillna(0.0))
    return attained(started, 1.0).groupby(rows["account"]).mean()


def _answered(known: Data) -> "pd.Series[float]":
    """The share of what the customer owed by now, under the success plan, that it did."""
    if "plans" not in known.tables:
        return pd.Series(dtype="float64")
    rows = known.tables["plans"]
    rows = rows[rows["side"].eq("customer") & (rows["due"] <= known.day)]
    return (rows["done"] <= known.day).astype(float).groupby(rows["account"]).mean()


def _sponsor(known: Data) -> "pd.Series[float]":
    """Was there a contact with somebody who decides in the last ninety days?"""
    if "contacts" not in known.tables:
        return pd.Series(dtype="float64")
    rows = known.tables["contacts"]
    rows = rows[_names(rows, "decision_role", _SPONSORS) | _names(rows, "persona", _SPONSORS)]
    since = known.day - pd.Timedelta(days=_SPONSOR_DAYS)
    recent = rows["last_contact"].between(since, known.day)
    return recent.astype(float).groupby(rows["account"]).max()


INDICATORS = (
    Indicator("training", SKILL, False, _training),
    Indicator("depth", SKILL, True, _depth),
    Indicator("outcomes", SKILL, True, _outcomes),
    Indicator("adoption", SKILL, True, _adoption),
    Indicator("seats_used", WILL, True, _seats),
    Indicator("intensity", WILL, False, _intensity),
    Indicator("attendance", WILL, False, _attendance),
    Indicator("engagement", WILL, False, _engagement),
    Indicator("answered", WILL, True, _answered),
    Indicator("sponsor", WILL, True, _sponsor),
)
"""What is measured where the tables allow; an engagement may name some and weigh them."""
