"""What does a finished frame look like? Frames in, objects that a notebook shows out.

A leaf: it computes no figure, reads no file and imports no other room than `numbers`.
"""

from cs_lib.display.bridges import stacked_bridge
from cs_lib.display.bubbles import bubbles
from cs_lib.display.comparisons import hbar, ladder, share_bars
from cs_lib.display.lines import line
from cs_lib.display.markup import Block
from cs_lib.display.matrix import matrix
from cs_lib.display.ranges import ranges
from cs_lib.display.tables import table
from cs_lib.display.waterfall import waterfall
from cs_lib.display.words import callout, not_provided, say, tiles

__all__ = [
    "Block",
    "bubbles",
    "callout",
    "hbar",
    "ladder",
    "line",
    "matrix",
    "not_provided",
    "ranges",
    "say",
    "share_bars",
    "stacked_bridge",
    "table",
    "tiles",
    "waterfall",
]
