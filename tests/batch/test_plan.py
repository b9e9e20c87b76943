"""What is made, what lies there, and why."""

import subprocess
import sys

import pytest

from cs_lib.batch import order, plan, records
from cs_lib.batch.jobs import Shard
from tests.batch.toys import REPO, record


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def entries(toys, **more):
    return plan.plan(order.read([toys.folder / "clients"]), toys.out, **more)


def shown(toys, **more):
    return {each.task.place: (each.as_row()["action"], each.why) for each in entries(toys, **more)}


def made(toys, place, **more):
    """A report that lies there, with its record."""
    (entry,) = [each for each in entries(toys) if each.task.place == place]
    folder = toys.out / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text("page")
    (folder / "manifest.json").write_text("{}")
    told = {"fingerprint": entry.task.fingerprint, "seal": records.seal(toys.out, place)}
    kept = record(place, named=entry.task.job.named, **(told | more))
    records.write(toys.out, kept)
    return kept


def test_what_is_unchanged_is_kept_and_the_rest_says_why(toys):
    for name in ("Acme", "Beta", "Gamma", "Delta"):
        toys.add(name)
    for place in ("acme/2026Q3", "beta/2026Q3", "gamma/2026Q3"):
        made(toys, place)
    (toys.folder / "clients" / "beta" / "contracts.csv").write_text("x")
    (toys.out / "gamma" / "2026Q3" / "index.html").write_text("edited")
    assert shown(toys) == {
        "acme/2026Q3": ("keep", "unchanged"),
        "beta/2026Q3": ("make", "changed: contracts.csv"),
        "gamma/2026Q3": ("make", "the report was changed or removed"),
        "delta/2026Q3": ("make", "no report yet"),
    }
    assert {each for each, _ in shown(toys, choice="all").values()} == {"make"}


def test_a_failure_is_tried_again_unless_a_batch_is_taken_up_again(toys):
    for name in ("Acme", "Beta", "Gamma"):
        toys.add(name)
    made(toys, "acme/2026Q3", state="failed", cause="why")
    made(toys, "beta/2026Q3", state="timed_out")
    assert [action for action, _ in shown(toys).values()] == ["make"] * 3
    assert shown(toys, choice="unfinished") == {
        "acme/2026Q3": ("keep", "was tried"),
        "beta/2026Q3": ("keep", "was tried"),
        "gamma/2026Q3": ("make", "no report yet"),
    }
    (toys.folder / "clients" / "acme" / "contracts.csv").write_text("x")
    assert shown(toys, choice="unfinished")["acme/2026Q3"][0] == "make"


def test_only_what_failed(toys):
    for name in ("Acme", "Beta", "Gamma"):
        toys.add(name)
    made(toys, "acme/2026Q3", state="failed")
    made(toys, "beta/2026Q3")
    assert shown(toys, choice="failed") == {"acme/2026Q3": ("make", "failed before")}


def test_what_the_gate_blocked_is_blocked_again_without_a_run(toys):
    toys.add("Acme")
    (toys.out / "acme").mkdir(parents=True)
    page = "acme/2026Q3.blocked.html"
    (toys.out / page).write_text("mend")
    (entry,) = entries(toys)
    seal = records.seal(toys.out, "acme/2026Q3", page)
    told = {"state": "blocked", "seal": seal, "fingerprint": entry.task.fingerprint}
    records.write(toys.out, record(**told))
    assert shown(toys) == {"acme/2026Q3": ("keep", "unchanged")}


def test_two_that_would_make_the_same_report_and_a_broken_one_fail_alone(toys):
    toys.add("Acme")
    other = toys.add("Other")
    other.write_text(other.read_text().replace("Other", "Acme"))
    broken = toys.add("Broken")
    broken.write_text("client: Broken\nas_off: 2026-09-30\n")
    toys.add("Whole")
    found = entries(toys)
    assert len(found) == 4
    assert [each.task.place for each in found if each.record is None] == ["whole/2026Q3"]
    causes = {each.record.named: each.record.cause for each in found if each.record}
    assert "2 entries would make the same report" in causes["acme/engagement.yml"]
    assert "as_off: unknown key" in causes["broken/engagement.yml"]
    places = [each.record.place for each in found if each.record]
    assert len(set(places)) == 3
    assert "acme/2026Q3" not in places, "a report that lies there keeps its record"


def test_variants_of_a_client_have_places_of_their_own(toys):
    file = toys.add("Acme")
    manifest = toys.folder / "m.yml"
    manifest.write_text(
        f"engagements: [{file.relative_to(toys.folder)}]\n"
        "matrix: {policies.grain: [customer, parent]}\n"
    )
    found = plan.plan(order.read([manifest]), toys.out)
    places = [each.task.place for each in found]
    assert places == ["acme--customer/2026Q3", "acme--parent/2026Q3"]


def test_shards_share_the_plan(toys):
    for number in range(5):
        toys.add(f"Client {number}")
    parts = [[each.task.place for each in entries(toys, shard=Shard(n, 3))] for n in (1, 2, 3)]
    shared = sorted(place for part in parts for place in part)
    assert shared == [each.task.place for each in entries(toys)]
    assert [len(part) for part in parts] == [2, 2, 1]


def test_nothing_heavy_is_imported_for_what_is_unchanged(toys):
    toys.add("Acme")
    made(toys, "acme/2026Q3")
    program = (
        "import sys\n"
        "from cs_lib import cli\n"
        "try: cli.main(sys.argv[1:])\n"
        "except SystemExit as stop: assert not stop.code, stop.code\n"
        "heavy = {'pandas', 'numpy', 'polars', 'duckdb', 'nbconvert', 'jupyter_client'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    command = ["batch", str(toys.folder / "clients"), "--out", str(toys.out)]
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        cwd=REPO, env=toys.environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == "no reports to make; 1 report unchanged\n"
    assert done.stdout == f"{toys.out / 'index.html'}\n"
