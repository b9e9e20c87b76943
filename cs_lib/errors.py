"""One family of errors; each carries its data, and the exit code the command line gives it.

The message of every error says what is wrong, what is allowed and how to mend it: it is
printed as it stands, never under a traceback.
"""

import errno
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


class TenStepsError(Exception):
    """Anything a user can mend. `exit_code` is the contract of the command line."""

    exit_code = 1


class UsageError(TenStepsError):
    """A command was called with a value it does not take."""

    exit_code = 2


class EngagementError(TenStepsError):
    """The engagement file is wrong; `problems` holds one line per mistake."""

    exit_code = 2

    def __init__(self, file: str, problems: Sequence[str]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__(f"{file}:\n" + "\n".join(f"  - {problem}" for problem in self.problems))


class MissingExtraError(TenStepsError):
    """An optional dependency is not installed; the message names the command that installs it."""

    exit_code = 2

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        super().__init__(f"{purpose} needs an optional part: pip install 'tensteps[{extra}]'")


@dataclass(frozen=True)
class DataProblem:
    """One thing wrong with the client's data, located as closely as it can be.

    `row` counts as the file's own reader does (the header is row 1); None means the whole
    column, table or file.
    """

    file: str
    table: str
    wrong: str
    allowed: str
    fix: str
    column: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        parts = [self.file, f"table {self.table}"]
        parts += [f"column {self.column}"] if self.column else []
        parts += [f"row {self.row}"] if self.row is not None else []
        said = f"{', '.join(parts)}: {self.wrong}. Allowed: {self.allowed}. Fix: {self.fix}"
        return printable(said)


class DataError(TenStepsError):
    """The data gate blocked the run; `problems` says where, what and how to mend it."""

    exit_code = 3

    def __init__(self, problems: Sequence[DataProblem], note: str = "") -> None:
        self.problems = tuple(problems)
        self.note = note
        lines = [f"  - {problem}" for problem in self.problems]
        super().__init__("\n".join(["the data cannot be used:", *lines, *([note] if note else [])]))


class StaleResultError(TenStepsError):
    """A stored result belongs to other inputs, another engagement or another version."""


class RunError(TenStepsError):
    """A notebook failed; `step` and `cell` say where, `kept` where the executed copy lies."""

    def __init__(self, step: str, cell: str, cause: str, kept: str) -> None:
        self.step, self.cell, self.cause, self.kept = step, cell, cause, kept
        super().__init__(
            f"step {step} failed in cell {cell}: {cause}\n  the executed notebook is kept in {kept}"
        )


def printable(text: str) -> str:
    """The text on one line, for a terminal: what a client's cell says must not steer it."""
    return "".join(
        mark if mark.isprintable() else " " if mark.isspace() else "\ufffd" for mark in text
    )


_WAYS_OUT = {
    **dict.fromkeys(
        (errno.ENOSPC, errno.EDQUOT),
        "free some space, or give a folder on another disk; then run the same command again",
    ),
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM, errno.EROFS),
        "give a folder that you may write in, or ask its owner for the right",
    ),
    **dict.fromkeys(
        (errno.ENOTDIR, errno.EEXIST),
        "a file lies where a folder is needed; give another folder, or move the file away",
    ),
    **dict.fromkeys(
        (errno.ENOLCK, errno.ENOTSUP),
        "this file system has no locks; give a folder on another disk",
    ),
    **dict.fromkeys(
        (errno.EMFILE, errno.ENFILE), "end other programs, or raise the limit ('ulimit -n')"
    ),
    errno.ENOENT: "check the path",
    errno.EISDIR: "a folder lies where a file is needed; give another name, or move it away",
    errno.ENAMETOOLONG: "give a folder with a shorter path",
    errno.EIO: "the disk does not answer as it should; give a folder on another disk",
}


def fault_of_machine(error: BaseException) -> str | None:
    """What does the machine lack, and what is to be done? None for what may be a defect of ours."""
    if not isinstance(error, OSError) or error.errno not in _WAYS_OUT:
        return None
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{os.strerror(error.errno)}; {_WAYS_OUT[error.errno]}"


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint for a misspelt `name`: the closest known one, else all that are known."""
    known = sorted(known)
    close = get_close_matches(name.lower(), [k.lower() for k in known], n=1, cutoff=0.6)
    if close:
        match = next(k for k in known if k.lower() == close[0])
        return f"did you mean '{match}'?"
    return f"known: {', '.join(known)}"
