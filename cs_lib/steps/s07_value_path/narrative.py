"""What do you promise, and is each claim proven by a metric?

Source: S2 (the master narrative); S4 (the charter); concepts 7.01 and 7.04.
"""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Count, Day, Sentence

CHARTER = ("mission", "charter", "vision")
"""Blocks of the sheet that say what the team is there for; all others are claims."""
PROVEN, NOT_BORNE, NO_DATA, UNPROVEN = "proven", "not_met", "no_data", "unproven"
TOO_FEW = "too_few"
HALF, STALE_MONTHS, SMALLEST = 0.5, 12, 10
COLUMNS = ["narrative_block", "narrative_text", "segment", "narrative_metric", "dated",
           "proof_state", "proven_share", "accounts"]  # fmt: skip


def claims(
    accounts: pd.DataFrame, levels: pd.DataFrame, measures: "pd.Series[float]",
    entered: pd.DataFrame, books: Books, intake: Intake,
) -> pd.DataFrame:  # fmt: skip
    """Each claim and what proves it, one row each (`COLUMNS`), the charter included.

    `proven_share`: of the accounts of its segment whose metric is known, the share that meets it:
    the lowest threshold of the value path for a measure, the target for an outcome, a stage that
    was entered. `proof_state`: proven from half of them on, not_met below; too_few where it
    is known of fewer than ten accounts; no_data where none is; unproven where none is named.
    """
    if "narrative" not in intake.tables:
        return pd.DataFrame(columns=COLUMNS)
    rows = []
    for row in intake.tables["narrative"].to_dict("records"):
        segment = None if pd.isna(row["segment"]) else str(row["segment"])
        scope = accounts if segment is None else accounts[accounts["segment"] == segment]
        metric = None if pd.isna(row["metric"]) else str(row["metric"])
        met = _met(metric, pd.Index(scope["account"]), levels, measures, entered, books, intake)
        share = float(met.mean()) if len(met) else float("nan")
        state = UNPROVEN if metric is None else NO_DATA
        if len(met):
            state = PROVEN if share >= HALF else NOT_BORNE
        if 0 < len(met) < SMALLEST:
            state = TOO_FEW
        told = None if metric is None else metric.replace("_", " ")
        rows.append((row["block"], row["text"], segment, told, row["date"], state, share,
                     len(met)))  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).astype({"proven_share": float})


def _met(
    metric: str | None, accounts: pd.Index, levels: pd.DataFrame, measures: "pd.Series[float]",
    entered: pd.DataFrame, books: Books, intake: Intake,
) -> "pd.Series[bool]":  # fmt: skip
    """By account, whether it meets the metric of a claim; empty where nothing is known of it."""
    none = pd.Series(dtype=bool)
    if metric is None:
        return none
    name = metric.strip().lower()
    asked = levels[levels["metric"].str.lower() == name]
    if len(asked) and name in measures.index.get_level_values("metric"):
        told = pd.Series(measures.xs(name, level="metric"))
        return (told[told.index.isin(accounts)] >= float(asked["threshold"].min())).astype(bool)
    stage = name.replace(" ", "_")
    if stage in entered:
        return entered.loc[entered.index.isin(accounts), stage].notna().astype(bool)
    return _outcomes(name, accounts, books, intake)


def _outcomes(name: str, accounts: pd.Index, books: Books, intake: Intake) -> "pd.Series[bool]":
    """By account, whether the outcome measured by this metric was reached."""
    rows = intake.tables.get("outcomes")
    if rows is None:
        return pd.Series(dtype=bool)
    rows = rows[rows["metric"].str.lower().eq(name) & ~(rows["date"] > pd.Timestamp(books.as_of))]
    rows = rows.dropna(subset=["baseline", "target", "actual"])
    rows = rows[rows["target"] != rows["baseline"]].sort_values("date", kind="stable")
    account = account_of(rows["customer_id"], books, intake)
    reached = (rows["actual"] - rows["baseline"]) / (rows["target"] - rows["baseline"]) >= 1
    last = reached.groupby(account).last()
    return last[last.index.isin(accounts)].astype(bool)


class Unproven(Sentence):
    unproven: Count
    claims: Count


class AllProven(Sentence):
    claims: Count


class NotMet(Sentence):
    claims: Count


class WithoutData(Sentence):
    claims: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.narrative_text, c.narrative_block, c.segment, c.narrative_metric, c.proof_state,
        c.proven_share, c.accounts, c.dated,
    ),
    needs=("narrative",),
)  # fmt: skip
def master_narrative(
    narrative_claims: pd.DataFrame,
) -> Shown[Unproven | AllProven | NotMet | WithoutData] | Absent:
    """Which of your claims are proven by a metric, and which are not?"""
    rows = narrative_claims[~_charter(narrative_claims)]
    if rows.empty:
        return Absent("narrative")
    states = rows["proof_state"].value_counts()
    open_ = len(rows) - int(states.get(PROVEN, 0))
    say: list[NotMet | WithoutData] = []
    if NOT_BORNE in states:
        say.append(NotMet(Count(int(states[NOT_BORNE]))))
    none = sum(int(states.get(state, 0)) for state in (NO_DATA, UNPROVEN, TOO_FEW))
    if none:
        say.append(WithoutData(Count(none)))
    title = Unproven(Count(open_), Count(len(rows))) if open_ else AllProven(Count(len(rows)))
    return Shown(rows, title=title, say=tuple(say))


def _charter(rows: pd.DataFrame) -> "pd.Series[bool]":
    return rows["narrative_block"].astype("str").str.lower().isin(CHARTER)


class Since(Sentence):
    day: Day


class Undated(Sentence): ...


class NoCharter(Sentence): ...


class Old(Sentence):
    months: Count


@exhibit(part=Part.A5, shows=Table(c.narrative_text, c.dated), needs=("narrative",))
def charter(
    narrative_claims: pd.DataFrame, books: Books
) -> Shown[Since | Undated | NoCharter | Old]:
    """What is your customer success team there for, in its own words?"""
    rows = narrative_claims[_charter(narrative_claims)]
    if rows.empty:
        return Shown(None, title=NoCharter())
    last = rows["dated"].max()
    if pd.isna(last):
        return Shown(rows, title=Undated())
    old = last < pd.Timestamp(books.as_of) - pd.DateOffset(months=STALE_MONTHS)
    say = (Old(Count(STALE_MONTHS)),) if old else ()
    return Shown(rows, title=Since(Day(last)), say=say)
