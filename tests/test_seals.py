"""A stored file is told from one that was changed, whichever byte it was."""

import hashlib

import pytest

from cs_lib import seals
from cs_lib.errors import StaleResultError

CHANGED = r"result\.json was changed after it was stored; run the engagement again"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "result.json"
    seals.write(path, {"arr": 120000.5, "client": "Söhne", "rows": [1, None]})
    return path


def test_what_was_written_is_read(file):
    assert seals.read(file) == {"arr": 120000.5, "client": "Söhne", "rows": [1, None]}


@pytest.mark.parametrize(
    ("old", "new"),
    [("120000.5", "130000.5"), ("Söhne", "Sohne"), ("null", "0"), ('"arr"', '"brr"')],
)
def test_a_changed_fact_is_refused_by_the_files_name(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(StaleResultError, match=CHANGED):
        seals.read(file)


def test_a_fact_that_was_added_or_taken_away_is_refused(file):
    text = file.read_text(encoding="utf-8")
    for other in (
        text.replace('"rows"', '"more": 1,\n "rows"'),
        text.replace(' "arr": 120000.5,\n', ""),
    ):
        assert other != text
        file.write_text(other, encoding="utf-8")
        with pytest.raises(StaleResultError, match=CHANGED):
            seals.read(file)


@pytest.mark.parametrize("cut", [0, 1, 20, -3])
def test_a_torn_file_is_refused(file, cut):
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(StaleResultError, match=CHANGED):
        seals.read(file)


@pytest.mark.parametrize("text", ["[]", "3", "null", '{"arr": 1}', '"seal"'])
def test_json_without_a_seal_is_refused(file, text):
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StaleResultError, match=CHANGED):
        seals.read(file)


def test_bytes_are_refused_unless_they_have_the_digest(file):
    file.write_bytes(b"PAR1")
    expected = hashlib.sha256(b"PAR1").hexdigest()
    assert seals.unchanged(file, expected) == b"PAR1"
    for other in (None, "", expected[:-1], hashlib.sha256(b"PAR2").hexdigest()):
        with pytest.raises(StaleResultError, match=CHANGED):
            seals.unchanged(file, other)


def test_a_file_that_is_gone_is_said_to_be_missing(tmp_path):
    with pytest.raises(StaleResultError, match=r"no stored result .*gone\.json; run the eng"):
        seals.read(tmp_path / "gone.json")
