"""Which signs of health does each account show on a day, from nothing that was dated later?

Every table is cut at the day before anything is computed, and each signal carries the latest date
that it rests on, so that the score can refuse what leaks. Contacts are a list of today: of them
only the day somebody left is dated, and when somebody was last met is no signal of a past day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.intake import Intake
from cs_lib.models.health.declared import SIGNALS, Signal

RECENT, BEFORE, LONG = 90, 180, 365
_PEOPLE = ("user", "login", "session", "active", "seat")
_DEPTH = ("feature", "module", "depth", "report", "workflow")
_DECIDES = ("decides", "sponsor", "economic")
_SEVERE = ("critical", "urgent", "high", "blocker", "severe", "major")
DATED = {
    "usage": "date", "surveys": "date", "tickets": "opened", "activities": "date",
    "outcomes": "date", "contacts": "left_on",
}  # fmt: skip
"""The column that dates each table's rows."""

DECLARED = (
    Signal("use_trend", 3.0, 0.6, 1.1),
    Signal("seats_used", 2.0, 0.2, 0.8),
    Signal("depth", 1.0, 0.2, 0.8),
    Signal("survey", 1.5, 3.0, 9.0),
    Signal("severe_tickets", 1.0, 4.0, 0.0),
    Signal("days_since_contact", 1.5, 180.0, 30.0),
    Signal("outcomes_reached", 1.5, 0.0, 1.0),
    Signal("sponsor_there", 1.5, 0.0, 1.0),
)
"""Each signal: its weight, and what is worth 0 and 100 points."""


@dataclass(frozen=True)
class Seen:
    """The client's tables up to a day, each with the `account` that a row belongs to."""

    tables: Mapping[str, pd.DataFrame]
    day: pd.Timestamp

    def of(self, name: str, days: int) -> pd.DataFrame:
        """A table's rows of the last so many days, with their date as `dated`."""
        if name not in self.tables:
            return pd.DataFrame(columns=["account", "dated"])
        rows = self.tables[name]
        return rows[rows["dated"] > self.day - pd.Timedelta(days=days)]


def seen(books: Books, intake: Intake, day: pd.Timestamp) -> Seen:
    """Everything that was known on a day: no row is dated later, and none is without a date."""
    tables = {}
    for name, column in DATED.items():
        if name not in intake.tables or column not in intake.tables[name]:
            continue
        rows = intake.tables[name]
        rows = rows[rows[column] <= day]
        tables[name] = rows.assign(
            account=account_of(rows["customer_id"], books, intake), dated=rows[column]
        )
    return Seen(tables, day)


def signals(known: Seen) -> pd.DataFrame:
    """Every signal that the tables show (`SIGNALS` of `models.health.declared`)."""
    found = []
    for name, measure in MEASURES.items():
        rows = measure(known)
        if len(rows):
            found.append(rows.dropna(subset=["value"]).assign(signal=name)[SIGNALS])
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=SIGNALS)


def _values(values: "pd.Series[float]", dated: "pd.Series[pd.Timestamp]") -> pd.DataFrame:
    return pd.DataFrame({"value": values, "dated": dated.reindex(values.index)}).reset_index(
        names="account"
    )


def _named(rows: pd.DataFrame, column: str, words: tuple[str, ...]) -> pd.DataFrame:
    said = rows[column].astype("str")
    named = [each for each in said.dropna().unique() if any(word in each.lower() for word in words)]
    return rows[said.isin(named)]


def _trend(known: Seen) -> pd.DataFrame:
    """Use a month in the last 90 days, over that of the 90 days before."""
    rows = known.of("usage", BEFORE)
    rows = _named(rows, "metric", _PEOPLE) if len(rows) else rows
    if rows.empty:
        return rows
    late = rows["dated"] > known.day - pd.Timedelta(days=RECENT)
    keys = ["account", "metric"]
    now, before = (part.groupby(keys)["value"].mean() for part in (rows[late], rows[~late]))
    ratio = (now / before.where(before > 0)).dropna().groupby(level="account").mean()
    return _values(ratio, rows.groupby("account")["dated"].max())


