"""Notebooks run from their templates, side by side, and come out the same each time."""

import re
import time

import nbformat
import pytest

from cs_lib.errors import RunError, UsageError
from cs_lib.report import kernels, warm
from cs_lib.report.execute import Execution, execute
from cs_lib.report.notebooks import parameters_of, read, stem_of
from cs_lib.report.tidy import text_of, tidy
from tests.report.toys import PARAMETERS, notebook

GIVEN = {"engagement": "../results/engagement.json", "results_dir": "../results"}


def test_the_parameters_cell_says_what_a_notebook_takes(tmp_path):
    path = notebook(
        tmp_path / "01_a.ipynb",
        ("code", "not_one = 1"),
        ("code", "first = 'a'\nsecond: int = 2\nprint(first)", "parameters"),
    )
    assert parameters_of(path) == ("first", "second")


def test_a_notebook_without_cell_ids_is_read_with_steady_ones(tmp_path):
    path = tmp_path / "01_old.ipynb"
    path.write_text(
        '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# Old"]}],'
        ' "metadata": {}, "nbformat": 4, "nbformat_minor": 4}'
    )
    assert [cell["id"] for cell in read(path).cells] == ["cell-0"]


@pytest.mark.parametrize(("name", "stem"), [("03_valuation", "valuation"), ("notes", "notes")])
def test_the_stem_is_the_name_without_its_number(tmp_path, name, stem):
    assert stem_of(tmp_path / f"{name}.ipynb") == stem


