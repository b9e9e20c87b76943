"""Whatever ends a run, nothing of it lives on, and the next one is as if it had not been."""

import os
import random
import signal
import time
from collections.abc import Callable

import pytest

from tests.faults.runs import SHOWN, Runs, eventually

pytestmark = [pytest.mark.slow, pytest.mark.notebook]

STOPPED = "stopped: nothing is left half done; run the same command again\n"
PHASES: dict[str, Callable[[Runs], bool]] = {
    "while the warm process imports": lambda runs: len(runs.living()) >= 2,
    "while kernels start": lambda runs: len(runs.living()) >= 3,
    "while cells run": Runs.under_way,
}


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_a_run_that_is_killed_at_any_moment(
    runs: Runs, number: signal.Signals, phase: str
) -> None:
    run = runs.start()
    assert eventually(lambda: PHASES[phase](runs) or run.poll() is not None)
    time.sleep(random.Random(f"{number} {phase}").uniform(0, 1))
    run.send_signal(number)
    _, said = run.communicate(timeout=60)
    assert eventually(runs.gone), (runs.living(), list(runs.temporary.iterdir()))
    if number == signal.SIGTERM:
        assert (run.returncode, said.splitlines(True)[-1]) == (143, STOPPED)
        assert runs.left() == []


def test_after_a_kill_the_next_run_publishes_and_clears_up(runs: Runs) -> None:
    run = runs.start()
    assert eventually(runs.under_way)
    run.kill()
    assert eventually(runs.gone)
    assert len(runs.left()) == 2, "the lock of the dead, and its partial folder"
    runs.shows(SHOWN, SHOWN)
    again = runs.start()
    _, said = again.communicate(timeout=120)
    assert again.returncode == 0, said
    assert runs.left() == ["2026Q3"]
    assert runs.is_whole()
    assert eventually(runs.gone)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_an_interrupt_does_not_wait_for_the_notebooks(
    runs: Runs, number: signal.Signals, code: int
) -> None:
    run = runs.start()
    assert eventually(runs.under_way)
    run.send_signal(number)
    _, said = run.communicate(timeout=60)
    assert (run.returncode, said) == (code, f"numbers: done\n{STOPPED}")
    assert runs.left() == []
    assert eventually(runs.gone)


def test_a_kernel_that_is_killed_is_named_with_its_cell(runs: Runs) -> None:
    run = runs.start()
    assert eventually(runs.under_way)
    for pid in runs.kernels():
        os.kill(pid, signal.SIGKILL)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "failed in cell 2 (import os, tempfile, time): DeadKernelError" in said
    assert "Traceback" not in said
    assert runs.left() == ["2026Q3.failed"]
    assert eventually(runs.gone)


def test_kernels_do_not_outlive_the_warm_process_they_came_from(runs: Runs) -> None:
    run = runs.start()
    assert eventually(runs.under_way)
    others = set(runs.living()) - {run.pid, *runs.kernels()}
    assert len(others) == 1
    os.kill(others.pop(), signal.SIGKILL)
    assert eventually(lambda: runs.living() in ([run.pid], []))
    _, said = run.communicate(timeout=60)
    assert (run.returncode, "DeadKernelError" in said) == (1, True)
    assert eventually(runs.gone)


def test_a_cold_kernel_ends_with_its_parent_too(runs: Runs) -> None:
    """Where the platform cannot fork; the kernel is killed while it still imports, and later."""
    for wait in (lambda: len(runs.living()) >= 2, lambda: bool(runs.kernels())):
        run = runs.start(FAULT_COLD="1")
        assert eventually(wait)
        run.kill()
        assert eventually(runs.gone), (runs.living(), list(runs.temporary.iterdir()))