def _share(known: Seen, words: tuple[str, ...]) -> pd.DataFrame:
    """Used of what is entitled, in the last 90 days."""
    rows = known.of("usage", RECENT)
    rows = _named(rows[rows["entitlement"] > 0], "metric", words) if len(rows) else rows
    if rows.empty:
        return rows
    share = (rows["value"] / rows["entitlement"]).clip(upper=1).groupby(rows["account"]).mean()
    return _values(share, rows.groupby("account")["dated"].max())


def _survey(known: Seen) -> pd.DataFrame:
    """The last answer of the year on a scale to ten."""
    rows = known.of("surveys", LONG)
    rows = rows[rows["instrument"].astype("str").str.lower().eq("nps")] if len(rows) else rows
    last = rows.sort_values("dated", kind="stable").drop_duplicates("account", keep="last")
    return last.rename(columns={"score": "value"})


def _tickets(known: Seen) -> pd.DataFrame:
    """Severe tickets opened in 90 days, of accounts that ever opened one."""
    rows = known.of("tickets", LONG * 10)
    if rows.empty:
        return rows
    recent = rows["dated"] > known.day - pd.Timedelta(days=RECENT)
    severe = _severe(rows)
    counted = (recent & severe).astype(float).groupby(rows["account"]).sum()
    return _values(counted, rows.groupby("account")["dated"].max())


def _severe(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Severity 1 or 2, or a word for it; where neither is given, every ticket."""
    names = [name for name in ("severity", "priority") if name in rows]
    if not names:
        return pd.Series(True, index=rows.index)
    found = pd.Series(False, index=rows.index)
    for name in names:
        said = rows[name].astype("str").str.lower()
        number = pd.to_numeric(said, errors="coerce")
        found |= number.between(1, 2) if name == "severity" else False
        found |= said.isin(_SEVERE)
    return found


def _contact(known: Seen) -> pd.DataFrame:
    """Days since the last logged contact."""
    rows = known.of("activities", LONG * 10)
    last = rows.groupby("account")["dated"].max()
    return _values((known.day - last).dt.days.astype(float), last) if len(rows) else rows


def _outcomes(known: Seen) -> pd.DataFrame:
    """How far required outcomes were reached, by the latest value of each."""
    rows = known.of("outcomes", LONG * 10)
    if rows.empty:
        return rows
    rows = rows[rows["kind"].eq("required_outcome") & rows["actual"].notna()]
    last = rows.sort_values("dated", kind="stable").drop_duplicates(
        ["account", "outcome"], keep="last"
    )
    start = last["baseline"].fillna(0.0)
    way = last["target"] - start
    reached = ((last["actual"] - start) / way.where(way != 0)).clip(0, 1)
    return _values(reached.groupby(last["account"]).mean(), last.groupby("account")["dated"].max())


def _sponsor(known: Seen) -> pd.DataFrame:
    """0 where somebody who decides has left in the last 180 days; others are not told apart."""
    rows = known.of("contacts", BEFORE)
    rows = _named(rows, "decision_role", _DECIDES) if len(rows) else rows
    if rows.empty:
        return rows
    dated = rows.groupby("account")["dated"].max()
    return _values(pd.Series(0.0, index=dated.index), dated)


MEASURES: Mapping[str, Callable[[Seen], pd.DataFrame]] = {
    "use_trend": _trend,
    "seats_used": lambda known: _share(known, _PEOPLE),
    "depth": lambda known: _share(known, _DEPTH),
    "survey": _survey,
    "severe_tickets": _tickets,
    "days_since_contact": _contact,
    "outcomes_reached": _outcomes,
    "sponsor_there": _sponsor,
}
