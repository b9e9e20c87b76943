"""Where are you need-to-have, and do such accounts stay? Retention by need, and by industry.

Source: S4 (nail a niche: need-to-have against nice-to-have). Need is measured a year ago and
retention since: an account that left has no use today, and would count as needing nothing.
"""

from typing import Annotated

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.ledger import headline
from cs_lib.steps.s04_segmentation import indices
from cs_lib.texts import Cell, Code, Count, Extreme, Name, Points, Sentence, Share

SIGNS = ("intensity", "seats_used")
NICE, BETWEEN, NEED = "nice_to_have", "between", "need_to_have"
LEVELS = (NEED, BETWEEN, NICE)
SMALLEST, EVENTS = 10, 5
"""Accounts below which a group has no rate of its own, and accounts that shrank or left below which
the limits of its GRR mean nothing (P26)."""
_NINETY = 1.645
COLUMNS = [
    "industry", "need_level", "accounts", "opening_arr", "grr", "grr_low", "grr_high",
    "logo_churn_rate", "churn_low", "churn_high", "lost",
]  # fmt: skip


def need_index(signs: pd.DataFrame, products: "pd.Series[int]") -> "pd.Series[float]":
    """How much do an account's people depend on the product? 0 to 100, by account.

    The mean of the percentiles of use by person, seats used and products owned; missing where no
    use is known. `signs`: `indices.measured`; `products`: how many each account has.
    """
    known = signs[[name for name in SIGNS if name in signs]]
    if known.empty or not len(known.columns):
        return pd.Series(dtype="float64")
    ranks = known.assign(products=products.reindex(known.index).astype(float)).rank(pct=True) * 100
    return ranks.mean(axis=1).where(known.notna().any(axis=1))


def levels(index: "pd.Series[float]") -> "pd.Series[str]":
    """The third of accounts that each is in by its need; those alike stay together."""
    place = index.dropna().rank(pct=True)
    named = pd.cut(place, [0, 1 / 3, 2 / 3, 1], labels=LEVELS[::-1])
    return named.astype("str")


def retained(books: Books, intake: Intake) -> pd.DataFrame:
    """Retention of the year by need a year ago: one row a level, then one an industry and level.

    `COLUMNS`; `industry` is missing for all of them. Groups of fewer than ten accounts are left
    out. Limits are 90 %: Wilson's for customer churn, and for GRR those of a ratio of sums (Cochran
    1977, Sampling Techniques, 6.13). Empty without a year, or without use known then.
    """
    if books.year is None:
        return pd.DataFrame(columns=COLUMNS)
    pair, there = books.year.pair, books.year.base["account"]
    known = indices.data(there, books, intake, pair.opening)
    owned = pair.items[pair.items["v0"] > 0].groupby("account")["item"].nunique()
    level = levels(need_index(indices.measured(known), owned))
    groups = [(None, name, level.index[level == name]) for name in LEVELS]
    industry = _industries(books, intake).reindex(level.index)
    for trade in sorted(industry.dropna().unique()):
        mine = level[industry.eq(trade).fillna(False)]
        groups += [(trade, name, mine.index[mine == name]) for name in LEVELS]
    rows = [(trade, name, *_rates(books, group)) for trade, name, group in groups
            if len(group) >= SMALLEST]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _industries(books: Books, intake: Intake) -> "pd.Series[str]":
    if "customers" not in intake.tables:
        return pd.Series(dtype="str")
    people = intake.tables["customers"].drop_duplicates("customer_id", keep="last")
    known = people.dropna(subset=["industry"])
    return known["industry"].groupby(account_of(known["customer_id"], books, intake)).first()


def _rates(books: Books, group: pd.Index) -> tuple[float, ...]:
    assert books.year is not None
    pair = books.year.pair
    found = headline(pair.where(pair.accounts["account"].isin(group)))
    grr = np.nan if found.grr is None else found.grr
    limits = proportion_confint(found.lost_logos, found.opening_logos, alpha=0.1, method="wilson")
    accounts = pair.accounts[pair.accounts["account"].isin(group)]
    kept = np.minimum(accounts["v0"], accounts["v1"] - accounts["resumed"])
    rest, n = kept - grr * accounts["v0"], len(accounts)
    known = found.opening and (kept < accounts["v0"]).sum() >= EVENTS
    reach = _NINETY * np.sqrt((rest**2).sum() * n / (n - 1)) / found.opening if known else np.nan
    return (
        found.opening_logos, found.opening, grr, *np.clip([grr - reach, grr + reach], 0, 1),
        found.lost_logos / found.opening_logos, *limits, found.lost_logos,
    )  # fmt: skip


