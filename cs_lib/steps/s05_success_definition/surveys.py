"""What do customers answer when asked, and who does not answer? NPS and CSAT with their limits.

Of the last twelve months; of each respondent the latest answer at each touch point, since the
limits are those of answers that know nothing of each other. Answers in words are shown as they were
written; the names of a customer's people are taken out of them.
"""

import re
from collections.abc import Iterable
from typing import Annotated

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.books.segments import EVERYONE
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.models import survey_scores
from cs_lib.texts import Cell, Count, Name, Points, Quantity, Sentence, Share

NPS, CSAT = "nps", "csat"
SCALES = {NPS: (0, 10), CSAT: (1, 5)}
SATISFIED = 4
"""The answer from 1 to 5 from which a customer counts as satisfied."""
SMALLEST, MONTHS, LISTED = 10, 12, 30
LEFT_OUT = "[…]"
NPS_COLUMNS = [
    "segment", "answers", "promoters", "passives", "detractors", "nps", "nps_low", "nps_high"
]  # fmt: skip
CSAT_COLUMNS = [
    "touch_point", "answers", "satisfied_share", "satisfied_low", "satisfied_high", "mean_score"
]  # fmt: skip
RESPONSE = [
    "segment", "accounts", "accounts_answered", "response_rate", "arr_silent", "silent_share"
]  # fmt: skip


def answers(books: Books, intake: Intake, months_ago: int = 0) -> pd.DataFrame:
    """Each respondent's latest answers of the twelve months up to then, with its `account`.

    `instrument` in small letters. A respondent is a contact, else the customer.
    """
    columns = ["date", "account", "instrument", "score", "expectation", "touch_point", "comment"]
    rows = intake.tables.get("surveys")
    if rows is None:
        return pd.DataFrame(columns=columns)
    end = (
        pd.Timestamp(books.before(books.as_of, months_ago))
        if months_ago
        else pd.Timestamp(books.as_of)
    )
    rows = rows[(rows["date"] > end - pd.DateOffset(months=MONTHS)) & (rows["date"] <= end)]
    rows = rows.assign(
        instrument=rows["instrument"].str.strip().str.lower(),
        account=account_of(rows["customer_id"], books, intake),
    ).dropna(subset=["account"])
    who = ["customer_id", "contact_id", "instrument", "touch_point"]
    last = rows.sort_values("date", kind="stable").drop_duplicates(who, keep="last")
    return last.assign(comment=_masked(last, intake))[columns].reset_index(drop=True)


def _masked(rows: pd.DataFrame, intake: Intake) -> pd.Series:
    """The comments without the names of the customer's people."""
    people = intake.tables.get("contacts")
    if people is None or rows["comment"].isna().all():
        return rows["comment"]
    names = people.dropna(subset=["name"]).groupby("customer_id")["name"].agg(list)
    return pd.Series(
        [
            text if pd.isna(text) else without_names(text, names.get(who, ()))
            for text, who in zip(rows["comment"], rows["customer_id"], strict=True)
        ],
        index=rows.index,
    )


def without_names(text: str, names: Iterable[str]) -> str:
    """A text without these people's names: in full, or a part of four letters or more."""
    parts = {part for name in names for part in (name, *name.split())}
    for part in sorted((p for p in parts if len(p.strip(".")) > 3), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)
    return text


def of_instrument(latest: pd.DataFrame, name: str) -> pd.DataFrame:
    """The answers on the instrument's scale; empty where any is outside of it."""
    rows = latest[latest["instrument"] == name]
    low, high = SCALES[name]
    return rows if rows["score"].between(low, high).all() else rows.head(0)


def met(latest: pd.DataFrame) -> "pd.Series[float]":
    """How far answers came up to expectations, 0 to 1, by account; 1 where they were met."""
    known = latest[latest["expectation"] > 0]
    return (known["score"] / known["expectation"]).clip(0, 1).groupby(known["account"]).mean()


