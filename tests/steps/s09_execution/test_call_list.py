"""Whom to call first, worked by hand: five accounts, time for two calls, of which a tenth saves."""

import pandas as pd
import pytest

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent
from cs_lib.steps.s09_execution import call_list
from cs_lib.texts import Count, Money, Name, Share
from tests.steps.s09_execution import builders as b

ENGAGEMENT = Engagement.model_validate(
    b.ENGAGEMENT.model_dump() | {"health": {"calls": 2, "saved": 0.1}}
)
HEALTH = pd.DataFrame(
    [("A", "Alder", "S", 1_000.0, 0.10, False), ("B", "Birch", "S", 300.0, 0.50, False),
     ("C", "Cedar", "(unassigned)", 900.0, 0.20, False), ("D", "Dogwood", "T", 5_000.0, 0.90, True),
     ("E", "Elm", "T", 2_000.0, 0.30, False), ("F", "Fir", "T", 700.0, None, False)],
    columns=["account", "name", "segment", "arr", "risk", "notified"],
).astype({"risk": float}).assign(health=50.0)  # fmt: skip
ACCOUNTS = pd.DataFrame(
    {
        "account": ["A", "B", "C", "E"], "potential": [4_000.0, 200.0, None, 9_000.0],
        "quadrant": ["untrained", None, "untrained", "need_to_exit"],
    }
)  # fmt: skip


@pytest.fixture
def placed() -> pd.DataFrame:
    return call_list.callable_accounts(HEALTH, ACCOUNTS)


def found(accounts: pd.DataFrame):  # type: ignore[no-untyped-def]
    return call_list.call_list.make(accounts, ENGAGEMENT)


def test_nobody_who_gave_notice_exits_or_has_no_risk_is_callable(placed: pd.DataFrame) -> None:
    # D gave notice, E needs to exit, of F no risk is known
    assert placed.set_index("account")["callable"].to_dict() == {
        "A": True, "B": True, "C": True, "D": False, "E": False, "F": False,
    }  # fmt: skip


def test_at_stake_is_the_larger_of_potential_and_arr(placed: pd.DataFrame) -> None:
    # B pays more than was thought possible, and of C nobody knows the potential
    stake = placed.set_index("account")["stake_potential"]
    assert stake[["A", "B", "C"]].tolist() == [4_000, 300, 900]


def test_the_call_worth_most_comes_first(placed: pd.DataFrame) -> None:
    # at risk: A 0.1 x 1,000 = 100, B 0.5 x 300 = 150, C 0.2 x 900 = 180; a tenth is saved
    shown = found(placed)
    assert shown.frame["account"].tolist() == ["Cedar", "Birch"]
    assert shown.frame["call_place"].tolist() == [1, 2]
    assert shown.frame["call_value"].tolist() == pytest.approx([18, 15])
    assert shown.frame["account_segment"].isna().tolist() == [True, False]
    assert shown.title == call_list.Worth(Count(2), Money(33.0, "EUR"))


def test_on_potential_another_is_first(placed: pd.DataFrame) -> None:
    # on potential: A 0.1 x 4,000 = 400, C 180, B 150: Cedar is second there, Birch is not called
    place = found(placed).frame["place_on_potential"]
    assert place.iloc[0] == 2
    assert place.isna().tolist() == [False, True]


def test_what_is_said_of_the_list(placed: pd.DataFrame) -> None:
    # the two hold 330 of the 430 at risk; one of them is on the list by potential too
    first, share, assumed, both = found(placed).say
    assert first == call_list.FirstCall(Name("Cedar"), Share(0.2))
    assert share == call_list.ShareOfRisk(Share(330 / 430), Count(3))
    assert assumed == call_list.Assumed(Share(0.1))
    assert both == call_list.OnPotential(Count(1), Count(2))


def test_no_list_without_risks_or_without_anybody_to_call(placed: pd.DataFrame) -> None:
    assert found(placed.assign(risk=float("nan"))) == Absent("customers_lost")
    assert found(placed.assign(callable=False)) == Absent("customers_live")


def test_where_all_are_called_the_list_is_not_compared_with_itself(placed: pd.DataFrame) -> None:
    # of three who can be called two are on the list; without the third nobody is left out
    kinds = [type(each).__name__ for each in found(placed).say]
    assert kinds == ["FirstCall", "ShareOfRisk", "Assumed", "OnPotential"]
    on_list = placed["name"].isin(found(placed).frame["account"])
    kinds = [type(each).__name__ for each in found(placed[on_list | ~placed["callable"]]).say]
    assert kinds == ["FirstCall", "Assumed"]


def test_the_same_accounts_by_potential_are_not_counted(placed: pd.DataFrame) -> None:
    same = placed.assign(stake_potential=placed["arr"])
    assert found(same).say[-1] == call_list.SameOnPotential()
