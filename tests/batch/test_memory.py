"""What a family of processes holds is weighed together."""

import os
import subprocess
import sys

import pytest

from cs_lib.batch import memory

pytestmark = pytest.mark.skipif(not memory.IS_KNOWN, reason="only Linux says what a process holds")


def test_a_process_with_its_children():
    program = (
        "import subprocess, sys, time\n"
        "eaten = b'x' * (60 << 20)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    started = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        child = int(started.stdout.readline())
        assert memory.family(started.pid) == (started.pid, child)
        assert 60 << 20 < memory.held((started.pid, child)) < 200 << 20
        assert memory.lives(child)
    finally:
        os.kill(child, 9)
        started.kill()
        started.communicate()
    assert not memory.lives(started.pid)
    assert memory.held((started.pid,)) == 0
