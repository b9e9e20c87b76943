"""Batches that are killed at any moment: what is there is whole, the rest is made afterwards."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.batch.toys import PROCESSES, Toys, eventually

pytestmark = pytest.mark.slow

CLIENTS = 6
KILLS = 30
SLOWLY = "0.15"


@pytest.fixture
def toys(tmp_path: Path) -> Iterator[Toys]:
    if not PROCESSES.exists():
        pytest.skip("processes are counted where the system lists them as files")
    made = Toys(tmp_path)
    for number in range(CLIENTS):
        made.add(f"Client {number}", canary=f"canary-{number}")
    yield made
    made.close()


def whole(toys: Toys) -> bool:
    """Has every folder without a suffix both files, of its own client alone?"""
    for folder in toys.out.glob("[!.]*/2026Q3"):
        names = {path.name for path in folder.iterdir()}
        own = folder.parent.name.replace("client-", "canary-").encode()
        page = (folder / "index.html").read_bytes()
        if names != {"index.html", "manifest.json"} or own not in page or page.count(b"canary") > 1:
            return False
    return True


def undisturbed(toys: Toys) -> dict[str, bytes]:
    out, toys.out = toys.out, toys.folder / "undisturbed"
    assert toys.run()[0] == 0
    found, toys.out = toys.reports(), out
    return found


def test_after_thirty_kills_a_resumed_batch_has_the_bytes_of_an_undisturbed_one(toys: Toys) -> None:
    """Of the runner, the stem or a report's process, at random moments."""
    wanted = undisturbed(toys)
    dice = random.Random(7)
    for kill in range(KILLS):
        batch = toys.start("--resume" if kill else "--fresh", TOY_SECONDS=SLOWLY)
        eventually(lambda batch=batch: len(toys.living()) >= 2 or batch.poll() is not None)  # type: ignore[misc]
        time.sleep(dice.uniform(0, 1.0))
        if living := toys.living():
            with suppress(OSError):  # it has just ended
                os.kill(dice.choice(living), signal.SIGKILL)
        batch.communicate(timeout=120)
        assert eventually(lambda: not toys.living())
        assert whole(toys), kill
        if kill % 6 == 5:
            for report in toys.out.glob("client-[0-4]/2026Q3/index.html"):
                report.write_bytes(report.read_bytes() + b"edited: it has to be made again")
    code, _, said = toys.run()
    assert code == 0, said
    assert toys.reports() == wanted
    assert not list(toys.out.glob("*/*partial"))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_batch_that_is_stopped_leaves_what_is_whole_and_its_index(
    toys: Toys, number: signal.Signals, code: int
) -> None:
    batch = toys.start("--workers", "2", TOY_SECONDS="1", TOY_MARKS=str(toys.marks))
    assert eventually(lambda: len(list(toys.marks.iterdir())) >= 3)
    batch.send_signal(number)
    _, said = batch.communicate(timeout=60)
    assert batch.returncode == code, said
    assert said.endswith("stopped: nothing is left half done; run the same command again\n")
    assert eventually(lambda: not toys.living())
    assert whole(toys)
    assert not list(toys.out.glob("*/*partial"))
    index = (toys.out / "index.html").read_text()
    made = {path.parent.parent.name for path in toys.reports_pages()}
    assert made
    assert all(f"{name}/2026Q3/index.html" in index for name in made)


def test_two_hundred_small_engagements_and_four_workers(tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    toys = Toys(tmp_path / "many")
    for number in range(200):
        toys.add(f"Client {number}", canary=f"canary-{number}")
    try:
        code, _, said = toys.run("--workers", "4")
        assert code == 0, said
        assert whole(toys)
        assert len(toys.reports_pages()) == 200
    finally:
        toys.close()
