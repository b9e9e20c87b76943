"""A toy engagement whose runs are counted."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.runs import PROCESSES, Runs


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    if not PROCESSES.exists():
        pytest.skip("processes are counted where the system lists them as files")
    made = Runs(tmp_path)
    yield made
    made.close()
    shutil.rmtree(made.temporary, ignore_errors=True)
