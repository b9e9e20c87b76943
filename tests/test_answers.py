"""docs/answers.md names the exhibit that answers each of the 25 questions, and each is filled."""

import re
from pathlib import Path

import pytest

from tests import whole

pytestmark = pytest.mark.slow
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "answers.md"
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", re.M)
ADDRESS = re.compile(r"`([a-z_0-9]+)\.([a-z_0-9]+)`")
UNANSWERED = {6, 25}
"""The first edition has nothing to compare with; what others rebuild is no exhibit."""


def rows() -> list[tuple[int, list[tuple[str, str]]]]:
    found = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    return [(int(number), ADDRESS.findall(answer)) for number, _, answer in found]


def test_every_question_has_its_row():
    assert [number for number, _ in rows()] == list(range(1, 26))


@pytest.mark.parametrize(("number", "addresses"), rows())
def test_the_exhibits_that_answer_it_are_filled(number, addresses):
    results = whole.review().results
    assert addresses
    for step, name in addresses if number not in UNANSWERED else ():
        exhibit = results[step].exhibits[name]
        assert exhibit.absent is None, f"{step}.{name} lacks {exhibit.absent}"
        assert len(exhibit.frame) or exhibit.messages, f"{step}.{name} says nothing"
