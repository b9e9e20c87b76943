"""One process holds a place; the others are told which, and the dead hold nothing."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from cs_lib import lock
from cs_lib.errors import UsageError

HOLDER = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from cs_lib import lock
    with lock.held(Path(sys.argv[1]), Path("acme/2026Q3")):
        print("held", flush=True)
        time.sleep(60)
    """
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "2026Q3.lock"


@pytest.fixture
def holder(path):
    """Another process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_who_holds_it_since_when_is_said(path, holder):
    with pytest.raises(UsageError) as caught, lock.held(path, "acme/2026Q3"):
        pass
    said = str(caught.value)
    assert said.startswith(f"acme/2026Q3 is being made by another run: process {holder.pid} of ")
    assert " on " in said
    assert " UTC; wait until it has ended, or give another --out" in said
    assert caught.value.exit_code == 2


def test_the_dead_hold_nothing(path, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert path.exists()
    with lock.held(path, "acme/2026Q3"):
        assert str(os.getpid()) in path.read_text()
    assert not path.exists()


def test_a_torn_lock_file_stands_in_nobodys_way(path):
    path.write_text('{"pid"')
    with lock.held(path, "it"):
        pass
    assert not path.exists()


def test_a_holder_that_has_not_yet_said_its_name_holds_it_all_the_same(path):
    with lock.held(path, "it"):
        path.write_text("")
        with pytest.raises(UsageError, match="it has only just begun"), lock.held(path, "it"):
            pass


def test_a_user_without_a_name_can_hold_it(path, monkeypatch):
    monkeypatch.setattr(lock.getpass, "getuser", lambda: {}["nobody"])
    with lock.held(path, "it"):
        assert f"user {os.getuid()}" in path.read_text()
