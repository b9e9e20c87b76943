"""How does somebody who waits know how far it is? A bar on a terminal, lines in a pipe, or JSON."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, TextIO

from cs_lib import formats
from cs_lib.batch.records import Record, State
from cs_lib.errors import printable

WORDS: dict[State, str] = {
    "ok": "ok",
    "ok_with_warnings": "ok with warnings",
    "blocked": "blocked by the data gate",
    "failed": "failed",
    "timed_out": "timed out",
}


class Listener(Protocol):
    """Whoever wants to know."""

    def begun(self, made: int, cached: int) -> None:
        """So many reports will be made, so many lie there unchanged."""

    def done(self, record: Record, number: int, of: int, left: float | None) -> None:
        """The report numbered `number` of `of` is done; `left` seconds are left, if one can say."""


@dataclass
class Clock:
    """How long will the rest take? As long as the reports so far took, on average."""

    of: int
    began: float = field(default_factory=time.monotonic)

    def left(self, done: int, now: float | None = None) -> float | None:
        """Seconds until all are done."""
        passed = (time.monotonic() if now is None else now) - self.began
        return passed / done * (self.of - done) if done else None


def duration(seconds: float) -> str:
    """A stretch of time in one or two units: "45 s", "3 min 20 s", "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def line(record: Record, number: int, of: int, left: float | None) -> str:
    """One report in one line."""
    parts = [f"{number}/{of} {record.place}: {WORDS[record.state]}"]
    if record.cause:
        parts.append(printable(record.cause))
    parts.append(duration(record.seconds))
    if left is not None and number < of:
        parts.append(f"about {duration(left)} left")
    return "; ".join(parts)


@dataclass
class Lines:
    """A plain line for each report, for a pipe."""

    stream: TextIO

    def begun(self, made: int, cached: int) -> None:
        """See Listener."""
        unchanged = f"; {formats.count(cached, 'report')} unchanged" if cached else ""
        self._say(f"{formats.count(made, 'report')} to make{unchanged}")

    def done(self, record: Record, number: int, of: int, left: float | None) -> None:
        """See Listener."""
        self._say(line(record, number, of, left))

    def _say(self, text: str) -> None:
        print(text, file=self.stream, flush=True)


@dataclass
class JsonLines:
    """A JSON object a line, for a scheduler."""

    stream: TextIO

    def begun(self, made: int, cached: int) -> None:
        """See Listener."""
        self._say(event="begun", make=made, unchanged=cached)

    def done(self, record: Record, number: int, of: int, left: float | None) -> None:
        """See Listener."""
        self._say(
            event="report", place=record.place, state=record.state, cause=record.cause,
            seconds=record.seconds, memory=record.memory, number=number, of=of,
            left=None if left is None else round(left, 1),
        )  # fmt: skip

    def _say(self, **content: object) -> None:
        print(json.dumps(content, ensure_ascii=False), file=self.stream, flush=True)


class Bar:
    """A bar with the time left, and a line above it for each report; `console` is rich's."""

    def __init__(self, console: object) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[left]}"))
        self.bar = Progress(*columns, console=console, transient=True)  # type: ignore[arg-type]
        self._task = self.bar.add_task("", total=None, left="starting")

    def begun(self, made: int, cached: int) -> None:
        """See Listener."""
        Lines(sys.stderr).begun(made, cached)
        self.bar.update(self._task, total=made)

    def done(self, record: Record, number: int, of: int, left: float | None) -> None:
        """See Listener."""
        from rich.markup import escape

        self.bar.console.print(escape(line(record, number, of, None)), soft_wrap=True)
        said = "" if left is None else f"about {duration(left)} left"
        self.bar.update(self._task, completed=number, left=said)


@contextmanager
def listener(as_json: bool) -> Iterator[Listener]:
    """What suits the standard error of this process."""
    if as_json:
        yield JsonLines(sys.stderr)
    elif sys.stderr.isatty():
        from rich.console import Console

        bar = Bar(Console(stderr=True, highlight=False))
        with bar.bar:
            yield bar
    else:
        yield Lines(sys.stderr)
