"""Step 1: what are the numbers today, how are they measured, and who agrees?"""

from cs_lib.steps.s01_numbers_review.step import NumbersReview, run

__all__ = ["NumbersReview", "run"]
