"""The sentences of step 8. Every number in them is bound to a computed value, never typed."""

from cs_lib.steps.opportunity.findings import Found
from cs_lib.steps.opportunity.sentences.budget import Budget
from cs_lib.steps.opportunity.sentences.choices import Choices
from cs_lib.steps.opportunity.sentences.conclusion import so_what
from cs_lib.steps.opportunity.sentences.space import Space
from cs_lib.steps.opportunity.sentences.standing import Standing
from cs_lib.steps.opportunity.sentences.told import Frames

SUBJECTS = (Choices, Standing, Budget, Space)


def sentences(found: Found, frames: Frames) -> dict[str, str]:
    """One finding per table or chart, by its name: what a reader should take from it."""
    told = {
        name: getattr(subject(found, frames), name)()
        for subject in SUBJECTS
        for name in vars(subject)
        if not name.startswith("_")
    }
    return told | {"so_what": so_what(found, frames)}
