"""Where does a process keep what it needs for a while? In one folder, which ends with it.

It is removed when the process ends in order. After a kill the warm process of `report.nursery`
removes it; where there was none, whichever process comes next.
"""

import atexit
import os
import shutil
import tempfile
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path

from cs_lib import lock

_PREFIX = "ts-"  # short: the path of a socket file has at most some 100 bytes
_HELD, _BEGUN = "held", "begun"
"""The file that its process holds, and the mark that it does: a folder without it is just made."""
_making = threading.Lock()


def folder() -> Path:
    """This process's own; a process that was forked from ours has another."""
    with _making:
        return _folder_of(os.getpid())


@cache
def _folder_of(process: int) -> Path:
    _clear_of_the_dead()
    made = Path(tempfile.mkdtemp(prefix=_PREFIX))
    # never closed: the system gives it back when the process ends
    lock.seize(os.open(made / _HELD, os.O_RDWR | os.O_CREAT, 0o600))
    (made / _BEGUN).touch()
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def _clear_of_the_dead() -> None:
    """Remove the folders that nobody holds; the numbers of processes may be another container's."""
    for begun in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_BEGUN}"):
        with suppress(OSError):  # its owner lives, or it is another user's
            file = os.open(begun.with_name(_HELD), os.O_RDWR)
            try:
                lock.seize(file)
                shutil.rmtree(begun.parent, ignore_errors=True)
            finally:
                os.close(file)
