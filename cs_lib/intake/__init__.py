"""The one door for client data: readers, column mapping, types, rules, and what was kept out."""

from cs_lib.intake.checked import Checked, look
from cs_lib.intake.cross_rules import CONTRADICTIONS
from cs_lib.intake.door import Intake, digests, load
from cs_lib.intake.gate import hold
from cs_lib.intake.grades import grades

__all__ = [
    "CONTRADICTIONS",
    "Checked",
    "Intake",
    "digests",
    "grades",
    "hold",
    "load",
    "look",
]
