"""Each input is read once in a run: once read, it may be gone."""

import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import yaml

from cs_lib import engagement as engagements
from cs_lib import intake, workbook
from cs_lib.intake.read import contents, storage

LINES = "line_id,customer_id,start,end,mrr\nL1,C1,2024-01-01,,100\nL2,C2,2024-01-01,,50\n"
BAD = LINES + "L3,C3,soon,,7\n"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file or query was read; what was read is gone for whoever comes next."""
    found: Counter[str] = Counter()
    read, answer = storage.Stored.read, contents.answer

    def once(self: storage.Stored) -> dict[str, bytes]:
        held = read(self)
        found.update(Path(name).name for name in held)
        for name in held:
            Path(name).unlink()
        return held

    def asked(url_env: str, sql: str) -> pd.DataFrame:
        found[sql] += 1
        return answer(url_env, sql)

    monkeypatch.setattr(storage.Stored, "read", once)
    monkeypatch.setattr(contents, "answer", asked)
    return found


def client_of(folder: Path, lines: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One engagement with a file, a workbook of two sheets, a folder, a query and a lookup."""
    (folder / "contracts.csv").write_text(lines)
    (folder / "owners.csv").write_text("id,who\nC1,Ann\nC2,Bob\n")
    book = openpyxl.Workbook()
    book.active.title = "customers"
    for row in (["customer_id", "name"], ["C1", "Ash"], ["C2", "Birch"]):
        book.active.append(row)
    sheet = book.create_sheet("tickets")
    for row in (["ticket_id", "customer_id", "opened"], ["T1", "C1", "2025-01-01"]):
        sheet.append(row)
    book.save(folder / "crm.xlsx")
    rows = {"date": ["2025-01-01"], "customer_id": ["C1"], "metric": ["seats"], "value": [3.0]}
    (folder / "usage").mkdir()
    pd.DataFrame(rows).to_parquet(folder / "usage" / "1.parquet")
    with sqlite3.connect(folder / "gl.db") as ledger:
        ledger.execute("create table gl as select '2025-01-31' as period, 5 as amount")
    monkeypatch.setenv("GL_URL", f"sqlite:///{folder / 'gl.db'}")
    owners = {"path": "owners.csv", "on": {"customer_id": "id"}, "columns": {"who": "who"}}
    tables: dict[str, Any] = {
        "contracts": {"path": "contracts.csv", "lookup": owners},
        "customers": {"path": "crm.xlsx", "lookup": owners, "columns": {"owner": "who"}},
        "tickets": "crm.xlsx",
        "usage": "usage",
        "costs": {"sql": "select * from gl", "url_env": "GL_URL"},
    }
    head = {"client": "Acme", "as_of": "2026-09-30", "currency": "EUR", "tables": tables}
    file = folder / "acme.yml"
    file.write_text(yaml.safe_dump(head))
    return file


READ = ("contracts.csv", "owners.csv", "crm.xlsx", "1.parquet", "select * from gl")


def test_a_check_reads_each_input_once(tmp_path, monkeypatch, opened) -> None:
    found = intake.look(engagements.load(client_of(tmp_path, LINES, monkeypatch)))
    assert found.problems == ()
    assert opened == dict.fromkeys(READ, 1)
    assert found.intake is not None
    assert set(found.intake.digests) == {
        *("contracts.csv", "owners.csv", "crm.xlsx", "usage"),
        "sql: select * from gl",
    }


def test_a_blocked_run_hands_on_what_it_has_read(tmp_path, monkeypatch, opened) -> None:
    with pytest.raises(intake.Blocked) as caught:
        workbook.run(client_of(tmp_path, BAD, monkeypatch), tmp_path / "results")
    assert opened == dict.fromkeys(READ, 1)
    assert [problem.row for problem in caught.value.problems] == [4]
    assert caught.value.found.intake is not None
    assert len(caught.value.found.intake.tables["contracts"]) == 2


def test_the_first_page_of_a_file_is_not_read_for_its_digest_alone(
    tmp_path, monkeypatch, opened
) -> None:
    """A notebook asks for the digest before it asks for the figures."""

    with pytest.raises(intake.Blocked):
        workbook.open_run(client_of(tmp_path, BAD, monkeypatch))
    assert opened == dict.fromkeys(READ, 1)


def test_what_is_read_again_is_what_was_there_at_first(tmp_path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"one")
    held = contents.Contents(tmp_path)
    first = held.held("a.csv").digest()
    file.write_bytes(b"two")
    assert held.held("a.csv").digest() == first
    assert contents.Contents(tmp_path).held("a.csv").digest() != first
