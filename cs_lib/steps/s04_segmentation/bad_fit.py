"""Which customers should Sales not win? What was known at the sale, of those who left and stayed.

Source: S3 (avoid bad-fit acquisition). Looked at is what Sales could know: who the customer is,
where it came from and what it bought first; never its use, its owner or anything that came later.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from cs_lib.books import lives as by_life
from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.models import loss_profile
from cs_lib.models.discrimination import auc
from cs_lib.texts import Code, Count, Day, Name, Sentence, Share, Times

LEAST, SMALLEST = 20, 10
"""Losses below which nothing is learnt of them, and customers below which a value is not tested."""
SURE = 0.10
LISTED = 20
_WHO = ("use_case", "industry", "size", "region", "acquired_via")
_SEEN_DAYS = 92
"""A first line that begins so long after the sign-up is not what was bought at the sale."""
BAD, GOOD, OPEN = "bad", "good", "open"
COLUMNS = [
    "sale_attribute", "attribute_value", *loss_profile.COLUMNS[2:], "fit_verdict",
]  # fmt: skip
CHECKED = ["fitted_until", "auc", "auc_low", "auc_high", "customers", "losses"]


@dataclass(frozen=True)
class Sold:
    """The customers' lives (`books.lives`), and what was known of each at its sale, same index."""

    lives: pd.DataFrame
    traits: pd.DataFrame

    @cached_property
    def ratios(self) -> loss_profile.Ratios:
        """What each trait does to the rate of loss, all others being equal; fitted once."""
        return loss_profile.ratios(self.lives, self.traits, SMALLEST)


def sold(books: Books, intake: Intake) -> Sold:
    """Every customer who was watched, with what was known when it was sold to."""
    lives = by_life.watched(books, intake).lives
    known = at_sale(pd.Index(lives["customer"].unique()), books, intake)
    traits = known.reindex(lives["customer"]).set_axis(lives.index)
    return Sold(lives, traits)


def at_sale(customers: pd.Index, books: Books, intake: Intake) -> pd.DataFrame:
    """What was known of each customer at its sale, in words; missing where it was not.

    What it bought first counts only where its first line on file is its first: it begins within
    three months of the sign-up, or, without one, after the first day on file.
    """
    people = intake.tables.get("customers", pd.DataFrame(columns=["customer_id"]))
    people = people.drop_duplicates("customer_id").set_index("customer_id").reindex(customers)
    found = {name: people[name].astype("str").where(people[name].notna())
             for name in _WHO if name in people}  # fmt: skip
    if "employees" in people:
        found["employees"] = _banded(people["employees"], (0, 50, 250, 1000))
    signed = people.get("acquired_on", pd.Series(pd.NaT, index=customers))
    first = _first_lines(books, pd.to_datetime(signed)).reindex(customers)
    return pd.DataFrame(found, index=customers).join(first)


def _first_lines(books: Books, signed: pd.Series) -> pd.DataFrame:
    """What each customer bought first, by customer: the lines of its first day on file."""
    lines = books.source.lines
    begun = lines.groupby("customer_id")["start"].transform("min")
    told = signed.reindex(lines["customer_id"].to_numpy()).set_axis(lines.index)
    seen = (begun - told).dt.days.abs().le(_SEEN_DAYS).where(told.notna(), begun > begun.min())
    first = lines[(lines["start"] == begun) & seen.fillna(False)]
    worth = (first["qty"].fillna(1) * first["list_price"].fillna(first["arr"])).fillna(0)
    main = first.assign(_worth=worth).sort_values("_worth", ascending=False, kind="stable")
    main = main.drop_duplicates("customer_id").set_index("customer_id")
    months = ((main["end"] - main["start"]).dt.days / 30.44).round()
    products = first.groupby("customer_id")["product_id"].nunique()
    return pd.DataFrame(
        {
            "first_product": main["product_id"],
            "first_tier": main["tier"],
            "products_at_sale": _banded(products, (1, 2, 3)),
            "seats_at_sale": _banded(main["qty"], (1, 10, 50, 250)),
            "discount_at_sale": _banded((main["discount"] * 100).round(), (0, 1, 11, 21)),
            "term_at_sale": months.map(lambda m: f"{m:.0f}", na_action="ignore"),
            "billing_at_sale": main["billing_period"],
        }
    )


def _banded(values: pd.Series, starts: tuple[int, ...]) -> pd.Series:
    """Whole numbers by the band they fall in: "1-9", "10-49", "50+"; missing stays missing."""
    names = [str(a) if b == a + 1 else f"{a}-{b - 1}" for a, b in pairwise(starts)]
    edges = [*starts, np.inf]
    found = pd.cut(values.astype(float), edges, right=False, labels=[*names, f"{starts[-1]}+"])
    return found.astype("str").where(found.notna())


def learnable(found: Sold) -> bool:
    """Are there losses enough, and anything known, to learn from?"""
    return bool(found.lives["ended"].sum() >= LEAST and found.traits.notna().any(axis=None))


def profile(found: Sold) -> pd.DataFrame:
    """What marks customers who leave sooner, or later, than others? One row a value (`COLUMNS`).

    `fit_verdict`: bad or good where the lift is sure (Holm, 10 %) and stays on its side of 1 when
    the other attributes are taken into account; else open. Empty with fewer than twenty losses.
    """
    if not learnable(found):
        return pd.DataFrame(columns=COLUMNS)
    rows = loss_profile.lifts(found.lives, found.traits, found.ratios)
    rows = rows.rename(columns={"trait": "sale_attribute", "value": "attribute_value"})
    worse = (rows["lift"] > 1) & (rows["lift_adjusted"] > 1)
    better = (rows["lift"] < 1) & (rows["lift_adjusted"] < 1)
    told = np.select([worse, better], [BAD, GOOD], OPEN)
    return rows.assign(fit_verdict=np.where(rows["chance"] <= SURE, told, OPEN))[COLUMNS]