class Differs(Sentence):
    need: Annotated[Share, "logo_churn_rate"]
    nice: Annotated[Share, "logo_churn_rate"]


class Alike(Sentence): ...


class Apart(Sentence):
    points: Points
    low: Points
    high: Points


@exhibit(
    part=Part.A6,
    shows=Table(
        c.need_level, c.accounts, c.opening_arr, c.grr, c.grr_low, c.grr_high, c.logo_churn_rate,
        c.churn_low, c.churn_high,
    ),
    needs=("usage", "year"),
)  # fmt: skip
def need_levels(need_retained: pd.DataFrame) -> Shown[Differs | Alike | Apart] | Absent:
    """Do accounts that need you stay more than those for whom you are nice to have? (4.13)"""
    rows = need_retained[need_retained["industry"].isna()]
    ends = rows.set_index("need_level")
    if not {NEED, NICE} <= set(ends.index):
        return Absent("signs")
    lost, n, churn = (ends[name] for name in ("lost", "accounts", "logo_churn_rate"))
    low, high = confint_proportions_2indep(
        lost[NICE], n[NICE], lost[NEED], n[NEED], method="newcomb", alpha=0.1
    )
    apart = Apart(Points(churn[NICE] - churn[NEED]), Points(low), Points(high))
    if not low > 0:
        return Shown(rows, title=Alike(), say=(apart,))
    need, nice = (
        Share(churn[name], Cell("segmentation.need_levels", name, "logo_churn_rate"))
        for name in (NEED, NICE)
    )
    return Shown(rows, title=Differs(need, nice), say=(apart,))


class Best(Sentence):
    industry: Name
    level: Code
    churn: Share
    extremes = (Extreme("segmentation.niches.logo_churn_rate", "churn", lowest=True),)


class NoneApart(Sentence): ...


class Limits(Sentence):
    low: Share
    high: Share
    accounts: Count
    all_churn: Share


class Weakest(Sentence):
    industry: Name
    level: Code
    churn: Share


@exhibit(
    part=Part.A6,
    shows=Table(
        c.industry, c.need_level, c.accounts, c.opening_arr, c.grr, c.logo_churn_rate, c.churn_low,
        c.churn_high,
    ),
    needs=("usage", "year", "customers"),
)  # fmt: skip
def niches(need_retained: pd.DataFrame) -> Shown[Best | NoneApart | Limits | Weakest] | Absent:
    """In which industries, and with how much need, do accounts stay? (4.13)"""
    rows = need_retained[need_retained["industry"].notna()]
    # by the upper limit, so that a dozen accounts without a loss do not lead by luck
    rows = rows.sort_values(["churn_high", "churn_low"], kind="stable", ignore_index=True)
    if rows.empty:
        return Absent("segments")
    everyone = need_retained[need_retained["industry"].isna()]
    churn = everyone["lost"].sum() / everyone["accounts"].sum()
    top, last = rows.iloc[0], rows.nlargest(1, "churn_low").iloc[0]
    # the extremes of many groups differ by luck alone, so the limits are those of all together
    sure = 0.1 / len(rows)
    low, high = proportion_confint(top["lost"], top["accounts"], alpha=sure, method="wilson")
    least, _ = proportion_confint(last["lost"], last["accounts"], alpha=sure, method="wilson")
    limits = Limits(Share(low), Share(high), Count(top["accounts"]), Share(churn))
    weak = (Weakest(*_of(last)),) if least > churn else ()
    if high < churn:
        return Shown(rows, title=Best(*_of(top)), say=(limits, *weak))
    return Shown(rows, title=NoneApart(), say=weak)


def _of(row: pd.Series) -> tuple[Name, Code, Share]:
    level = Code("need_level", row["need_level"])
    return Name(row["industry"]), level, Share(row["logo_churn_rate"])
