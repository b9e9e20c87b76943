"""Whom should your team call first, with time for so many calls? On ARR, and on potential.

Nobody is called who has given notice, is lost or needs to exit: an account that leaves by agreement
is no rescue. `health` is `health_score.today`, `accounts` step 4's list.
"""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.ledger.lines.hierarchy import UNASSIGNED
from cs_lib.models.health import calls
from cs_lib.texts import Count, Extreme, Money, Name, Sentence, Share

EXIT = "need_to_exit"


class Worth(Sentence):
    accounts: Count
    value: Money


class FirstCall(Sentence):
    account: Name
    risk: Share
    extremes = (Extreme("execution.call_list.call_value", "account"),)


class ShareOfRisk(Sentence):
    share: Share
    accounts: Count


class Assumed(Sentence):
    saved: Share


class OnPotential(Sentence):
    both: Count
    calls: Count


class SameOnPotential(Sentence): ...


@exhibit(
    part=Part.A5,
    shows=Table(
        c.call_place, c.account, c.account_segment, c.arr, c.potential, c.health, c.risk,
        c.call_value, c.place_on_potential,
    ),
)  # fmt: skip
def call_list(
    callable_accounts: pd.DataFrame, engagement: Engagement
) -> Shown[Worth | FirstCall | ShareOfRisk | Assumed | OnPotential | SameOnPotential] | Absent:
    """Whom to call first this month, by what a call is expected to save?"""
    if callable_accounts.empty or callable_accounts["risk"].isna().all():
        return Absent("customers_lost")
    setup, currency = engagement.health, engagement.currency
    by_arr = calls.ranked(callable_accounts, "arr", setup.calls, setup.saved)
    by_potential = calls.ranked(callable_accounts, "stake_potential", setup.calls, setup.saved)
    if by_arr.empty:
        return Absent("customers_live")
    open_ = callable_accounts[callable_accounts["callable"]]
    covered = float(by_arr["at_risk"].sum() / (open_["risk"] * open_["arr"]).sum())
    place = {account: n + 1 for n, account in enumerate(by_potential["account"])}
    frame = by_arr.assign(
        call_place=range(1, len(by_arr) + 1),
        place_on_potential=by_arr["account"].map(place).astype("Int64"),
        account=by_arr["name"],
        account_segment=by_arr["segment"].where(by_arr["segment"] != UNASSIGNED),
    )
    first = by_arr.iloc[0]
    assumed = Assumed(Share(setup.saved))
    say: tuple[FirstCall | ShareOfRisk | Assumed | OnPotential | SameOnPotential, ...] = (
        FirstCall(Name(first["name"]), Share(first["risk"])), assumed,
    )  # fmt: skip
    # where all are on the list, what it covers and another order of it say nothing
    if len(by_arr) < len(open_):
        stay = int(by_arr["account"].isin(place).sum())
        other = (
            SameOnPotential()
            if stay == len(by_arr)
            else OnPotential(Count(stay), Count(len(by_arr)))
        )
        say = (say[0], ShareOfRisk(Share(covered), Count(len(open_))), assumed, other)
    title = Worth(Count(len(by_arr)), Money(float(by_arr["call_value"].sum()), currency))
    return Shown(frame, title=title, say=say)


def callable_accounts(health: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The accounts with what is at stake: `health`, `potential`, `stake_potential`, `callable`.

    At stake on potential is the larger of potential and ARR. Not callable: who gave notice, and
    who is in Need to Exit.
    """
    known = accounts.set_index("account")
    potential = health["account"].map(known["potential"]).astype(float)
    quadrant = health["account"].map(known["quadrant"])
    out = health["notified"] | quadrant.eq(EXIT).fillna(False).astype(bool)
    stake = potential.fillna(0.0).clip(lower=health["arr"])
    return health.assign(
        potential=potential, stake_potential=stake, callable=~out & health["risk"].notna()
    )
