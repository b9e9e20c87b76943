"""Published data lies beside the project where it is there at all."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(autouse=True)
def _published_data() -> None:
    if not DATA.is_dir():
        pytest.skip(f"published data is not there: {DATA}")
