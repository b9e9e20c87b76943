"""A fork hands over what it made, and neither it nor its parent waits for one that has ended."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cs_lib.forks import FORKS, Fork, Send

pytestmark = pytest.mark.skipif(not FORKS, reason="this platform does not fork")
REPO = Path(__file__).resolve().parents[1]
BIG = 1_000_000
"""More bytes than a pipe holds."""


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def ends(pid: int) -> bool:
    end = time.monotonic() + 60
    while lives(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not lives(pid)


def test_things_come_under_their_names_in_the_order_they_are_made() -> None:
    def work(send: Send) -> None:
        send("one", {"made by": os.getpid()})
        send("two", "x" * BIG)

    heard: list[str] = []
    with Fork(["one", "two"], work) as fork:
        fork.listen(heard.append)
        assert fork.get("two") == "x" * BIG
        one = fork.get("one")
        assert one is not None
        assert one["made by"] != os.getpid()
        assert fork.get("never asked for") is None
    assert heard == ["one", "two"]


def test_what_fails_there_is_left_to_the_parent() -> None:
    def work(send: Send) -> None:
        send("one", 1)
        raise ValueError("two cannot be made")

    with Fork(["one", "two", "three"], work) as fork:
        fork.listen(lambda name: None)
        assert [fork.get(name) for name in ("three", "two", "one")] == [None, None, 1]


def test_what_cannot_be_handed_over_is_left_to_the_parent() -> None:
    with Fork(["one"], lambda send: send("one", lambda: 1)) as fork:
        fork.listen(lambda name: None)
        assert fork.get("one") is None


@pytest.mark.parametrize("listens", [True, False])
def test_whoever_leaves_early_leaves_no_fork_behind(listens: bool, tmp_path: Path) -> None:
    def work(send: Send) -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        (tmp_path / "pid").rename(tmp_path / "born")
        send("one", "x" * BIG)
        time.sleep(600)

    with pytest.raises(KeyError), Fork(["one", "two"], work) as fork:  # noqa: PT012
        if listens:
            fork.listen(lambda name: None)
        while not (tmp_path / "born").exists():
            time.sleep(0.01)
        raise KeyError("something else went wrong")
    assert not lives(int((tmp_path / "born").read_text()))
    if listens:
        assert fork.get("two") is None


def test_a_fork_that_is_killed_is_missed_at_once() -> None:
    def work(send: Send) -> None:
        send("one", 1)
        os.kill(os.getpid(), signal.SIGKILL)

    with Fork(["one", "two"], work) as fork:
        fork.listen(lambda name: None)
        assert fork.get("two") is None


PARENT = """
import os, signal, time
from cs_lib.forks import Fork
signal.signal(signal.SIGTERM, signal.SIG_IGN)
def work(send):
    send("pid", (os.getpid(), signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, os.getsid(0)))
    time.sleep(600)
fork = Fork(["pid"], work)
fork.listen(lambda name: None)
print(*fork.get("pid"), flush=True)
time.sleep(600)
"""


def test_a_fork_ends_with_its_parent_however_that_ends() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=REPO, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid, heeds, session = parent.stdout.readline().split()
    assert lives(int(pid))
    assert (heeds, session) == ("True", pid)  # a terminal's Ctrl-C is for its parent
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert ends(int(pid))
