"""Whoever waits is told, in words or in JSON."""

import io
import json

import pytest

from cs_lib.batch.progress import Bar, Clock, JsonLines, Lines, duration, line
from tests.batch.toys import record


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "0 s"), (59.4, "59 s"), (60, "1 min"), (200, "3 min 20 s"), (7500, "2 h 5 min")],
)
def test_a_stretch_of_time(seconds, said):
    assert duration(seconds) == said


def test_the_rest_takes_as_long_as_what_is_done():
    clock = Clock(10, began=100.0)
    assert clock.left(0, now=130.0) is None
    assert clock.left(4, now=140.0) == 60.0


def test_a_line_says_state_cause_time_and_what_is_left():
    failed = record(state="failed", cause="step 3\nfailed \x1b[31m")
    assert line(failed, 2, 5, 95) == (
        "2/5 acme/2026Q3: failed; step 3 failed \ufffd[31m; 12 s; about 1 min 35 s left"
    )


def test_lines_for_a_pipe_and_objects_for_a_scheduler():
    plain, objects = io.StringIO(), io.StringIO()
    for listener in (Lines(plain), JsonLines(objects)):
        listener.begun(2, 1)
        listener.done(record(), 2, 2, 0.0)
    assert plain.getvalue() == (
        "2 reports to make; 1 report unchanged\n2/2 acme/2026Q3: ok; 12 s\n"
    )
    begun, done = map(json.loads, objects.getvalue().splitlines())
    assert begun == {"event": "begun", "make": 2, "unchanged": 1}
    assert (done["state"], done["seconds"], done["left"]) == ("ok", 12.0, 0.0)


def test_a_bar_on_a_terminal(capsys):
    from rich.console import Console

    shown = io.StringIO()
    bar = Bar(Console(file=shown, force_terminal=True, width=80))
    with bar.bar:
        bar.begun(2, 0)
        bar.done(record(), 1, 2, 30.0)
    assert "acme/2026Q3: ok" in shown.getvalue()
    assert "about 30 s left" in shown.getvalue()
