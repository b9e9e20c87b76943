"""How is one report of a batch made, wherever it is made? In a process of its own, under watch.

`attempt` is what every executor is given: a pool of threads on this machine, or a Dask cluster's
workers. It waits for the process, ends it and all that came of it when it takes too long or too
much, and keeps the record.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, Protocol

from cs_lib import forks
from cs_lib.batch import fingerprint, memory, records
from cs_lib.batch.jobs import Task
from cs_lib.batch.plan import failed
from cs_lib.batch.records import Record, State
from cs_lib.errors import UsageError, fault_of_machine
from cs_lib.formats import number
from cs_lib.report import publishing, warm
from cs_lib.temporary import folder

GRACE = 5.0
"""Seconds between the request to end and the end."""
_LOOK_EVERY = 0.05
_WEIGH_EVERY = 0.5
STEM = "cs_lib.batch.stem"
COLD = (sys.executable, "-P", "-m", "cs_lib.batch.work")


class Stopped(Exception):
    """The batch is stopped: nobody waits for this report any more."""


class Process(Protocol):
    """What is needed of a process."""

    pid: int

    @property
    def stdin(self) -> IO[str] | None:
        """Where a cold one is told what to make."""

    def poll(self) -> int | None:
        """The exit code, None while it lives."""

    def terminate(self) -> None:
        """Ask it to end."""


@dataclass(frozen=True)
class Watched:
    """What was seen of a process: its exit code, and what made us end it, if anything did."""

    code: int | None
    seconds: float
    memory: int | None
    over: str = ""


_stopping = threading.Event()
_stems: dict[int, warm.Nursery] = {}
_starting = threading.Lock()


def stop() -> None:
    """End every attempt of this process."""
    _stopping.set()


def resume() -> None:
    """Take back `stop`, for the next batch of the same process."""
    _stopping.clear()


def close() -> None:
    """End the stem, and whatever still comes of it."""
    with _starting:
        stem = _stems.pop(os.getpid(), None)
    if stem is not None:
        stem.close()


def attempt(task: Task) -> Record:
    """Make the report of `task`, and keep the record of it; the record.

    Never raises for what a client's files, or the machine that made the report, lack.
    """
    try:
        record = _attempt(task)
    except OSError as error:
        record = failed(task, fault_of_machine(error) or str(error))
    with suppress(OSError):  # a full disk: the record goes to whoever waits for it
        records.write(Path(task.out), record)
    return record


def _attempt(task: Task) -> Record:
    if task.installed != fingerprint.installed():
        return failed(task, "another version of tensteps is installed where it was to be made")
    if task.limits.memory is not None and not memory.IS_KNOWN:
        return failed(task, "a limit of memory needs Linux")
    watched, told = _tried(task)
    if told is None and not watched.over and _lost_its_stem():
        watched, told = _tried(task)  # it went down with the others, for no fault of its own
    if watched.over:
        _clear(task)
    return _record(task, watched, told)


def _tried(task: Task) -> tuple[Watched, dict[str, str] | None]:
    """What was seen of a process that was to make it, and what that said in the end."""
    with tempfile.TemporaryDirectory(dir=folder()) as kept:
        answer = Path(kept, "answer.json")
        process = _born({"task": asdict(task), "answer": str(answer)})
        watched = _watch(process, task)
        if process.stdin is not None:
            process.stdin.close()
        return watched, _told(answer)


def _lost_its_stem() -> bool:
    stem = _stems.get(os.getpid())
    return stem is None or stem.ask(pid=os.getpid()) is None


def _born(request: Mapping[str, Any]) -> Process:
    """The process that makes a report: a fork of the stem, or a cold one."""
    if not forks.FORKS:
        cold = subprocess.Popen(
            COLD,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )
        assert cold.stdin is not None
        cold.stdin.write(json.dumps(request) + "\n")
        cold.stdin.flush()
        return cold
    whole = {**request, "cwd": os.getcwd(), "env": {}}
    for _ in range(2):  # a stem that was killed is replaced
        stem = _stem()
        born = stem.ask(**whole)
        if born is not None:
            return warm.WarmProcess(stem, born["pid"])
        _forget(stem)
    raise OSError("no process can be started; the machine may lack memory")


def _stem() -> warm.Nursery:
    with _starting:
        if os.getpid() not in _stems:
            env = warm.environment(str(folder()))
            _stems[os.getpid()] = warm.Nursery(warm.started(env, STEM))
        return _stems[os.getpid()]


def _forget(stem: warm.Nursery) -> None:
    with _starting:
        if _stems.get(os.getpid()) is stem:
            del _stems[os.getpid()]
    stem.close()


def _watch(process: Process, task: Task) -> Watched:
    """Wait for its end, or bring it about."""
    began = weighed = time.monotonic()
    most = 0
    while (code := process.poll()) is None:
        now = time.monotonic()
        if now - weighed >= _WEIGH_EVERY and memory.IS_KNOWN:
            weighed, most = now, max(most, memory.held(memory.family(process.pid)))
        over, stopped = _over(task, now - began, most), _is_stopped(task)
        if over or stopped:
            _end(process)
            if stopped:
                _clear(task)
                raise Stopped
            return Watched(None, now - began, most or None, over)
        time.sleep(_LOOK_EVERY)
    return Watched(code, time.monotonic() - began, most or None)


def _is_stopped(task: Task) -> bool:
    return _stopping.is_set() or (task.stop != "" and os.path.exists(task.stop))


def _over(task: Task, seconds: float, held: int) -> str:
    limits = task.limits
    if limits.seconds is not None and seconds > limits.seconds:
        return f"it took longer than {number(limits.seconds, 0)} seconds"
    if limits.memory is not None and held > limits.memory:
        return f"it needed more than {limits.memory >> 20:,} MB of memory"
    return ""


def _end(process: Process) -> None:
    """End it, and all that came of it: in order if it can, and in any case."""
    others = memory.family(process.pid) if memory.IS_KNOWN else (process.pid,)
    process.terminate()
    _until_gone(process, others)
    with suppress(OSError):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    _until_gone(process, others)
    for pid in others:
        if pid != process.pid and memory.lives(pid):
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)


def _until_gone(process: Process, others: tuple[int, ...]) -> None:
    end = time.monotonic() + GRACE
    while time.monotonic() < end:
        if process.poll() is not None and not any(map(memory.lives, others)):
            return
        time.sleep(_LOOK_EVERY)


def _clear(task: Task) -> None:
    """Remove what was half done; a report that was there before comes back."""
    with suppress(UsageError, OSError), publishing.reserved(task.target, task.client):
        pass


def _told(answer: Path) -> dict[str, str] | None:
    try:
        told: dict[str, str] = json.loads(answer.read_text(encoding="utf-8"))
        return told
    except (OSError, ValueError):
        return None


def _record(task: Task, watched: Watched, told: dict[str, str] | None) -> Record:
    made = _what_came(task, watched, told)
    return replace(
        made,
        named=task.job.named,
        variant=task.job.variant,
        seconds=round(watched.seconds, 3),
        memory=watched.memory,
        fingerprint=None if _is_accident(watched, told) else _fingerprint(task, made),
    )


def _is_accident(watched: Watched, told: Mapping[str, str] | None) -> bool:
    """Would the same files make a report another time? Then a batch that goes on tries again."""
    return not watched.over if told is None else "again" in told


def _what_came(task: Task, watched: Watched, told: dict[str, str] | None) -> Record:
    out = Path(task.out)
    if told is None:
        state: State = "timed_out" if watched.over.startswith("it took") else "failed"
        return replace(failed(task, watched.over or _ended(watched.code)), state=state)
    if told["state"] == "ok":
        return records.told_by(out, task.place) or failed(task, "the report cannot be read")
    cause = told["cause"].replace(f"{Path(task.job.engagement).parent}{os.sep}", "")
    if told["state"] == "blocked":
        kept = records.seal(out, task.place, told["page"])
        return replace(failed(task, cause), state="blocked", page=told["page"], seal=kept)
    return replace(failed(task, cause), page=told["page"])


def _ended(code: int | None) -> str:
    if code is not None and code < 0:
        return f"its process was ended by signal {-code}; the machine may lack memory"
    return "its process ended without a word"


def _fingerprint(task: Task, made: Record) -> Mapping[str, str] | None:
    """What it was made from; None where its files changed while it was made."""
    if task.fingerprint is None or not made.is_done:
        return task.fingerprint
    manifest = json.loads((task.target / publishing.MANIFEST).read_text(encoding="utf-8"))
    return task.fingerprint if fingerprint.agrees(task.fingerprint, manifest["inputs"]) else None
