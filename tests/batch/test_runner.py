"""Whole batches of toy reports, by the command line."""

import json

import pytest

from cs_lib.batch import memory
from tests.batch.toys import eventually

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not memory.IS_KNOWN, reason="processes are watched on Linux"),
]
VARYING = ("seconds", "memory")


def listed(toys, *fields):
    told = json.loads((toys.out / "index.json").read_text())["reports"]
    return [tuple(each[field] for field in fields) for each in told]


def test_one_bad_client_never_stops_the_others(toys):
    for name, does in {
        "Acme": "", "Blocked": "block", "Dead": "die", "Slow": "sleep", "Warned": "",
    }.items():  # fmt: skip
        toys.add(name, does)
    toys.add("Broken").write_text("client: [")
    code, out, said = toys.run("--timeout", "3", "--workers", "3")
    assert code == 1
    assert out == f"{toys.out / 'index.html'}\n"
    assert "5 reports to make" in said
    assert sorted(listed(toys, "client", "state")) == [
        ("", "failed"),
        ("Acme", "ok"),
        ("Blocked", "blocked"),
        ("Dead", "failed"),
        ("Slow", "timed_out"),
        ("Warned", "ok_with_warnings"),
    ]
    code, _, said = toys.run("--resume")
    assert code == 1
    assert "1 report to make; 5 reports unchanged" in said, "the dead one was killed from outside"
    (toys.folder / "clients" / "dead" / "engagement.does").unlink()
    (toys.folder / "clients" / "slow" / "engagement.does").unlink()
    (toys.folder / "clients" / "blocked" / "engagement.does").unlink()
    code, _, said = toys.run("--only-failed")
    assert "3 reports to make" in said
    toys.folder.joinpath("clients/broken/engagement.yml").unlink()
    code, _, said = toys.run()
    assert (code, said) == (0, "no reports to make; 5 reports unchanged\n")
    assert {state for _, state in listed(toys, "client", "state")} == {"ok", "ok_with_warnings"}


def test_nothing_of_one_client_is_in_anothers_report(toys):
    canaries = {f"Client {number}": f"canary-{number}-{number * 7919}" for number in range(6)}
    for name, canary in canaries.items():
        toys.add(name, canary=canary)
    code, _, said = toys.run("--workers", "3")
    assert code == 0, said
    for path, content in toys.reports().items():
        for name, canary in canaries.items():
            own = path.startswith(name.lower().replace(" ", "-") + "/")
            assert (canary.encode() in content) <= own, path
            assert (name.encode() in content) <= own, path


def test_a_second_batch_in_the_same_folder_says_who_is_at_work(toys):
    toys.add("Acme", "sleep")
    first = toys.start(TOY_MARKS=str(toys.marks))
    assert eventually(lambda: (toys.out / ".batch" / "batch.lock").exists())
    code, out, said = toys.run()
    assert (code, out) == (2, "")
    assert f"{toys.out} is being made by another run: process {first.pid} of " in said
    first.terminate()
    assert first.wait(timeout=60) == 143
    assert eventually(lambda: not toys.living())


def test_shards_side_by_side_make_what_one_batch_makes(toys, tmp_path):
    for number in range(5):
        toys.add(f"Client {number}")
    toys.add("Blocked", "block")
    assert toys.run()[0] == 1
    whole, listing = toys.reports(), (toys.out / "index.json").read_text()
    toys.out = tmp_path / "sharded"
    parts = [toys.start("--shard", f"{number}/3") for number in (1, 2, 3)]
    assert sorted(part.wait(timeout=120) for part in parts) == [0, 0, 1]
    assert toys.reports() == whole
    told = [json.loads(listing), json.loads((toys.out / "index.json").read_text())]
    for each in told:
        for report in each["reports"]:
            for field in VARYING:
                report.pop(field)
    assert told[0] == told[1]


def test_progress_as_json_and_the_plan(toys):
    toys.add("Acme")
    code, out, said = toys.run("--plan")
    assert (code, said) == (0, "")
    assert out.splitlines()[1].split(maxsplit=2) == ["acme/2026Q3", "make", "no report yet"]
    assert not toys.out.exists()
    code, _, said = toys.run("--log-json")
    assert code == 0
    assert [json.loads(line)["event"] for line in said.splitlines()] == ["begun", "report"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--resume", "--fresh"), "give one of --resume, --only-failed and --fresh"),
        (("--shard", "3/2"), "--shard 3/2: the first number goes from 1 to the second"),
        (("--workers", "0"), "--workers 0: at least 1"),
        (("--timeout", "0"), "--timeout and --memory: more than 0"),
    ],
)
def test_wrong_usage_ends_with_2(toys, options, said):
    toys.add("Acme")
    code, _, told = toys.run(*options)
    assert (code, told) == (2, f"{said}\n")
