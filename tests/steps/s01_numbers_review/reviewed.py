"""Step 1 alone on a case of `tests.steps.case`, computed once for all its tests."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from cs_lib import engagement as engagements
from cs_lib import intake as intakes
from cs_lib.books.books import Books, open_books
from cs_lib.intake import Intake
from cs_lib.steps.s01_numbers_review import NumbersReview, run
from tests.steps import case


@cache
def opened(which: case.Case = case.PLAIN) -> tuple[Any, Intake, Books]:
    """The engagement, the intake and the books of a case."""
    with tempfile.TemporaryDirectory() as folder:
        engagement = engagements.load(which.write(Path(folder)))
        taken = intakes.load(engagement)
        return engagement, taken, open_books(engagement, taken)


@cache
def review(which: case.Case = case.PLAIN) -> NumbersReview:
    """Step 1's result of a case."""
    return run(*opened(which))
