"""What changes when the same accounts are managed by what they could pay, not by what they pay?

Source: S0 (stop running the business on what exists today); concepts 1.17 to 1.19 and 2.15.
"""

import pandas as pd

from cs_lib.books.belonging import by_name
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.ledger import concentration
from cs_lib.texts import (
    Code,
    Count,
    Extreme,
    Money,
    Name,
    Person,
    Points,
    Quantity,
    Sentence,
    Share,
    alike,
)

TOP = 20
MONTHS = 12
OUT_OF_BALANCE = 0.2
"""How far a manager's load may be from the mean of those of the same segment, as a share of it."""
MOST_MOVES = 20


class Moved(Sentence):
    accounts: Count
    top: Count


class Same(Sentence):
    top: Count


class Climbs(Sentence):
    account: Name
    places: Count
    extremes = (Extreme("segmentation.twin_view.rank_change", "account"),)


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.arr, c.rank_arr, c.potential, c.rank_potential,
        c.rank_change, c.quadrant,
    ),
)  # fmt: skip
def twin_view(accounts: pd.DataFrame) -> Shown[Moved | Same | Climbs] | Absent:
    """Which accounts are the largest by ARR, and which by potential?"""
    ranked = ranks(accounts)
    if ranked.empty:
        return Absent("potential")
    if len(ranked) <= TOP:
        return Absent("customers_live")
    top = ranked[ranked["rank_potential"] <= TOP].sort_values("rank_potential")
    new = top[top["rank_arr"] > TOP]
    shown = by_name(top)
    if new.empty:
        return Shown(shown, title=Same(Count(TOP)))
    most = new.nlargest(1, "rank_change").iloc[0]
    climbs = Climbs(Name(str(most["name"])), Count(int(most["rank_change"])))
    return Shown(shown, title=Moved(Count(len(new)), Count(TOP)), say=(climbs,))


def ranks(accounts: pd.DataFrame) -> pd.DataFrame:
    """The accounts with a known potential, and their places: 1 is the largest."""
    known = accounts[accounts["potential"].notna()]
    by_arr, by_potential = (
        known[name].rank(ascending=False, method="first").astype("int64")
        for name in ("arr", "potential")
    )
    return known.assign(
        rank_arr=by_arr, rank_potential=by_potential, rank_change=by_arr - by_potential
    )


class AtRisk(Sentence):
    arr: Money
    potential: Money


class NoneAtRisk(Sentence): ...


class NoNotice(Sentence): ...


class Due(Sentence):
    arr_share: Share
    potential_share: Share


class DueAlike(Sentence):
    share: Share


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account_group, c.accounts, c.arr, c.share_of_arr, c.potential, c.share_of_potential
    ),
)  # fmt: skip
def two_bases(
    accounts: pd.DataFrame, books: Books, engagement: Engagement
) -> Shown[AtRisk | NoneAtRisk | NoNotice | Due | DueAlike] | Absent:
    """How large are risk and renewals by ARR, and how large by potential?"""
    frame = groups(accounts, books)
    if frame.empty:
        return Absent("potential")
    rows = {row["account_group"]: row for row in frame.to_dict("records")}
    risk, due = rows["at_risk"], rows["renewing"]
    said: tuple[Due | DueAlike, ...] = ()
    if due["accounts"]:
        shares = Share(due["share_of_arr"]), Share(due["share_of_potential"])
        said = (DueAlike(shares[0]) if alike(*shares, "percent", 0) else Due(*shares),)
    if not risk["accounts"]:
        known = accounts["quadrant"].notna().any()
        return Shown(frame, title=NoneAtRisk() if known else NoNotice(), say=said)
    amounts = (Money(risk[name], engagement.currency) for name in ("arr", "potential"))
    return Shown(frame, title=AtRisk(*amounts), say=said)


