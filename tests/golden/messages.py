"""The exact words of errors, kept in one file to be read: `messages.yml`, a group a kind.

`python -m tests.golden.messages` (`make golden`) runs the tests that ask for them and writes the
file anew; what changed is in its diff.
"""

import os
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from cs_lib.errors import DataError

KEPT = Path(__file__).with_name("messages.yml")
KEEPING = "TENSTEPS_KEEP_MESSAGES"
TESTS = Path(__file__).parents[1]
ASKED_BY = (
    "test_engagement.py",
    "intake/test_places.py",
    "intake/test_one_table.py",
    "intake/read",
    "intake/rules/test_row.py",
    "intake/shape/test_lookup.py",
    "intake/shape/test_mapping.py",
)
HEAD = "# The exact words of errors. `make golden` writes them anew.\n"

Said = list[str]


def said(error: DataError, **names: object) -> Said:
    """The problems of an error as they are printed, `names` in the place of what they stand for."""
    return [_named(str(problem), names) for problem in error.problems]


def _named(text: str, names: dict[str, object]) -> str:
    for name, value in names.items():
        text = text.replace(str(value), f"<{name}>")
    return text


def same(group: str, name: str, now: Said) -> None:
    """The test fails unless these words are the ones kept; while keeping, they are."""
    if os.environ.get(KEEPING):
        kept = yaml.safe_load(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
        kept.setdefault(group, {})[name] = now
        text = yaml.safe_dump(kept, allow_unicode=True, width=98)
        KEPT.write_text(HEAD + text, encoding="utf-8")
    else:
        assert now == kept_of(group).get(name), f"{group}, {name}; `make golden` keeps them anew"


@cache
def _kept() -> dict[str, dict[str, Said]]:
    return dict(yaml.safe_load(KEPT.read_text(encoding="utf-8")))


def kept_of(group: str) -> dict[str, Said]:
    """What is kept of one group, by name."""
    return _kept()[group]


def main() -> int:
    """Write the file anew."""
    KEPT.unlink(missing_ok=True)
    os.environ[KEEPING] = "1"
    paths = [str(TESTS / each) for each in ASKED_BY]
    chosen = ["-k", "in_these_words", "-p", "no:xdist", "-p", "no:cacheprovider", "-q"]
    return int(pytest.main([*chosen, *paths]))


if __name__ == "__main__":
    sys.exit(main())
