"""How far can the data be trusted: what was left out, set by hand, or lies outside ARR?"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.pseudonyms import pseudonyms
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.formats import words
from cs_lib.intake import CONTRADICTIONS, Intake
from cs_lib.intake.rules.register import rule_of
from cs_lib.texts import Count, Money, Sentence

_OUT = ("dropped", "refused")


class NothingFound(Sentence): ...


class EveryRow(Sentence):
    issues: Count


class OneIssue(Sentence): ...


class LeftOut(Sentence):
    rows: Count
    arr: Money


class LeftOutRows(Sentence):
    rows: Count


class NoConflicts(Sentence): ...


class Conflicts(Sentence):
    issues: Count


class AddOns(Sentence):
    amount: Money


class Doubles(Sentence):
    amount: Money


Claims = NothingFound | EveryRow | OneIssue | LeftOut | LeftOutRows


@exhibit(
    part=Part.A3,
    shows=Table(c.issue, c.data_table, c.quality_rows, c.quality_amount, c.quality_action),
)
def issues(
    quality: pd.DataFrame, intake: Intake, books: Books
) -> Shown[Claims | NoConflicts | Conflicts | AddOns | Doubles]:
    """What was left out, and what was kept and listed?"""
    currency = books.engagement.currency
    frame = by_issue(quality)
    title = _claim(frame, currency)
    against = frame[frame["rule"].isin(CONTRADICTIONS)]
    say: list[NoConflicts | Conflicts | AddOns | Doubles] = []
    if len(against):
        say.append(Conflicts(Count(len(against))))
    elif len(intake.tables) > 1:
        say.append(NoConflicts())
    amounts = frame.groupby("rule")["quality_amount"].sum()
    if "double_line" in amounts.index:
        say.append(Doubles(Money(amounts["double_line"], currency)))
    elif "overlap" in amounts.index:
        say.append(AddOns(Money(amounts["overlap"], currency)))
    return Shown(None if frame.empty else frame, title=title, say=tuple(say))


def by_issue(quality: pd.DataFrame) -> pd.DataFrame:
    """One row an issue and data set: what was left out first, then what weighs most.

    Columns: `data_table`, `rule`, `issue`, `quality_rows`, `quality_amount` (a year; missing where
    the rows carry none), `quality_action`.
    """
    keys = ["table", "rule", "action"]
    summed = quality.groupby(keys, sort=False)
    frame = summed.agg(
        quality_rows=("rows", "sum"), quality_amount=("amount", lambda a: a.sum(min_count=1))
    ).reset_index()
    frame = frame.rename(columns={"table": "data_table", "action": "quality_action"})
    titles = [rule_of(rule).title for rule in frame["rule"]]
    frame = frame.assign(issue=titles, gone=frame["quality_action"].isin(_OUT))
    ordered = frame.sort_values(["gone", "quality_amount"], ascending=False, kind="stable")
    return ordered.drop(columns="gone").reset_index(drop=True)


def _claim(frame: pd.DataFrame, currency: str) -> Claims:
    out = frame[frame["quality_action"].isin(_OUT)]
    rows, money = int(out["quality_rows"].sum()), float(out["quality_amount"].fillna(0).sum())
    if rows:
        return LeftOut(Count(rows), Money(money, currency)) if money else LeftOutRows(Count(rows))
    if len(frame) > 1:
        return EveryRow(Count(len(frame)))
    return OneIssue() if len(frame) else NothingFound()


class ByHand(Sentence):
    values: Count


class NoneLeft(Sentence): ...


class Expired(Sentence):
    values: Count


@exhibit(
    part=Part.A3,
    shows=Table(
        c.override_row, c.data_table, c.data_column, c.value_before, c.value_set, c.override_reason,
        c.set_by, c.valid_until, c.override_state,
    ),
)  # fmt: skip
def overrides(
    engagement: Engagement, intake: Intake
) -> Shown[ByHand | NoneLeft | Expired] | Absent:
    """Which values were set by hand, by whom and why?"""
    if intake.overrides.empty:
        return Absent("overrides")
    found = pseudonyms(engagement, intake).set_by_hand(intake.overrides)
    names = {"key": "override_row", "table": "data_table", "column": "data_column",
             "was": "value_before", "now": "value_set", "reason": "override_reason",
             "who": "set_by", "until": "valid_until", "state": "override_state"}  # fmt: skip
    frame = found.rename(columns=names)
    frame["data_column"] = frame["data_column"].map(words)
    frame["valid_until"] = pd.to_datetime(frame["valid_until"].where(frame["valid_until"] != ""))
    live, over = (int((found["state"] == state).sum()) for state in ("applied", "expired"))
    if not live:
        return Shown(frame, title=NoneLeft())
    return Shown(frame, title=ByHand(Count(live)), say=(Expired(Count(over)),) if over else ())


class UsageOutside(Sentence):
    usage: Money


class Outside(Sentence): ...


class NothingOutside(Sentence): ...


@exhibit(part=Part.A3, shows=Table(c.outside_item, c.items, c.amount, c.treatment))
def outside_arr(books: Books) -> Shown[UsageOutside | Outside | NothingOutside]:
    """What lies outside ARR by definition?"""
    frame = outside(books)
    if frame.empty:
        return Shown(None, title=NothingOutside())
    usage = frame[(frame["outside_item"] == "usage") & (frame["amount"] > 0)]
    if len(usage):
        amount = Money(usage["amount"].iloc[0], books.engagement.currency)
        return Shown(frame, title=UsageOutside(amount))
    return Shown(frame, title=Outside())


def outside(books: Books) -> pd.DataFrame:
    """What lies outside ARR, or is in it by a policy?

    Columns: `outside_item`, `items` (how many lines or customers), `amount` (a year), `treatment`
    (excluded | counted | late | unsigned).
    """
    found = books.memo
    rows: list[tuple[str, int, float | None, str]] = [
        (line["line_type"], line["lines"], line["arr"], "excluded")
        for line in found["out_of_scope"]
    ]
    usage = books.main.usage_beside(books.as_of)
    if usage.lines:
        # a year's worth of three months, and ARR with it: figures beside ARR (P09)
        rows.append(("usage_trailing", usage.lines, usage.usage, "excluded"))
        rows.append(("arr_with_usage", usage.lines, usage.total, "comparison"))
    if found["intra_month_logos"]:
        counted = books.engagement.policies.intra_month_logos == "count"
        treatment = "counted" if counted else "excluded"
        rows.append(("brief_visits", found["intra_month_logos"], None, treatment))
    for item, treatment in (("late_renewals", "late"), ("unsigned", "unsigned")):
        if found[item]["count"]:
            rows.append((item, found[item]["count"], found[item]["arr"], treatment))
    names = ["outside_item", "items", "amount", "treatment"]
    frame = pd.DataFrame(rows, columns=names).astype({"amount": "float64"})
    # nothing is paid for free lines and one-off lines have no annual value: no amount, not zero
    return frame.assign(amount=frame["amount"].where(frame["amount"] != 0))
