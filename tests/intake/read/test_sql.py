"""Tables behind a real PostgreSQL server, which the tests start and stop themselves."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from typing import Any

import pytest

from cs_lib.errors import DataError

pytestmark = pytest.mark.database
USER, PASSWORD = "reviewer", "s3cret-word"
UNPRIVILEGED = "postgres"
"""The server refuses to be run by root; Debian's package brings this account."""

SCHEMA = """
create table subscription (
  id bigint primary key, account text not null, plan text, seats integer, monthly numeric(12, 2),
  started date not null, ended timestamp with time zone, trial boolean not null, renews boolean
);
insert into subscription values
  (1, 'Ändern GmbH', 'pro', 10, 1234.56, '2025-01-01', null, false, true),
  (2, 'Boreal', 'pro', 3, 99.90, '2025-02-15', '2025-08-15 00:00+00', false, null),
  (3, 'Boreal', 'starter', null, 0, '2025-01-20', '2025-02-03 00:00+00', true, false);
create table bill (
  no text, account text, day date, net numeric(12, 2), since date, until date, state text
);
insert into bill
  select 'I' || n, 'Cedar', d, 50.25, d, d + interval '1 month', 'paid'
  from generate_series(0, 20) n, lateral (select date '2025-01-01' + n * interval '1 month' as d) m;
create sequence counter;
create view cohort as select account as customer_id, month, 10.5 as mrr
  from (values ('Ash', '2026-08-31'::date), ('Ash', '2026-09-30')) as v (account, month);
"""
CONTRACTS = {
    "sql": "select * from subscription order by id",
    "columns": {
        "customer_id": "account",
        "line_id": "id",
        "product_id": "plan",
        "qty": "seats",
        "mrr": "monthly",
        "start": "started",
        "end": "ended",
        "line_type": "trial",
        "auto_renew": "renews",
    },
    "values": {"line_type": {"true": "trial", "false": "recurring"}},
}


def _program(name: str) -> str | None:
    """Debian keeps the server's programs out of the path."""
    beside = sorted(glob(f"/usr/lib/postgresql/*/bin/{name}"))
    return shutil.which(name) or (beside[-1] if beside else None)


