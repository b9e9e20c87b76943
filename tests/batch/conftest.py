"""Toy engagements, and a stem that is ready at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cs_lib.batch import attempt
from tests.batch.toys import PROCESSES, STEM, Toys


@pytest.fixture
def toys(tmp_path: Path) -> Iterator[Toys]:
    made = Toys(tmp_path)
    yield made
    if PROCESSES.exists():
        made.close()


@pytest.fixture
def toy_stem(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Reports of this process are toys."""
    monkeypatch.setattr(attempt, "STEM", STEM)
    attempt.close()
    attempt.resume()
    yield
    attempt.close()
