"""How does an exhibit look in a notebook and on a page? HTML with drawings, from one record.

It computes no figure and reads no file: what a step found is told by `exhibits`, and shown here.
"""

from cs_lib.display.exhibits import register, warm_up

__all__ = ["register", "warm_up"]
