"""The sentences of step 3. Every number in them is bound to a computed value."""

from cs_lib.engagement import Engagement
from cs_lib.steps.economics.sentences.ahead import Ahead
from cs_lib.steps.economics.sentences.outcome import Outcome
from cs_lib.steps.economics.sentences.planned import Planned
from cs_lib.steps.economics.sentences.spent import Spent
from cs_lib.steps.economics.sentences.told import Frames
from cs_lib.steps.economics.sentences.worth import Worth

SUBJECTS = (Spent, Planned, Outcome, Worth, Ahead)


def sentences(engagement: Engagement, frames: Frames, segment_kind: str) -> dict[str, str]:
    """One finding per table or chart, by its name: what a reader should take from it."""
    return {
        name: getattr(subject(engagement, frames, segment_kind), name)()
        for subject in SUBJECTS
        for name in vars(subject)
        if not name.startswith("_")
    }
