"""Databases named by a stranger's engagement: only asked, and their address never repeated."""

import sqlite3
from pathlib import Path

import pytest

from cs_lib.errors import DataError
from cs_lib.report.build import build
from tests.intake.builders import Client

pytest.importorskip("sqlalchemy", reason="the extra [database] is not installed")
pytest.importorskip("psycopg", reason="the extra [database] is not installed")

PARTS = ("zebra", "unicorn", "griffin", "phoenix")
"""Words of a password, as its marks cut it, of the user and of the host."""
ADDRESSES = {
    "an at sign in the password": "postgresql+psycopg://phoenix:zebra@unicorn@griffin.invalid/db",
    "a slash in the password": "postgresql+psycopg://phoenix:zebra/unicorn@griffin.invalid/db",
    "a colon in the password": "postgresql+psycopg://phoenix:zebra:unicorn@griffin.invalid/db",
    "a bracket in the password": "postgresql+psycopg://phoenix:zebra[unicorn@griffin.invalid/db",
    "a hash in the password": "postgresql+psycopg://phoenix:zebra#unicorn@griffin.invalid/db",
    "the password for a port": "postgresql+psycopg://griffin.invalid:zebra/unicorn",
    "a word of the driver's": "postgresql+psycopg://phoenix:zebra@griffin.invalid/db?unicorn=1",
    "no scheme": "phoenix:zebra@griffin.invalid/unicorn",
    "only a password": "zebra-unicorn",
    "another driver": "zebra+unicorn://phoenix@griffin",
    "an unknown database": "unknown://phoenix:zebra@griffin/unicorn",
    "a file that is not there": "sqlite:////phoenix/zebra/unicorn/griffin.db",
    "a kind that cannot be bound": "mssql+pyodbc://phoenix:zebra@griffin/unicorn",
}
SQL = {"sql": "select 1 as customer_id", "url_env": "CLIENT_DB_URL"}


def lacks_all(said: str) -> bool:
    return not [part for part in PARTS if part in said]


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_part_of_an_address_is_repeated(tmp_path, monkeypatch, name: str) -> None:
    monkeypatch.setenv("CLIENT_DB_URL", ADDRESSES[name])
    with pytest.raises(DataError) as caught:
        Client(tmp_path).load(contracts=SQL)
    if name != "another driver":  # its first word names a database to SQLAlchemy
        assert lacks_all(str(caught.value))
    assert "CLIENT_DB_URL" in str(caught.value)


def test_nor_is_it_in_the_page_for_the_client(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CLIENT_DB_URL", ADDRESSES["an at sign in the password"])
    client = Client(tmp_path)
    with pytest.raises(DataError):
        client.load(contracts=SQL)
    with pytest.raises(DataError) as caught:
        build(tmp_path / "acme.yml", out=tmp_path / "out")
    (page,) = (tmp_path / "out").rglob("*.blocked.html")
    assert lacks_all(page.read_text(encoding="utf-8"))
    assert lacks_all(str(caught.value))


QUERIES = {
    "drop": "drop table lines",
    "delete": "delete from lines",
    "update": "update lines set mrr = 0",
    "insert": "insert into lines values (1, 2, 3, 4)",
    "a comment before": "/* select */ -- select\n drop table lines",
    "two statements": "select * from lines; drop table lines",
    "two, the second hidden": "select '\\'; drop table lines; --'",
    "a pragma": "pragma writable_schema = 1",
    "another file": "attach database 'other.db' as other",
    "a query that deletes": "with gone as (select 1) delete from lines",
    "a copy": "select * into other from lines",
    "a vacuum": "vacuum into 'other.db'",
    "nothing": "  ",
}


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "crm.db"
    with sqlite3.connect(file) as made:
        made.execute("create table lines (customer_id, start, 'end', mrr)")
        made.execute("insert into lines values ('C1', '2025-01-01 10:30', null, 5)")
    monkeypatch.setenv("CLIENT_DB_URL", f"sqlite:///{file}")
    return file


@pytest.mark.parametrize("name", QUERIES)
def test_what_may_change_anything_is_not_executed(tmp_path, database: Path, name: str) -> None:
    before = database.read_bytes()
    with pytest.raises(DataError):
        Client(tmp_path).load(contracts={**SQL, "sql": QUERIES[name]})
    assert database.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["acme.yml", "crm.db"]


def test_a_database_that_is_not_there_is_not_made(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CLIENT_DB_URL", f"sqlite:///{tmp_path / 'crm.db'}")
    with pytest.raises(DataError, match="no connection to the database"):
        Client(tmp_path).load(contracts=SQL)
    assert not (tmp_path / "crm.db").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "select * from lines",
        "  -- all of them\n SELECT * FROM lines ;  ",
        "with every as (select * from lines) select * from every",
        "select * from lines where start like '%10:30'",
    ],
)
def test_a_query_is_answered(tmp_path, database: Path, sql: str) -> None:
    loaded = Client(tmp_path).load(contracts={**SQL, "sql": sql})
    assert loaded.tables["contracts"]["customer_id"].tolist() == ["C1"]


def test_a_message_of_the_database_is_told_unless_it_repeats_the_address(
    tmp_path, monkeypatch
) -> None:
    """A table that is called like the file: its name is part of the address."""
    with sqlite3.connect(tmp_path / "secret.db"):
        pass
    monkeypatch.setenv("CLIENT_DB_URL", f"sqlite:///{tmp_path / 'secret.db'}")
    client = Client(tmp_path)
    with pytest.raises(DataError, match="no such table: plans"):
        client.load(contracts={**SQL, "sql": "select * from plans"})
    with pytest.raises(DataError, match=r"did not answer \(OperationalError\)") as caught:
        client.load(contracts={**SQL, "sql": "select * from 'secret.db'"})
    assert "no such table" not in str(caught.value)
