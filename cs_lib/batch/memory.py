"""How much memory does a process hold, with all that it has started? Linux alone can say.

What several processes share is counted once: a fork shares all that its parent has imported.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")
IS_KNOWN = (_PROCESSES / "self" / "smaps_rollup").exists()


def family(pid: int) -> tuple[int, ...]:
    """The process and all that came of it and still live."""
    return tuple(_family(pid))


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for thread in (_PROCESSES / str(pid) / "task").iterdir():
            with suppress(OSError):
                for child in (thread / "children").read_text().split():
                    yield from _family(int(child))


def held(pids: tuple[int, ...]) -> int:
    """Bytes that these processes hold; a page that n share counts an n-th for each of them."""
    return sum(map(_held, pids))


def _held(pid: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        for line in (_PROCESSES / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    return 0


def lives(pid: int) -> bool:
    """Is there such a process, which has not ended?"""
    try:
        state = (_PROCESSES / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in "ZX"
