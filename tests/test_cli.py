"""The outside contract of the command line: options, exit codes, what goes to which stream."""

import inspect
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from cs_lib import __version__, cli
from cs_lib import engagement as engagements
from cs_lib import sample as samples
from cs_lib.definitions.register import REGISTER
from cs_lib.errors import DataError, DataProblem, EngagementError, RunError
from cs_lib.tables import TABLES

HEAVY = ("pandas", "numpy", "duckdb", "pydantic", "papermill", "matplotlib", "seaborn", "rich")
PROBLEM = DataProblem(
    file="data/contracts.csv",
    table="contracts",
    wrong="'31/31/2026' is no date",
    allowed="YYYY-MM-DD",
    fix="correct the cell",
    column="start",
    row=7,
)


class Tensteps:
    """Calls the command line in this process and keeps what it printed."""

    def __init__(self, capsys):
        self._capsys = capsys

    def __call__(self, *args):
        with pytest.raises(SystemExit) as stop:
            cli.main([str(arg) for arg in args])
        out, err = self._capsys.readouterr()
        return SimpleNamespace(code=stop.value.code or 0, out=out, err=err)


@pytest.fixture
def tensteps(capsys, monkeypatch):
    monkeypatch.setenv(cli.DEBUG, "")
    return Tensteps(capsys)


@pytest.fixture
def build(monkeypatch):
    """Stands in for the report's builder; `calls` holds what it was asked for."""
    calls = []

    def fake(path, **options):
        progress = options.pop("progress")
        calls.append({"path": path, **options})
        progress("numbers", "running")
        progress("numbers", "done")
        return options["out"] / "acme" / "2026Q3"

    fake.calls = calls
    monkeypatch.setattr("cs_lib.report.build.build", fake)
    return fake


def fail_with(monkeypatch, error):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("cs_lib.report.build.build", fail)
    monkeypatch.setattr(engagements, "load", fail)


def test_help_names_every_command_and_imports_nothing_heavy():
    code = (
        "import sys\n"
        "from cs_lib.cli import main\n"
        "try: main(['--help'])\n"
        "finally: print('heavy:', [m for m in sys.argv[1:] if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "heavy: []"
    for command in ("sample", "new", "check", "run", "batch", "definitions", "schema", "lab"):
        assert f"\n  {command} " in done.stdout


def test_version(tensteps):
    assert tensteps("--version").out == f"tensteps {__version__}\n"


def test_python_m_is_the_same_program():
    done = subprocess.run(
        [sys.executable, "-m", "cs_lib", "--version"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, f"tensteps {__version__}\n")


def test_run_passes_the_defaults_and_ends_with_the_path(tensteps, build):
    done = tensteps("run", "acme.yml")
    assert build.calls == [
        {
            "path": Path("acme.yml"),
            "out": Path("reports"),
            "steps": None,
            "settings": (),
            "formats": ("html",),
            "edition": None,
            "alone": False,
        }
    ]
    assert done.code == 0
    assert done.out == f"{Path('reports', 'acme', '2026Q3', 'index.html')}\n"
    assert done.err == "numbers: done\n"


def test_run_passes_every_option(tensteps, build, tmp_path):
    tensteps(
        *("run", "acme.yml", "--out", tmp_path, "--steps", "1,3-5", "--edition", "client"),
        *("--set", "currency=USD", "--set", "policies.grain=parent", "--formats", "html"),
    )
    assert build.calls == [
        {
            "path": Path("acme.yml"),
            "out": tmp_path,
            "steps": (1, 3, 4, 5),
            "settings": ("currency=USD", "policies.grain=parent"),
            "formats": ("html",),
            "edition": "client",
            "alone": False,
        }
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("1", (1,)), ("0,10", (0, 10)), ("3-5, 1", (1, 3, 4, 5)), ("2,2-3", (2, 3)), ("4-4", (4,))],
)
def test_steps(tensteps, build, text, numbers):
    assert tensteps("run", "acme.yml", "--steps", text).code == 0
    assert build.calls[0]["steps"] == numbers


@pytest.mark.parametrize("text", ["", "one", "1,", "5-3", "11", "1-11", "1--3", "-1", "1.5", "²"])
def test_wrong_steps_are_named(tensteps, build, text):
    done = tensteps("run", "acme.yml", f"--steps={text}")
    assert (done.code, build.calls) == (2, [])
    assert done.err.startswith(f"--steps {text}: '")


def test_a_format_that_is_not_made_is_refused(tensteps, build):
    done = tensteps("run", "acme.yml", "--formats", "html,pptx")
    assert (done.code, build.calls) == (2, [])
    assert done.err == "--formats html,pptx: only html is made by this version, not 'pptx'\n"


@pytest.mark.parametrize(
    "args", [["run"], ["run", "x", "--edition", "public"], ["run", "x", "--stepz", "1"], ["rum"]]
)
def test_wrong_usage_is_exit_2_without_a_box(tensteps, build, args):
    done = tensteps(*args)
    assert (done.code, build.calls) == (2, [])
    assert "Error: " in done.err
    assert "─" not in done.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RunError("numbers_review", "setup", "KeyError: 'x'", "reports/a.failed"), 1),
        (EngagementError("acme.yml", ["'clint' is unknown; did you mean 'client'?"]), 2),
        (DataError([PROBLEM]), 3),
    ],
)
def test_an_error_is_told_in_its_own_words(tensteps, monkeypatch, error, code):
    fail_with(monkeypatch, error)
    assert vars(tensteps("run", "acme.yml")) == {"code": code, "out": "", "err": f"{error}\n"}


