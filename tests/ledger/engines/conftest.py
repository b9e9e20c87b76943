"""Engines are for large clients, too, whose text is kept in Arrow's way."""

from collections.abc import Iterator

import pandas as pd
import pytest


@pytest.fixture(autouse=True)
def arrow_text() -> Iterator[None]:
    with pd.option_context("mode.string_storage", "pyarrow"):
        yield
