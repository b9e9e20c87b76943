"""Step 8: which lever, in which segment, raises lifetime value most?"""

from cs_lib.steps.s08_ltv_opportunity.step import LtvOpportunity, run

__all__ = ["LtvOpportunity", "run"]
