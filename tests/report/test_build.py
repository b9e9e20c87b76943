"""A folder without a suffix is a complete report, whatever happens on the way."""

import importlib
import json
import re

import nbformat
import pytest

from cs_lib import engagement as engagements
from cs_lib.errors import DataError, DataProblem, RunError, UsageError
from cs_lib.intake import Blocked, Checked
from cs_lib.report.build import build
from tests.report.toys import notebook

EXECUTE = importlib.import_module("cs_lib.report.execute")
PROBLEM = DataProblem("c.csv", "contracts", "wrong", "right", "mend it")


def files(folder):
    """Every file under `folder` with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def instant(monkeypatch):
    """Executing a notebook is copying it: what is tested here is the folder, not the kernel."""

    def copied(notebook, parameters, folder, timeout, progress):
        copy = nbformat.read(notebook, as_version=4)
        for cell in copy.cells:
            cell.update({"execution_count": 1} if cell.cell_type == "code" else {})
        nbformat.write(copy, folder / notebook.name)
        return folder / notebook.name

    monkeypatch.setattr(EXECUTE, "_run", copied)


def failing(notebook, parameters, folder, timeout, progress):
    """A run whose notebooks fail."""
    kept = folder / notebook.name
    kept.write_text("the executed notebook")
    raise RunError("first", "3 (setup)", "ValueError: no", str(kept))


@pytest.mark.usefixtures("instant")
def test_a_complete_report_has_the_page_the_notebooks_the_results_and_the_manifest(toy):
    assert build(toy.engagement, out=toy.out) == toy.folder
    assert set(files(toy.folder)) == {
        "index.html",
        "manifest.json",
        "notebooks/01_first.ipynb",
        "notebooks/02_second.ipynb",
        "results/engagement.json",
    }
    assert [path.name for path in toy.folder.parent.iterdir()] == ["2026Q3"]


@pytest.mark.usefixtures("instant")
def test_the_manifest_says_what_went_in_and_what_holds_without_a_time_of_day(toy, tmp_path):
    build(toy.engagement, out=toy.out, settings=("policies.grain=parent",))
    text = (toy.folder / "manifest.json").read_text()
    told = json.loads(text)
    assert told["gates"] == [{"id": "R1", "holds": True, "residual": 0.0}]
    assert told["figures"] == [{"id": "M24", "value": 0.9, "period_end": "2026-09-30"}]
    assert told["inputs"] == {"data/contracts.csv": "ab" * 32}
    assert told["draft"] is False
    assert told["rerun"] == "tensteps run acme.yml --set policies.grain=parent"
    assert list(told) == sorted(told)
    assert str(tmp_path) not in text
    assert not re.search(r"\d\d:\d\d", text)


@pytest.mark.usefixtures("instant")
def test_the_same_input_gives_the_same_bytes_wherever_it_is_made(toy, tmp_path):
    first, second = build(toy.engagement, out=toy.out), build(toy.engagement, out=tmp_path / "b")
    assert files(first) == files(second)


@pytest.mark.usefixtures("instant")
def test_an_engagement_that_changes_on_the_way_never_fills_the_folder_of_what_it_was(toy):
    text = toy.engagement.read_text(encoding="utf-8")
    toy.fail = lambda: toy.engagement.write_text(text.replace("2026-09-30", "2026-06-30"))
    with pytest.raises(UsageError, match="was changed while its report was made; run it again"):
        build(toy.engagement, out=toy.out)
    assert not toy.out.exists()


def test_data_that_is_refused_leave_a_page_that_says_what_to_mend(toy):
    def fail():
        raise Blocked(Checked(engagements.load(toy.engagement), None, (PROBLEM,)))

    toy.fail = fail
    with pytest.raises(DataError, match=r"2026Q3\.blocked\.html") as caught:
        build(toy.engagement, out=toy.out)
    assert caught.value.problems == (PROBLEM,)
    assert [path.name for path in toy.folder.parent.iterdir()] == ["2026Q3.blocked.html"]
    assert "mend it" in (toy.folder.parent / "2026Q3.blocked.html").read_text()


@pytest.mark.usefixtures("instant")
def test_the_page_of_a_blocked_run_goes_when_a_later_one_is_complete(toy):
    toy.folder.parent.mkdir(parents=True)
    (toy.folder.parent / "2026Q3.blocked.html").write_text("blocked")
    build(toy.engagement, out=toy.out)
    assert [path.name for path in toy.folder.parent.iterdir()] == ["2026Q3"]


def test_a_failing_notebook_is_kept_beside_the_last_complete_report(toy, monkeypatch, instant):
    build(toy.engagement, out=toy.out)
    before = files(toy.folder)
    monkeypatch.setattr(EXECUTE, "_run", failing)
    with pytest.raises(RunError) as caught:
        build(toy.engagement, out=toy.out)
    kept = toy.folder.with_name("2026Q3.failed") / "notebooks/01_first.ipynb"
    assert caught.value.kept == str(kept)
    assert kept.read_text() == "the executed notebook"
    assert files(toy.folder) == before
    assert not toy.folder.with_name("2026Q3.partial").exists()


def test_a_format_or_edition_that_is_not_made_is_refused_before_anything_runs(toy):
    with pytest.raises(UsageError, match="no format 'docx'; known: html"):
        build(toy.engagement, out=toy.out, formats=("docx",))
    with pytest.raises(UsageError, match="no edition 'clinet'; did you mean 'client'"):
        build(toy.engagement, out=toy.out, edition="clinet")
    assert not toy.out.exists()


@pytest.mark.slow
@pytest.mark.notebook
def test_from_engagement_to_page_with_real_kernels(toy):
    told: list[tuple[str, str]] = []
    folder = build(toy.engagement, out=toy.out, progress=lambda *state: told.append(state))
    html = (folder / "index.html").read_text()
    assert "Read from <strong>../results/engagement.json</strong>" in html
    assert "Step 2: what is it?" not in html, "a notebook's own title is for those who work with it"
    assert "figures" not in html.split("<main")[1].split("</main>")[0]
    assert told[0] == ("numbers", "running")
    assert told[-1] == ("page", "done")
    notebook(
        toy.notebooks / "02_second.ipynb",
        ("code", "engagement = results_dir = None", "parameters"),
        ("code", "1 / 0"),
    )
    with pytest.raises(RunError, match=r"step second failed in cell 2 \(1 / 0\)") as caught:
        build(toy.engagement, out=toy.out)
    assert "2026Q3.failed" in caught.value.kept
    assert (folder / "index.html").read_text() == html
