"""What a process says of the report that it was to make."""

import json

import pytest

from cs_lib.batch import work
from cs_lib.batch.jobs import Job, Task
from cs_lib.errors import DataError, DataProblem, EngagementError, RunError, UsageError
from cs_lib.lock import Held

PROBLEM = DataProblem("c.csv", "contracts", "is wrong", "right", "mend it")


@pytest.fixture
def task(tmp_path):
    job = Job(str(tmp_path / "acme.yml"), "acme.yml", ("a=1",), "low")
    return Task(job, str(tmp_path.resolve()), "Acme", "2026Q3", "acme--low/2026Q3", kernels=2)


def told(monkeypatch, task, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(work, "build", fail)
    return work._made(task)


def test_everything_that_is_asked_for_is_handed_on(monkeypatch, task, tmp_path):
    asked = {}
    monkeypatch.setattr(work, "build", lambda path, **options: asked.update(options, path=path))
    work._serve(
        {"task": json.loads(json.dumps(vars(task), default=vars)), "answer": tmp_path / "a"}
    )
    assert json.loads((tmp_path / "a").read_text())["state"] == "ok"
    assert (asked["variant"], asked["settings"], asked["workers"]) == ("low", ("a=1",), 2)


def test_each_way_to_fail_has_its_words(monkeypatch, task, tmp_path):
    blocked = told(monkeypatch, task, DataError([PROBLEM, PROBLEM]))
    assert blocked["page"] == "acme--low/2026Q3.blocked.html"
    assert blocked["cause"].endswith("Fix: mend it (and 1 more)")
    kept = str(tmp_path / "acme--low" / "2026Q3.failed" / "x.ipynb")
    failed = told(monkeypatch, task, RunError("valuation", "3 (x)", "no", kept))
    assert failed["page"] == "acme--low/2026Q3.failed/x.ipynb"
    assert told(monkeypatch, task, UsageError("say"))["cause"] == "say"
    assert "line 3" in told(monkeypatch, task, EngagementError("a.yml", ["line 3"]))["cause"]
    assert told(monkeypatch, task, MemoryError())["cause"].startswith("this machine has too little")
    full = told(monkeypatch, task, OSError(28, "No space"))
    assert full["cause"].startswith("No space left on device; free some space")
    defect = told(monkeypatch, task, ZeroDivisionError("oh"))
    assert defect["cause"] == "this is a defect of tensteps: ZeroDivisionError: oh"
    assert "ZeroDivisionError" in defect["where"]


def test_a_report_that_somebody_holds_is_waited_for(monkeypatch, task):
    tries = []

    def held_at_first(*_, **__):
        tries.append(1)
        if len(tries) < 3:
            raise Held("held")

    monkeypatch.setattr(work, "build", held_at_first)
    monkeypatch.setattr(work.time, "sleep", lambda _: None)
    assert work._made(task)["state"] == "ok"
    monkeypatch.setattr(work, "_PATIENCE", -1)
    assert told(monkeypatch, task, Held("held"))["state"] == "failed"
