"""Step 4: which customers deserve which effort, and what could each of them pay?"""

from cs_lib.steps.s04_segmentation.step import Segmentation, run

__all__ = ["Segmentation", "run"]
