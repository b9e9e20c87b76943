"""Renewals worked by hand: ten accounts and the case of `tests.steps.case`."""

import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s01_numbers_review import renewal
from cs_lib.texts import Count, Money
from tests.ledger.histories import line
from tests.steps.case import ALONE, ENGAGEMENT, Case
from tests.steps.s01_numbers_review import reviewed, small_books

pytestmark = pytest.mark.slow


def renewing(reduced: int, count: int = 12):
    """`count` accounts of 1,000 due on 1 July 2025; `reduced` of them renew 400, the others all."""
    rows = []
    for number in range(count):
        again = 400 if number < reduced else 1_000
        rows += [
            line(f"C{number:02d}", "2024-07-01", "2025-07-01", arr=1_000, billing_period="year"),
            line(f"C{number:02d}", "2025-07-01", "2026-07-01", arr=again, billing_period="year"),
        ]
    return small_books.opened(rows)


def test_renewals_worked_by_hand() -> None:
    """A's 120,000 and B's 12,000 were due; A took 124,100 in their place, B nothing."""
    books = reviewed.opened()[2]
    frame, few = renewal.rates_by_segment(books.due, 1, 1)
    whole = frame.iloc[0]
    assert (whole["atr"], whole["accounts_due"], whole["accounts_reduced"]) == (132_000, 2, 1)
    assert whole["gross_renewal"] == pytest.approx(120_000 / 132_000)
    assert whole["net_renewal"] == pytest.approx(124_100 / 132_000)
    assert few  # A renewed in full: no event


def test_the_renewal_rate_becomes_grr_line_by_line() -> None:
    exhibit = reviewed.review().renewal_to_grr
    amounts = exhibit.frame.set_index("renewal_line")["amount"]
    assert amounts.to_dict() == {
        "opening": 132_000, "renewal": -12_000, "two_parts": 120_000, "grr": 120_000
    }  # fmt: skip
    assert exhibit.title == "GRR of 90.9% reconciles to a gross renewal rate of 90.9%"
    assert [type(each) for each in exhibit.messages] == [renewal.NotRenewed]


@pytest.mark.parametrize(
    ("reduced", "count", "title"),
    [
        (6, 12, renewal.Renewed),
        (3, 12, renewal.AllButFew),
        (0, 12, renewal.AllRenewed),
        (6, 9, renewal.FewDue),
    ],
)
def test_a_rate_needs_accounts_and_events_of_its_own(reduced, count, title) -> None:
    found = renewal.renewal_rates.make(renewing(reduced, count))
    assert type(found.title) is title
    if title is renewal.Renewed:
        assert found.title.gross.value == pytest.approx((6 * 400 + 6 * 1_000) / 12_000)


def test_a_single_segment_is_not_repeated() -> None:
    assert renewal.renewal_rates.make(renewing(6)).frame["segment"].isna().tolist() == [True]


def test_a_segments_rate_on_few_accounts_is_blank() -> None:
    exhibit = reviewed.review().renewal_rates
    parts = exhibit.frame[exhibit.frame["segment"].notna()]
    assert parts["gross_renewal"].isna().all()
    assert parts["accounts_due"].tolist() == [1, 1]
    assert exhibit.notes == (renewal.SmallSegments(Count(10), Count(5)),)


def test_without_terms_there_is_no_renewal_rate() -> None:
    books = small_books.opened([line("K", "2024-01-01", None, arr=8_000)])
    assert renewal.renewal_rates.make(books) == Absent("terms")
    assert renewal.renewal_to_grr.make(books) == Absent("terms")


def test_nothing_signed_makes_committed_arr_arr() -> None:
    exhibit = reviewed.review(ALONE).committed
    assert exhibit.frame.empty
    assert exhibit.title_message == renewal.NothingSigned()


AHEAD = Case(
    ENGAGEMENT.replace("  customers: customers.csv\n", ""),
    "line_id,customer_id,start,end,arr,notice_date\n"
    "1,A,2024-01-01,2026-06-30,1000,2025-12-01\n"  # leaves in June
    "2,B,2024-01-01,,5000,\n"
    "3,C,2026-02-01,2027-02-01,3000,\n",  # signed
)


def test_committed_arr_has_what_is_signed_and_who_gave_notice() -> None:
    exhibit = reviewed.review(AHEAD).committed
    amounts = exhibit.frame.set_index("committed_line")["amount"]
    assert amounts.to_dict() == {
        "arr_today": 6_000, "signed_new": 3_000, "notified": -1_000, "carr": 8_000
    }  # fmt: skip
    more, notices = exhibit.messages
    assert more == renewal.More(Money(2_000, "EUR"))
    assert (notices.accounts.value, notices.arr.value) == (1, 1_000)


def test_what_is_not_known_is_published_as_null() -> None:
    """Ten yearly lines without an end, of which one ended: nobody says what was due (G25)."""
    ends = ["2025-07-01", *[None] * 9]
    rows = [line(f"C{n}", "2024-01-01", end, arr=1_000) for n, end in enumerate(ends)]
    books = small_books.opened(rows)
    published = {each.id: (each.value, each.n) for each in renewal.headlines(books, books.due)}
    of_due = ("M28", "M29", "M29b", "M29c")
    assert {published[metric] for metric in of_due} == {(None, 0)}
    assert published["M03"] == (9_000, 9)
    assert renewal.renewal_rates.make(books) == Absent("terms")
    assert all(gate.holds for gate in renewal.gates(books, books.due))


def test_the_rate_of_long_terms_is_told_a_year() -> None:
    """Six of twelve terms of three years are renewed: 50 % of them, 79.4 % a year."""
    rows = []
    for number in range(12):
        rows.append(line(f"C{number:02d}", "2022-07-01", "2025-07-01", arr=1_000))
        if number < 6:
            rows.append(line(f"C{number:02d}", "2025-07-01", "2028-07-01", arr=1_000))
    found = renewal.renewal_rates.make(small_books.opened(rows))
    (yearly,) = [each for each in found.say if isinstance(each, renewal.ByYear)]
    assert found.title.gross.value == pytest.approx(0.5)
    assert yearly.annual.value == pytest.approx(0.5 ** (1 / 3), abs=1e-4)
    assert yearly.years.value == pytest.approx(3, abs=0.01)
