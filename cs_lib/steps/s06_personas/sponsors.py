"""How fresh is the contact with those who back you, and where have they left?

Source: S4 (sponsor and management buy-in); concept 6.07.
"""

import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep

from cs_lib.books import lives
from cs_lib.books.belonging import by_name, known_of
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s06_personas.people import current
from cs_lib.texts import Count, Day, Extreme, Money, Name, Sentence, Share

YEAR, LISTED, ENOUGH = 365, 40, 20
LEFT, REPLACED, NOT_MET, FRESH, UNKNOWN = (
    "sponsor_left", "sponsor_replaced", "not_met", "met", "no_sponsor"
)  # fmt: skip
COLUMNS = [
    "account", "name", "segment", "arr", "sponsor_state", "sponsor_days", "sponsor_left", "owner",
]  # fmt: skip
COMPARED = ["group", "customers", "sponsor_gone", "difference_low"]


def states(people: pd.DataFrame, accounts: pd.DataFrame, books: Books, fresh: int) -> pd.DataFrame:
    """How do you stand with the sponsors of each account that pays? One row each (`COLUMNS`).

    A sponsor is a contact who decides or backs the decision. `sponsor_days` since the last contact
    with one who is there. `sponsor_state`: sponsor_left (the last one did, within the year),
    sponsor_replaced (one left within the year, another is there), not_met (for `fresh` days), met,
    no_sponsor (none is known).
    """
    day, backers = pd.Timestamp(books.as_of), people[people["sponsors"].astype(bool)]
    met = current(backers).groupby("account")["last_contact"].max()
    there = pd.Index(current(backers)["account"].unique())
    left = backers.groupby("account")["left_on"].max()
    recent = left[left > day - pd.Timedelta(days=YEAR)]
    known = accounts["account"]
    days = (day - pd.to_datetime(known_of(known, met))).dt.days
    state = pd.Series(UNKNOWN, index=accounts.index, dtype="str")
    state = state.mask(known.isin(there), NOT_MET).mask(days <= fresh, FRESH)
    gone = known.isin(recent.index)
    state = state.mask(gone & known.isin(there), REPLACED).mask(gone & ~known.isin(there), LEFT)
    found = accounts[["account", "name", "segment", "arr", "owner"]].assign(
        sponsor_state=state,
        sponsor_days=days.astype(float),
        sponsor_left=pd.to_datetime(known_of(known, left)),
    )
    return found.sort_values("arr", ascending=False, kind="stable", ignore_index=True)[COLUMNS]


def lost_and_kept(people: pd.DataFrame, books: Books, intake: Intake) -> pd.DataFrame:
    """Had customers who left lost their sponsor more often? Two rows, lost and kept (`COMPARED`).

    Of customers with a sponsor on file: whether one left in the year before the customer did, or
    in the last year of those who stayed. `difference_low` is the lower 90 % limit of the difference
    (Newcombe 1998). Empty with fewer than twenty on either side, or at another grain.
    """
    backers = people[people["sponsors"].astype(bool)]
    if books.engagement.policies.grain != "customer" or backers.empty:
        return pd.DataFrame(columns=COMPARED)
    calendar = books.ledgers["customer"].calendar
    last = lives.watched(books, intake).lives.drop_duplicates("customer", keep="last")
    last = last[last["customer"].isin(backers["account"])].set_index("customer")
    ends = pd.to_datetime(last["end"].map(calendar.date))
    left = backers.assign(until=backers["account"].map(ends))
    gone = left["until"] - left["left_on"]
    marked = left[(gone >= pd.Timedelta(0)) & (gone <= pd.Timedelta(days=YEAR))]["account"]
    hit = last.index.isin(marked)
    lost, kept = hit[last["ended"]], hit[~last["ended"]]
    if min(len(lost), len(kept)) < ENOUGH:
        return pd.DataFrame(columns=COMPARED)
    low, _ = confint_proportions_2indep(
        lost.sum(), len(lost), kept.sum(), len(kept), method="newcomb", alpha=0.1
    )
    rows = [("lost", len(lost), lost.mean(), low), ("kept", len(kept), kept.mean(), low)]
    return pd.DataFrame(rows, columns=COMPARED)


class AtRisk(Sentence):
    arr: Money
    accounts: Count


class AllMet(Sentence):
    days: Count


class Gone(Sentence):
    accounts: Count
    arr: Money


class First(Sentence):
    account: Name
    day: Day
    extremes = (
        Extreme("personas.sponsor_risk.arr", "account", among=(("sponsor_state", "sponsor_left"),)),
    )


class Fresh(Sentence):
    days: Count


class Foretold(Sentence):
    lost: Share
    lost_n: Count
    kept: Share
    kept_n: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.arr, c.sponsor_state, c.sponsor_days, c.sponsor_left,
        c.owner,
    ),
    needs=("contacts",),
)  # fmt: skip
def sponsor_risk(
    sponsor_states: pd.DataFrame, sponsor_losses: pd.DataFrame, people: pd.DataFrame,
    engagement: Engagement,
) -> Shown[AtRisk | AllMet | Gone | First | Foretold | Fresh] | Absent:  # fmt: skip
    """At which accounts have sponsors left, or not been met lately?"""
    if people.empty:
        return Absent("contacts")
    rows = sponsor_states[sponsor_states["sponsor_state"].isin([LEFT, NOT_MET])]
    days = Count(engagement.limits.sponsor_days)
    if rows.empty:
        return Shown(None, title=AllMet(days), note=(Fresh(days),))
    gone, money = rows[rows["sponsor_state"] == LEFT], engagement.currency
    say: list[Gone | First | Foretold] = []
    if len(gone):
        say.append(Gone(Count(len(gone)), Money(gone["arr"].sum(), money)))
        say.append(First(Name(gone.iloc[0]["name"]), Day(gone.iloc[0]["sponsor_left"])))
    if len(sponsor_losses) and sponsor_losses["difference_low"].iloc[0] > 0:
        lost, kept = sponsor_losses.to_dict("records")
        say.append(
            Foretold(Share(lost["sponsor_gone"]), Count(lost["customers"]),
                     Share(kept["sponsor_gone"]), Count(kept["customers"]))
        )  # fmt: skip
    # those whose sponsor left come first: nobody there speaks for you
    order = rows.assign(_order=rows["sponsor_state"].ne(LEFT)).sort_values(
        ["_order", "arr"], ascending=[True, False], kind="stable"
    )
    frame = by_name(order.head(LISTED))
    title = AtRisk(Money(rows["arr"].sum(), money), Count(len(rows)))
    return Shown(frame, title=title, say=tuple(say), note=(Fresh(days),))
