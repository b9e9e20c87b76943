"""`tensteps run` on notebooks of a test: the command line and kernels are real, the figures toys.

What kernels are forked from imports no more than they need.

Run as `python -m tests.faults.toy_run ENGAGEMENT NOTEBOOKS OUT`; with FAULT_COLD in the environment
its kernels start cold.
"""

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

# jsonschema would build a grammar of addresses, seconds of work that no notebook needs
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

import cs_lib  # noqa: E402
from cs_lib import cli, forks  # noqa: E402
from cs_lib.report import notebooks, nursery  # noqa: E402
from tests.report.toys import Toy  # noqa: E402

KERNEL = tuple(name for name in nursery.WARM if name.startswith(("IPython", "ipykernel")))


def nothing_more() -> None:
    """Toys draw no chart and read no texts."""


def main(engagement: str, folder: str, out: str) -> None:
    toy = Toy(Path(engagement), Path(folder), Path(out))
    library: Any = cs_lib
    library.workbook = toy
    notebooks.notebook_folder = lambda: Path(folder)
    # the nursery of this run is a fork of it
    nursery.serve = partial(nursery.serve, modules=KERNEL, begin=nothing_more)
    forks.FORKS = forks.FORKS and "FAULT_COLD" not in os.environ
    sys.argv = ["tensteps", "run", engagement, "--out", out]
    cli.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
