"""What the stem is before it forks: everything imported, and nothing begun."""

import json
import os
import subprocess
import sys

import pytest

from cs_lib import workbook
from tests.faults.runs import PROCESSES, REPO

PROGRAM = """
import importlib, json, os, sys
from cs_lib.batch.stem import MODULES
from cs_lib.report import nursery
for name in MODULES:
    importlib.import_module(name)
nursery.warm_up()
tasks = "/proc/self/task"
threads = [open(f"{tasks}/{each}/comm").read().strip() for each in os.listdir(tasks)]
print(json.dumps({"threads": threads, "modules": sorted(sys.modules)}))
"""


@pytest.mark.slow
@pytest.mark.skipif(not PROCESSES.exists(), reason="threads are listed where they are files")
def test_no_pool_and_no_connection_is_there_before_the_fork():
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=REPO, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    # What runs a query is called polars-0 and tokio-rt-worker; DuckDB's threads bear the program's
    # name, as do those that OpenBLAS starts for numpy and for scipy, and takes down for a fork.
    assert [name for name in told["threads"] if name.startswith(("polars-0", "tokio"))] == []
    ours = [name for name in told["threads"] if name.startswith("python")]
    assert len(ours) <= 1 + 2 * ((os.cpu_count() or 1) - 1)
    steps = {f"cs_lib.steps.s{step.number:02d}_{step.stem}.step" for step in workbook.steps()}
    first = {"pandas", "polars", "papermill", "cs_lib.batch.work", "cs_lib.workbook"}
    assert first | steps <= set(told["modules"])