def promoters(latest: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """NPS of accounts that pay, for everyone and by segment (`NPS_COLUMNS`); limits 90 %."""
    rows = of_instrument(latest, NPS).merge(accounts[["account", "segment"]], on="account")
    parts = [(EVERYONE, rows), *rows.groupby("segment")]
    found = []
    for name, part in parts if len(rows) else []:
        it = survey_scores.net_promoter(part["score"].to_numpy(float))
        sure = 100 if it.answers >= SMALLEST else np.nan
        found.append((name, it.answers, it.promoters, it.answers - it.promoters - it.detractors,
                      it.detractors, 100 * it.score, sure * it.low, sure * it.high))  # fmt: skip
    return pd.DataFrame(found, columns=NPS_COLUMNS)


def satisfaction(latest: pd.DataFrame) -> pd.DataFrame:
    """CSAT by touch point (`CSAT_COLUMNS`), the least satisfied first; limits 90 % (Wilson)."""
    rows = of_instrument(latest, CSAT).dropna(subset=["touch_point"])
    found = []
    for point, part in rows.groupby("touch_point"):
        it = survey_scores.satisfied(part["score"].to_numpy(float), SATISFIED)
        found.append((point, it.answers, it.share, it.low, it.high, part["score"].mean()))
    frame = pd.DataFrame(found, columns=CSAT_COLUMNS)
    return frame.sort_values("satisfied_share", kind="stable", ignore_index=True)


def response(latest: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Who of the accounts that pay answered NPS within a year? (`RESPONSE`)"""
    rows = accounts.assign(told=accounts["account"].isin(of_instrument(latest, NPS)["account"]))
    found = []
    for name, part in [(EVERYONE, rows), *rows.groupby("segment")]:
        silent, arr = part.loc[~part["told"], "arr"].sum(), part["arr"].sum()
        found.append((name, len(part), int(part["told"].sum()), part["told"].mean(), silent,
                      silent / arr if arr else np.nan))  # fmt: skip
    known = len(latest) and rows["told"].any()
    return pd.DataFrame(found if known else [], columns=RESPONSE)


def silent_losses(books: Books, intake: Intake) -> pd.DataFrame:
    """Did those who had not answered leave more often since? One row told, one row silent.

    answered (bool), accounts, lost: the accounts of a year ago, by answers of the year before it.
    """
    if books.year is None or "surveys" not in intake.tables:
        return pd.DataFrame(columns=["answered", "accounts", "lost"])
    then = answers(books, intake, MONTHS)
    base = books.year.base
    told = base["account"].isin(of_instrument(then, NPS)["account"])
    lost = (base["v1"] <= 0).groupby(told).agg(["size", "sum"])
    return pd.DataFrame(
        {
            "answered": lost.index,
            "accounts": lost["size"].to_numpy(),
            "lost": lost["sum"].to_numpy(),
        }
    )


class Score(Sentence):
    nps: Annotated[Quantity, "nps"]


class Range(Sentence):
    low: Quantity
    high: Quantity
    answers: Count


class FewAnswers(Sentence):
    answers: Count


class WasBefore(Sentence):
    nps: Quantity
    answers: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.segment, c.answers, c.promoters, c.passives, c.detractors, c.nps, c.nps_low, c.nps_high
    ),
    needs=("surveys",),
)  # fmt: skip
def net_promoter(
    nps: pd.DataFrame, nps_before: pd.DataFrame
) -> Shown[Score | Range | FewAnswers | WasBefore] | Absent:
    """Would customers recommend you, and how sure is that?"""
    if nps.empty:
        return Absent("surveys")
    row = nps.iloc[0]
    n = Count(row["answers"])
    if pd.isna(row["nps_low"]):
        return Shown(nps, title=FewAnswers(n))
    say: list[Range | WasBefore] = [Range(Quantity(row["nps_low"]), Quantity(row["nps_high"]), n)]
    if len(nps_before) and pd.notna(nps_before["nps_low"].iloc[0]):
        then = nps_before.iloc[0]
        say.append(WasBefore(Quantity(then["nps"]), Count(then["answers"])))
    at = Cell("success_definition.net_promoter", None, "nps")
    return Shown(nps, title=Score(Quantity(row["nps"], at)), say=tuple(say))


class SatisfiedAt(Sentence):
    touch_point: Name
    share: Share


class Wilson(Sentence):
    low: Share
    high: Share
    answers: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.touch_point, c.answers, c.satisfied_share, c.satisfied_low, c.satisfied_high,
        c.mean_score,
    ),
    needs=("surveys",),
)  # fmt: skip
def satisfied_customers(csat: pd.DataFrame) -> Shown[SatisfiedAt | Wilson] | Absent:
    """How many are satisfied, by touch point?"""
    if csat.empty:
        return Absent("surveys")
    row = csat.iloc[0]
    title = SatisfiedAt(Name(row["touch_point"]), Share(row["satisfied_share"]))
    limits = Wilson(
        Share(row["satisfied_low"]), Share(row["satisfied_high"]), Count(row["answers"])
    )
    return Shown(csat, title=title, say=(limits,))


class Answered(Sentence):
    share: Share


class Silent(Sentence):
    share: Share


class SilentLeft(Sentence):
    points: Points
    low: Points
    high: Points


class NoDifference(Sentence):
    points: Points
    accounts: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.segment, c.accounts, c.accounts_answered, c.response_rate, c.arr_silent, c.silent_share
    ),
    needs=("surveys",),
)  # fmt: skip
def survey_response(
    responses: pd.DataFrame, silent: pd.DataFrame
) -> Shown[Answered | Silent | SilentLeft | NoDifference] | Absent:
    """Who answered, who did not, and did the silent ones leave?"""
    if responses.empty:
        return Absent("surveys")
    row = responses.iloc[0]
    say: list[Silent | SilentLeft | NoDifference] = [Silent(Share(row["silent_share"]))]
    if len(silent) == 2 and silent["accounts"].min() >= SMALLEST:
        by = silent.set_index("answered")
        (quiet, n), (told, m) = (
            (by["lost"][known], by["accounts"][known]) for known in (False, True)
        )
        low, high = confint_proportions_2indep(quiet, n, told, m, method="newcomb", alpha=0.1)
        gap = Points(quiet / n - told / m)
        apart = low > 0
        say.append(
            SilentLeft(gap, Points(low), Points(high)) if apart else NoDifference(gap, Count(n + m))
        )
    return Shown(responses, title=Answered(Share(row["response_rate"])), say=tuple(say))


class Written(Sentence):
    comments: Count


class NothingWritten(Sentence): ...


@exhibit(
    part=Part.A5,
    shows=Table(c.account, c.touch_point, c.instrument, c.survey_score, c.comment),
    needs=("surveys",),
)
def customer_comments(
    latest: pd.DataFrame, accounts: pd.DataFrame
) -> Shown[Written | NothingWritten]:
    """What did customers write, in their own words?"""
    rows = latest[latest["comment"].fillna("").str.strip() != ""]
    rows = rows.merge(accounts[["account", "name"]], on="account")
    if rows.empty:
        return Shown(None, title=NothingWritten())
    frame = rows.sort_values(["score", "date"], ascending=[True, False], kind="stable")
    frame = frame.head(LISTED)
    frame = frame.assign(
        account=frame["name"],
        instrument=frame["instrument"].str.upper(),
        survey_score=frame["score"],
    )
    return Shown(frame, title=Written(Count(len(rows))))
