"""Step 3: what does it cost to win, keep and grow a unit of ARR, and what is it worth?"""

from cs_lib.steps.s03_valuation.step import Valuation, run

__all__ = ["Valuation", "run"]
