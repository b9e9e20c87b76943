"""Step 10: was it done, did it work, and where does that lead back to?"""

from cs_lib.steps.s10_effectiveness.step import Effectiveness, run

__all__ = ["Effectiveness", "run"]
