"""Step 5: what do customers call success, have they got it, and do they say so?"""

from cs_lib.steps.s05_success_definition.step import SuccessDefinition, run

__all__ = ["SuccessDefinition", "run"]
