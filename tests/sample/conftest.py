import csv
import json
from pathlib import Path

import pytest

from cs_lib import sample
from cs_lib.sample import company


@pytest.fixture(scope="session")
def world():
    return company.build(400, 36, 7)


@pytest.fixture(scope="session")
def many():
    """A company so large that planted shares show."""
    return company.build(1500, 36, 11)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("sample")
    sample.write(target)
    return target


@pytest.fixture(scope="session")
def truth(folder: Path):
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def tables(folder: Path):
    found = {}
    for path in sorted((folder / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found
