"""Step 6: who decides on the renewal at each account, and whom do you not know?"""

from cs_lib.steps.s06_personas.step import Personas, run

__all__ = ["Personas", "run"]
