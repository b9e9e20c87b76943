"""Who is making this report? A file that only one process can hold, and that says who does.

The operating system holds the lock and gives it back when the process ends, however it ends: a
lock file that a dead process left behind stands in nobody's way.
"""

import datetime as dt
import getpass
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cs_lib.errors import UsageError


class Held(UsageError):
    """Another run holds the lock."""


if sys.platform == "win32":  # pragma: no cover - checked by mypy alone
    import msvcrt

    _FAR = 1 << 30  # beyond the text: a locked part of a file cannot be read by others

    def seize(file: int) -> None:
        """See below."""
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)

else:
    import fcntl

    def seize(file: int) -> None:
        """Hold the open `file` until it is closed; OSError at once where another does."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def held(path: Path, what: Path) -> Iterator[None]:
    """Hold the lock file `path`; Held where another run holds it, which makes `what`."""
    file = _opened(path, what)
    try:
        _write_owner(file)
        yield
    finally:
        # Removed while it is still held: whoever has opened it since sees that it is gone. Windows
        # removes no open file.
        with suppress(OSError):
            path.unlink()
        os.close(file)
        if sys.platform == "win32":  # pragma: no cover
            with suppress(OSError):
                path.unlink()


def _opened(path: Path, what: Path) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            seize(file)
            if os.path.samestat(os.fstat(file), os.stat(path)):
                return file
        except (BlockingIOError, PermissionError):
            os.close(file)
            raise Held(
                f"{what} is being made by another run: {_owner(path)}; "
                "wait until it has ended, or give another --out"
            ) from None
        except FileNotFoundError:  # its holder ended, and removed it, after we had opened it
            pass
        except BaseException:
            os.close(file)
            raise
        os.close(file)


def _write_owner(file: int) -> None:
    owner = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "user": _user(),
        "since": dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
    }
    os.ftruncate(file, 0)
    os.write(file, json.dumps(owner).encode())


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in many containers
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "an unknown user"


def _owner(path: Path) -> str:
    """Who holds it, in words."""
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        return (
            f"process {owner['pid']} of {owner['user']} on {owner['host']}, since {owner['since']}"
        )
    except (OSError, ValueError, KeyError, TypeError):  # it has only just begun
        return "it has only just begun"
