"""A rerun on changed input says what moved in past quarters, and why.

Last review, at the end of September 2025, B's 12,000 were reported as lost in June. Now the
client says that B left in August: the second quarter's loss moves into the third.
"""

from pathlib import Path

import pytest

from cs_lib import engagement as engagements
from cs_lib import intake, workbook
from cs_lib.books.books import open_books
from cs_lib.errors import EngagementError
from cs_lib.exhibits import Absent, shown
from cs_lib.steps.s01_numbers_review import restated
from cs_lib.texts import Code, Count, Name, plain
from tests.steps import case
from tests.steps.s01_numbers_review import reviewed

pytestmark = pytest.mark.slow


def books_of(file: Path):
    engagement = engagements.load(file)
    taken = intake.load(engagement)
    return open_books(engagement, taken), taken


@pytest.fixture(scope="module")
def two_reviews(tmp_path_factory: pytest.TempPathFactory) -> Path:
    before, now = (tmp_path_factory.mktemp(name) for name in ("before", "now"))
    plain = case.ENGAGEMENT.replace("2025-12-31", "2025-09-30")
    workbook.run(case.Case(plain).write(before), before / "report" / "results", numbers=[1])
    moved = case.CONTRACTS.replace("2025-06-15", "2025-08-15")
    text = case.ENGAGEMENT + f"previous: {before / 'report'}\npolicies: {{dunning_days: 61}}\n"
    return case.Case(text, moved).write(now)


@pytest.fixture(scope="module")
def today(two_reviews: Path):
    return books_of(two_reviews)


def test_what_moved_is_told_by_quarter_and_line(today) -> None:
    books, taken = today
    rows = restated.moved(books).set_index(["period", "restated_line"])
    assert rows.loc[("2025Q2", "logo_churn"), "restatement"] == 12_000
    assert rows.loc[("2025Q2", "logo_churn"), "reported"] == -12_000
    assert rows.loc[("2025Q3", "logo_churn"), "recomputed"] == -12_000
    assert rows.loc[("2025Q2", "closing"), "restatement"] == 12_000
    assert rows.loc[("2025Q3", "opening"), "accounts_change"] == 1
    assert ("2025Q3", "closing") not in rows.index
    found = restated.restated.make(books, books.engagement, taken)
    assert found.title == restated.Changed(Count(2))
    largest, different = found.say
    assert abs(largest.amount.value) == 12_000
    assert different.causes


def test_what_differs_is_named_file_by_file_and_choice_by_choice(today) -> None:
    books, taken = today
    found = restated.causes(books.engagement, taken)
    assert restated.PolicyCause(Code("policy", "dunning_days")) in found
    assert restated.File(Name("contracts.csv")) in found
    assert restated.File(Name("customers.csv")) not in found


def test_the_same_inputs_change_nothing_and_that_is_said(tmp_path: Path) -> None:
    file = case.PLAIN.write(tmp_path)
    workbook.run(file, tmp_path / "report" / "results", numbers=[1])
    again = case.ENGAGEMENT + f"previous: {tmp_path / 'report'}\n"
    books, taken = books_of(case.Case(again).write(tmp_path))
    found = restated.restated.make(books, books.engagement, taken)
    assert found.title == restated.Unchanged()
    assert found.say == (restated.SameInputs(),)


def test_without_an_earlier_edition_nothing_is_compared() -> None:
    exhibit = reviewed.review().restated
    assert exhibit.absent == Absent("previous")
    assert plain(shown(exhibit).absent).startswith("Not compared: this is the first edition")
    assert restated.causes(*reviewed.opened()[:2]) == ()


def test_a_folder_without_a_report_is_refused_in_words(tmp_path: Path) -> None:
    text = case.ENGAGEMENT + "previous: nowhere\n"
    file = case.Case(text).write(tmp_path)
    with pytest.raises(EngagementError, match="holds no report"):
        restated.moved(books_of(file)[0])


def test_the_last_reviews_books_are_an_input_of_this_one(today) -> None:
    books, taken = today
    assert books.engagement.previous in taken.digests