def test_an_unknown_parameter_is_refused_before_anything_starts(tmp_path):
    path = notebook(tmp_path / "01_a.ipynb", PARAMETERS)
    with pytest.raises(UsageError, match="no parameter 'engagment'; did you mean 'engagement'"):
        execute([path], {"engagment": "x.yml"}, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("value", [("a",), {"a": {1}}, {1: "a"}, object(), b"a"])
def test_a_value_that_is_not_json_is_refused_before_anything_starts(tmp_path, value):
    path = notebook(tmp_path / "01_a.ipynb", PARAMETERS)
    with pytest.raises(UsageError, match=r"parameter 'engagement' is .*; allowed: text, numbers"):
        execute([path], {"engagement": value}, tmp_path / "out")


def test_what_varies_between_runs_is_taken_out_and_the_rest_is_kept():
    made = nbformat.v4.new_notebook(metadata={"papermill": {"duration": 1.5}})
    cell = nbformat.v4.new_code_cell("1 + 1", execution_count=3)
    cell.metadata = {"papermill": {"start_time": "now"}, "execution": {"x": 1}, "tags": ["a"]}
    cell.outputs = [
        nbformat.v4.new_output("stream", name="stderr", text="UserWarning: of this machine"),
        nbformat.v4.new_output("stream", name="stdout", text="2"),
    ]
    injected = nbformat.v4.new_code_cell("x = 1")
    injected.metadata.tags = ["injected-parameters"]
    made.cells = [cell, injected]
    kept = nbformat.reads(text_of(tidy(made)), as_version=4)
    assert kept.metadata == {}
    assert kept.cells[0].metadata == {"tags": ["a"]}
    assert kept.cells[0].execution_count == 3
    assert [output.name for output in kept.cells[0].outputs] == ["stdout"]
    assert kept.cells[1]["id"] == "injected-parameters"


@pytest.mark.slow
@pytest.mark.notebook
def test_warm_and_cold_kernels_give_the_same_bytes_with_the_values_given(
    toy, tmp_path, monkeypatch
):
    templates = sorted(toy.notebooks.glob("*.ipynb"))
    before = [path.read_bytes() for path in templates]
    told: list[tuple[str, str]] = []
    first = execute(templates, GIVEN, tmp_path / "a b {c}", progress=lambda *s: told.append(s))
    monkeypatch.setattr("cs_lib.forks.FORKS", False)
    second = execute(templates, GIVEN, tmp_path / "two", workers=1)
    assert [p.name for p in first] == ["01_first.ipynb", "02_second.ipynb"]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    assert [p.read_bytes() for p in templates] == before
    assert sorted(told) == sorted((s, t) for s in ("first", "second") for t in ("running", "done"))
    text = first[0].read_text()
    assert "Read from **../results/engagement.json**" in text
    assert str(tmp_path) not in text
    assert not re.search(r"20\d\d-\d\d-\d\dT", text)


@pytest.mark.notebook
def test_a_failing_notebook_is_named_with_its_cell_and_kept(tmp_path):
    path = notebook(
        tmp_path / "03_broken.ipynb",
        ("markdown", "# Broken"),
        PARAMETERS,
        ("code", "import math\nmath.sqrt(-1)", "setup"),
        ("code", "print('never')"),
    )
    told: list[tuple[str, str]] = []
    with pytest.raises(RunError) as caught:
        execute([path], GIVEN, tmp_path / "out", progress=lambda *state: told.append(state))
    error = caught.value
    assert (error.step, error.cell) == ("broken", "3 (setup: import math)")
    assert error.cause.startswith("ValueError: ")
    kept = nbformat.read(error.kept, as_version=4)
    outputs = [output for cell in kept.cells for output in cell.get("outputs", [])]
    assert [output.output_type for output in outputs] == ["error"]
    assert told[-1] == ("broken", "failed")


@pytest.mark.slow
@pytest.mark.notebook
def test_a_kernel_that_dies_is_named_with_the_cell_that_was_running(tmp_path):
    path = notebook(
        tmp_path / "04_dead.ipynb", PARAMETERS, ("code", "import os\nos._exit(9)"), ("code", "1")
    )
    with pytest.raises(RunError) as caught:
        execute([path], GIVEN, tmp_path / "out")
    assert caught.value.cell == "2 (import os)"
    assert "DeadKernelError" in caught.value.cause


@pytest.mark.slow
@pytest.mark.notebook
def test_a_cell_that_takes_too_long_is_stopped_and_named(tmp_path):
    path = notebook(
        tmp_path / "05_slow.ipynb", PARAMETERS, ("code", "import time\ntime.sleep(600)")
    )
    with pytest.raises(RunError) as caught:
        execute([path], GIVEN, tmp_path / "out", timeout=2)
    assert caught.value.cell == "2 (import time)"
    assert caught.value.cause == "it took longer than the timeout allows"


def left_with_an_error(path, folder, progress):
    with Execution([path], GIVEN, folder, progress=progress) as execution:
        execution.start("long")
        execution.start("none of these")
        while not kernels._under_way:
            time.sleep(0.05)
        raise ZeroDivisionError


@pytest.mark.slow
@pytest.mark.notebook
def test_whoever_leaves_with_an_error_ends_the_notebooks_under_way(tmp_path):
    path = notebook(
        tmp_path / "06_long.ipynb", PARAMETERS, ("code", "import time\ntime.sleep(600)")
    )
    told: list[tuple[str, str]] = []
    began = time.monotonic()
    with pytest.raises(ZeroDivisionError):
        left_with_an_error(path, tmp_path / "out", lambda *state: told.append(state))
    assert not kernels._under_way
    assert told == [("long", "running"), ("long", "failed")]
    assert time.monotonic() - began < 300, "it does not wait for the cell"


@pytest.mark.notebook
def test_a_warm_process_that_cannot_start_is_no_obstacle(tmp_path, monkeypatch):
    monkeypatch.setattr(warm, "_shared", {})
    monkeypatch.setattr(warm.sys, "executable", "/bin/false")
    nursery = warm._nursery({})
    monkeypatch.undo()
    monkeypatch.setattr(warm, "_shared", {warm.os.getpid(): nursery})
    path = notebook(tmp_path / "01_a.ipynb", PARAMETERS, ("code", "print(engagement)"))
    (done,) = execute([path], GIVEN, tmp_path / "out")
    assert "../results/engagement.json" in done.read_text()
