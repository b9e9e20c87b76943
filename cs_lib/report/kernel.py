"""A cold kernel that ends with the process that started it, and clears up after it.

Run as `python -m cs_lib.report.kernel -f FILE`. ipykernel's own watch on its parent begins after
the seconds that its imports take; a parent that is gone by then is never missed.
"""

import os
import shutil
import sys
import threading
import time
from pathlib import Path

from cs_lib.garbage import collect_seldom

_LOOK_EVERY = 0.5
"""Seconds."""


def main() -> None:
    """Become a kernel; on Windows ipykernel watches the handle that it was given."""
    if sys.platform != "win32":
        parent = int(os.environ.pop("JPY_PARENT_PID"))
        folder = Path(os.environ["IPYTHONDIR"]).parent
        threading.Thread(target=_follow, args=(parent, folder), daemon=True).start()
    from ipykernel.kernelapp import IPKernelApp

    collect_seldom()
    IPKernelApp.launch_instance()


def _follow(parent: int, folder: Path) -> None:
    """Wait for the end of the process `parent`; then remove its temporary `folder`, and end."""
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    main()
