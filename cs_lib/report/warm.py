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
from typing import Any

from cs_lib.temporary import folder

_FORKS = sys.platform == "linux"
"""macOS can fork, but its system libraries do not survive it."""


class Nursery:
    """One warm process and the kernels forked from it; safe to use from several threads."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "cs_lib.report.nursery", str(folder())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(env),
            text=True,
            start_new_session=True,
        )
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

    def close(self) -> None:
        """End the warm process; the system ends a kernel that still lives with it."""
        self._process.kill()
        self._process.wait()


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


_shared: dict[int, Nursery] = {}
_starting = threading.Lock()


def prepare(env: Mapping[str, str]) -> None:
    """Start warming up now, on a core that is idle, so that it is done when kernels are wanted."""
    if _FORKS and (os.cpu_count() or 1) > 1:
        _nursery(env)


def _nursery(env: Mapping[str, str]) -> Nursery:
    """This process's own nursery; a process forked from ours must not talk to its parent's."""
    with _starting:
        if os.getpid() not in _shared:
            _shared[os.getpid()] = Nursery(env)
            atexit.register(_shared[os.getpid()].close)
        return _shared[os.getpid()]


def fork(argv: Sequence[str], cwd: str, env: Mapping[str, str]) -> WarmProcess | None:
    """A warm kernel started with `argv`; None where it has to be started cold."""
    if not _FORKS:
        return None
    nursery = _nursery(env)
    answer = nursery.ask(argv=list(argv), cwd=cwd, env=dict(env))
    return None if answer is None else WarmProcess(nursery, answer["pid"])
