"""Two runs of one report: one makes it, the other says who does."""

import signal

import pytest

from tests.faults.runs import SHOWN, WAITS, Runs, eventually

pytestmark = [pytest.mark.slow, pytest.mark.notebook]


def test_the_second_says_who_is_at_work_and_the_first_is_not_disturbed(runs: Runs) -> None:
    first = runs.start()
    assert eventually(lambda: "2026Q3.lock" in runs.left())
    second = runs.start()
    out, said = second.communicate(timeout=60)
    assert (second.returncode, out) == (2, "")
    assert f"is being made by another run: process {first.pid} of " in said
    assert "wait until it has ended, or give another --out" in said
    assert len(said.splitlines()) == 1
    (runs.marks / "go").touch()
    assert first.wait(timeout=120) == 0
    assert runs.left() == ["2026Q3"]
    assert runs.is_whole()


def test_of_many_at_once_each_publishes_a_whole_report_or_says_why_not(runs: Runs) -> None:
    runs.shows(SHOWN, SHOWN)
    both = [runs.start(), runs.start()]
    codes = sorted(run.wait(timeout=180) for run in both)
    assert codes in ([0, 0], [0, 2])
    assert runs.left() == ["2026Q3"]
    assert runs.is_whole()


@pytest.mark.parametrize("cell", ["import sys\nsys.exit(0)", "1 / 1"])
def test_a_page_never_stands_on_a_cell_that_was_not_executed(runs: Runs, cell: str) -> None:
    """A cell may end its notebook without an error, or be tagged to be skipped."""
    tags = ("skip-execution",) if cell == "1 / 1" else ()
    runs.shows(SHOWN, ("code", cell, *tags), SHOWN)
    run = runs.start()
    _, said = run.communicate(timeout=120)
    assert run.returncode == 1
    assert "it was not executed; the page shows a notebook whole or not at all" in said
    assert runs.left() == ["2026Q3.failed"]


def test_the_report_that_was_there_survives_a_run_that_is_stopped(runs: Runs) -> None:
    runs.shows(SHOWN, SHOWN)
    assert runs.start().wait(timeout=120) == 0
    before = (runs.report / "index.html").read_bytes()
    runs.shows(WAITS, SHOWN)
    run = runs.start()
    assert eventually(runs.under_way)
    run.send_signal(signal.SIGTERM)
    assert run.wait(timeout=60) == 143
    assert (runs.report / "index.html").read_bytes() == before
    assert runs.left() == ["2026Q3"]
