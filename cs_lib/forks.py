"""How does a process have part of its work done by a fork of itself? On Linux, and never outlived.

A fork holds all that its parent holds at that moment and pays for none of it. It has only the
thread that forked: connections and pools of threads are to be opened after it. macOS can fork, but
its system libraries do not survive it.
"""

import ctypes
import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, NoReturn, Self

FORKS = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1
"""Of Linux's prctl(2): the signal that a process gets when its parent ends."""

Send = Callable[[str, Any], None]
"""Hands a thing to the parent, under its name; it is pickled."""
Work = Callable[[Send], None]


def follow(parent: int) -> None:
    """From now on this fork leads a session of its own, and is killed when `parent` ends."""
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked to be told
        os._exit(1)


def heed_signals() -> None:
    """From now on a signal ends this fork, whatever its parent would do on it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Fork:
    """A fork of this process at `work`, which makes the things called `names`, one after the other.

    A context: whoever leaves it leaves no fork behind.
    """

    def __init__(self, names: Iterable[str], work: Work) -> None:
        parent = os.getpid()
        ours, theirs = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(ours)
            _live(parent, theirs, work)
        os.close(theirs)
        self._pipe = os.fdopen(ours, "rb")
        self._made: dict[str, Future[Any]] = {name: Future() for name in names}
        self._reader: threading.Thread | None = None
        self._ended = False

    def listen(self, heard: Callable[[str], None]) -> None:
        """Take what it makes from now on; `heard` is called with the name of each, in a thread.

        Until then it waits with what a pipe does not hold.
        """
        self._reader = threading.Thread(target=self._read, args=(heard,), daemon=True)
        self._reader.start()

    def get(self, name: str) -> Any | None:
        """What it made under this name, once it has come.

        None where it is not asked to make it, or ended before: whatever went wrong there is left to
        the parent to find for itself.
        """
        if self._reader is None:
            self.listen(lambda name: None)
        return self._made[name].result() if name in self._made else None

    def end(self) -> None:
        """End it, whatever it is at: nothing more is wanted of it."""
        if self._ended:
            return
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        if self._reader is not None:
            self._reader.join()
        self._pipe.close()
        self._ended = True

    def _read(self, heard: Callable[[str], None]) -> None:
        try:
            with suppress(EOFError, pickle.UnpicklingError), self._pipe:  # it ended in mid-sentence
                while True:
                    name, thing = pickle.load(self._pipe)
                    heard(name)
                    self._made[name].set_result(thing)
        finally:
            for made in self._made.values():
                if not made.done():
                    made.set_result(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def _live(parent: int, pipe: int, work: Work) -> NoReturn:
    try:
        follow(parent)
        heed_signals()
        gc.freeze()  # a collector that walked over what is our parent's would copy its pages
        with os.fdopen(pipe, "wb") as out:

            def send(name: str, thing: Any) -> None:
                pickle.dump((name, thing), out, pickle.HIGHEST_PROTOCOL)
                out.flush()

            work(send)
    finally:
        os._exit(0)
