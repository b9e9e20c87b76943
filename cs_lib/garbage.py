"""How often does a process of ours look for what nobody refers to any more?"""

import gc

_SELDOM = (50_000, 20, 50)
"""How many objects come before the collector looks at the youngest, and how many looks before it
goes on to the older ones."""


def collect_seldom() -> None:
    """From now on, and in all that is forked from this process.

    A review builds large frames and no cycles to speak of: with Python's own 700 objects it spends
    a tenth of its time looking at what stays.
    """
    gc.set_threshold(*_SELDOM)
