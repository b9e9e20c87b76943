"""What every test starts from: no display, steady random cases, Chromium only if it is there."""

import os
import shutil

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")
# Kernels and subprocesses started by tests share the bytecode instead of compiling it each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The same cases on every run and machine; shared machines are slow at times, so no deadline.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not any(map(shutil.which, BROWSERS)):
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
