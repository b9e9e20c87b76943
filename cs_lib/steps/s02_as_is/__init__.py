"""Step 2, the as-is: processes, people and raters' scores, priced in ARR where they can be."""

from cs_lib.steps.s02_as_is.step import AsIs, run

__all__ = ["AsIs", "run"]
