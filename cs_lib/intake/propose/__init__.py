"""From the client's files to an engagement file that a person only has to answer and correct."""

from cs_lib.intake.propose.folder import new
from cs_lib.intake.propose.proposals import Draft, draft
from cs_lib.intake.propose.records import Ask, Finding, Proposal

__all__ = ["Ask", "Draft", "Finding", "Proposal", "draft", "new"]
