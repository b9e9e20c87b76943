"""Real engagements in a real batch: the bytes of a lone run, and nobody's data with another's."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cs_lib import cli, sample
from tests.faults.runs import PROCESSES, REPO

pytestmark = [pytest.mark.slow, pytest.mark.notebook]

NAMES = ("Alphabird", "Betafish", "Gammacat")


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three small companies, each with a word of its own in every name that it has."""
    folder = tmp_path_factory.mktemp("clients")
    for seed, name in enumerate(NAMES):
        file = sample.write(folder / name, accounts=45, months=20, seed=seed + 1)
        text = file.read_text(encoding="utf-8")
        line = next(line for line in text.splitlines() if line.startswith("client:"))
        file.write_text(text.replace(line, f"client: {name}"), encoding="utf-8")
        for data in (folder / name / "data").glob("*.csv"):
            named = re.sub(r"\bC(\d{4})\b", rf"{name}-\1", data.read_text(encoding="utf-8"))
            data.write_text(named, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def reports(clients: Path) -> Path:
    out = clients.parent / f"{clients.name}-out"
    command = [sys.executable, "-m", "cs_lib", "batch", str(clients), "--out", str(out)]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{out / 'index.html'}\n"
    return out


def content(file: Path) -> str:
    """What a file says, whatever its format."""
    if file.suffix == ".parquet":
        return str(pq.read_table(io.BytesIO(file.read_bytes())).to_pydict())
    return file.read_text(encoding="utf-8")


def test_nothing_of_one_client_is_in_anothers_report_in_any_format(reports: Path) -> None:
    seen = set()
    for file in (path for path in reports.glob("[!.]*/**/*") if path.is_file()):
        owner = file.relative_to(reports).parts[0]
        said = content(file).casefold()
        others = [name for name in NAMES if name.casefold() in said and name.casefold() != owner]
        assert others == [], file
        seen |= {(file.suffix, owner)} if owner in said else set()
    assert {suffix for suffix, _ in seen} >= {".html", ".parquet", ".json"}, "the words are there"


def test_a_lone_run_has_the_same_bytes(clients: Path, reports: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["run", str(clients / NAMES[0] / "engagement.yml"), "--out", str(tmp_path)])
    assert not stop.value.code
    lone, batched = tmp_path / NAMES[0].lower(), reports / NAMES[0].lower()
    files = [path.relative_to(lone) for path in sorted(lone.rglob("*")) if path.is_file()]
    assert len(files) > 20
    assert [
        each for each in files if (lone / each).read_bytes() != (batched / each).read_bytes()
    ] == []


@pytest.mark.skipif(not PROCESSES.exists(), reason="a second run is quick where processes fork")
def test_a_second_batch_makes_nothing(
    clients: Path, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["batch", str(clients), "--out", str(reports)])
    assert not stop.value.code
    assert capsys.readouterr().err == "no reports to make; 3 reports unchanged\n"
