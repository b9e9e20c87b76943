"""A client's folder for each test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.intake.builders import Client


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path)


@pytest.fixture(scope="session")
def new_client(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Client]:
    """For property tests: a new folder for each case."""
    return lambda: Client(tmp_path_factory.mktemp("client"))
