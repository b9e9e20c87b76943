"""Where the kernels of toys come from: a nursery that imports what a kernel needs, and no more."""

import sys

from cs_lib.report import nursery

KERNEL = tuple(name for name in nursery.WARM if name.startswith(("IPython", "ipykernel")))


def nothing_more() -> None:
    """Toys draw no chart and read no texts."""


if __name__ == "__main__":
    nursery.serve(sys.argv[1], nursery.kernel, KERNEL, nothing_more)
