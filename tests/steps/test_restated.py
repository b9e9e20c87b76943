"""A rerun on changed input says what moved in past quarters, and why.

Last review, at the end of September 2025, B's 12,000 were reported as lost in June. Now the
client says that B left in August: the second quarter's loss moves into the third.
"""

from pathlib import Path

import pytest

from cs_lib import engagement as engagements
from cs_lib import intake, workbook
from cs_lib.errors import EngagementError
from cs_lib.steps.review import restated
from cs_lib.steps.review.books import open_books
from tests.steps import case

pytestmark = pytest.mark.slow


def books_of(file: Path):
    engagement = engagements.load(file)
    return open_books(engagement, intake.load(engagement)), intake.load(engagement)


@pytest.fixture(scope="module")
def two_reviews(tmp_path_factory: pytest.TempPathFactory) -> Path:
    before, now = (tmp_path_factory.mktemp(name) for name in ("before", "now"))
    plain = case.ENGAGEMENT.replace("2025-12-31", "2025-09-30")
    workbook.run(case.Case(plain).write(before), before / "report" / "results")
    moved = case.CONTRACTS.replace("2025-06-15", "2025-08-15")
    text = case.ENGAGEMENT + f"previous: {before / 'report'}\npolicies: {{dunning_days: 61}}\n"
    return case.Case(text, moved).write(now)


def test_what_moved_is_told_by_quarter_and_line(two_reviews: Path) -> None:
    books, _ = books_of(two_reviews)
    rows = restated.restated(books).set_index(["period", "label"])
    assert rows.loc[("2025Q2", "Logos lost"), "change"] == 12_000
    assert rows.loc[("2025Q2", "Logos lost"), "before"] == -12_000
    assert rows.loc[("2025Q3", "Logos lost"), "after"] == -12_000
    assert rows.loc[("2025Q2", "Closing ARR"), "change"] == 12_000
    assert rows.loc[("2025Q3", "Opening ARR"), "accounts_change"] == 1
    assert ("2025Q3", "Closing ARR") not in rows.index


def test_what_differs_is_named_file_by_file_and_choice_by_choice(two_reviews: Path) -> None:
    books, taken = books_of(two_reviews)
    found = restated.causes(books.engagement, taken).set_index("what")
    assert found.loc["policy dunning_days", "before"] == "60"
    assert found.loc["policy dunning_days", "now"] == "61"
    assert "file contracts.csv" in found.index
    assert "file customers.csv" not in found.index


def test_without_an_earlier_review_nothing_is_told() -> None:
    review = case.computed().results["numbers_review"]
    assert review.restated.empty
    assert review.restated_causes.empty
    assert "No earlier review" in review.findings["restated"]


def test_a_folder_without_a_report_is_refused_in_words(tmp_path: Path) -> None:
    text = case.ENGAGEMENT + "previous: nowhere\n"
    file = case.Case(text).write(tmp_path)
    with pytest.raises(EngagementError, match="holds no report"):
        restated.restated(books_of(file)[0])


def test_the_last_reviews_books_are_an_input_of_this_one(two_reviews: Path) -> None:
    engagement = engagements.load(two_reviews)
    assert engagement.previous in intake.load(engagement).digests
