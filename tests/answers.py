"""Which exhibits answer which of the 25 questions, as docs/answers.md says it?"""

import re
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "answers.md"
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", re.M)
ADDRESS = re.compile(r"`([a-z_0-9]+)\.([a-z_0-9]+)`")
UNANSWERED = {6, 25}
"""The first edition has nothing to compare with; what others rebuild is no exhibit."""


def rows() -> list[tuple[int, list[tuple[str, str]]]]:
    """The number of each question, and step and name of each exhibit that answers it."""
    found = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    return [(int(number), ADDRESS.findall(answer)) for number, _, answer in found]
