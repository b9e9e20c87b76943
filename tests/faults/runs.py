"""Runs in processes of their own, and all that came of them, to be stopped and counted."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.report.toys import PARAMETERS, notebook

REPO = Path(__file__).resolve().parents[2]
PROCESSES = Path("/proc")
PATIENCE = 60
"""Seconds that a shared machine may take over what takes one of two."""

SHOWN = ("code", "from IPython.display import HTML\nHTML('<p>whole</p>')")
WAITS = (
    "code",
    "import os, tempfile, time\n"
    "from pathlib import Path\n"
    "tempfile.mkdtemp()\n"
    "marks = Path(os.environ['FAULT_MARKS'])\n"
    "(marks / str(os.getpid())).touch()\n"
    "while not (marks / 'go').exists():\n"
    "    time.sleep(0.05)",
)
"""A cell that says which process it runs in, and ends when it is told to."""


def eventually(what: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Does it come true?"""
    end = time.monotonic() + patience
    while not (true := what()) and time.monotonic() < end:
        time.sleep(0.05)
    return true


@dataclass
class Runs:
    """A toy engagement in `folder`, and the runs of it; all of them and theirs bear one mark."""

    folder: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        # short: the path of a socket may have 100 letters
        self.temporary = Path(tempfile.mkdtemp(prefix="f"))
        self.marks = self.folder / "marks"
        self.marks.mkdir()
        self.engagement = self.folder / "acme.yml"
        self.engagement.write_text(
            "client: Acme\nas_of: 2026-09-30\ncurrency: EUR\ntables: {contracts: contracts.csv}\n"
        )
        (self.folder / "contracts.csv").write_text(
            "line_id,customer_id,start,end,mrr\nL1,C1,2025-01-01,,100\nL2,C2,2025-02-01,,50\n"
        )
        self.out = self.folder / "out"
        self.shows(WAITS, SHOWN)

    def shows(self, *cells: tuple[str, str]) -> None:
        """From now on the two notebooks have these cells."""
        for name in ("01_first", "02_second"):
            notebook(self.folder / "notebooks" / f"{name}.ipynb", PARAMETERS, *cells)

    @property
    def report(self) -> Path:
        return self.out / "acme" / "2026Q3"

    def environment(self, **more: str) -> dict[str, str]:
        search = os.pathsep.join(filter(None, [str(REPO), os.environ.get("PYTHONPATH")]))
        ours = {"FAULT_MARK": self.mark, "FAULT_MARKS": str(self.marks), "PYTHONPATH": search}
        return os.environ | ours | {"TMPDIR": str(self.temporary)} | more

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        """Start `tensteps COMMAND`, or else a run of the toy."""
        toy = (self.engagement, self.folder / "notebooks", self.out)
        program = ["cs_lib", *command] if command else ["tests.faults.toy_run", *map(str, toy)]
        process = subprocess.Popen(
            [sys.executable, "-m", *program],
            cwd=REPO,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def living(self) -> list[int]:
        """Every process that came of these runs and still lives."""
        return sorted(self._living())

    def _living(self) -> Iterator[int]:
        for process in PROCESSES.iterdir():
            try:
                if process.name.isdecimal() and self.mark in (process / "environ").read_text():
                    yield int(process.name)
            except (OSError, UnicodeDecodeError):  # another user's, or gone by now
                continue

    def kernels(self) -> list[int]:
        """The kernels whose first cell is under way."""
        return [int(each.name) for each in self.marks.iterdir() if each.name.isdecimal()]

    def under_way(self) -> bool:
        """Are both notebooks in their cells?"""
        return len(self.kernels()) == 2

    def left(self) -> list[str]:
        """What lies in the folder of the client."""
        folder = self.report.parent
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def gone(self) -> bool:
        """Is no process and no temporary file of theirs left?"""
        return not self.living() and not any(self.temporary.iterdir())

    def is_whole(self) -> bool:
        """Is the report there, of this client, with every cell executed?"""
        import nbformat  # here: the processes of toys, which load this module too, read none

        manifest = json.loads((self.report / "manifest.json").read_text(encoding="utf-8"))
        cells = [
            cell
            for path in (self.report / "notebooks").glob("*.ipynb")
            for cell in nbformat.read(path, as_version=4).cells
        ]
        executed = all(cell.execution_count for cell in cells)
        page = (self.report / "index.html").read_text(encoding="utf-8")
        return manifest["client"] == "Acme" and len(cells) > 4 and executed and "whole" in page

    def close(self) -> None:
        for pid in self.living():
            os.kill(pid, signal.SIGKILL)
        for process in self.started:
            process.communicate()
