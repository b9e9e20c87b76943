"""What the machine lacks is said in a line, with a way out; nothing is left half done."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cs_lib import cli
from tests.faults.runs import SHOWN, Runs

CONTRACTS = "line_id,customer_id,start,end,mrr\nL1,C1,2025-01-01,,100\nL2,C2,2025-02-01,,50\n"
LOUD = ("code", "print('x' * 3_000_000)")
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


class Disk:
    """A small disk of its own."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir()

    def mount(self, options: str) -> None:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.place)]
        try:
            done = subprocess.run(command, capture_output=True, text=True)
        except FileNotFoundError:
            pytest.skip("there is no mount")
        if done.returncode:
            pytest.skip(f"a disk cannot be mounted: {done.stderr.strip()}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "disk")
    yield made
    subprocess.run(["umount", "-l", str(made.place)], capture_output=True)


def engagement(folder: Path, client: str = "Acme", more: str = "") -> Path:
    (folder / "contracts.csv").write_text(CONTRACTS)
    file = folder / "acme.yml"
    file.write_text(
        f"client: {client}\nas_of: 2026-09-30\ncurrency: EUR\n"
        f"tables: {{contracts: contracts.csv}}\n{more}",
        encoding="utf-8",
    )
    return file


def refused(capsys: pytest.CaptureFixture[str], *command: object) -> str:
    """The one line that a command says which ends with 2."""
    with pytest.raises(SystemExit) as stop:
        cli.main([str(each) for each in command])
    out, said = capsys.readouterr()
    assert (stop.value.code, out) == (2, "")
    (line,) = said.splitlines()
    assert "defect" not in line
    return line


def test_a_file_where_the_folder_is_to_be(tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    line = refused(capsys, "run", engagement(tmp_path), "--out", tmp_path / "out")
    assert line.startswith(f"{tmp_path / 'out'}")
    assert "; a file lies where a folder is needed; give another folder, or move" in line
    assert (tmp_path / "out").read_text() == "mine"


def test_a_file_where_the_report_is_to_be(tmp_path, capsys):
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "2026Q3").write_text("mine")
    line = refused(capsys, "run", engagement(tmp_path), "--out", tmp_path)
    assert "is no report (manifest.json is missing) and is not replaced; move it away" in line
    assert (tmp_path / "acme" / "2026Q3").read_text() == "mine"


def test_a_path_that_is_too_long(tmp_path, capsys):
    line = refused(capsys, "run", engagement(tmp_path), "--out", tmp_path / ("x" * 300))
    assert line.endswith("File name too long; give a folder with a shorter path")


def test_a_folder_in_which_nothing_may_be_written(tmp_path, capsys, disk):
    disk.mount("ro")
    for command in (
        ("run", engagement(tmp_path), "--out", disk.place),
        ("sample", disk.place / "demo", "--accounts", 5, "--months", 14),
    ):
        line = refused(capsys, *command)
        assert line.endswith("give a folder that you may write in, or ask its owner for the right")
        assert str(disk.place) in line


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_of_somebody_else(tmp_path, capsys):
    (tmp_path / "out").mkdir(mode=0o500)
    line = refused(capsys, "run", engagement(tmp_path), "--out", tmp_path / "out")
    assert "Permission denied; give a folder that you may write in" in line


def test_too_little_memory_is_the_machines(monkeypatch, tmp_path, capsys):
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr("cs_lib.engagement.load", fail)
    line = refused(capsys, "check", engagement(tmp_path))
    assert line == "this machine has too little memory for these files"


def test_an_error_of_the_system_that_nobody_can_mend_is_a_defect(monkeypatch, tmp_path, capsys):
    def fail(*_, **__):
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr("cs_lib.engagement.load", fail)
    with pytest.raises(SystemExit) as stop:
        cli.main(["check", str(engagement(tmp_path))])
    assert stop.value.code == 1
    assert "this is a defect of tensteps" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.notebook
@pytest.mark.parametrize(("size", "cell"), [("4k", SHOWN), ("1m", LOUD)])
def test_a_full_disk_leaves_nothing_and_the_next_try_succeeds(runs: Runs, disk, size, cell):
    """Full at the first file, and in the middle of a notebook."""
    disk.mount(f"size={size}")
    runs.out = disk.place
    runs.shows(SHOWN, cell)
    run = runs.start()
    out, said = run.communicate(timeout=180)
    assert (run.returncode, out) == (2, "")
    assert said.splitlines()[-1].endswith(
        "No space left on device; free some space, or give a folder on another disk; "
        "then run the same command again"
    )
    assert list(disk.place.iterdir()) == []
    disk.mount("remount,size=64m")
    again = runs.start()
    _, said = again.communicate(timeout=180)
    assert again.returncode == 0, said
    assert runs.is_whole()


@pytest.mark.slow
def test_a_disk_that_is_full_while_figures_are_stored(runs: Runs, disk):
    disk.mount("size=200k")
    run = runs.start("run", str(runs.engagement), "--out", str(disk.place), "--steps", "1")
    _, said = run.communicate(timeout=300)
    assert run.returncode == 2
    assert "No space left on device; free some space" in said
    assert list(disk.place.iterdir()) == []
    assert runs.gone()


@pytest.mark.slow
@pytest.mark.notebook
def test_a_long_name_in_a_locale_without_its_letters(runs: Runs):
    file = engagement(runs.folder, client="Ö" * 120)
    command = ("run", str(file), "--out", str(runs.out), "--steps", "1")
    run = runs.start(*command, **ASCII)
    out, said = run.communicate(timeout=300)
    assert run.returncode == 0, said
    page = Path(out.strip())
    assert page.parts[-2:] == ("2026Q3", "index.html")
    assert page.parts[-3].startswith("o" * 60 + "-")
    assert "Ö" * 120 in page.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_path_that_the_locale_has_no_letters_for(runs: Runs):
    file = engagement(runs.folder, more="previous: Söhne/2026Q2\n")
    told = runs.start("check", str(file), **ASCII)
    _, said = told.communicate(timeout=120)
    assert told.returncode == 2
    assert "Traceback" not in said
    assert "defect" not in said
