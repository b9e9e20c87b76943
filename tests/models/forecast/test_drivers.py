"""The driver path on two accounts, worked by hand."""

import pandas as pd
import pytest

from cs_lib.models.forecast.drivers import Known, hindcast, outlook

NO_TERMS = pd.DataFrame(columns=["segment", "arr", "first", "length"])
NO_EVENTS = pd.DataFrame(columns=["segment", "month", "amount", "fresh"])


def accounts(arr: float, before: float, lost: float, gained: float) -> pd.DataFrame:
    columns = ["account", "segment", "arr", "before", "lost", "gained"]
    return pd.DataFrame([("A", "S", arr, before, lost, gained)], columns=columns)


def terms(*rows: tuple[float, int, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["arr", "first", "length"])
    return frame.assign(segment="S")


def events(*rows: tuple[int, float, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["month", "amount", "fresh"]).assign(segment="S")


def test_without_losses_or_gains_nothing_moves():
    found = outlook(Known(accounts(100, 100, 0, 0), NO_TERMS, NO_EVENTS))
    assert found.closing.tolist() == [100] * 8


def test_it_starts_from_the_last_actual():
    found = outlook(Known(accounts(123, 100, 8, 4), NO_TERMS, NO_EVENTS))
    assert found.path["opening"].iloc[0] == 123


def test_without_terms_a_quarter_of_the_year_is_lost_each_quarter():
    # 8 % a year on 100: 2 in the first quarter; then 2 % of what is left
    found = outlook(Known(accounts(100, 100, 8, 0), NO_TERMS, NO_EVENTS), 2)
    assert found.closing.tolist() == pytest.approx([98, 98 * 0.98])


def test_what_has_a_term_is_lost_when_it_ends():
    # all 100 end in month 5, that is in the second quarter, and again a year later
    found = outlook(Known(accounts(100, 100, 8, 0), terms((100, 5, 12)), NO_EVENTS))
    lost = found.path["other_losses"].tolist()
    assert lost[0] == 0
    assert lost[1] == pytest.approx(-8)
    assert lost[2:5] == [0, 0, 0]
    assert lost[5] == pytest.approx(-8 * 0.92)


def test_a_term_of_two_years_carries_the_losses_of_both():
    found = outlook(Known(accounts(100, 100, 8, 0), terms((100, 12, 24)), NO_EVENTS), 4)
    assert found.path["other_losses"].tolist() == pytest.approx([0, 0, 0, -16])


def test_a_notice_is_part_of_the_losses_to_be_expected_and_not_on_top():
    # 2 are expected in the quarter; 1.5 are known, so 0.5 come on top; 5 known leave nothing to add
    for known, other in ((1.5, -0.5), (5.0, 0.0)):
        found = outlook(Known(accounts(100, 100, 8, 0), NO_TERMS, events((2, -known, False))), 1)
        row = found.path.iloc[0]
        assert (row["known_losses"], row["other_losses"]) == pytest.approx((-known, other))


def test_a_signed_rise_is_part_of_the_gains_and_a_new_customer_is_not():
    found = outlook(
        Known(accounts(100, 100, 0, 12), NO_TERMS, events((1, 1.0, False), (3, 50.0, True))), 1
    )
    row = found.path.iloc[0]
    assert row["known_gains"] == 1
    assert row["other_gains"] == pytest.approx(2)
    assert row["signed_new"] == 50
    assert row["closing"] == pytest.approx(153)


def test_what_is_not_signed_is_not_sold_where_nothing_more_is_bought():
    found = outlook(Known(accounts(100, 100, 0, 12), NO_TERMS, NO_EVENTS), 2)
    assert found.unsold.tolist() == pytest.approx([100, 100])


def test_every_row_closes():
    found = outlook(
        Known(accounts(100, 90, 9, 19), terms((60, 2, 12)), events((1, -4.0, False)))
    ).path
    moved = found[["known_losses", "other_losses", "known_gains", "other_gains", "signed_new"]]
    assert (found["opening"] + moved.sum(axis=1) - found["closing"]).abs().max() < 1e-9
    assert found["opening"].tolist()[1:] == found["closing"].tolist()[:-1]


def test_the_hindcast_asks_for_no_later_day_than_the_origin():
    asked: list[int] = []

    def known_at(month: int) -> Known:
        asked.append(month)
        return Known(accounts(100, 100, 8, 0), NO_TERMS, NO_EVENTS)

    found = hindcast(known_at, lambda origin, month: 90.0, [12, 15], 18)
    assert asked == [12, 15]
    assert found[["origin", "ahead"]].to_numpy().tolist() == [[12, 1], [12, 2], [15, 1]]
    assert found["forecast"].tolist() == pytest.approx([98, 98 * 0.98, 98])
    assert found["grown"].tolist() == pytest.approx(
        [100 * 0.92**0.25, 100 * 0.92**0.5, 100 * 0.92**0.25]
    )
    assert found["drift"].tolist() == pytest.approx([98, 96, 98])
