"""How is a kernel forked from the nursery, and what if that is not possible?

A kernel that is started cold imports pandas, seaborn and statsmodels first: seconds of CPU
for every notebook. Where the platform can fork, all kernels of a run come from one warm process;
where it cannot, or when that process fails to start, `None` tells the caller to start cold.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NoReturn, Protocol

from cs_lib import forks
from cs_lib.report import nursery
from cs_lib.temporary import folder


class Warm(Protocol):
    """A warm process: the part of `subprocess.Popen` that is needed of it."""

    @property
    def stdin(self) -> IO[str] | None:
        """Where it takes requests."""

    @property
    def stdout(self) -> IO[str] | None:
        """Where it answers."""

    def kill(self) -> None:
        """End it."""

    def wait(self) -> int:
        """Wait for its end."""


def started(env: Mapping[str, str], module: str = nursery.__name__) -> Warm:
    """A warm process of its own, which imports everything first."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, str(folder())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(env),
        text=True,
        start_new_session=True,
    )


class Twin:
    """A fork of this process that serves as its nursery: nothing is imported again."""

    def __init__(self) -> None:
        home = str(folder())
        requests, ask = os.pipe()
        answers, say = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self._serve(home, (requests, say), (ask, answers))
        os.close(requests)
        os.close(say)
        self.stdin: IO[str] = os.fdopen(ask, "w")
        self.stdout: IO[str] = os.fdopen(answers)

    def _serve(self, home: str, ends: tuple[int, int], others: tuple[int, int]) -> NoReturn:
        try:
            os.setsid()
            forks.heed_signals()  # it clears up when it is told to end, not where it is stopped
            nothing = os.open(os.devnull, os.O_WRONLY)
            for stream, end in enumerate((*ends, nothing)):
                os.dup2(end, stream)
            for end in (*ends, *others, nothing):
                os.close(end)
            sys.stdin = os.fdopen(0)
            os.environ.update(environment(home))
            nursery.serve(home, nursery.kernel)
        finally:
            os._exit(1)

    def kill(self) -> None:
        """End it."""
        with suppress(OSError):
            os.kill(self._pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end."""
        with suppress(ChildProcessError):
            return os.waitpid(self._pid, 0)[1]
        return 0


class Nursery:
    """One warm process and what is forked from it; safe to use from several threads."""

    def __init__(self, process: Warm) -> None:
        self._lock = threading.Lock()
        self._process = process
        self._ready = False

    def ask(self, **request: Any) -> dict[str, Any] | None:
        """One request, one answer; None when the process is gone."""
        with self._lock:
            try:
                if not self._ready:
                    self._ready = bool(json.loads(self._line())["ready"])
                assert self._process.stdin is not None
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
                answer: dict[str, Any] = json.loads(self._line())
                return answer
            except (OSError, ValueError):
                return None

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def end(self) -> None:
        """Let the warm process end in order, and wait for it: it clears up."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
        self._process.wait()

    def close(self) -> None:
        """End the warm process; the system ends a kernel that still lives with it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError, AttributeError):
                stream.close()  # type: ignore[union-attr]


class WarmProcess:
    """A forked kernel, with as much of `subprocess.Popen` as jupyter_client asks for."""

    stdin = stdout = stderr = None

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid, self._nursery = pid, nursery
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, None while the kernel lives."""
        if self.returncode is None:
            answer = self._nursery.ask(pid=self.pid)
            self.returncode = 1 if answer is None else answer["code"]
        return self.returncode

    def wait(self) -> int:
        """Wait for the end; the exit code."""
        while (code := self.poll()) is None:
            time.sleep(0.02)
        return code

    def send_signal(self, number: int) -> None:
        """Signal the kernel, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


def environment(home: str) -> dict[str, str]:
    """The environment of a kernel whose profile is in `home`: the same for every user and run."""
    library = str(Path(__file__).resolve().parents[2])
    search = [library, *filter(None, [os.environ.get("PYTHONPATH")])]
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "PYTHONPATH": os.pathsep.join(search),
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "agg",
        "IPYTHONDIR": home,
        "TMPDIR": home,  # what a cell keeps for a while goes with its kernel
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


_shared: dict[int, Nursery] = {}
_starting = threading.Lock()


def worthwhile() -> bool:
    """Can this process be forked, and is there a core for the fork?"""
    return forks.FORKS and (os.cpu_count() or 1) > 1


def prepare(env: Mapping[str, str]) -> None:
    """Start warming up now, on a core that is idle, so that it is done when kernels are wanted."""
    if worthwhile():
        _nursery(env)


def _nursery(env: Mapping[str, str]) -> Nursery:
    """This process's own nursery; a process forked from ours must not talk to its parent's."""
    with _starting:
        if os.getpid() not in _shared:
            _share(started(env))
        return _shared[os.getpid()]


def _share(process: Warm) -> None:
    _shared[os.getpid()] = Nursery(process)
    atexit.register(_shared[os.getpid()].close)


def inherit() -> None:
    """From now on this process's kernels are forks of it as it is now, with all it has imported.

    To be called before it opens a connection or starts a thread.
    """
    _share(Twin())


def release() -> None:
    """End this process's nursery in order, before this process ends."""
    with _starting:
        mine = _shared.pop(os.getpid(), None)
    if mine is not None:
        mine.end()


def fork(argv: Sequence[str], cwd: str, env: Mapping[str, str]) -> WarmProcess | None:
    """A warm kernel started with `argv`; None where it has to be started cold."""
    if not forks.FORKS:
        return None
    nursery = _nursery(env)
    answer = nursery.ask(argv=list(argv), cwd=cwd, env=dict(env))
    return None if answer is None else WarmProcess(nursery, answer["pid"])
