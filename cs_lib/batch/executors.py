"""Who makes the reports? Anything shaped like `concurrent.futures`, here or on a cluster."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol

from cs_lib.batch import attempt
from cs_lib.batch.jobs import Task
from cs_lib.batch.records import Record
from cs_lib.errors import MissingExtraError, UsageError

_ANSWERS_WITHIN = 15
"""Seconds in which a scheduler has to answer."""


class Executor(Protocol):
    """The part of `concurrent.futures.Executor` that a batch needs."""

    def submit(self, work: Callable[[Task], Record], task: Task, /) -> "Future[Record]":
        """Have `work` done with `task`, as soon as somebody is free."""


def workers_here(wanted: int | None) -> int:
    """How many reports are made at once on this machine?"""
    if wanted is not None and wanted < 1:
        raise UsageError(f"--workers {wanted}: at least 1")
    return wanted or os.cpu_count() or 1


def kernels_each(jobs: int) -> int:
    """How many notebooks of one report run at once?

    One where there are reports enough for every core, so that a worker is a core: two take half
    the time of one, and who asks for one leaves the other cores alone.
    """
    return max(1, (os.cpu_count() or 1) // max(1, jobs))


@contextmanager
def local(workers: int) -> Iterator[Executor]:
    """Threads of this process, each of which waits for one process that makes a report."""
    attempt.resume()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="report")
    try:
        yield pool
    except BaseException:
        attempt.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        attempt.close()


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of the Dask cluster whose scheduler is at `address`; files are shared with them.

    Raises UsageError where no scheduler answers, MissingExtraError without the package.
    """
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtraError("cluster", "--scheduler") from None
    try:
        client: Any = Client(address, timeout=_ANSWERS_WITHIN, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UsageError(f"--scheduler {address}: no Dask scheduler answers ({said})") from None
    try:
        executor = client.get_executor(pure=False)
        yield executor
        executor.shutdown(wait=True)
    finally:
        client.close()
