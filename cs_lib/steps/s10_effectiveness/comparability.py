"""Were the groups alike before, and did anything move before the start? (balance, event study)"""

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.models.effect.group_time import group_time
from cs_lib.models.effect.losses import losses
from cs_lib.models.effect.weighting import ALIKE, weighted
from cs_lib.steps.s10_effectiveness.groups import TRAITS, Trial, Watched, use_of
from cs_lib.steps.s10_effectiveness.trials import enough, possible
from cs_lib.steps.s10_effectiveness.verdicts import readable
from cs_lib.texts import Count, Name, Points, Sentence, Share

BALANCE = [
    "option", "trait", "mean_treated", "mean_compared", "mean_weighted", "gap_before", "gap_after",
    "alike_effect", "alike_low", "alike_high",
]  # fmt: skip
STUDY = ["option", "months_since", "use_change", "use_low", "use_high", "use_effect",
         "use_effect_low", "use_effect_high", "accounts", "before_chance"]  # fmt: skip
STRATA = 5
BEFORE, AFTER, QUARTER = 2, 4, 3
"""Quarters before and after the start that an event study looks at."""


def balances(watched: Watched, books: Books) -> pd.DataFrame:
    """One row a test and trait (`BALANCE`): the groups before, and after weights make them alike.

    Gaps are in standard deviations. The effect among alike compares losses within fifths of the
    chance to be treated (Rosenbaum and Rubin, 1984), so that traits and segment are accounted for.
    Missing where it cannot be; tests with too few accounts or losses have no rows.
    """
    rows: list[tuple[object, ...]] = []
    for test, every in watched.items():
        frame = every[~every["later"].astype(bool)].reset_index(drop=True)
        if not enough(frame, books):
            continue
        shares = pd.get_dummies(frame["segment"].fillna(""), dtype=float).iloc[:, 1:]
        shares.columns = [f"segment: {name}" for name in shares]
        full = pd.concat([frame.astype({"lost": float}), shares], axis=1)
        found = weighted(full, "lost", "treated", [*TRAITS, *shares.columns])
        fifth = pd.qcut(found.score, STRATA, labels=False, duplicates="drop")
        among = losses(frame.assign(fifth=fifth), ["fifth"]).difference
        effect = (among.value, among.low, among.high)
        effect = effect if possible(among) else (float("nan"),) * 3
        own = found.balance[found.balance["covariate"].isin(TRAITS)]
        rows += [(test.option, *each, *effect) for each in own.itertuples(index=False, name=None)]
    return pd.DataFrame(rows, columns=BALANCE)


class Alike(Sentence):
    traits: Count


class Apart(Sentence):
    gaps: Count
    traits: Count


class AmongAlike(Sentence):
    option: Name
    effect: Points
    low: Points
    high: Points


@exhibit(
    part=Part.A6,
    shows=Table(
        c.trait, c.mean_treated, c.mean_compared, c.mean_weighted, c.gap_before, c.gap_after,
        group=c.option,
    ),
    needs=("tests", "activities"),
)  # fmt: skip
def balance(
    alike: pd.DataFrame, judged: pd.DataFrame
) -> Shown[Alike | Apart | AmongAlike] | Absent:
    """Were those who got it and the others alike before the start?"""
    if alike.empty:
        return Absent("tests" if judged.empty else "customers_lost")
    apart = int((alike["gap_before"].abs() > ALIKE).sum())
    count = Count(len(alike))
    title: Alike | Apart = Apart(Count(apart), count) if apart else Alike(count)
    say = []
    for row in alike.dropna(subset=["alike_effect"]).drop_duplicates("option").to_dict("records"):
        ends = (Points(row[f"alike_{end}"]) for end in ("effect", "low", "high"))
        say.append(AmongAlike(Name(readable(row["option"])), *ends))
    shown = alike.assign(option=alike["option"].map(readable))
    return Shown(shown, title=title, say=tuple(say))


