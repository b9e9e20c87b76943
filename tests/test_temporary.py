"""One folder a process, which ends with it, however it ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SAYS = "from cs_lib import temporary; print(temporary.folder(), flush=True)"


def started(code: str, place: Path) -> tuple[subprocess.Popen[str], Path]:
    """A process that runs `code` in which the first line printed is its folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"TMPDIR": str(place)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_it_is_one_folder_for_this_process_alone_and_gone_in_the_end(tmp_path):
    code = f"{SAYS}; assert temporary.folder() == temporary.folder(); input()"
    process, folder = started(code, tmp_path)
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o777 == 0o700
    process.communicate("\n")
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_what_the_dead_left_is_cleared_and_the_livings_is_not(tmp_path):
    dead, left = started(f"{SAYS}; input()", tmp_path)
    (left / "spill").mkdir()
    (left / "spill" / "block").write_text("rows of a client")
    dead.send_signal(signal.SIGKILL)
    dead.wait()
    assert (left / "spill" / "block").exists()
    living, kept = started(f"{SAYS}; input()", tmp_path)
    assert not left.exists()
    last, _ = started(SAYS, tmp_path)
    last.wait()
    assert kept.is_dir()
    living.communicate("\n")


@pytest.mark.parametrize("name", ["ts-other", "ts-just-made"])
def test_a_folder_that_is_not_ours_stays(tmp_path, name):
    (tmp_path / name).mkdir()
    if name == "ts-just-made":  # its process is about to hold it
        (tmp_path / name / "held").touch()
    process, _ = started(SAYS, tmp_path)
    process.wait()
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform cannot fork")
def test_a_forked_process_has_another(tmp_path):
    code = (
        f"{SAYS}; import os\n"
        "ours = temporary.folder()\n"
        "pid = os.fork()\n"
        "if pid == 0: os._exit(int(temporary.folder() == ours))\n"
        "assert os.waitpid(pid, 0)[1] == 0\n"
        "assert ours.is_dir()"
    )
    process, _ = started(code, tmp_path)
    assert process.wait() == 0
