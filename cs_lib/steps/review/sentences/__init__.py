"""The sentences of step 1. Every number in them is bound to a computed value, never typed."""

from cs_lib.steps.review.books import Books
from cs_lib.steps.review.sentences.agreement import Agreement
from cs_lib.steps.review.sentences.movement import Movement
from cs_lib.steps.review.sentences.renewal import Renewal
from cs_lib.steps.review.sentences.retention import Retention
from cs_lib.steps.review.sentences.told import Frames

SUBJECTS = (Movement, Retention, Renewal, Agreement)


def sentences(books: Books, frames: Frames) -> dict[str, str]:
    """One finding per table or chart, by its name: what a reader should take from it."""
    return {
        name: getattr(subject(books, frames), name)()
        for subject in SUBJECTS
        for name in vars(subject)
        if not name.startswith("_")
    }
