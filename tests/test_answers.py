"""docs/answers.md names the exhibit that answers each of the 25 questions, and each is filled."""

import pytest

from tests import answers, whole

pytestmark = pytest.mark.slow


def test_every_question_has_its_row():
    assert [number for number, _ in answers.rows()] == list(range(1, 26))


@pytest.mark.parametrize(("number", "addresses"), answers.rows())
def test_the_exhibits_that_answer_it_are_filled(number, addresses):
    results = whole.review().results
    assert addresses
    for step, name in addresses if number not in answers.UNANSWERED else ():
        exhibit = results[step].exhibits[name]
        assert exhibit.absent is None, f"{step}.{name} lacks {exhibit.absent}"
        assert len(exhibit.frame) or exhibit.messages, f"{step}.{name} says nothing"
