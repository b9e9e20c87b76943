"""A folder without a suffix is a complete report of one client, whatever happens beside it."""

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib.errors import RunError, UsageError
from cs_lib.report.publishing import replacing, reserved, slug

MARKS = ["", ".", ",", "-", "_", "&", "'", "/", " ", "  ", "é", "\u0301", "株", "\x07"]


@pytest.mark.parametrize(
    ("client", "folder"),
    [
        ("Acme Analytics", "acme-analytics"),
        ("42 North", "42-north"),
        ("Acme, Inc.", "acme-inc-c40fac9c"),
        ("Österreichische Bahn GmbH & Co. KG", "osterreichische-bahn-gmbh-and-co-kg-"),
        ("../../etc/passwd", "etc-passwd-"),
        ("東京", "dong-jing-"),
        ("Газпром", "gazprom-"),
        ("!!!", "client-"),
    ],
)
def test_a_client_becomes_a_folder_of_plain_letters(client, folder):
    spelled = slug(client)
    assert re.fullmatch(r"[a-z0-9-]+", spelled)
    digest = spelled.removeprefix(folder)
    assert re.fullmatch(r"[0-9a-f]{8}" if folder.endswith("-") else "", digest)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme, Inc.", "Acme Inc"),
        ("東京", "大阪"),
        ("Ünal", "Unal"),
        ("A & B", "A and B"),
        ("Coca-Cola", "Coca Cola"),
        ("x" * 300, "x" * 299 + "y"),
        ("x" * 61, "x" * 60),
    ],
)
def test_two_clients_never_meet_in_one_folder(one, other):
    assert slug(one) != slug(other)
    assert max(len(slug(one)), len(slug(other))) < 80


@given(
    st.lists(st.sampled_from(["Acme", "Inc", "Nord", "7"]), min_size=1, max_size=3),
    st.lists(st.sampled_from(MARKS), min_size=4, max_size=4),
    st.lists(st.sampled_from(MARKS), min_size=4, max_size=4),
)
def test_no_mark_in_a_name_is_lost(words, some, others):
    one, other = (
        "".join(mark + word for mark, word in zip(marks, [*words, ""], strict=False))
        for marks in (some, others)
    )
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert (slug(one) == slug(other)) == same


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out" / "acme" / "2026Q3"


def publish(target, client="Acme", text="whole"):
    with reserved(target, client), replacing(target) as partial:
        (partial / "index.html").write_text(text)
        (partial / "manifest.json").write_text(json.dumps({"client": client}))


def beside(target):
    return sorted(path.name for path in target.parent.iterdir())


def test_a_new_report_replaces_the_old_one_and_clears_what_killed_runs_left(target):
    publish(target, text="old")
    for left in ("2026Q3.partial", "2026Q3.0a1b2c3d.partial", "2026Q3.failed", "2026Q3.old"):
        target.with_name(left).mkdir()
        (target.with_name(left) / "stale.txt").write_text("stale")
    target.with_name("2026Q3.lock").write_text('{"pid": 1')
    target.with_name("2026Q2").mkdir()
    publish(target, text="new")
    assert beside(target) == ["2026Q2", "2026Q3"]
    assert (target / "index.html").read_text() == "new"
    assert not (target / "stale.txt").exists()


def test_a_report_set_aside_by_a_run_that_was_stopped_is_put_back(target):
    publish(target)
    target.rename(target.with_name("2026Q3.old"))
    with reserved(target, "Acme"):
        pass
    assert (target / "index.html").read_text() == "whole"


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, OSError])
def test_a_run_that_stops_leaves_the_old_report_and_nothing_else(target, error):
    publish(target)
    with pytest.raises(error), reserved(target, "Acme"), replacing(target):
        raise error
    assert beside(target) == ["2026Q3"]
    assert (target / "index.html").read_text() == "whole"


def test_a_first_run_that_stops_leaves_nothing(target):
    with pytest.raises(SystemExit), reserved(target, "Acme"), replacing(target):
        raise SystemExit
    assert not (target.parents[1]).exists()


def test_a_failed_run_is_kept_beside_the_report_until_one_succeeds(target):
    publish(target)

    def fail(partial):
        (partial / "01.ipynb").write_text("executed")
        raise RunError("first", "3", "ValueError", str(partial / "01.ipynb"))

    with pytest.raises(RunError) as caught, reserved(target, "Acme"), replacing(target) as partial:
        fail(partial)
    assert caught.value.kept == str(target.with_name("2026Q3.failed") / "01.ipynb")
    assert beside(target) == ["2026Q3", "2026Q3.failed"]
    publish(target)
    assert beside(target) == ["2026Q3"]


def test_the_report_of_another_client_is_never_replaced(target):
    publish(target, client="ACME", text="theirs")
    with pytest.raises(UsageError, match=r"the report of 'ACME', not of 'Acme'.*another --out"):
        publish(target, text="ours")
    assert (target / "index.html").read_text() == "theirs"
    assert beside(target) == ["2026Q3"]


def test_a_folder_that_is_no_report_is_never_replaced(target):
    target.mkdir(parents=True)
    (target / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"is no report \(manifest.json is missing\).*move it"):
        publish(target)
    assert (target / "mine.txt").read_text() == "mine"


def test_an_empty_folder_or_a_torn_manifest_stands_in_nobodys_way(target):
    target.mkdir(parents=True)
    publish(target)
    for torn in ("", '{"client": "Ac', "[]"):
        (target / "manifest.json").write_text(torn)
        publish(target, text=f"after {torn}")
        assert (target / "index.html").read_text() == f"after {torn}"


def test_two_runs_are_never_at_work_in_one_place(target):
    with reserved(target, "Acme"):
        with replacing(target) as one, pytest.raises(UsageError, match="made by another run"):
            publish(target)
        assert not one.exists()
    publish(target)
    assert beside(target) == ["2026Q3"]
