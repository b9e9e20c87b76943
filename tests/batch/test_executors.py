"""Who makes the reports, here or on a cluster."""

import subprocess
import sys
from contextlib import suppress

import pytest

from cs_lib.batch import executors, memory
from cs_lib.errors import MissingExtraError, UsageError
from tests.batch.toys import PATIENCE, REPO, eventually

LONGER = 5 * PATIENCE
"""Dask has much to import, and a shared machine may be slow."""


def test_no_more_notebooks_than_cores(monkeypatch):
    monkeypatch.setattr(executors.os, "cpu_count", lambda: 8)
    assert executors.workers_here(None) == 8
    assert [executors.kernels_each(jobs) for jobs in (1, 3, 8, 20)] == [8, 2, 1, 1]


def test_without_the_package_the_command_that_installs_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'tensteps\[cluster\]'"):
        executors.cluster("tcp://localhost:1").__enter__()


def test_a_scheduler_that_does_not_answer_is_said(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(executors, "_ANSWERS_WITHIN", 1)
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        executors.cluster("tcp://127.0.0.1:9").__enter__()


class Cluster:
    """A scheduler and two workers on the loopback, whose reports are toys."""

    def __init__(self, toys):
        self.toys = toys
        self.file = toys.folder / "scheduler.json"
        self.processes = []

    def start(self, *words, **more):
        program = [sys.executable, "-m", "tests.batch.toy_cluster", *words, str(self.file)]
        started = subprocess.Popen(program, cwd=REPO, env=self.toys.environment(**more))
        self.processes.append(started)
        return started

    def up(self, **more):
        self.start("scheduler")
        assert eventually(self.file.exists, LONGER)
        workers = [self.start("worker", **more) for _ in range(2)]
        assert eventually(lambda: len(list(self.toys.folder.glob("worker-*"))) == 2, LONGER)
        return workers

    @property
    def address(self):
        return self.file.read_text()

    def close(self):
        for process in self.processes:
            with suppress(OSError):
                process.kill()
            process.wait()


@pytest.fixture
def cluster(toys):
    pytest.importorskip("distributed")
    made = Cluster(toys)
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.skipif(not memory.IS_KNOWN, reason="processes are watched on Linux")
def test_a_cluster_makes_the_bytes_that_this_machine_makes(toys, cluster, tmp_path):
    for number in range(4):
        toys.add(f"Client {number}")
    toys.add("Blocked", "block")
    assert toys.run()[0] == 1
    local = toys.reports()
    cluster.up()
    toys.out = tmp_path / "cluster"
    code, out, said = toys.run("--scheduler", cluster.address)
    assert (code, out) == (1, f"{toys.out / 'index.html'}\n"), said
    assert toys.reports() == local


@pytest.mark.slow
@pytest.mark.skipif(not memory.IS_KNOWN, reason="processes are watched on Linux")
def test_a_batch_that_is_stopped_stops_the_workers(toys, cluster):
    toys.add("Acme", "sleep")
    toys.add("Beta", "sleep")
    cluster.up()
    batch = toys.start("--scheduler", cluster.address)
    assert eventually(lambda: len(list(toys.out.glob("*/2026Q3.lock"))) == 2, LONGER)
    batch.terminate()
    assert batch.wait(timeout=LONGER) == 143
    assert eventually(lambda: not list(toys.out.glob("*/*.lock")))


@pytest.mark.slow
@pytest.mark.skipif(not memory.IS_KNOWN, reason="processes are watched on Linux")
def test_a_worker_that_is_killed_in_mid_batch_loses_nothing(toys, cluster):
    for number in range(6):
        toys.add(f"Client {number}")
    slow = {"TOY_SECONDS": "1", "TOY_MARKS": str(toys.marks)}
    first, _ = cluster.up(**slow)
    batch = toys.start("--scheduler", cluster.address)
    assert eventually(lambda: len(list(toys.marks.iterdir())) >= 3, LONGER)
    first.kill()
    _, said = batch.communicate(timeout=180)
    assert batch.returncode == 0, said
    assert len({path.rpartition("/")[0] for path in toys.reports()}) == 6
    assert not list(toys.out.glob("*/*partial"))
