"""Whole reviews that several rooms ask, each computed once.

Modules that import this one run on the same worker (`tests/conftest.py`).
"""

import csv
import tempfile
from functools import cache
from pathlib import Path

from cs_lib import engagement as engagements
from cs_lib import sample, workbook
from cs_lib.engagement import Engagement
from tests import published

PARAMS = Path(__file__).parents[1] / "params"
SAMPLE, BARE, SMALL = "sample", "contracts only", "twenty accounts"


def asked(name: str) -> Engagement:
    """The sample's engagement, or that of published data."""
    if name == SAMPLE:
        return engagements.load(PARAMS / "sample.yml")
    return published.engagement(name)


def contracts_only(folder: Path) -> Path:
    """The sample with nothing but its contract lines in euros, so that it needs no rates."""
    with (PARAMS / "sample" / "contracts.csv").open(encoding="utf-8") as source:
        rows = [row for row in csv.DictReader(source) if row["currency"] == "EUR"]
    with (folder / "contracts.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    file = folder / "engagement.yml"
    file.write_text(
        "client: Bare GmbH\nas_of: 2026-09-30\ncurrency: EUR\n"
        "tables:\n  contracts: contracts.csv\n",
        encoding="utf-8",
    )
    return file


def review(name: str = SAMPLE) -> workbook.Run:
    """Every figure of one engagement."""
    return _computed(name)


@cache
def _computed(name: str) -> workbook.Run:
    if name == BARE:
        with tempfile.TemporaryDirectory() as folder:
            return workbook.compute(engagements.load(contracts_only(Path(folder))))
    if name == SMALL:
        with tempfile.TemporaryDirectory() as folder:
            file = sample.write(Path(folder), accounts=20)
            return workbook.compute(engagements.load(file))
    return workbook.compute(asked(name))
