"""Records are whole, and what lies in the folder is known without them, too."""

import json

import pytest

from cs_lib.batch import records
from cs_lib.batch.jobs import Job
from tests.batch.toys import record


def test_a_record_is_read_as_it_was_written(tmp_path):
    made = record(cautions=({"about": "grade", "what": "NRR", "rows": None},), settings=("a=1",))
    records.write(tmp_path, made)
    assert records.read(tmp_path, made.place) == made


@pytest.mark.parametrize("torn", ["", "{", "[]", '{"place": "x"}'])
def test_a_torn_one_is_none(tmp_path, torn):
    records.write(tmp_path, record())
    (file,) = (tmp_path / ".batch" / "records").iterdir()
    file.write_text(torn)
    assert records.read(tmp_path, "acme/2026Q3") is None
    assert records.all_of(tmp_path) == ()


def manifest(out, place, **more):
    folder = out / place
    folder.mkdir(parents=True)
    told = {"client": "Acme", "period": "2026Q3", "currency": "EUR", "signoff": "agreed"}
    told |= {"settings": [], "cautions": [], "figures": [{"id": "M02", "value": 5.0}]}
    (folder / "manifest.json").write_text(json.dumps(told | more))
    (folder / "index.html").write_text("page")


def test_a_report_without_a_record_is_known_by_its_manifest(tmp_path):
    manifest(tmp_path, "acme--low/2026Q3")
    manifest(tmp_path, "acme/2026Q2.failed")
    (found,) = records.all_of(tmp_path)
    assert (found.state, found.variant, found.signoff) == ("ok", "low", "agreed")
    assert found.figures == {"M02": 5.0}
    assert records.is_there(tmp_path, found)
    (tmp_path / "acme--low/2026Q3/index.html").write_text("edited")
    assert not records.is_there(tmp_path, found)


def test_a_removed_report_and_a_failure_nobody_asks_for_are_left_out(tmp_path):
    records.write(tmp_path, record("gone/2026Q3"))
    lost = record("lost/2026Q3", state="failed", named="lost.yml")
    records.write(tmp_path, lost)
    assert records.all_of(tmp_path) == ()
    records.keep_order(tmp_path, [Job("x/lost.yml", "lost.yml")])
    assert records.all_of(tmp_path) == (lost,)