def groups(accounts: pd.DataFrame, books: Books) -> pd.DataFrame:
    """ARR and potential of all accounts, of those at risk, and of those that renew in a year.

    `account_group` (everyone, at_risk: on notice or in need to exit, renewing), `accounts`, `arr`,
    `share_of_arr`, `potential`, `share_of_potential`, `total`. Accounts without a known potential
    are left out; empty where there is none.
    """
    known = accounts[accounts["potential"].notna()]
    if known.empty:
        return pd.DataFrame()
    grid = books.main.calendar.grid
    ends = books.main.due(books.as_of, grid.end(grid.number(books.as_of) + MONTHS))
    chosen = {
        "everyone": pd.Series(True, index=known.index),
        "at_risk": known["notified"] | known["quadrant"].eq("need_to_exit").fillna(False),
        "renewing": known["account"].isin(ends["account"] if len(ends) else []),
    }
    arr, potential = known["arr"].sum(), known["potential"].sum()
    rows = [
        (name, int(mask.sum()), a := known.loc[mask, "arr"].sum(), a / arr,
         p := known.loc[mask, "potential"].sum(), p / potential, name == "everyone")
        for name, mask in chosen.items()
    ]  # fmt: skip
    columns = ["account_group", "accounts", "arr", "share_of_arr", "potential",
               "share_of_potential", "total"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


class Uneven(Sentence):
    basis: Code
    gini: Quantity
    other: Code
    other_gini: Quantity


class Alike(Sentence):
    gini: Quantity


class OnePerson(Sentence):
    owner: Person


@exhibit(
    part=Part.A5,
    shows=Table(
        c.owner, c.accounts, c.arr, c.share_of_arr, c.potential, c.share_of_potential, c.gap
    ),
    needs=("customers",),
)  # fmt: skip
def account_load(accounts: pd.DataFrame) -> Shown[Uneven | Alike | OnePerson] | Absent:
    """How is the load shared among managers, by accounts, by ARR and by potential?"""
    frame = load(accounts)
    if frame.empty:
        return Absent("owners")
    if len(frame) == 1:
        return Shown(frame, title=OnePerson(Person(str(frame["owner"].iloc[0]))))
    bases = ("potential", "arr")
    ginis = {name: concentration.concentration(frame[name]).gini or 0.0 for name in bases}
    (first, high), (second, low) = sorted(ginis.items(), key=lambda item: -item[1])
    one, other = Code("load_basis", first), Code("load_basis", second)
    if alike(Quantity(high), Quantity(low), "quantity", 2):
        return Shown(frame, title=Alike(Quantity(high)))
    return Shown(frame, title=Uneven(one, Quantity(high), other, Quantity(low)))


def load(accounts: pd.DataFrame) -> pd.DataFrame:
    """One row an owner, the largest potential first: accounts, arr, potential, shares, gap."""
    owned = accounts.dropna(subset=["owner"])
    sums = owned.groupby("owner", as_index=False).agg(
        accounts=("account", "size"), arr=("arr", "sum"), potential=("potential", "sum"),
        gap=("gap", "sum"),
    )  # fmt: skip
    shares = {f"share_of_{name}": sums[name] / sums[name].sum() for name in ("arr", "potential")}
    return sums.assign(**shares).sort_values("potential", ascending=False, ignore_index=True)


class Balanced(Sentence):
    accounts: Count


class Apart(Sentence):
    before: Points
    after: Points


class InBalance(Sentence): ...


@exhibit(
    part=Part.A5,
    shows=Table(c.account, c.account_segment, c.owner, c.owner_to, c.arr, c.potential),
    needs=("customers",),
)
def rebalancing(
    accounts: pd.DataFrame, intake: Intake
) -> Shown[Balanced | InBalance | Apart] | Absent:
    """Which few accounts would change hands so that managers carry alike potential?"""
    owned = accounts.dropna(subset=["owner", "potential"])
    if owned["owner"].nunique() < 2:
        return Absent("owners")
    people = capacity(intake, owned)
    moves = rebalanced(owned, people)
    if moves.empty:
        return Shown(None, title=InBalance())
    after = owned.set_index("account")["owner"].to_dict() | dict(
        zip(moves["id"], moves["owner_to"], strict=True)
    )
    before, now = (
        Points(worst(owned.assign(owner=owner), people))
        for owner in (owned["owner"], owned["account"].map(after))
    )
    return Shown(moves, title=Balanced(Count(len(moves))), say=(Apart(before, now),))


def capacity(intake: Intake, owned: pd.DataFrame) -> "pd.Series[float]":
    """How much of a full post each owner has; 1 where the roster does not say."""
    people = pd.Index(sorted(owned["owner"].unique()))
    roster = intake.tables.get("roster")
    if roster is None:
        return pd.Series(1.0, index=people)
    fte = roster.drop_duplicates("person", keep="last").set_index("person")["fte"].astype(float)
    return fte.reindex(people).fillna(1.0)


def worst(owned: pd.DataFrame, people: "pd.Series[float]") -> float:
    """The largest distance of a manager's potential a post from the segment's, as a share of it."""
    return float(max((abs(part).max() for part in _apart(owned, people).values()), default=0.0))


def _apart(owned: pd.DataFrame, people: "pd.Series[float]") -> dict[str, "pd.Series[float]"]:
    """By segment, each manager's potential over the fair one, less 1.

    A manager belongs to the segment in which most of the potential is.
    """
    sums = owned.groupby(["owner", "segment"])["potential"].sum().unstack(fill_value=0)
    home = sums.idxmax(axis=1)
    found = {}
    for segment, owners in home.groupby(home):
        loads, posts = sums.loc[owners.index].sum(axis=1), people.reindex(owners.index)
        fair = posts / posts.sum() * loads.sum()
        if len(owners) > 1:
            found[str(segment)] = loads / fair - 1
    return found


def rebalanced(owned: pd.DataFrame, people: "pd.Series[float]") -> pd.DataFrame:
    """Moves, the most telling first, until each manager is within a fifth of the segment's mean.

    Each step takes the manager furthest above, and gives the account that brings that manager and
    the one furthest below nearest to the mean: so few accounts change hands. Columns: `id`,
    `account` (name), `account_segment`, `owner`, `owner_to`, `arr`, `potential`.
    """
    now, moves = owned.copy(), list[tuple[object, ...]]()
    settled: set[str] = set()
    while len(moves) < MOST_MOVES:
        apart = {s: a for s, a in _apart(now, people).items() if s not in settled}
        wide = {s: a for s, a in apart.items() if abs(a).max() > OUT_OF_BALANCE}
        if not wide:
            break
        segment = max(wide, key=lambda s: abs(wide[s]).max())
        row = _step(now, wide[segment], people)
        if row is None:
            settled.add(segment)
            continue
        to = str(wide[segment].idxmin())
        moves.append((row["account"], row["name"], row["segment"], row["owner"], to, row["arr"],
                      row["potential"]))  # fmt: skip
        now.loc[now["account"] == row["account"], "owner"] = to
    columns = ["id", "account", "account_segment", "owner", "owner_to", "arr", "potential"]
    return pd.DataFrame(moves, columns=columns)


def _step(
    now: pd.DataFrame, apart: "pd.Series[float]", people: "pd.Series[float]"
) -> pd.Series | None:
    """The account whose move leaves the two managers nearest to the mean; None if none helps."""
    high, low = str(apart.idxmax()), str(apart.idxmin())
    sums = now.groupby("owner")["potential"].sum()
    fair = {one: sums[one] / (1 + apart[one]) for one in (high, low)}
    mine = now[now["owner"] == high]
    left = (sums[high] - mine["potential"]) / fair[high] - 1
    right = (sums[low] + mine["potential"]) / fair[low] - 1
    ends = pd.concat([left.abs(), right.abs()], axis=1).max(axis=1)
    best = ends.idxmin()
    return mine.loc[best] if ends[best] < max(abs(apart[high]), abs(apart[low])) - 1e-9 else None
