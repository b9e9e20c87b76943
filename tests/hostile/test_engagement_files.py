"""Engagement files of a stranger: told in words and in time, whatever YAML they are."""

import os
import time
from pathlib import Path

import pytest

from cs_lib import engagement as engagements
from cs_lib.engagement import reading
from cs_lib.errors import EngagementError

SECONDS = 60
"""By when an answer is there, on a busy machine; without bounds these took longer, or for ever."""
RIGHT = "client: A\nas_of: 2026-09-30\ncurrency: EUR\ntables: {contracts: c.csv}\n"
DOUBLED = "".join(
    f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}], k{n}: 1}}\n" for n in range(1, 12)
)
LISTED = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 10))
FILES = {
    "merge keys that double": f"m0: &m0 {{k0: 1}}\n{DOUBLED}{RIGHT}previous: *m11\n",
    "lists of lists of aliases": f"l0: &l0 [x]\n{LISTED}{RIGHT}previous: *l9\n",
    "an alias within itself": f"{RIGHT}signoff: &a [*a]\n",
    "a flow list of 10 MB": f"{RIGHT}signoff: [{'1,' * 5_000_000}]\n",
    "a flow list that just fits": f"{RIGHT}signoff: [{'1,' * 200_000}]\n",
    "lists in lists": f"{RIGHT}previous: {'[' * 400_000}\n",
    "keys in keys": f"{RIGHT}previous: {'{a: ' * 100_000}\n",
    "a number that is none": f"{RIGHT}fiscal_year_start: !!int x\n",
    "a fraction that is none": f"{RIGHT}stated: {{grr: !!float x}}\n",
    "a flag that is none": f"{RIGHT}stated: {{grr: !!bool x}}\n",
    "a day that is none": f"{RIGHT}previous: !!timestamp x\n",
    "bytes that are none": f"{RIGHT}previous: !!binary é\n",
    "a call": f"{RIGHT}previous: !!python/object/apply:os.system [ls]\n",
    "a set": f"{RIGHT}previous: !!set {{a, b}}\n",
    "a number of 5,000 digits": f"{RIGHT}stated: {{arr: {'9' * 5_000}}}\n",
    "NUL in the file": f"{RIGHT}previous: a\0b\n",
    "NUL in a text": f'{RIGHT}previous: "a\\0b"\n',
    "half a character": RIGHT.replace("client: A", 'client: "\\uD800"'),
    "a terminal's codes": RIGHT.replace("client: A", 'client: "\\e[31mA"'),
    "a client on two lines": RIGHT.replace("client: A", 'client: "A\\nB"'),
    "a client of 300 letters": RIGHT.replace("client: A", f"client: {'A' * 300}"),
    "no metric's number": f"{RIGHT}signoff: [{{metric: M99, by: x, on: 2026-01-01, agrees: true}}]",
    "a table called 1": RIGHT.replace("{contracts", "{1: x, contracts"),
    "a list for a key": f"{RIGHT}? [a]\n: x\n",
    "a date of unknown parts": RIGHT.replace("c.csv", "{path: c.csv, date_format: '%Y%Q'}"),
    "an encoding of nothing": RIGHT.replace("c.csv", "{path: c.csv, encoding: undefined}"),
    "a line's end between cells": RIGHT.replace("c.csv", '{path: c.csv, delimiter: "\\n"}'),
    "two documents": f"{RIGHT}---\n{RIGHT}",
    "the last day there is": RIGHT.replace("2026-09-30", "9999-12-31"),
}


def told(file: Path) -> str:
    begun = time.monotonic()
    with pytest.raises(EngagementError) as caught:
        engagements.load(file)
    assert time.monotonic() - begun < SECONDS
    assert caught.value.exit_code == 2
    return str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_the_file_is_refused_in_words(tmp_path: Path, name: str) -> None:
    file = tmp_path / "acme.yml"
    file.write_text(FILES[name], encoding="utf-8")
    said = told(file)
    assert len(said) < 1_000
    assert all(letter.isprintable() or letter == "\n" for letter in said)
    for jargon in ("Traceback", "codec", "Error", "object has no attribute", "pydantic"):
        assert jargon not in said


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "acme.yml")
    assert "is a pipe or a device" in told(tmp_path / "acme.yml")


def test_what_an_engagement_needs_is_far_within_the_bounds(tmp_path: Path) -> None:
    renamed = "".join(f"  old-{n}: new\n" for n in range(2_000))
    text = f"{RIGHT}product_map:\n{renamed}"
    file = tmp_path / "acme.yml"
    file.write_text(text, encoding="utf-8")
    assert len(engagements.load(file).product_map) == 2_000
    assert len(text) < reading.LONGEST / 10


def test_a_setting_of_the_command_line_is_bounded_too(tmp_path: Path) -> None:
    file = tmp_path / "acme.yml"
    file.write_text(RIGHT, encoding="utf-8")
    for value in ("!!int x", "[" * 10_000, f"[{'1,' * 300_000}]"):
        with pytest.raises(EngagementError, match="the value is not valid YAML"):
            engagements.load(file, [f"previous={value}"])
