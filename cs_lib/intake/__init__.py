"""The one door for client data: readers, column mapping, types, rules, and what was kept out."""

from cs_lib.intake.cross_rules import CONTRADICTIONS
from cs_lib.intake.door import Intake, digests, load

__all__ = ["CONTRADICTIONS", "Intake", "digests", "load"]
