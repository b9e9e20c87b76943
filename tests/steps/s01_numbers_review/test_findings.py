"""The same missed target has several stories; each is told apart by what the ledger holds."""

from types import SimpleNamespace

import pytest

from cs_lib.steps.s01_numbers_review import findings, gaps, kpis, renewal_calendar
from tests.ledger.histories import line, seats
from tests.steps import case
from tests.steps.s01_numbers_review.small_books import aiming, changing, crowd, grades, lost, opened

pytestmark = pytest.mark.slow


def handed_up(books):
    """What step 1 found in these books, by kind; of a kind the last."""
    found = findings.found(
        books, gaps.table(books), kpis.table(books), lost(books), renewal_calendar.due(books),
        grades(), SimpleNamespace(tables={}),
    )  # fmt: skip
    return {each.what: each for each in found}


def test_one_account_explains_the_gap():
    """Twelve go from 1,000 to 900; BIG pays 10,000 and leaves."""
    found = handed_up(aiming(crowd(1_000, 900, big=(10_000, 0)), nrr=0.95, grr=0.92))
    alone = found["one_account"]
    assert (alone.subject, alone.about, alone.good) == ("BIG", "nrr", False)
    assert alone.money == pytest.approx((0.95 - 10_800 / 22_000) * 10_800)
    assert alone.facts["without"] == pytest.approx(0.9)
    assert alone.facts["without_grr"] == pytest.approx(0.9)
    assert alone.facts["share_of_losses"] == pytest.approx(10_000 / 11_200)
    assert "spread_losses" not in found


def test_many_accounts_make_the_gap():
    found = handed_up(aiming(crowd(1_000, 800), nrr=0.95))
    spread = found["spread_losses"]
    assert spread.accounts == 12
    assert spread.facts["gap"] == pytest.approx(0.15)
    assert spread.facts["top_ten"] == pytest.approx(10 / 12)
    assert spread.waiting == pytest.approx(0.15 * 9_600 / 4)


def priced(*terms: tuple[float, float], **targets: float):
    """Twelve customers with seats at a price, who change both each July, last in 2025."""
    days = ["2023-01-01", "2024-07-01", "2025-07-01"][-len(terms) :]
    ends = [*days[1:], None]
    rows = [
        seats(f"C{number:02d}", start, end, *term)
        for number in range(12)
        for start, end, term in zip(days, ends, terms, strict=True)
    ]
    return aiming(opened(rows), **targets)


def dearer(before: tuple[float, float], after: tuple[float, float], **targets: float):
    """Customers of two years: what the year before did is not known."""
    return priced(before, before, after, **targets)


def test_a_price_rise_hides_a_loss_of_volume():
    """Ten seats at 100 become nine at 120: 108 % with the rise, 90 % without."""
    found = handed_up(dearer((10, 100), (9, 120), nrr=1.0))
    hidden = found["price_hides_volume"]
    assert hidden.facts == pytest.approx({"now": 1.08, "without": 0.9, "points": 0.18})
    assert hidden.money == pytest.approx(0.1 * 12 * 1_080)
    assert hidden.waiting == pytest.approx(0.1 * 12 * 1_080 / 4)
    assert found["rate_kept"].good


def test_a_price_rise_on_top_of_volume_hides_nothing():
    assert "price_hides_volume" not in handed_up(dearer((10, 100), (11, 120), nrr=1.0))


def test_what_is_missing_to_a_bar_by_less_than_a_point_is_no_news():
    """A thousand seats at 100 become 995 at 102: 101.5 % with the rise, 99.5 % without."""
    assert "price_hides_volume" not in handed_up(dearer((1_000, 100), (995, 102), nrr=1.0))


def test_a_price_rise_hides_most_of_a_fall_although_the_target_is_missed():
    """100 seats became 110, then 99 at 110 instead of 100: 99 % with the rise, 90 % without.

    A year ago both were 110 %: without the rise the rate fell by 20 points, with it by 11, so that
    the rise made up for 9 of 20.
    """
    found = handed_up(priced((100, 100), (110, 100), (99, 110), nrr=1.0))
    hidden = found["price_hides_volume"]
    facts = {"now": 0.99, "without": 0.9, "points": 0.09, "then": 1.1, "then_without": 1.1}
    assert hidden.facts == pytest.approx(facts)
    assert hidden.money == pytest.approx(0.09 * 12 * 10_890)
    assert found["spread_losses"].money == pytest.approx(0.01 * 12 * 10_890)


def test_a_price_rise_that_makes_up_for_under_a_third_of_a_fall_hides_it_not():
    """The same with a price of 105: 94.5 % with the rise, 4.5 points of the 20 made up for."""
    found = handed_up(priced((100, 100), (110, 100), (99, 105), nrr=1.0))
    assert "price_hides_volume" not in found
    assert found["spread_losses"].facts["gap"] == pytest.approx(0.055)