def _run(*words: str, folder: Path) -> None:
    """A command of the server's, as somebody who is not root."""
    if os.geteuid() == 0:
        words = ("runuser", "-u", UNPRIVILEGED, "--", *words)
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server of our own, with the tables of `SCHEMA`."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not installed (Debian: postgresql)")
    sqlalchemy = pytest.importorskip("sqlalchemy", reason="the extra [database] is not installed")
    pytest.importorskip("psycopg", reason="the extra [database] is not installed")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL refuses to run as root, and runuser is not there")
    # Not pytest's folder: another account may not enter what lies above it.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
        word = folder / "word"
        word.write_text(PASSWORD, encoding="utf-8")
        word.chmod(0o644)
        data, port = folder / "data", _free_port()
        _run(
            *(initdb, "-D", str(data), "-U", USER, "--auth=scram-sha-256"),
            *(f"--pwfile={word}", "--encoding=UTF8", "--no-locale", "--no-sync"),
            folder=folder,
        )
        listen = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        log = str(folder / "log")
        _run(pg_ctl, "-D", str(data), "-l", log, "-w", "-o", listen, "start", folder=folder)
        try:
            url = f"postgresql+psycopg://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres"
            with sqlalchemy.create_engine(url).begin() as connection:
                connection.exec_driver_sql(SCHEMA)
            yield url
        finally:
            _run(pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop", folder=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def source(server: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A table's source: its query on the server, and how its columns are called there."""
    monkeypatch.setenv("CLIENT_DB_URL", server)

    def of(table: dict[str, Any], **other: Any) -> dict[str, Any]:
        return {**table, "url_env": "CLIENT_DB_URL", **other}

    return of


def test_the_servers_own_types_come_in_as_the_contracts(client, source) -> None:
    loaded = client.load(contracts=source(CONTRACTS))
    frame = loaded.tables["contracts"]
    assert [
        (row.customer_id, row.line_id, row.mrr, f"{row.start:%Y-%m-%d}", row.line_type)
        for row in frame.itertuples()
    ] == [
        ("Ändern GmbH", "1", 1234.56, "2025-01-01", "recurring"),
        ("Boreal", "2", 99.9, "2025-02-15", "recurring"),
        ("Boreal", "3", 0.0, "2025-01-20", "trial"),
    ]
    assert frame["end"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "",
        "2025-08-15",
        "2025-02-03",
    ]
    assert frame["qty"].fillna(-1).tolist() == [10.0, 3.0, -1.0]
    assert frame["auto_renew"].fillna(False).tolist() == [True, False, False]
    assert not loaded.quarantine


def test_the_answer_is_digested_and_a_changed_row_changes_the_digest(
    client, source, server
) -> None:
    import sqlalchemy

    query = f"sql: {CONTRACTS['sql']}"
    first = client.load(contracts=source(CONTRACTS)).digests[query]
    assert client.load(contracts=source(CONTRACTS)).digests[query] == first
    engine = sqlalchemy.create_engine(server)
    change = "update subscription set monthly = monthly + {} where id = 2"
    with engine.begin() as connection:
        connection.exec_driver_sql(change.format("0.01"))
    try:
        assert client.load(contracts=source(CONTRACTS)).digests[query] != first
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(change.format("-0.01"))
    assert client.load(contracts=source(CONTRACTS)).digests[query] == first


def test_invoices_and_snapshots_come_from_queries_too(client, source) -> None:
    names = {"invoice_id": "no", "customer_id": "account", "issued": "day", "amount": "net"}
    names |= {"service_start": "since", "service_end": "until", "status": "state"}
    bills = client.load(invoices=source({"sql": "select * from bill", "columns": names}))
    assert len(bills.tables["invoices"]) == 21
    assert bills.tables["invoices"]["amount"].sum() == 21 * 50.25
    table = client.load(mrr_snapshots=source({"sql": "select * from cohort"}))
    months = table.tables["mrr_snapshots"]["month"].dt.strftime("%Y-%m-%d").tolist()
    assert months == ["2026-08-31", "2026-09-30"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select * from subscriptions", 'relation "subscriptions" does not exist'),
        ("select 1 form subscription", 'syntax error at or near "subscription"'),
        ("select account from subscription where id = 'x'", "invalid input syntax for type bigint"),
    ],
)
def test_a_wrong_query_is_told_in_the_servers_words(client, source, sql: str, said: str) -> None:
    (problem,) = client.refused(contracts=source(CONTRACTS, sql=sql)).problems
    assert problem.file == "the query of CLIENT_DB_URL"
    assert said in problem.wrong
    assert "\n" not in problem.wrong


def test_no_rows_and_missing_columns_are_told(client, source) -> None:
    nothing = source(CONTRACTS, sql="select * from subscription where false")
    assert client.refused(contracts=nothing).problems[0].wrong == "gives no row"
    narrow = source(CONTRACTS, sql="select account, monthly, id from subscription")
    assert "started" in str(client.refused(contracts=narrow))


@pytest.mark.parametrize("broken", ["password", "port", "database"])
def test_a_server_that_does_not_answer_gives_no_secret_away(
    client, source, server, monkeypatch, broken: str
) -> None:
    port = server.rsplit(":", 1)[1].split("/")[0]
    wrong = {
        "password": server.replace(PASSWORD, "other-" + PASSWORD),
        "port": server.replace(port, str(_free_port())),
        "database": server.rsplit("/", 1)[0] + "/nothing",
    }[broken]
    monkeypatch.setenv("CLIENT_DB_URL", wrong)
    with pytest.raises(DataError, match="no connection to the database") as caught:
        client.load(contracts=source(CONTRACTS))
    assert PASSWORD not in str(caught.value)


WRITING = {
    "a statement that writes": "delete from subscription where id = 3 returning *",
    "a query that writes": "with x as (delete from subscription returning *) select * from x",
    "a second statement": "select 1; commit; drop table subscription",
    "a second one that looks like text": "select E'\\''; commit; drop table subscription; --'",
    "a new table": "select * into other from subscription",
    "a function": "select setval('counter', 7)",
}


@pytest.mark.parametrize("name", WRITING)
def test_the_query_cannot_change_the_clients_data(client, source, server, name: str) -> None:
    import sqlalchemy

    def state() -> tuple[object, ...]:
        with sqlalchemy.create_engine(server).connect() as connection:
            rows = "select (select count(*) from subscription), (select last_value from counter)"
            return tuple(connection.exec_driver_sql(rows).one())

    before = state()
    assert client.refused(contracts=source(CONTRACTS, sql=WRITING[name])).exit_code == 3
    assert state() == before == (3, 1)
