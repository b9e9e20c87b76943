"""Toy engagements and toy reports: processes, folders and limits are real, the figures are not."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cs_lib.batch.records import Record
from cs_lib.errors import DataError, DataProblem, RunError
from tests.faults.runs import PATIENCE, PROCESSES, REPO, eventually

STEM = "tests.batch.toy_stem"
CONTRACTS = "line_id,customer_id,start,end,mrr\nL1,{name},2025-01-01,,100\n"
__all__ = ["PATIENCE", "PROCESSES", "STEM", "Toys", "build", "eventually", "record"]


def record(place: str = "acme/2026Q3", **more: Any) -> Record:
    """A record as one might be."""
    client, _, period = place.partition("/")
    made: dict[str, Any] = {
        "state": "ok", "named": f"{client}/engagement.yml", "client": client.title(),
        "period": period, "currency": "EUR", "signoff": "open", "page": f"{place}/index.html",
        "figures": {"M02": 1_200_000.0, "M25": 1.05, "M24": 0.9}, "seconds": 12.0,
    }  # fmt: skip
    return Record(place=place, **(made | more))


def build(
    engagement: str,
    *,
    out: str,
    settings: Any,
    edition: str,
    steps: Any,
    workers: int,
    variant: str,
) -> Path:
    """What `report.build.build` does, in no time; `<engagement>.does` says what goes wrong."""
    from cs_lib import engagement as engagements
    from cs_lib.report import publishing

    loaded = engagements.load(engagement, settings)
    target = Path(out, *publishing.place(loaded.client, loaded.period, variant))
    does = Path(engagement).with_suffix(".does")
    with publishing.reserved(target, loaded.client):
        if does.exists():
            _suffer(does.read_text(), target)
        with publishing.replacing(target) as partial:
            marks = os.environ.get("TOY_MARKS")
            if marks:  # the parts are there one after the other, with time to be killed between
                Path(marks, f"{loaded.client} {os.getpid()}").touch()
            data = (loaded.folder / "contracts.csv").read_bytes()
            page = f"<p>{loaded.client}: {data.decode()}</p>"
            (partial / "index.html").write_text(page)
            time.sleep(float(os.environ.get("TOY_SECONDS", "0")))
            (partial / "manifest.json").write_text(json.dumps(_manifest(loaded, data, settings)))
    return target


def _manifest(loaded: Any, data: bytes, settings: Any) -> dict[str, Any]:
    import hashlib

    return {
        "client": loaded.client, "period": loaded.period, "currency": loaded.currency,
        "signoff": "open", "settings": list(settings),
        "cautions": [{"about": "check", "what": "R1", "rows": None}] * ("Warned" in loaded.client),
        "figures": [{"id": "M02", "value": float(len(data)), "segment": None}],
        "inputs": {"contracts.csv": hashlib.sha256(data).hexdigest()},
    }  # fmt: skip


def _suffer(how: str, target: Path) -> None:
    if how == "sleep":
        time.sleep(600)
    elif how == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        (target.parent / f"{target.name}.12345678.partial").mkdir()
        time.sleep(600)
    elif how == "eat":
        eaten = bytearray(300 << 20)
        eaten[::4096] = b"x" * len(eaten[::4096])
        time.sleep(600)
    elif how == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "block":
        target.with_name(f"{target.name}.blocked.html").write_text("<p>mend</p>")
        raise DataError([DataProblem("c.csv", "contracts", "is wrong", "right", "mend it")] * 2)
    elif how == "fail":
        raise RunError("valuation", "3 (x)", "ValueError: no", str(target / "x.ipynb"))
    elif how == "defect":
        raise ZeroDivisionError("oh")


@dataclass
class Toys:
    """A folder of toy engagements, and batches of them in processes of their own."""

    folder: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.out = self.folder / "out"
        self.marks = self.folder / "marks"
        self.marks.mkdir()
        (self.folder / "clients").mkdir()

    def add(self, name: str, does: str = "", more: str = "", canary: str = "") -> Path:
        """An engagement of the client `name`, whose report comes to what `does` says."""
        folder = self.folder / "clients" / name.lower().replace(" ", "-")
        folder.mkdir()
        file = folder / "engagement.yml"
        file.write_text(
            f"client: {name}\nas_of: 2026-09-30\ncurrency: EUR\n"
            f"tables: {{contracts: contracts.csv}}\n{more}"
        )
        (folder / "contracts.csv").write_text(CONTRACTS.format(name=canary or name))
        if does:
            file.with_suffix(".does").write_text(does)
        return file

    def environment(self, **more: str) -> dict[str, str]:
        search = os.pathsep.join(filter(None, [str(REPO), os.environ.get("PYTHONPATH")]))
        return os.environ | {"TOY_MARK": self.mark, "PYTHONPATH": search} | more

    def start(self, *options: object, **more: str) -> subprocess.Popen[str]:
        """Start `tensteps batch` on all of them."""
        command = ["batch", self.folder / "clients", "--out", self.out, *options]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.batch.toy_batch", *map(str, command)],
            cwd=REPO,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *options: object, **more: str) -> tuple[int, str, str]:
        """Run it to its end: the exit code, and what it said."""
        process = self.start(*options, **more)
        out, said = process.communicate(timeout=PATIENCE * 3)
        return process.returncode, out, said

    def living(self) -> list[int]:
        """Every process that came of these batches and still lives."""
        return sorted(self._living())

    def _living(self) -> Iterator[int]:
        for process in PROCESSES.iterdir():
            try:
                if process.name.isdecimal() and self.mark in (process / "environ").read_text():
                    yield int(process.name)
            except (OSError, UnicodeDecodeError):  # another user's, or gone by now
                continue

    def reports(self) -> dict[str, bytes]:
        """Every file of every report, by its path."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in sorted(self.out.glob("[!.]*/*/*"))
        }

    def reports_pages(self) -> list[Path]:
        """The page of every report."""
        return sorted(self.out.glob("[!.]*/2026Q3/index.html"))

    def close(self) -> None:
        for pid in self.living():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
        for process in self.started:
            process.communicate()
