"""Every line of the ledger goes to exactly one place, whatever the keys."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib.steps.s03_valuation.allocation_keys import Key, Keys
from cs_lib.steps.s03_valuation.allocation_keys import keys as read_keys
from cs_lib.steps.s03_valuation.costs import Costs
from cs_lib.steps.s03_valuation.segment_keys import SegmentKey
from cs_lib.steps.s03_valuation.shares import share_out
from cs_lib.steps.s03_valuation.spending import Spending
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow

MICROS = st.integers(-(10**15), 10**15)
SIZES = st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any)


def whole(sizes: list[int]) -> list[Fraction]:
    return [Fraction(size, sum(sizes)) for size in sizes]


@given(total=MICROS, sizes=SIZES)
def test_parts_add_up_and_are_within_a_millionth(total: int, sizes: list[int]) -> None:
    weights = whole(sizes)
    parts = share_out(total, weights)
    assert sum(parts) == total
    assert all(abs(part - total * weight) < 1 for part, weight in zip(parts, weights, strict=True))


def test_the_remainder_goes_to_whom_rounding_cost_most() -> None:
    thirds = [Fraction(1, 3)] * 3
    assert share_out(100, thirds) == [34, 33, 33]
    assert share_out(-100, thirds) == [-33, -33, -34]
    assert share_out(5, [Fraction(1, 10), Fraction(9, 10)]) == [1, 4]


def test_weights_that_are_no_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="add up to 3/4"):
        share_out(10, [Fraction(1, 2), Fraction(1, 4)])


KEY_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "never costs"]),
        st.sampled_from(["acquire", "retain", "expand", "upsell", "other"]),
        st.decimals(0, 1, places=4).map(float),
        st.sampled_from(["renewal", "onboarding", None]),
        st.sampled_from(["Large", "Small", None]),
    ),
    max_size=12,
    unique_by=lambda row: (row[0], row[1], row[3], row[4]),
)
LINES = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from(["a", "b", "c", ""]), MICROS), max_size=20
)


@given(rows=KEY_ROWS, lines=LINES, minutes=SIZES)
def test_whatever_the_keys_the_ledgers_total_stays(
    rows: list[Any], lines: list[Any], minutes: list[int]
) -> None:
    named = ["cost_centre", "motion", "share", "driver", "segment"]
    intake: Any = SimpleNamespace(tables={"allocation_keys": pd.DataFrame(rows, columns=named)})
    spent = Spending(
        pd.DataFrame(lines, columns=["month", "centre", "micros"]).astype({"micros": "int64"}), 20
    )
    weights = {f"S{place}": part for place, part in enumerate(whole(minutes))}
    found = Costs(spent, read_keys(intake), SegmentKey("time", {"renewal": weights}))
    for window in (spent.window(), range(5), [20]):
        shared = found.within(window)
        assert int(shared["micros"].sum()) == spent.total(window)
        assert set(shared["motion"]) <= {
            "acquire", "retain", "expand", "upsell", "other", "unallocated",
        }  # fmt: skip


def test_each_cell_worked_by_hand() -> None:
    costs = case.valuation().workings.costs
    cells = costs[["motion", "driver", "segment"]].astype(object).where(costs.notna(), None)
    assert dict(zip(map(tuple, cells.to_numpy()), costs["amount"], strict=True)) == {
        ("acquire", "no_driver", None): 6_000,
        ("retain", "onboarding", "Small"): 2_400,
        ("retain", "renewal", "Large"): 2_700,
        ("retain", "renewal", "Small"): 900,
        ("expand", "upselling", "Large"): 3_000,
        ("upsell", "upselling", "Large"): 1_800,
        ("unallocated", "no_driver", None): 1_200 + 2_400,
    }


def test_thirds_written_in_few_digits_are_a_whole() -> None:
    thirds = "cost_centre,motion,share\n" + "".join(
        f"cs,{motion},0.333\n" for motion in ("retain", "expand", "upsell")
    )
    found = case.valuation(
        case.without("activities", "roster", allocation_keys=thirds)
    ).workings.costs
    by_motion = found.groupby("motion")["amount"].sum()
    assert by_motion["retain"] == by_motion["upsell"] == 4_000
    assert by_motion["unallocated"] == 6_000 + 2_400


def test_credits_lower_a_motions_cost() -> None:
    credit = case.COSTS + "2025-12,-1200,6000,sales\n"
    found = case.valuation(case.without(costs=credit))
    assert found.workings.costs.set_index("motion").loc["acquire", "amount"] == 4_800
    assert all(gate.holds for gate in found.gates)


@pytest.mark.parametrize(
    ("kind", "large"),
    [
        ("time", 2_700),
        ("roster", 3_600 * 1_200 / 2_200),
        ("accounts", 3_600 / 2),
        ("arr", 3_600 * 124_100 / 130_100),
    ],
)
def test_renewal_cost_by_the_key_that_is_asked_for(kind: str, large: float) -> None:
    found = case.valuation(case.assuming(f"segment_key: {kind}")).workings.costs
    renewal = found[found["driver"] == "renewal"].set_index("segment")["amount"]
    assert renewal["Large"] == pytest.approx(large, abs=1e-6)
    assert renewal.sum() == pytest.approx(3_600, abs=1e-9)


def test_without_time_and_roster_nothing_is_spread_over_segments() -> None:
    found = case.valuation(case.without("activities", "roster"))
    assert found.workings.costs["segment"].isna().all()
    rows = found.workings.ratios.query("ratio == 'CRC' and variant == 'headline'")
    assert rows["value"].notna().tolist() == [True, False, False]


def test_keys_of_nothing_are_all_unallocated() -> None:
    found = Costs(
        Spending(pd.DataFrame({"month": [1], "centre": ["a"], "micros": [7]}), 1),
        Keys({"b": (Key("retain", "no_driver", None, Fraction(1)),)}, {}),
        SegmentKey("none", {}),
    )
    (row,) = found.within([1]).to_dict("records")
    assert (row["motion"], row["driver"], row["micros"]) == ("unallocated", "no_driver", 7)
    assert pd.isna(row["segment"])
