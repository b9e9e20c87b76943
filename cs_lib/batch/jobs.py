"""What is one report of a batch? An engagement file, and what is laid over it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cs_lib.errors import UsageError


@dataclass(frozen=True)
class Job:
    """One report that is asked for.

    `engagement` is the file's absolute path, `named` what the reader of an index knows it by.
    `settings` are laid over the file, and `variant` names them where a client has several.
    """

    engagement: str
    named: str
    settings: tuple[str, ...] = ()
    variant: str = ""

    @staticmethod
    def of(content: dict[str, Any]) -> "Job":
        """The job as JSON has it."""
        return Job(**(content | {"settings": tuple(content["settings"])}))


@dataclass(frozen=True)
class Limits:
    """What one report may take: seconds of wall-clock time, and bytes of memory; None: all."""

    seconds: float | None = None
    memory: int | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True)
class Task:
    """A job as it is sent to where it is made: plain values, which travel as JSON.

    `stop` is a file that lies there once nobody waits for the report any more.
    """

    job: Job
    out: str
    client: str
    period: str
    place: str
    edition: str | None = None
    steps: tuple[int, ...] | None = None
    kernels: int = 1
    installed: str = ""
    limits: Limits = NO_LIMITS
    fingerprint: dict[str, str] | None = None
    stop: str = ""

    @staticmethod
    def of(content: dict[str, Any]) -> "Task":
        """The task as JSON has it."""
        steps = content["steps"]
        typed = {"job": Job.of(content["job"]), "limits": Limits(**content["limits"])}
        return Task(**(content | typed | {"steps": None if steps is None else tuple(steps)}))

    @property
    def target(self) -> Path:
        """The report's folder."""
        return Path(self.out, self.place)


@dataclass(frozen=True)
class Shard:
    """One of `of` parts of a batch, `number` from 1 on: every n-th report, in the plan's order."""

    number: int
    of: int

    @staticmethod
    def parse(text: str) -> "Shard":
        """The shard that "2/4" names; UsageError otherwise."""
        number, slash, of = text.partition("/")
        if not (slash and number.strip().isdecimal() and of.strip().isdecimal()):
            raise UsageError(f"--shard {text}: write I/N, such as 1/4 for the first of four")
        shard = Shard(int(number), int(of))
        if not 1 <= shard.number <= shard.of:
            raise UsageError(f"--shard {text}: the first number goes from 1 to the second")
        return shard

    def has(self, position: int) -> bool:
        """Does the report at `position`, counted from 0, belong to this shard?"""
        return position % self.of == self.number - 1