def studies(watched: Watched, books: Books, intake: Intake) -> pd.DataFrame:
    """How did use change around the start, against those without a play? (`STUDY`)

    Log of the people who use the product, a mean a quarter, of accounts that used it in every
    quarter looked at: two before and up to four since. Changes are relative to the quarter before
    the start. `before_chance` is the p-value that nothing moved before (placebo).
    """
    use, rows = use_of(books, intake), list[pd.DataFrame]()
    for test, every in watched.items():
        panel = _panel(test, every, use, books.engagement.policies.small_n)
        if panel is None:
            continue
        found = group_time(panel, "use", "account", "quarter", "begun")
        study, whole = found.event_study(), found.simple()
        frame = pd.DataFrame(
            {
                "option": test.option, "months_since": study["since"] * QUARTER,
                "use_change": np.expm1(study["value"]), "use_low": np.expm1(study["low"]),
                "use_high": np.expm1(study["high"]), "use_effect": np.expm1(whole.value),
                "use_effect_low": np.expm1(whole.low), "use_effect_high": np.expm1(whole.high),
                "accounts": panel["account"].nunique(), "before_chance": found.placebo(),
            }
        )  # fmt: skip
        rows.append(frame)
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=STUDY)


def _panel(test: Trial, every: pd.DataFrame, use: pd.DataFrame, fewest: int) -> pd.DataFrame | None:
    # who got another play within the time would show that one's effect
    whole = (
        every["treated"].astype(bool) | every["lost"] | (every["months"] == every["months"].max())
    )
    frame = every[whole & ~every["later"].astype(bool)].set_index("account")
    rows = use[use["account"].isin(frame.index) & use["value"].gt(0)]
    start = pd.Timestamp(test.start)
    months = (rows["date"].dt.year - start.year) * 12 + rows["date"].dt.month - start.month
    quarter = months // QUARTER
    kept = quarter.between(-BEFORE - 1, AFTER - 1) & (rows["date"] <= pd.Timestamp(test.until))
    means = rows[kept].groupby([rows["account"], quarter.rename("quarter")])["value"].mean()
    wide = np.log(means).unstack().dropna(axis=1, how="all")
    full = wide.dropna()
    given = frame["treated"].astype(bool).reindex(full.index)
    if full.shape[1] < BEFORE or min(given.sum(), (~given).sum()) < fewest or -1 not in full:
        return None
    panel = full.stack().rename("use").reset_index()
    begun = panel["account"].map(given.map({True: 0.0, False: np.nan}))
    told: pd.DataFrame = panel.assign(begun=begun)
    return told


class Rose(Sentence):
    option: Name
    effect: Share


class NoChange(Sentence): ...


class Interval(Sentence):
    option: Name
    low: Share
    high: Share
    accounts: Count


class Quiet(Sentence): ...


class Moved(Sentence):
    option: Name


@exhibit(
    part=Part.A6,
    shows=charts.Lines(
        c.months_since, c.use_change, c.option, low=c.use_low, high=c.use_high
    ),
    needs=("tests", "activities", "usage"),
)  # fmt: skip
def use_around_start(
    use_study: pd.DataFrame, judged: pd.DataFrame
) -> Shown[Rose | NoChange | Interval | Quiet | Moved] | Absent:
    """How did use change before and after the start?"""
    if use_study.empty:
        return Absent("usage" if judged.empty else "customers_live")
    each = use_study.drop_duplicates("option")
    rose = each[each["use_effect_low"] > 0]
    title: Rose | NoChange = NoChange()
    if len(rose):
        top = rose.nlargest(1, "use_effect").iloc[0]
        title = Rose(Name(readable(top["option"])), Share(top["use_effect"]))
    say: list[Interval | Quiet | Moved] = []
    for row in each.to_dict("records"):
        ends = Share(row["use_effect_low"]), Share(row["use_effect_high"])
        say.append(Interval(Name(readable(row["option"])), *ends, Count(row["accounts"])))
    moved = each[each["before_chance"] < 0.05]
    say += [Moved(Name(readable(name))) for name in moved["option"]]
    say += [] if len(moved) else [Quiet()]
    shown = use_study.assign(option=use_study["option"].map(readable))
    return Shown(shown, title=title, say=tuple(say))
