"""The same retention in several lights, each rate only where enough rests behind it."""

import pandas as pd
import pytest

from cs_lib.steps.s01_numbers_review import gaps, retention_views
from tests.ledger.histories import seats
from tests.steps.s01_numbers_review.small_books import ALL, aiming, books, changing, crowd, opened

pytestmark = pytest.mark.slow


def test_the_levels_lead_to_the_headline_without_the_largest_account():
    found = books(without_top=1)
    assert retention_views.ladder(found).set_index("retention_level")["grr"][
        "customer"
    ] == pytest.approx(0.25)
    steps = retention_views.to_nrr(found).set_index("retention_step")["share_of_opening"]
    assert (steps["opening"], steps["nrr"]) == pytest.approx((1, 0.25))


def test_a_group_is_one_customer_where_it_is_measured_so():
    rows = [row for name in "ABCDEFGHIJKL" for row in changing(name, 1_000, 900)]
    rows += changing("NEW", 0, 2_000)
    customers = [
        {"customer_id": name, "name": name, "parent_id": "A" if name == "NEW" else name}
        for name in [*"ABCDEFGHIJKL", "NEW"]
    ]
    found = opened(rows, customers=customers, grains=ALL)
    shown = retention_views.retention_levels.make(found)
    (group,) = shown.say
    assert group.nrr.value == pytest.approx(12_800 / 12_000)
    assert group.points.value == pytest.approx(2_000 / 12_000)


def test_nrr_without_what_contracts_had_agreed():
    rows = [
        seats("K", "2024-01-01", "2025-07-01", 10, 100, escalator=0.03),
        seats("K", "2025-07-01", None, 10, 105),
    ]
    shares = {}
    for policy in ("count", "leave_out"):
        steps = retention_views.to_nrr(opened(rows, escalators=policy))
        named = zip(steps["retention_step"], steps["share_of_opening"].round(6), strict=True)
        shares[policy] = list(named)
    assert shares["count"][1:] == [
        ("nrr_ex_price", 1.0),
        ("price", 0.02),
        ("price_agreed", 0.03),
        ("nrr", 1.05),
    ]
    assert shares["leave_out"][3:] == [("nrr", 1.02), ("price_left_out", 0.03)]


def test_the_rates_without_the_largest_loss_and_the_largest_accounts():
    rows = retention_views.selections(books()).set_index("selection")
    assert rows["accounts"].to_dict() == {
        "everyone": 3, "largest_loss": 2, "without_1": 2, "without_5": 0,
    }  # fmt: skip
    assert rows["grr"].tolist()[:3] == pytest.approx([0.85, 8_500 / 9_000, 0.25])
    assert rows["grr"].isna()["without_5"]


def test_the_account_that_lost_most_is_named_where_the_rates_may_be_said():
    shown = retention_views.with_without.make(crowd(1_000, 900, big=(10_000, 0)))
    assert (shown.title.account.value, shown.title.nrr.value) == ("BIG", pytest.approx(0.9))
    assert retention_views.with_without.make(books()).title is None


SEGMENTED = [
    *(row for number in range(10) for row in changing(f"S{number}", 1_000, 900)),
    *(row for number in range(10, 14) for row in changing(f"S{number}", 1_000, 0)),
    *changing("L0", 5_000, 4_000),
]


def test_a_rate_needs_accounts_and_events_of_its_own_kind():
    customers = [
        {"customer_id": row["customer_id"], "name": "x", "size": row["customer_id"][0]}
        for row in SEGMENTED
    ]
    unique = list({each["customer_id"]: each for each in customers}.values())
    found = opened(SEGMENTED, customers=unique, segment_by="size")
    rows = retention_views.by_segment(found).set_index("segment")
    small = rows.loc["S"]
    assert small["grr"] == pytest.approx(9_000 / 14_000)
    assert pd.isna(small["logo_churn_rate"]), "four left, and five are needed"
    assert (small["accounts_shrunk"], small["accounts_lost"]) == (14, 4)
    assert rows.loc["L", ["grr", "nrr"]].isna().all()
    assert rows.loc["L", "share_of_losses"] == pytest.approx(1_000 / 6_000)
    shown = retention_views.segments.make(found)
    assert (shown.title.segment.segment, len(shown.note)) == ("S", 1)


def trend(found):
    return retention_views.trend.make(found, gaps.table(found))


# Opening ARR of the twelve months to each quarter of 2025 is 1,000 throughout.
@pytest.mark.parametrize(
    ("amounts", "kind", "quarters"),
    [
        ((1_000, 900, 950, 990, 1_020), "Risen", 3),
        ((1_000, 1_100, 1_050, 1_010, 900), "Fallen", 3),
        ((1_000, 1_100, 1_150, 1_150, 1_100), "Single", None),
    ],
)
def test_the_claim_is_how_long_the_rate_has_moved_one_way(amounts, kind, quarters):
    title = trend(crowd(*amounts)).title
    assert type(title).__name__ == kind
    assert quarters is None or title.quarters.value == quarters
    assert title.now.value == pytest.approx(amounts[-1] / 1_000)


def test_the_second_rate_stands_beside_its_target_and_without_one_account():
    found = aiming(crowd(1_000, 900, big=(10_000, 0)), nrr=0.95, grr=0.92)
    against, without = trend(found).say
    assert (against.rate.key, against.target.value) == ("grr", 0.92)
    assert (without.account.value, without.without.value) == ("BIG", pytest.approx(0.9))


def test_rates_are_drawn_without_the_account_that_lowered_them_where_it_did():
    frame = trend(aiming(crowd(1_000, 900, big=(10_000, 0)), nrr=0.95, grr=0.92)).frame
    drawn = frame[frame["retention_metric"] == "grr_without"]
    # the crowd went from 1,000 to 900 an account; BIG left, and was of 10,000
    assert drawn["retention_rate"].tolist() == pytest.approx([0.9] * 4), "a year long"
    assert drawn["retention_target"].isna().all()
    assert (drawn["accounts"] == frame["accounts"].iloc[0] - 1).all()


def test_without_a_gap_of_one_account_no_rate_is_drawn_without_it():
    frame = trend(aiming(crowd(1_000, 900), nrr=0.95, grr=0.92)).frame
    assert set(frame["retention_metric"]) == {"nrr", "grr"}


def test_a_rate_that_cannot_be_said_today_is_no_claim_of_an_older_one():
    shown = trend(crowd(1_000, 900, 950, 990, 1_000))
    assert shown.frame["period"].iloc[-1] == "2025Q3", "nothing differs from a year ago"
    assert shown.title is None


def test_rates_on_few_accounts_or_events_draw_no_line():
    assert trend(books()).need == "year"
    assert set(trend(crowd(1_000, 1_100)).frame["retention_metric"]) == {"nrr"}
