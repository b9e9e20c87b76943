"""Which source wins most, and is a referred customer cheaper to win (3.12)?

A ledger seldom says what each source costs. What can be said: the blended ratio, in which
referrals cost nothing, and the ratio of the rest, were all acquisition cost spent on it.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.formats import words
from cs_lib.intake import Intake
from cs_lib.steps.s03_valuation.ratios import headline
from cs_lib.texts import Cell, Count, Extreme, Money, Name, Sentence, Share

REFERRED = ("refer", "advoca", "word of mouth", "word_of_mouth", "recommend")
"""What the source of a referred customer is called."""
COLUMNS = ("acquired_via", "referred", "new_logos", "new_arr", "share", "per_logo")


class Most(Sentence):
    source: Name
    share: Share
    extremes = (Extreme("valuation.sources.new_arr", "source"),)


class Only(Sentence):
    source: Name


class Largest(Sentence):
    source: Name
    size: Annotated[Money, "per_logo"]
    logos: Count
    extremes = (Extreme("valuation.sources.per_logo", "size"),)


class AlsoLargest(Sentence):
    size: Annotated[Money, "per_logo"]
    logos: Count
    extremes = (Extreme("valuation.sources.per_logo", "size"),)


class Referred(Sentence):
    share: Share


class WithoutReferrals(Sentence):
    one: Money
    cost: Money
    saved: Money


Says = Most | Only | Largest | AlsoLargest | Referred | WithoutReferrals


@exhibit(
    part=Part.A6,
    shows=Table(c.acquired_via, c.referred, c.new_logos, c.new_arr, c.share, c.per_logo),
    needs=("year",),
)
def sources(
    ratios: pd.DataFrame, intake: Intake, books: Books, engagement: Engagement
) -> Shown[Says] | Absent:
    """Which source wins most new ARR, and what do referrals save?"""
    if "acquired_via" not in intake.provided.get("customers", frozenset()):
        return Absent("customers")
    rows = table(intake, books)
    if rows.empty:
        return Absent("customers_won")
    named = rows.dropna(subset=["acquired_via"])
    if len(rows) == 1 and len(named) == 1:
        return Shown(rows, title=Only(Name(str(named["acquired_via"].iloc[0]))))
    say = _deals(named, engagement) if len(named) > 1 else []
    share = float(rows.loc[rows["referred"] == "yes", "share"].sum())
    if share:
        say.append(Referred(Share(share)))
    say += _saved(share, headline(ratios, "CAC"), engagement)
    if named.empty:
        return Shown(rows, say=tuple(say))
    top = named.iloc[0]
    title = Most(Name(str(top["acquired_via"])), Share(float(top["share"])))
    return Shown(rows, title=title, say=tuple(say))


def _deals(named: pd.DataFrame, engagement: Engagement) -> list[Says]:
    """The source of the largest deals; said apart where it is not that of the most new ARR (W6)."""
    place = int(named["per_logo"].to_numpy().argmax())
    row = named.iloc[place]
    source = str(row["acquired_via"])
    at = Cell("valuation.sources", source, "per_logo")
    size = Money(float(row["per_logo"]), engagement.currency, at=at)
    logos = Count(int(row["new_logos"]))
    return [AlsoLargest(size, logos) if place == 0 else Largest(Name(source), size, logos)]


def _saved(share: float, cac: float | None, engagement: Engagement) -> list[Says]:
    """All acquisition cost over the customers who were not referred: the most they can cost."""
    if cac is None or not 0 < share < 1:
        return []
    without = cac / (1 - share)
    one, cost, saved = (Money(each, engagement.currency) for each in (1.0, without, without - cac))
    return [WithoutReferrals(one, cost, saved)]


def table(intake: Intake, books: Books) -> pd.DataFrame:
    """New ARR of the twelve months by source, largest first (`COLUMNS`).

    A missing source is one that the client does not know.
    """
    ledger, opening = books.ledgers["customer"], books.before(books.as_of, 12)
    moved = ledger.movements(opening, books.as_of)
    won = moved[moved["rollup"] == "new"].groupby("account", as_index=False)["amount"].sum()
    listed = intake.tables["customers"].drop_duplicates("customer_id", keep="last")
    via = won["account"].map(listed.set_index("customer_id")["acquired_via"])
    won = won.assign(acquired_via=via.astype(object))
    found = won.groupby("acquired_via", as_index=False, dropna=False).agg(
        new_logos=("account", "count"), new_arr=("amount", "sum")
    )
    found["share"] = found["new_arr"] / found["new_arr"].sum()
    found["per_logo"] = found["new_arr"] / found["new_logos"]
    referred = [any(word in str(s).lower() for word in REFERRED) for s in found["acquired_via"]]
    found["referred"] = ["yes" if each else "no" for each in referred]
    found["acquired_via"] = found["acquired_via"].map(words, na_action="ignore")
    ordered = found.sort_values("new_arr", ascending=False, ignore_index=True, kind="stable")
    return pd.DataFrame(ordered[list(COLUMNS)])
