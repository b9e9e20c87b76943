"""How does an order become a folder of reports with an index?"""

import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, as_completed
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from cs_lib.batch import claims, executors, index, records
from cs_lib.batch import plan as plans
from cs_lib.batch.attempt import attempt
from cs_lib.batch.jobs import NO_LIMITS, Job, Limits, Shard, Task
from cs_lib.batch.plan import Choice, Entry
from cs_lib.batch.progress import Clock, Listener
from cs_lib.batch.records import FOLDER, Record
from cs_lib.errors import UsageError


@dataclass(frozen=True)
class Batch:
    """What a batch is to do, and how.

    `jobs` may be empty: the order that was given last in `out` is taken up again. `scheduler` is
    the address of a Dask cluster; None: this machine, with `workers` reports at once.
    """

    jobs: tuple[Job, ...]
    out: Path
    choice: Choice = "changed"
    shard: Shard | None = None
    edition: str | None = None
    steps: tuple[int, ...] | None = None
    limits: Limits = NO_LIMITS
    workers: int | None = None
    scheduler: str | None = None
    anonymous: bool = False


def planned(batch: Batch) -> tuple[Entry, ...]:
    """What would be made, and why; nothing is written."""
    executors.workers_here(batch.workers)  # refuses none before anything else is done
    jobs = _order(batch)
    return plans.plan(
        jobs,
        batch.out,
        choice=batch.choice,
        shard=batch.shard,
        edition=batch.edition,
        steps=batch.steps,
        limits=batch.limits,
        kernels=1 if batch.scheduler else executors.kernels_each(len(jobs)),
    )


def run(batch: Batch, listener: Listener) -> tuple[Record, ...]:
    """Make what is to be made; the records of all that was asked for, made now or before.

    Raises Held where another batch is at work in the same folder. Whatever ends it, each report
    is whole or is not there, and the index shows those that are.
    """
    with claims.claimed(batch.out, batch.shard):
        entries = planned(batch)
        if batch.jobs:
            records.keep_order(batch.out, batch.jobs)
        try:
            found = _made(batch, entries, listener)
        except BaseException:
            with suppress(OSError, UsageError):
                _write_index(batch)
            raise
        _write_index(batch)
    return found


def _order(batch: Batch) -> tuple[Job, ...]:
    if jobs := batch.jobs or records.order(batch.out):
        return jobs
    raise UsageError(
        f"{batch.out} holds no order of an earlier batch; name engagements, folders or a manifest"
    )


def _made(batch: Batch, entries: Sequence[Entry], listener: Listener) -> tuple[Record, ...]:
    found = [entry.record for entry in entries if entry.record is not None]
    for entry in entries:
        nowhere = plans.nowhere(entry.task.job)
        if entry.record is not None and entry.record.place == nowhere:
            records.write(batch.out, entry.record)
        else:
            records.remove(batch.out, nowhere)
    wanted = [entry.task for entry in entries if entry.record is None]
    listener.begun(len(wanted), len(found))
    if wanted:
        with _stopping(batch) as stop, _executor(batch) as executor:
            clock = Clock(len(wanted))
            sent = [replace(task, stop=stop) for task in wanted]
            under_way = {executor.submit(attempt, task): task for task in sent}
            for number, future in enumerate(as_completed(under_way), start=1):
                record = _came(batch, future, under_way[future])
                found.append(record)
                listener.done(record, number, len(wanted), clock.left(number))
    return tuple(sorted(found, key=lambda record: record.place))


@contextmanager
def _stopping(batch: Batch) -> Iterator[str]:
    """The file that tells workers of other machines that nobody waits any more."""
    folder = (batch.out / FOLDER).resolve()
    for old in folder.glob("stop-*"):
        old.unlink(missing_ok=True)
    stop = folder / f"stop-{uuid.uuid4().hex[:8]}"
    try:
        yield str(stop)
    except BaseException:
        if batch.scheduler is not None:
            with suppress(OSError):
                stop.touch()
        raise


def _executor(batch: Batch) -> AbstractContextManager[executors.Executor]:
    if batch.scheduler is not None:
        return executors.cluster(batch.scheduler)
    return executors.local(executors.workers_here(batch.workers))


def _came(batch: Batch, future: "Future[Record]", task: Task) -> Record:
    """What came of it; an executor may lose a report, with the worker that was to make it."""
    error = future.exception()
    if error is None:
        return future.result()
    record = plans.failed(task, f"{type(error).__name__}: {error}")
    with suppress(OSError):
        records.write(batch.out, record)
    return record


def _write_index(batch: Batch) -> None:
    with claims.alone(batch.out):
        index.write(batch.out, anonymous=batch.anonymous)
