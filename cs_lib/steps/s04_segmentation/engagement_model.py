"""How are customers met, against the experience that each should have? Touches by channel and way.

Source: S3 (appropriate experience), S4 (the engagement model: touch points in step with each other,
directions both ways, among customers, and with third parties).
"""

from collections.abc import Mapping
from typing import Annotated

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.errors import EngagementError, nearest
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Cell, Count, Extreme, Name, Quantity, Sentence, Share

MONTHS = 12
UNKNOWN = "unknown"
WAYS = {
    "vendor_to_customer": "from_us",
    "customer_to_vendor": "from_customer",
    "customer_to_customer": "between_customers",
    "customer_to_third_party": "with_third_parties",
    UNKNOWN: "direction_unknown",
}
"""Each direction that a contact may have, and the column that shows it."""
GRID = [
    "experience", "channel", "accounts", "touches", "touches_a_year", "planned_a_year", "touch_gap",
]  # fmt: skip
DIRECTIONS = ["experience", "touches", *WAYS.values()]


def experiences(books: Books, intake: Intake) -> "pd.Series[str]":
    """The appropriate experience of each account that pays, else its segment; by account."""
    live = books.live[books.live["arr"] > 0].set_index("account")
    people = intake.tables.get("customers")
    if people is None or people["appropriate_experience"].isna().all():
        return live["segment"]
    known = people.dropna(subset=["appropriate_experience"]).drop_duplicates(
        "customer_id", keep="last"
    )
    told = known["appropriate_experience"].groupby(account_of(known["customer_id"], books, intake))
    return told.first().reindex(live.index)


def contacts(books: Books, intake: Intake) -> pd.DataFrame:
    """The contacts of twelve months with accounts that pay: account, experience, channel, way."""
    columns = ["account", "experience", "channel", "way"]
    if "activities" not in intake.tables:
        return pd.DataFrame(columns=columns)
    day = pd.Timestamp(books.as_of)
    rows = intake.tables["activities"]
    rows = rows[(rows["date"] > day - pd.DateOffset(months=MONTHS)) & (rows["date"] <= day)]
    account = account_of(rows["customer_id"], books, intake)
    found = pd.DataFrame(
        {
            "account": account,
            "experience": account.map(experiences(books, intake)),
            "channel": rows["channel"].astype("str").where(rows["channel"].notna(), UNKNOWN),
            "way": rows["direction"].astype("str").where(rows["direction"].notna(), UNKNOWN),
        }
    )
    return found.dropna(subset=["experience"]).reset_index(drop=True)


def touches_of(books: Books, intake: Intake) -> "pd.Series[float]":
    """Touches a year by account, 0 where none; empty without a log of contacts."""
    if "activities" not in intake.tables:
        return pd.Series(dtype="float64")
    years = _years(books)
    made = contacts(books, intake).groupby("account").size().reindex(years.index)
    return made.fillna(0.0) / years


def grid(books: Books, intake: Intake, engagement: Engagement) -> pd.DataFrame:
    """Touches a year and account by experience and channel, against the plan (`GRID`).

    An account that came within the year counts for its part of it. `planned_a_year` is the
    engagement's, missing where it plans nothing for that experience, 0 for a channel that its plan
    leaves out. Raises EngagementError for a plan of an experience that no account has.
    """
    plan, by_account = engagement.segmentation.touches, experiences(books, intake)
    _check(plan, by_account, engagement)
    made = contacts(books, intake)
    years = _years(books).reindex(by_account.index).groupby(by_account).sum()
    touched = made.groupby(["experience", "channel"]).size()
    planned = [(name, channel) for name, channels in plan.items() for channel in channels]
    rows = []
    for name, channel in sorted({*touched.index, *planned}):
        actual = touched.get((name, channel), 0)
        owed = plan[name].get(channel, 0.0) if name in plan else float("nan")
        a_year = actual / years[name]
        accounts = int(by_account.eq(name).sum())
        rows.append((name, channel, accounts, actual, a_year, owed, a_year - owed))
    return pd.DataFrame(rows, columns=GRID).astype({"planned_a_year": float, "touch_gap": float})


