"""Step 9: which ONE thing is done next, and how will it be judged?"""

from cs_lib.steps.s09_execution.step import Execution, run

__all__ = ["Execution", "run"]
