"""Step 7: where is each customer on the path of value, and what is its next step?"""

from cs_lib.steps.s07_value_path.step import ValuePath, run

__all__ = ["ValuePath", "run"]