def _check(
    plan: Mapping[str, Mapping[str, float]], by_account: "pd.Series[str]", engagement: Engagement
) -> None:
    known = sorted(map(str, by_account.dropna().unique()))
    problems = [
        f"segmentation.touches: no account has the experience '{name}'; {nearest(name, known)}"
        for name in plan
        if name not in known
    ]
    if problems:
        raise EngagementError(f"the engagement file in {engagement.folder}", problems)


def _years(books: Books) -> "pd.Series[float]":
    """The part of the last twelve months that each account was there, by account."""
    live = books.live.set_index("account")
    days = (pd.Timestamp(books.as_of) - live["since"]).dt.days + 1
    years: pd.Series[float] = (days / 365.25).clip(upper=1.0)
    return years


def directions(books: Books, intake: Intake) -> pd.DataFrame:
    """Who turns to whom, as shares of contacts: one row an experience (`DIRECTIONS`)."""
    made = contacts(books, intake)
    counts = made.groupby(["experience", "way"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(WAYS), fill_value=0)
    touches = counts.sum(axis=1)
    shares = counts.div(touches, axis=0).rename(columns=WAYS).rename_axis(columns=None)
    return shares.assign(touches=touches).reset_index()[DIRECTIONS]


class Behind(Sentence):
    channel: Name
    experience: Name
    actual: Quantity
    planned: Quantity
    told_apart = ("actual", "planned")


class Ahead(Sentence): ...


class NoPlan(Sentence):
    experience: Name
    touches: Quantity
    extremes = (Extreme("segmentation.experience_value.touches_a_year", "experience"),)


class Unplanned(Sentence): ...


@exhibit(
    part=Part.A5,
    shows=Table(
        c.channel, c.accounts, c.touches, c.touches_a_year, c.planned_a_year, c.touch_gap,
        group=c.experience,
    ),
    needs=("activities",),
)  # fmt: skip
def touch_grid(
    touches: pd.DataFrame,
) -> Shown[Behind | Ahead | NoPlan | Unplanned] | Absent:
    """Do accounts get the touches that their experience calls for? (4.12, 4.14)"""
    if touches.empty:
        return Absent("activities")
    planned = touches.dropna(subset=["touch_gap"])
    if planned.empty:
        most = touches.groupby("experience")["touches_a_year"].sum()
        top = str(most.idxmax())
        return Shown(touches, title=NoPlan(Name(top), Quantity(most[top])), say=(Unplanned(),))
    # what falls short by most touches in all, not the largest gap of a few accounts
    short = (planned["touch_gap"] * planned["accounts"]).sort_values(kind="stable")
    row = planned.loc[short.index[0]]
    if row["touch_gap"] >= 0:
        return Shown(touches, title=Ahead())
    figures = Quantity(row["touches_a_year"]), Quantity(row["planned_a_year"])
    return Shown(touches, title=Behind(Name(row["channel"]), Name(row["experience"]), *figures))


class FromUs(Sentence):
    share: Share


class NoNetwork(Sentence): ...


class Network(Sentence):
    share: Share


class OneWay(Sentence):
    experience: Name
    share: Annotated[Share, "from_us"]
    touches: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.experience, c.touches, c.from_us, c.from_customer, c.between_customers,
        c.with_third_parties, c.direction_unknown,
    ),
    needs=("activities",),
)  # fmt: skip
def touch_directions(
    touch_ways: pd.DataFrame,
) -> Shown[FromUs | NoNetwork | Network | OneWay] | Absent:
    """Do contacts go both ways, among customers, and to third parties? (4.14)"""
    known = touch_ways[touch_ways["direction_unknown"] < 1]
    if known.empty:
        return Absent("activities")
    weight = known["touches"] * (1 - known["direction_unknown"])

    def all_of(*columns: str) -> float:
        part = known[list(columns)].sum(axis=1) * known["touches"]
        return float(part.sum() / weight.sum())

    others = all_of("between_customers", "with_third_parties")
    most = known.nlargest(1, "from_us").iloc[0]
    at = Cell("segmentation.touch_directions", most["experience"], "from_us")
    one_way = OneWay(
        Name(most["experience"]), Share(most["from_us"], at), Count(int(most["touches"]))
    )
    network = Network(Share(others)) if others else NoNetwork()
    return Shown(touch_ways, title=FromUs(Share(all_of("from_us"))), say=(one_way, network))