def test_a_defect_is_called_a_defect(tensteps, monkeypatch):
    fail_with(monkeypatch, KeyError("arr"))
    done = tensteps("run", "acme.yml")
    assert done.code == 1
    assert done.err.startswith("this is a defect of tensteps, not of your files: KeyError: 'arr'\n")
    assert "Traceback" not in done.err


def test_debug_shows_where_a_defect_is(tensteps, monkeypatch):
    fail_with(monkeypatch, KeyError("arr"))
    with pytest.raises(KeyError, match="arr"):
        cli.main(["--debug", "run", "acme.yml"])


def test_an_interrupt_is_exit_130(tensteps, monkeypatch):
    fail_with(monkeypatch, KeyboardInterrupt())
    assert vars(tensteps("run", "acme.yml")) == {"code": 130, "out": "", "err": ""}


CONTRACTS = "line_id,customer_id,start,end,mrr\nL1,C1,2025-01-01,,100\n"
LATER = "L2,C1,2027-01-01,,50\n"


@pytest.fixture
def client(tmp_path):
    """An engagement of one table, in which one line has yet to start."""
    file = tmp_path / "acme.yml"
    file.write_text(
        "client: Acme\nas_of: 2026-09-30\ncurrency: EUR\ntables: {contracts: contracts.csv}\n"
    )
    (tmp_path / "contracts.csv").write_text(CONTRACTS + LATER)
    return file


def test_check_as_json(tensteps, client):
    done = tensteps("check", client, "--json")
    assert done.code == 0
    found = json.loads(done.out)
    assert (found["ok"], found["problems"], found["unaccounted"]) == (True, [], 0.0)
    assert {row["grade"] for row in found["grades"]} == {"A"}
    (line,) = (row for row in found["quality"] if row["rule"] == "starts_after_as_of")
    assert (line["rows"], line["amount"], line["accounts"]) == (1, 600.0, 1)
    assert line["examples"] == ["L2/2027-01-01 (row 3)"]


def test_check_prints_aligned_tables_in_a_pipe(tensteps, client):
    done = tensteps("check", client)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "contracts: 2 rows, 5 columns"
    head, line = lines[lines.index("what was found") + 1 :][:2]
    assert head.split()[:4] == ["follow-up", "table", "rule", "rows"]
    assert line.index("contracts") == head.index("table")
    assert "L2/2027-01-01 (row 3)" in done.out
    assert lines[-2:] == ["every row of revenue is accounted for", "the data can be used"]


