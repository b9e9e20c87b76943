"""What every test starts from: no display, steady random cases, and only what is there."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import settings

from tests import published

os.environ.setdefault("MPLBACKEND", "Agg")
# Kernels and subprocesses started by tests share the bytecode instead of compiling it each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The cases are small clients: their text is kept as `intake.text_storage` keeps it for those, which
# takes a sixth less time. Large ones are asked for in `ledger/engines` and `test_text_storage`.
pd.set_option("mode.string_storage", "python")
# The same cases on every run and machine; shared machines are slow at times, so no deadline.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture
def arrow_text() -> Iterator[None]:
    """Text as pandas keeps it when nobody says otherwise, and large clients' (`text_storage`)."""
    with pd.option_context("mode.string_storage", "pyarrow"):
        yield


BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _no_browser() -> str | None:
    found = any(map(shutil.which, BROWSERS))
    return None if found else f"none of {', '.join(BROWSERS)} is installed"


MISSING: dict[str, Callable[[], str | None]] = {
    "browser": _no_browser,
    "external": published.why_missing,
}
"""Why are the tests of a marker skipped on this machine? None where it has what they need."""


SHARED = "whole reviews"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Decided before any fixture is set up: one of a module would open what is not there."""
    for marker, why in MISSING.items():
        if reason := why():
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(pytest.mark.skip(reason=reason))
    if hasattr(config, "workerinput"):  # the longest first, so that no worker ends alone with one
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: (_together(item.path) != SHARED, item.path not in slow))


@cache
def _together(module: Path) -> str:
    """What runs on one worker: a module, and those that ask the same whole reviews."""
    asks = re.search(r"^from tests import .*\bwhole\b", module.read_text("utf-8"), re.MULTILINE)
    return SHARED if asks else str(module)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A worker builds what its modules share, so no module is spread over two of them."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _together(config.rootpath / nodeid.split("::")[0])

    config.option.loadscopereorder = False
    return Together(config, log)
