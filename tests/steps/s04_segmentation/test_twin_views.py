"""The same accounts by what they pay and by what they could pay, by hand."""

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s04_segmentation import twin_views as views
from cs_lib.texts import Count, Name, Share
from tests.steps.s04_segmentation.builders import SELLABLE


def owned(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["account", "segment", "owner", "potential"])
    return frame.assign(name=frame["account"], arr=frame["potential"] / 2)


EVEN = pd.Series({"P1": 1.0, "P2": 1.0})


def test_a_rank_change_is_how_many_places_an_account_climbs() -> None:
    frame = SELLABLE.assign(arr=[10.0, 20.0, 30.0], potential=[90.0, 40.0, 35.0])
    ranked = views.ranks(frame)
    assert ranked["rank_arr"].tolist() == [3, 2, 1]
    assert ranked["rank_potential"].tolist() == [1, 2, 3]
    assert ranked["rank_change"].tolist() == [2, 0, -2]


def test_those_who_enter_the_top_are_counted_and_the_furthest_named() -> None:
    n = 22
    frame = pd.DataFrame(
        {"account": [f"A{i}" for i in range(n)], "name": [f"N{i}" for i in range(n)],
         "segment": "S", "arr": [100.0 - i for i in range(n)],
         "potential": [200.0 - i for i in range(n - 1)] + [999.0], "quadrant": None},
    )  # fmt: skip
    shown = views.twin_view.make(frame)
    assert shown.title == views.Moved(Count(1), Count(20))
    # place 22 by ARR, 1 by potential
    assert shown.say == (views.Climbs(Name("N21"), Count(21)),)
    assert len(shown.frame) == 20


def test_load_is_shared_by_owner_and_spoken_of_by_gini() -> None:
    frame = owned(("A", "S", "P1", 60.0), ("B", "S", "P1", 20.0), ("C", "S", "P2", 20.0))
    found = views.load(frame.assign(gap=1.0))
    assert found["owner"].tolist() == ["P1", "P2"]
    assert found["share_of_potential"].tolist() == pytest.approx([0.8, 0.2])
    # two owners with 80 and 20: (0.8 - 0.2) / 2
    shown = views.account_load.make(frame.assign(gap=1.0))
    assert shown.title.gini.value == pytest.approx(0.3)


def test_the_fewest_accounts_change_hands() -> None:
    frame = owned(
        ("A", "S", "P1", 50.0),
        ("B", "S", "P1", 30.0),
        ("C", "S", "P1", 20.0),
        ("D", "S", "P2", 40.0),
    )
    moves = views.rebalanced(frame, EVEN)
    # 100 against 40: B makes 70 and 70; A would make 50 and 90, C 80 and 60
    assert moves[["id", "owner", "owner_to"]].values.tolist() == [["B", "P1", "P2"]]


def test_nobody_gets_an_account_of_another_segment() -> None:
    frame = owned(("A", "S", "P1", 90.0), ("B", "S", "P1", 90.0), ("C", "T", "P2", 10.0))
    assert views.rebalanced(frame, EVEN).empty


def test_half_a_post_carries_half() -> None:
    frame = owned(("A", "S", "P1", 60.0), ("B", "S", "P1", 10.0), ("C", "S", "P2", 35.0))
    half = pd.Series({"P1": 1.0, "P2": 0.5})
    assert views.worst(frame, half) == pytest.approx(0.0)
    assert views.rebalanced(frame, half).empty


def test_one_large_account_that_helps_nobody_stays_where_it_is() -> None:
    frame = owned(("A", "S", "P1", 100.0), ("B", "S", "P2", 10.0))
    assert views.rebalanced(frame, EVEN).empty


def test_twenty_of_twenty_are_no_top() -> None:
    n = 21
    frame = pd.DataFrame(
        {"account": [f"A{i}" for i in range(n)], "name": "N", "segment": "S",
         "arr": [100.0 - i for i in range(n)], "potential": [200.0 - i for i in range(n)],
         "quadrant": None},
    )  # fmt: skip
    assert views.twin_view.make(frame).title == views.Same(Count(20))
    assert views.twin_view.make(frame.head(20)) == Absent("customers_live")
    assert views.twin_view.make(frame.assign(potential=float("nan"))) == Absent("potential")


def test_loads_that_are_as_uneven_in_print_are_not_ranked() -> None:
    # 80 of 100 and 804 of 1,004 at one of two managers: Gini 0.300 and 0.301
    frame = owned(("A", "S", "P1", 80.0), ("B", "S", "P2", 20.0)).assign(gap=1.0)
    shown = views.account_load.make(frame.assign(arr=[804.0, 200.0]))
    assert type(shown.title).__name__ == "Alike"
    assert shown.title.gini.value == pytest.approx(0.3008, abs=1e-4)


def test_renewals_of_the_same_share_in_print_are_one_figure(monkeypatch) -> None:
    rows = pd.DataFrame(
        {"account_group": ["at_risk", "renewing"], "accounts": [0, 3],
         "share_of_arr": [0.0, 0.352], "share_of_potential": [0.0, 0.348]}
    )  # fmt: skip
    monkeypatch.setattr(views, "groups", lambda *_: rows)
    frame = pd.DataFrame({"quadrant": ["high_performers"]})
    (said,) = views.two_bases.make(frame, None, None).say
    assert said == views.DueAlike(Share(0.352))