def test_check_on_a_terminal_shows_every_cell(tensteps, client, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    out = tensteps("check", client).out
    assert "signed, not yet counted" in out
    assert "─" in out


def test_check_of_bad_rows_shows_what_is_there_and_ends_with_3(tensteps, client):
    (client.parent / "contracts.csv").write_text(CONTRACTS + "L2,C1,soon,,50\n")
    done = tensteps("check", client)
    assert done.code == 3
    assert "not_a_date" in done.out
    assert "column start, row 3" in done.err
    assert "the data can be used" not in done.out


def test_check_writes_a_page_to_send(tensteps, client):
    page = client.parent / "out" / "check.html"
    assert tensteps("check", client, "--html", page).code == 0
    assert "Lines that start later" in page.read_text()


def test_a_page_that_cannot_be_written_is_wrong_usage(tensteps, client):
    done = tensteps("check", client, "--html", client.parent)
    assert (done.code, "is a folder" in done.err) == (2, True)


def test_blocked_data_as_json_is_exit_3(tensteps, monkeypatch):
    fail_with(monkeypatch, DataError([PROBLEM]))
    done = tensteps("check", "acme.yml", "--json")
    assert (done.code, done.err) == (3, "")
    assert json.loads(done.out) == {
        "ok": False,
        "problems": [
            {
                "file": "data/contracts.csv",
                "table": "contracts",
                "column": "start",
                "row": 7,
                "wrong": "'31/31/2026' is no date",
                "allowed": "YYYY-MM-DD",
                "fix": "correct the cell",
            }
        ],
        "quality": [],
    }


def test_a_wrong_engagement_as_json_is_exit_2(tensteps, monkeypatch):
    fail_with(monkeypatch, EngagementError("acme.yml", ["no client"]))
    done = tensteps("check", "acme.yml", "--json")
    assert done.code == 2
    problem = json.loads(done.out)["problems"][0]
    assert (problem["file"], problem["wrong"], problem["row"]) == ("acme.yml", "no client", None)


def test_a_missing_engagement_file_is_exit_2(tensteps, tmp_path):
    done = tensteps("check", tmp_path / "nowhere.yml")
    assert done.code == 2
    assert "nowhere.yml" in done.err


def test_sample_says_what_comes_next(tensteps, monkeypatch, tmp_path):
    asked = {}

    def write(folder, **options):
        asked.update(options)
        return folder / "engagement.yml"

    monkeypatch.setattr(samples, "write", write)
    done = tensteps("sample", tmp_path, "--accounts", 12, "--months", 18, "--seed", 3)
    assert asked == {"accounts": 12, "months": 18, "seed": 3}
    assert done.out.splitlines()[-1] == f"next: tensteps run {tmp_path / 'engagement.yml'}"


def test_a_sample_without_accounts_is_refused(tensteps, tmp_path):
    done = tensteps("sample", tmp_path, "--accounts", 0)
    assert done.code == 2
    assert done.err.startswith("accounts is 0")


def test_the_default_sample_is_the_library_s():
    of_library = inspect.signature(samples.write).parameters
    of_command = inspect.signature(cli.sample).parameters
    for name in ("accounts", "months", "seed"):
        assert of_command[name].default == of_library[name].default


def test_definitions_lists_the_whole_register(tensteps):
    out = tensteps("definitions").out
    for metric in REGISTER:
        assert f"{metric.id}  {metric.name}" in out
        assert metric.formula in out


def test_schema_describes_the_engagement_file(tensteps):
    schema = json.loads(tensteps("schema").out)
    assert {"client", "as_of", "currency", "tables"} <= set(schema["required"])


def test_schema_describes_a_table(tensteps):
    found = json.loads(tensteps("schema", "contracts").out)
    assert [column["name"] for column in found["columns"]] == list(TABLES["contracts"].column_names)


def test_schema_hints_at_the_nearest_table(tensteps):
    done = tensteps("schema", "contrcts")
    assert done.code == 2
    assert done.err == "there is no table 'contrcts'; did you mean 'contracts'?\n"


def test_lab_opens_the_folder_that_holds_the_notebooks(tensteps, monkeypatch):
    started = []

    def run(command):
        started.append(command)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(cli.subprocess, "run", run)
    assert tensteps("lab").code == 0
    assert started[0][1:3] == ["-m", "jupyterlab"]
    assert (Path(started[0][-1]) / "01_numbers_review.ipynb").is_file()


def test_new_prints_what_it_found_and_writes_a_file_that_check_takes(tensteps, tmp_path):
    file = tmp_path / "subscriptions.csv"
    file.write_text("Account No,From,Until,MRR\nC1,2025-01-01,,5\n", encoding="utf-8")
    done = tensteps("new", tmp_path / "acme", file)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0].startswith("contracts: subscriptions.csv, 4 columns")
    assert (tmp_path / "acme" / "notebooks" / "01_numbers_review.ipynb").is_file()
    assert tensteps("check", tmp_path / "acme" / "engagement.yml").code == 0
    again = tensteps("new", tmp_path / "acme", file)
    assert (again.code, again.out) == (2, "")
    assert "is not overwritten" in again.err
