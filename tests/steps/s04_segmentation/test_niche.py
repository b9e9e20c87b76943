"""Need and retention of a few accounts, by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.ledger import Pair
from cs_lib.steps.s04_segmentation import niche
from cs_lib.texts import Code, Name, Share

SIGNS = pd.DataFrame({"seats_used": [90.0, 50.0, None], "depth": 1.0}, index=["A", "B", "C"])


def test_need_is_the_mean_of_places_by_use_and_products() -> None:
    found = niche.need_index(SIGNS, pd.Series({"A": 1, "B": 3, "C": 2}))
    # A is second of two by seats and first of three by products: (100 + 33.3) / 2
    assert found["A"] == pytest.approx((100 + 100 / 3) / 2)
    assert found["B"] == pytest.approx((50 + 100) / 2)
    assert pd.isna(found["C"])


def test_accounts_alike_are_of_one_level() -> None:
    found = niche.levels(pd.Series({"A": 10.0, "B": 20.0, "C": 20.0, "D": None, "E": 90.0}))
    # B and C share the places 2 and 3 of 4: 62.5 %, in the middle third
    assert found.to_dict() == {
        "A": niche.NICE, "B": niche.BETWEEN, "C": niche.BETWEEN, "E": niche.NEED
    }  # fmt: skip


def year(after: list[float]) -> SimpleNamespace:
    """Accounts of 100 each, and what each pays a year later."""
    names = [f"A{n}" for n in range(len(after))]
    accounts = pd.DataFrame({"account": names, "v0": 100.0, "v1": after})
    gone = accounts["v1"] == 0
    accounts = accounts.assign(
        status=gone.map({True: "churned", False: "stayed"}), resumed=0.0, pre_sold=0.0,
        headwind=100 - accounts["v1"], unallocated_decrease=0.0, unallocated_increase=0.0,
        list_price_increase=0.0,
    )  # fmt: skip
    day = pd.Timestamp("2025-12-31")
    items = pd.DataFrame({"account": names, "item": names, "family": "", "v0": 1.0, "v1": 1.0})
    pair = Pair(day - pd.DateOffset(years=1), day, "customer", accounts, items)
    return SimpleNamespace(year=SimpleNamespace(pair=pair))


def test_grr_of_a_group_has_the_limits_of_a_ratio_of_sums() -> None:
    found = niche._rates(year([100.0] * 5 + [60.0] * 5), pd.Index([f"A{n}" for n in range(10)]))
    # 800 of 1,000; each is 20 off its share: 1.645 x root(10 x 400 x 10 / 9) / 1,000 = 0.1097
    assert found[:5] == pytest.approx((10, 1000, 0.8, 0.8 - 0.1097, 0.8 + 0.1097), abs=1e-4)


def test_few_that_shrank_give_no_limits() -> None:
    found = niche._rates(year([100.0] * 6 + [0.0] * 4), pd.Index([f"A{n}" for n in range(10)]))
    assert (found[2], found[5], found[-1]) == (pytest.approx(0.6), 0.4, 4)
    assert pd.isna(found[3])


def rows(*groups: tuple[str | None, str, int, int]) -> pd.DataFrame:
    frame = pd.DataFrame(list(groups), columns=["industry", "need_level", "accounts", "lost"])
    churn = frame["lost"] / frame["accounts"]
    return frame.assign(logo_churn_rate=churn, churn_low=churn / 2, churn_high=churn * 1.5 + 0.1)


ALL = [(None, niche.NEED, 200, 4), (None, niche.BETWEEN, 200, 20), (None, niche.NICE, 200, 40)]


def test_need_that_shows_in_churn_is_said() -> None:
    shown = niche.need_levels.make(rows(*ALL))
    assert (shown.title.need.value, shown.title.nice.value) == (0.02, 0.2)
    apart = shown.say[0]
    assert apart.points.value == pytest.approx(0.18)
    assert 0.12 < apart.low.value < 0.18 < apart.high.value < 0.24


def test_a_difference_that_may_be_luck_is_not() -> None:
    shown = niche.need_levels.make(rows((None, niche.NEED, 12, 1), (None, niche.NICE, 12, 2)))
    assert shown.title == niche.Alike()


def test_one_level_alone_is_absent() -> None:
    assert niche.need_levels.make(rows((None, niche.NEED, 12, 1))) == Absent("signs")


def test_a_niche_has_to_lose_clearly_less_than_all() -> None:
    shown = niche.niches.make(rows(*ALL, ("Retail", niche.NEED, 90, 0)))
    assert shown.title == niche.Best(Name("Retail"), Code("need_level", niche.NEED), Share(0.0))


def test_a_dozen_without_a_loss_are_not_the_best_niche() -> None:
    shown = niche.niches.make(rows(*ALL, ("Retail", niche.NEED, 12, 0)))
    assert (shown.title, shown.say) == (niche.NoneApart(), ())


def test_the_niche_that_clearly_loses_more_is_named() -> None:
    shown = niche.niches.make(rows(*ALL, ("Media", niche.NICE, 30, 15)))
    assert shown.say == (niche.Weakest(Name("Media"), Code("need_level", niche.NICE), Share(0.5)),)
