"""What of an order has to be made, and what lies there already?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Literal

from cs_lib import engagement as engagements
from cs_lib.batch import fingerprint, records
from cs_lib.batch.jobs import NO_LIMITS, Job, Limits, Shard, Task
from cs_lib.batch.records import Record
from cs_lib.errors import EngagementError
from cs_lib.report import publishing

Choice = Literal["changed", "unfinished", "failed", "all"]
"""What is made: what changed or failed; what was not yet tried; only what failed; everything."""
CACHED, UNTRIED, NEVER = "unchanged", "was tried", "no report yet"


@dataclass(frozen=True)
class Entry:
    """One report of the plan: what to send off, or the record that makes that needless.

    `why` says in a few words why it is made, or is not.
    """

    task: Task
    why: str
    record: Record | None = None

    def as_row(self) -> dict[str, str]:
        """The entry for a person who asks for the plan."""
        if self.record is None:
            action = "make"
        else:
            action = "keep" if self.why in (CACHED, UNTRIED) else "cannot be made"
        return {"report": self.task.place, "action": action, "why": self.why}


def plan(
    jobs: Sequence[Job],
    out: Path,
    *,
    choice: Choice = "changed",
    shard: Shard | None = None,
    edition: str | None = None,
    steps: tuple[int, ...] | None = None,
    limits: Limits = NO_LIMITS,
    kernels: int = 1,
) -> tuple[Entry, ...]:
    """One entry for each report that is asked for and belongs to `shard`, ordered by its place.

    A broken engagement file and two jobs that would make the same report have a failed record.
    """
    tasks = [_task(job, out, edition, steps, limits, kernels) for job in jobs]
    ordered = sorted(tasks, key=lambda pair: (pair[0].place, pair[0].job.engagement))
    ours = [pair for place, pair in enumerate(ordered) if shard is None or shard.has(place)]
    many = Counter(task.place for task, _ in tasks)
    clashes = {place: _named(tasks, place) for place, times in many.items() if times > 1}
    return tuple(
        entry
        for task, problem in ours
        if (entry := _entry(task, problem or clashes.get(task.place, ""), out, choice)) is not None
    )


def _task(
    job: Job,
    out: Path,
    edition: str | None,
    steps: tuple[int, ...] | None,
    limits: Limits,
    kernels: int,
) -> tuple[Task, str]:
    """What is to be sent off for a job; and what is wrong with it, in words."""
    try:
        loaded = engagements.load(job.engagement, job.settings)
    except EngagementError as error:
        said = f"{job.named}: " + "; ".join(error.problems)
        return Task(job, str(out), "", "", nowhere(job), edition, steps, kernels, "", limits), said
    place = "/".join(publishing.place(loaded.client, loaded.period, job.variant))
    parts = fingerprint.of(loaded, job, edition, steps)
    return Task(
        job=job,
        out=str(out.resolve()),
        client=loaded.client,
        period=loaded.period,
        place=place,
        edition=edition,
        steps=steps,
        kernels=kernels,
        installed=fingerprint.installed(),
        limits=limits,
        fingerprint=parts,
    ), ""


def nowhere(job: Job) -> str:
    """The place of a job whose report has none: its file is broken, or another claims its place."""
    name = sha256("\0".join((job.engagement, job.variant, *job.settings)).encode()).hexdigest()
    return f"{publishing.slug(Path(job.engagement).stem)}-{name[:8]}/none"


def _named(tasks: Iterable[tuple[Task, str]], place: str) -> str:
    names = [task.job.engagement for task, _ in tasks if task.place == place]
    return (
        f"{len(names)} entries would make the same report ({', '.join(names)}); "
        "leave one of them, or give each a variant in a manifest"
    )


def _entry(task: Task, problem: str, out: Path, choice: Choice) -> Entry | None:
    if problem:
        return Entry(task, problem, failed(replace(task, place=nowhere(task.job)), problem))
    before = records.read(out, task.place)
    if choice == "failed":
        has_failed = before is not None and not before.is_done
        return Entry(task, "failed before") if has_failed else None
    why = _why(before, task, out)
    if choice == "all":
        return Entry(task, "asked for anew")
    if before is not None and why == CACHED:
        return Entry(task, why, before)
    if choice == "unfinished" and before is not None and before.fingerprint == task.fingerprint:
        tried = before.state in ("failed", "timed_out") and task.fingerprint is not None
        if tried:
            return Entry(task, UNTRIED, before)
    return Entry(task, why)


def _why(before: Record | None, task: Task, out: Path) -> str:
    if before is None:
        return NEVER
    if before.state in ("failed", "timed_out"):
        return "failed before"
    if before.fingerprint is None or task.fingerprint is None:
        return "cannot be told from its inputs"
    parts = fingerprint.differing(before.fingerprint, task.fingerprint)
    if parts:
        shown = ", ".join(part.removeprefix(fingerprint.INPUT) for part in parts[:3])
        return f"changed: {shown}" + (f" and {len(parts) - 3} more" if len(parts) > 3 else "")
    return CACHED if records.is_there(out, before) else "the report was changed or removed"


def failed(task: Task, cause: str) -> Record:
    """The record of a report that cannot even be begun."""
    return Record(
        place=task.place,
        state="failed",
        named=task.job.named,
        client=task.client,
        period=task.period,
        variant=task.job.variant,
        settings=task.job.settings,
        cause=cause,
    )
