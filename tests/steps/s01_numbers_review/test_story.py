"""The claims of pages 3 to 5 follow from the figures, and so does what is to be done."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.steps.s01_numbers_review import gaps, renewal_calendar, story
from cs_lib.texts import Cell, Money
from tests import whole
from tests.ledger.histories import line
from tests.steps.s01_numbers_review.small_books import aiming, changing, crowd, grades, lost, opened

pytestmark = pytest.mark.slow

TARGETS = {"nrr": 0.95}
NO_TABLE = SimpleNamespace(absent="year", frame=pd.DataFrame(), view=None)


def movement(books):
    return story.movement.make(
        books, books.engagement, gaps.table(books), lost(books), NO_TABLE, grades()
    )


def kinds(messages):
    return [type(message).__name__ for message in messages]


def test_a_gap_of_one_account_is_said_to_be_its():
    said = movement(aiming(crowd(1_000, 980, big=(10_000, 0)), **TARGETS))
    assert kinds([said.claim]) == ["OneAccount"]
    assert said.claim.account.value == "BIG"
    assert kinds(said.so_what) == ["LargeFirst", "WithoutIt"]
    assert said.so_what[1].without.value == pytest.approx(0.98)
    assert kinds(said.bullets) == ["LostAndShrunk", "NoReason"]
    assert (said.bullets[0].lost.value, said.bullets[0].shrunk.value) == (10_000, 240)
    assert said.foot.n.value == 13


def test_a_gap_of_many_costs_a_quarter_of_itself_each_quarter_of_today():
    said = movement(aiming(crowd(1_000, 800), **TARGETS))
    assert kinds([said.claim, *said.so_what]) == ["Below", "Persists"]
    assert said.claim.gap.value == pytest.approx(0.15)
    assert said.so_what[0].quarter.value == pytest.approx(0.15 * 9_600 / 4)
    assert kinds(said.bullets) == ["OnlyShrunk", "NoReason"]


def test_a_target_reached_asks_for_nothing_new():
    said = movement(aiming(crowd(1_000, 1_100), **TARGETS))
    assert kinds([said.claim, *said.so_what]) == ["Above", "Protect"]
    assert kinds(said.bullets) == ["NothingLost"]


@pytest.mark.parametrize(
    ("amounts", "claim"), [((1_000, 1_100), "ArrGrew"), ((1_000, 900), "ArrFell")]
)
def test_without_a_target_arr_is_the_claim(amounts, claim):
    said = movement(crowd(*amounts))
    assert kinds([said.claim, *said.so_what]) == [claim, "SetTargets"]


def test_few_accounts_make_no_rate_even_with_a_target():
    said = movement(aiming(crowd(1_000, 900, count=3), **TARGETS))
    assert kinds([said.claim, *said.so_what]) == ["ArrFell", "TooFew"]
    assert said.so_what[0].accounts.value == 3


# 1,000 falls by a tenth in the first quarter of 2025 and grows by 5 % in each of the others.
RECOVERING = (1_000, 900, 945, 992.25, 1_041.8625)


def test_a_bad_quarter_that_is_about_to_leave_is_said():
    effect = story.leaving(crowd(*RECOVERING), "nrr")
    assert effect.period.value == "2025Q1"
    assert effect.paced.value == pytest.approx(1.05**4)


def test_waiting_costs_nothing_where_the_base_effect_lifts_the_rate():
    said = movement(aiming(crowd(*RECOVERING), nrr=1.10))
    assert kinds([said.claim, *said.so_what]) == ["Below", "Recovering"]


@pytest.mark.parametrize("amounts", [(1_000, 1_050, 1_000, 1_050, 900), (1_000, 1_000)])
def test_no_base_effect_where_the_first_quarter_is_not_the_weakest(amounts):
    assert story.leaving(crowd(*amounts), "nrr") is None


# Page 4.


def concentration(books):
    class Segments:
        absent = True

    return story.concentration.make(books, books.engagement, lost(books), Segments(), grades())


def test_the_fewest_that_make_half_of_the_losses():
    assert story.few(pd.Series([1.0, 4.0, 3.0, 2.0])) == (2, 0.7)


def test_one_account_is_half_of_all_losses():
    said = concentration(crowd(1_000, 900, big=(5_000, 0)))
    assert kinds([said.claim, *said.so_what]) == ["OneMakesHalf", "ByName"]
    assert said.claim.share.value == pytest.approx(5_000 / 6_200)


def test_few_accounts_are_half_of_all_losses():
    said = concentration(crowd(1_000, 900))
    assert kinds([said.claim, *said.so_what]) == ["FewMakeHalf", "ByName"]
    assert (said.claim.accounts.value, said.claim.share.value) == (6, pytest.approx(0.5))


def test_losses_of_many_are_broad():
    said = concentration(crowd(1_000, 900, count=30))
    assert kinds([said.claim, *said.so_what]) == ["Broad", "ByPattern"]
    assert said.claim.share.value == pytest.approx(1 / 3)


def test_new_business_that_rests_on_few_is_named():
    rows = [row for number in range(12) for row in changing(f"C{number:02d}", 1_000, 900)]
    new = [line(f"N{n}", "2025-06-01", None, arr=arr) for n, arr in enumerate((900, 50, 50))]
    said = concentration(opened([*rows, *new]))
    (rests,) = [each for each in said.bullets if isinstance(each, story.NewRestsOn)]
    assert (rests.accounts.value, rests.share.value) == (1, 0.9)
    assert rests.new == Money(1_000, "EUR", at=Cell("numbers_review.waterfall", "new", "amount"))


def test_new_business_of_groups_already_known_is_said():
    rows = [line("A", "2024-01-01", None, arr=1_000), line("B", "2025-06-01", None, arr=400)]
    customers = [
        {"customer_id": "A", "name": "A", "parent_id": "A"},
        {"customer_id": "B", "name": "B", "parent_id": "A"},
    ]
    said = concentration(opened(rows, customers=customers, grains=("parent", "customer")))
    (known,) = [each for each in said.bullets if isinstance(each, story.FromGroups)]
    assert known.known.value == 400


# Page 5.


def ahead(rows, forecast=None):
    books = opened(rows)
    due = renewal_calendar.due(books)
    none = pd.DataFrame()
    return story.ahead.make(
        books, books.engagement, due, none if forecast is None else forecast, NO_TABLE, grades()
    )


def test_what_renews_is_told_with_names_and_notices():
    said = ahead(
        [
            line("A", "2025-03-01", "2026-03-01", arr=600),
            line("B", "2025-06-01", "2026-06-01", arr=300, notice_date="2025-12-01"),
            line("C", "2025-01-01", None, arr=100),
        ]
    )
    assert kinds([said.claim, *said.so_what]) == ["ComesUp", "First", "NextStep"]
    assert (said.claim.due.value, said.claim.share.value) == (900, pytest.approx(0.9))
    assert said.so_what[0].due.value == 600
    assert [each.account.value for each in said.so_what[1].accounts] == ["A"]
    assert kinds(said.bullets) == ["CannotTell", "OneAccountDue", "Noticed"]
    assert (said.bullets[2].accounts.value, said.bullets[2].noticed.value) == (1, 300)


def test_where_the_fan_is_there_the_bullets_speak_of_renewals_alone():
    said = ahead([line("A", "2025-03-01", "2026-03-01", arr=600)], pd.DataFrame([{"ahead": 1}]))
    assert kinds(said.bullets) == ["OneAccountDue", "NoNotice"]


def test_contracts_without_an_end_have_nothing_to_renew():
    said = ahead([line("C", "2025-01-01", None, arr=100)])
    assert kinds([said.claim, *said.so_what]) == ["NoTerms", "AskForTerms"]


# What the figures link to, on the sample.


def test_what_was_reduced_and_the_largest_renewal_lead_to_their_rows():
    result = whole.review().results["numbers_review"]
    lost = next(each for each in result.movement.bullets if hasattr(each, "shrunk"))
    assert lost.shrunk.at == Cell("numbers_review.waterfall", "price_erosion", "amount")
    due = next(each for each in result.ahead.bullets if isinstance(each, story.OneAccountDue))
    row = due.account.value
    assert due.arr.at == Cell("numbers_review.renewals_by_name", row, "arr_due")
