"""Which figures the metrics are: without the largest accounts, of the first period, of visits."""

import datetime as dt

import pytest

from cs_lib.books.books import Books
from cs_lib.steps.s01_numbers_review import kpis
from tests.ledger.histories import line
from tests.steps.s01_numbers_review.small_books import LINES, books, opened

pytestmark = pytest.mark.slow


def now(found: Books, on: str = "2025-12-31") -> dict[str, float | None]:
    return kpis.figures(found, dt.date.fromisoformat(on))


def test_the_headline_without_the_largest_account() -> None:
    figures = now(books(without_top=1))
    assert figures["grr"] == pytest.approx(500 / 2_000)
    assert figures["nrr"] == pytest.approx(500 / 2_000)
    assert figures["logo_churn_rate"] == pytest.approx(1 / 2)
    assert figures["gross_churn"] == pytest.approx(1_500)
    assert figures["gross_churn_rate"] == pytest.approx(1_500 / 2_000)
    # Why L pays 500 less is unknown: it is headwind all the same, beside the loss of M.
    assert (figures["arr"], figures["customers"], figures["headwind"]) == (8_500, 2, 1_500)
    assert now(books())["grr"] == pytest.approx(8_500 / 10_000)


@pytest.mark.parametrize(
    ("policy", "whole", "none"), [("no_comparison", None, None), ("zero", 1, 0)]
)
def test_the_first_period(policy: str, whole: float | None, none: float | None) -> None:
    found = books("2024-09-30", first_period=policy)
    figures = now(found, "2024-09-30")
    assert (figures["grr"], figures["nrr"]) == (whole, whole)
    assert (figures["gross_churn"], figures["logo_churn_rate"]) == (none, none)


def test_visits_that_count_are_in_the_months_and_in_no_pair() -> None:
    rows = [*LINES, line("V", "2025-03-05", "2025-03-20", arr=70)]
    found = opened(rows, intra_month_logos="count")
    months = found.bridge[found.bridge["period_kind"] == "month"]
    assert months.loc[months["leaf"] == "new_logo", "amount"].tolist()[-1] == 70
    assert now(found)["new_logo_arr"] == 0


def closes(figures: dict[str, float | None]) -> None:
    """Opening + new + returned + tailwind - headwind + exchange rates = ARR."""
    names = ("opening_arr", "new_logo_arr", "reactivation", "tailwind", "headwind", "fx", "arr")
    opening, new, back, tailwind, headwind, fx, arr = (figures[name] for name in names)
    assert opening + new + back + tailwind - headwind + fx == pytest.approx(arr, abs=0.005)


G26 = [
    line("lost", "2024-01-01", "2025-07-01", arr=5_000),
    line("shrank", "2024-01-01", "2025-05-01", arr=9_000),
    line("shrank", "2025-05-01", None, arr=6_000),
    line("grew", "2024-01-01", "2025-03-01", arr=8_000),
    line("grew", "2025-03-01", None, arr=16_000),
    line("new", "2025-02-01", None, arr=20_000),
]
"""Opening 22,000, of which 5,000 are lost; those who stay lose 3,000 and add 8,000, why unknown."""


def test_g26_what_has_no_known_cause_moves_arr_as_well() -> None:
    found = opened(G26)
    figures = now(found)
    assert figures["quick_ratio"] == pytest.approx((20_000 + 8_000) / 8_000)
    assert (figures["headwind"], figures["tailwind"]) == (8_000, 8_000)
    assert figures["nrr"] == pytest.approx(22_000 / 22_000)
    assert figures["nrr_ex_price"] is None
    closes(figures)


def test_g02_the_quick_ratio_counts_what_came_back() -> None:
    """New 100, expansion 50, returned 20, contraction 30, churn 40: 2.43."""
    rows = [
        line("shrank", "2024-01-01", "2025-05-01", arr=100),
        line("shrank", "2025-05-01", None, arr=70),
        line("grew", "2024-01-01", "2025-05-01", arr=100),
        line("grew", "2025-05-01", None, arr=150),
        line("lost", "2024-01-01", "2025-06-01", arr=40),
        line("back", "2024-01-01", "2024-06-01", arr=20),
        line("back", "2025-02-01", None, arr=20),
        line("new", "2025-03-01", None, arr=100),
    ]
    figures = now(opened(rows))
    assert figures["quick_ratio"] == pytest.approx(2.43, abs=0.005)
    closes(figures)


def test_months_that_are_reversed_are_in_no_headline() -> None:
    """New at 1,200 and doubled within the year: 2,400 new, and nothing beside."""
    rows = [*LINES, line("N", "2025-02-01", "2025-06-01", arr=1_200),
            line("N", "2025-06-01", None, arr=2_400)]  # fmt: skip
    figures = now(opened(rows))
    assert (figures["new_logo_arr"], figures["tailwind"]) == (2_400, 0)
    closes(figures)


@pytest.mark.parametrize("rate", ["opening", "closing"])
def test_headlines_close_with_exchange_rates(rate: str) -> None:
    closes(now(books(dollars=True, exchange_rate=rate)))


def test_nothing_published_is_minus_nothing() -> None:
    found = opened([line("K", "2024-01-01", None, arr=8_000)])
    for each in kpis.headlines(found, kpis.table(found)):
        assert "-0.0" not in (repr(each.value), repr(each.value and -each.value + 0.0)), each.id


def test_the_table_holds_every_metric_with_what_it_compares_with() -> None:
    found = books()
    frame = kpis.table(found).set_index("metric")
    assert tuple(frame.index) == kpis.SHOWN
    assert frame["now"]["arr"] == 8_500
    assert frame["year_ago"]["arr"] == 10_000
    assert frame["target"].isna().all()
    headlines = kpis.headlines(found, kpis.table(found))
    assert [each.n for each in headlines if each.id in ("M02", "M24")] == [2, 3]