def test_the_usual_price_rise_does_not_hide_that_growth_was_slower():
    """Prices rise by 2 % in both years, and seats by 10 %, then by 1 of 110."""
    found = handed_up(priced((100, 100), (110, 102), (111, 104.04), nrr=1.01))
    assert "price_hides_volume" not in found
    assert found["rate_kept"].facts["now"] == pytest.approx(111 * 104.04 / (110 * 102))


def test_a_target_that_is_reached_only_with_a_larger_rise_is_told():
    """Seats grow by 1 % in both years; prices rise by 2 % in the first, by 6 of 102 in the second.

    101 seats at 102 are 10,302; of 102 seats at 108, which are 11,016, the price made 102 x 6.
    """
    books = priced((100, 100), (101, 102), (102, 108), nrr=1.05)
    hidden = handed_up(books)["price_hides_volume"]
    without = 102 / 101
    assert hidden.facts == pytest.approx(
        {"now": 11_016 / 10_302, "without": without, "points": 612 / 10_302}
    )
    assert hidden.money == pytest.approx((1.05 - without) * 12 * 11_016)


def test_volume_that_falls_every_year_is_told_however_usual_the_rise():
    """Prices rise by 4 % in both years, and two of 100 seats are given up, then two of 98."""
    hidden = handed_up(priced((100, 100), (98, 104), (96, 108.16), nrr=1.0))["price_hides_volume"]
    assert hidden.facts["without"] == pytest.approx(96 / 98)
    assert hidden.money == pytest.approx(2 / 98 * 12 * 96 * 108.16)


def test_the_weakest_quarter_is_about_to_leave():
    """1,000, then 800 in the first quarter of the year and 840, 890, 940 after it."""
    found = handed_up(aiming(crowd(1_000, 800, 840, 890, 940), nrr=1.0))
    leaves = found["weak_quarter_leaves"]
    assert (leaves.subject, leaves.good) == ("2025Q1", True)
    # three quarters of 1.05, 1.0595 and 1.0562, as a year
    assert leaves.facts["paced"] == pytest.approx((940 / 800) ** (4 / 3))
    assert leaves.facts["now"] == pytest.approx(0.94)
    assert "then" not in leaves.facts
    # waiting costs nothing where the rate comes back by itself
    assert found["spread_losses"].waiting is None


def test_a_rate_returns_within_a_point_of_its_target():
    """At the pace of the last three quarters NRR is 124.0 %."""
    books = crowd(1_000, 800, 840, 890, 940)
    assert handed_up(aiming(books, nrr=1.245))["spread_losses"].waiting is None
    assert handed_up(aiming(books, nrr=1.255))["spread_losses"].waiting is not None


def test_how_much_of_a_weak_quarter_was_one_account():
    """Twelve go from 1,000 to 950 as BIG leaves with 10,000, and then to 960, 970 and 980.

    The first quarter is 11,400 of 22,000, and 95 % without BIG; the others are 980 of 950.
    """
    books = aiming(crowd(1_000, 950, 960, 970, 980, big=(10_000, 0)), nrr=1.0)
    alone, rate = handed_up(books)["one_account"], 11_400 / 22_000
    pace = (980 / 950) ** (1 / 3)
    assert alone.facts["of_weak_quarter"] == pytest.approx((0.95 - rate) / (pace - rate))


def stated(books, **figures):
    return case.under(books, books.engagement.model_copy(update={"stated": figures}))


def test_a_stated_rate_stands_beside_ours():
    differs = handed_up(stated(crowd(1_000, 900), nrr=0.97))["rate_differs"]
    assert (differs.about, differs.facts["stated"]) == ("nrr", 0.97)
    assert differs.facts["ours"] == pytest.approx(0.9)
    assert differs.money == pytest.approx(0.07 * 10_800)


def test_a_stated_figure_within_a_point_is_no_news():
    found = handed_up(stated(crowd(1_000, 900), nrr=0.905, arr=10_850))
    assert not {"rate_differs", "arr_differs"} & set(found)


def test_notices_and_renewals_come_with_money_and_day():
    """A's 500 end on 1 February under notice, B's 700 on 1 March without."""
    rows = [
        line("A", "2024-02-01", "2026-02-01", arr=500, notice_date="2025-11-01"),
        line("B", "2024-03-01", "2026-03-01", arr=700),
        *changing("C", 1_000, 1_000),
    ]
    found = handed_up(opened(rows))
    assert (found["renews_soon"].touches, found["renews_soon"].accounts) == (1_200, 2)
    assert (found["notice_given"].money, found["notice_given"].subject) == (500, "A")
    assert found["notice_given"].by.isoformat() == "2026-02-01"
    assert found["notice_given"].waiting == 500
