"""The one door for client data: readers, column mapping, types, rules, and what was kept out."""

from cs_lib.intake.check import Blocked, Checked, look
from cs_lib.intake.door import Intake, digests, load
from cs_lib.intake.gate import hold
from cs_lib.intake.grades import grades
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.read.storage import stored
from cs_lib.intake.records import quality
from cs_lib.intake.rules.across import CONTRADICTIONS

__all__ = [
    "CONTRADICTIONS",
    "Blocked",
    "Checked",
    "Contents",
    "Intake",
    "digests",
    "grades",
    "hold",
    "load",
    "look",
    "quality",
    "stored",
]
