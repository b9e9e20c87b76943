"""Whole reviews that several rooms ask, each computed once.

Modules that import this one run on the same worker (`tests/conftest.py`).
"""

from functools import cache
from pathlib import Path

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.engagement import Engagement
from tests import published

PARAMS = Path(__file__).parents[1] / "params"
SAMPLE = "sample"


def asked(name: str) -> Engagement:
    """The sample's engagement, or that of published data."""
    if name == SAMPLE:
        return engagements.load(PARAMS / "sample.yml")
    return published.engagement(name)


def review(name: str = SAMPLE) -> workbook.Run:
    """Every figure of one engagement."""
    return _computed(name)


@cache
def _computed(name: str) -> workbook.Run:
    return workbook.compute(asked(name))