def checked(found: Sold, books: Books) -> pd.DataFrame:
    """Does the profile of earlier losses tell the later ones? One row (`CHECKED`), or none.

    Fitted on what happened until half of the losses were seen, and tried on everyone there then or
    won since. `auc`: of two customers, one who left since and one who stayed, how often did the one
    who left have the higher score? `customers` and `losses` are those tried on.
    """
    lives = found.lives
    lost = np.sort(lives.loc[lives["ended"], "end"].to_numpy())
    if not learnable(found):
        return pd.DataFrame(columns=CHECKED)
    at = int(lost[(len(lost) - 1) // 2])
    before, after = parted(lives, at)
    if min(before["ended"].sum(), after["ended"].sum()) < SMALLEST:
        return pd.DataFrame(columns=CHECKED)
    ratios = loss_profile.ratios(before, found.traits.loc[before.index], SMALLEST)
    score = loss_profile.scores(found.traits.loc[after.index], ratios)
    area = auc(score.to_numpy(float), after["ended"].to_numpy(bool))
    day = pd.Timestamp(books.ledgers["customer"].calendar.date(at))
    sizes = (after["customer"].nunique(), int(after["ended"].sum()))
    return pd.DataFrame([(day, *area, *sizes)], columns=CHECKED)


def parted(lives: pd.DataFrame, at: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lives as they were known at a snapshot, and what was seen of them afterwards."""
    since = lives["end"] - (lives["duration"] - lives["entry"])
    over = (lives["end"] - at).clip(lower=0)
    known = lives.assign(duration=lives["duration"] - over, ended=lives["ended"] & over.eq(0))
    return known[since < at], lives[lives["end"] > at]


def as_known(found: Sold, day: dt.date, books: Books) -> Sold:
    """The same customers as they were known on an earlier day: who was there, and who had left."""
    before, _ = parted(found.lives, books.ledgers["customer"].calendar.index(day))
    return Sold(before, found.traits.loc[before.index])


def fit(found: Sold, check: pd.DataFrame, books: Books, intake: Intake) -> "pd.Series[float]":
    """How well does each account fit by what was known at its sale? 0 (bad) to 100 (good).

    The percentile of its customers' rate of loss among those who are there. Empty where earlier
    losses did not tell later ones better than chance (`check`), or were too few.
    """
    if check.empty or not check["auc_low"].iloc[0] > 0.5 or not learnable(found):
        return pd.Series(dtype="float64", name="fit")
    there = found.lives[~found.lives["ended"]].drop_duplicates("customer", keep="last")
    score = loss_profile.scores(found.traits.loc[there.index], found.ratios)
    place = 100 * (1 - (score.rank() - 0.5) / len(score))
    return place.groupby(account_of(there["customer"], books, intake)).mean().rename("fit")


class Worst(Sentence):
    attribute: Code
    value: Name
    lift: Times


class NoneSure(Sentence):
    values: Count


class Limits(Sentence):
    low: Times
    high: Times
    customers: Count


class Best(Sentence):
    attribute: Code
    value: Name
    lift: Times


class Tested(Sentence):
    values: Count
    chance: Share


class Foretells(Sentence):
    until: Day
    auc: Share
    low: Share
    high: Share


class NoForecast(Sentence):
    until: Day


@exhibit(
    part=Part.A6,
    shows=Table(
        c.sale_attribute, c.attribute_value, c.customers, c.losses, c.losses_expected, c.lift,
        c.lift_low, c.lift_high, c.lift_adjusted, c.chance, c.fit_verdict,
    ),
)  # fmt: skip
def bad_fit(
    sale_profile: pd.DataFrame, fit_check: pd.DataFrame
) -> Shown[Worst | NoneSure | Limits | Best | Tested | Foretells | NoForecast] | Absent:
    """Which customers, by what was known at the sale, leave sooner than others? (4.11)"""
    if sale_profile.empty:
        return Absent("customers_lost")
    frame = sale_profile.loc[sale_profile["chance"].nsmallest(LISTED).index.sort_values()]
    # the worst is the one that cost most losses beyond those expected
    excess = sale_profile["losses"] - sale_profile["losses_expected"]
    order = sale_profile.assign(_excess=excess).sort_values("_excess", kind="stable")
    bad, good = (order[order["fit_verdict"] == verdict] for verdict in (BAD, GOOD))
    title: Worst | NoneSure = NoneSure(Count(len(sale_profile)))
    said: list[Limits | Best | Tested | Foretells | NoForecast] = []
    if len(bad):
        row = bad.iloc[-1]
        title = Worst(*_named(row))
        said.append(
            Limits(Times(row["lift_low"]), Times(row["lift_high"]), Count(row["customers"]))
        )
    if len(good):
        said.append(Best(*_named(good.iloc[0])))
    if len(bad) or len(good):
        said.append(Tested(Count(len(sale_profile)), Share(SURE)))
    return Shown(frame, title=title, say=(*said, *_foretold(fit_check)))


def _named(row: pd.Series) -> tuple[Code, Name, Times]:
    attribute = Code("sale_attribute", row["sale_attribute"])
    return attribute, Name(row["attribute_value"]), Times(row["lift"])


def _foretold(check: pd.DataFrame) -> tuple[Foretells | NoForecast, ...]:
    if check.empty:
        return ()
    row = check.iloc[0]
    if not row["auc_low"] > 0.5:
        return (NoForecast(Day(row["fitted_until"])),)
    areas = (Share(row[name]) for name in ("auc", "auc_low", "auc_high"))
    return (Foretells(Day(row["fitted_until"]), *areas),)
