"""Two reports of equal fingerprints are made of the same things."""

import pytest

from cs_lib import engagement as engagements
from cs_lib.batch import fingerprint
from cs_lib.batch.jobs import Job
from cs_lib.intake import digests


@pytest.fixture
def file(toys):
    return toys.add("Acme")


def printed(file, settings=(), variant="", edition="internal", steps=None):
    job = Job(str(file), file.name, tuple(settings), variant)
    return fingerprint.of(engagements.load(file, settings), job, edition, steps)


def test_it_is_the_same_twice_and_whatever_a_comment_says(file):
    before = printed(file)
    file.write_text(f"# a note\n{file.read_text()}")
    assert printed(file) == before


@pytest.mark.parametrize(
    "change",
    [
        {"settings": ["policies.grain=parent"]},
        {"variant": "low"},
        {"edition": "client"},
        {"steps": (1,)},
    ],
)
def test_whatever_is_asked_for_makes_another(file, change):
    assert fingerprint.differing(printed(file), printed(file, **change)) == ("engagement",)


def test_a_changed_or_lost_input_is_named(file):
    before = printed(file)
    data = file.parent / "contracts.csv"
    data.write_text(data.read_text() + "L2,C2,2025-01-01,,5\n")
    assert fingerprint.differing(before, printed(file)) == ("input contracts.csv",)
    data.unlink()
    assert printed(file)["input contracts.csv"] == "missing"


def test_digests_are_those_of_the_report(file, toys):
    folder = file.parent / "parts"
    (folder / "a").mkdir(parents=True)
    (folder / "b.parquet").write_bytes(b"b")
    (folder / "a" / "x.parquet").write_bytes(b"x")
    file.write_text(file.read_text().replace("contracts.csv", "contracts.csv, costs: parts"))
    inputs = digests(engagements.load(file))
    found = printed(file)
    assert {name: found[f"input {name}"] for name in inputs} == inputs
    assert fingerprint.agrees(found, inputs)
    assert not fingerprint.agrees(found, inputs | {"parts": "0"})


@pytest.mark.parametrize(
    "costs", ["{sql: select 1, url_env: DB}", "{path: 's3://bucket/costs.parquet'}"]
)
def test_what_only_reading_can_tell_has_none(file, costs):
    text = file.read_text().replace("contracts.csv}", f"contracts.csv, costs: {costs}}}")
    file.write_text(text)
    assert printed(file) is None


def test_another_version_of_a_text_is_another_library(monkeypatch, tmp_path):
    fingerprint.installed.cache_clear()
    (tmp_path / "cs_lib").mkdir()
    text = tmp_path / "cs_lib" / "shared.yml"
    text.write_text("a")
    monkeypatch.setattr(fingerprint, "_ROOM", tmp_path / "cs_lib")
    before = fingerprint.installed()
    text.write_text("b")
    fingerprint.installed.cache_clear()
    assert fingerprint.installed() != before
    fingerprint.installed.cache_clear()
