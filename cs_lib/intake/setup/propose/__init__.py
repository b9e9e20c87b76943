"""From the client's files to an engagement file that a person only has to answer and correct."""

from cs_lib.intake.setup.propose.folder import new
from cs_lib.intake.setup.propose.model import Ask, Finding, Proposal
from cs_lib.intake.setup.propose.proposals import Draft, draft

__all__ = ["Ask", "Draft", "Finding", "Proposal", "draft", "new"]
