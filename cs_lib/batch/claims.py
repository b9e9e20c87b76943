"""Who is at work in a folder of reports? One batch, or the shards of one."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cs_lib import lock
from cs_lib.batch.jobs import Shard
from cs_lib.batch.records import FOLDER

_SHARD = re.compile(r"shard-(\d+)-of-(\d+)")
_PATIENCE = 60.0


@contextmanager
def claimed(out: Path, shard: Shard | None) -> Iterator[None]:
    """Hold the folder `out` for a batch, or for one shard beside the others of the same batch.

    Raises Held, which names who is at work, where they would be in each other's way.
    """
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    name = "batch" if shard is None else f"shard-{shard.number}-of-{shard.of}"
    with lock.held(folder / f"{name}.lock", out):
        for other in sorted(folder.glob("*.lock")):
            if _excludes(name, other.stem):
                with lock.held(other, out):
                    pass
        yield


def _excludes(mine: str, other: str) -> bool:
    """May the holders of these two not be at work at once? Shards of one batch may."""
    if other == mine or not (other == "batch" or _SHARD.fullmatch(other)):
        return False
    ours, theirs = _SHARD.fullmatch(mine), _SHARD.fullmatch(other)
    return ours is None or theirs is None or ours[2] != theirs[2]


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Wait until no other shard writes the index, and then hold it for a moment."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            with lock.held(out / FOLDER / "index.lock", out / "index.html"):
                yield
                return
        except lock.Held:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
