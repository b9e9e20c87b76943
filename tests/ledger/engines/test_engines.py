"""Which engine is opened, what it reads, and what it says when it cannot be opened."""

import subprocess
import sys

import pandas as pd
import pytest

from cs_lib.engagement import Engine
from cs_lib.errors import MissingExtraError, UsageError
from cs_lib.ledger.engines import DuckStore, open_store
from cs_lib.ledger.engines import session as sessions
from cs_lib.ledger.frames import fetch


def test_duckdb_is_the_engine_unless_another_is_asked_for() -> None:
    assert isinstance(open_store(Engine()), DuckStore)


def test_without_the_extra_its_install_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'tensteps\[spark\]'") as caught:
        open_store(Engine(spark="local[2]"))
    assert caught.value.exit_code == 2


def test_without_java_its_install_is_named(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match=r"Java 17 or later .*openjdk-17.* no 'java' here") as said:
        sessions._started("local[2]")
    assert said.value.exit_code == 2


def test_a_java_home_without_java_is_named(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UsageError, match=f"JAVA_HOME .{tmp_path}. holds no bin/java"):
        sessions._started("local[2]")


def test_a_java_that_does_not_start_is_told_in_its_own_words(monkeypatch, tmp_path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    said = "Error: Could not create the Java Virtual Machine."
    java.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 1\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UsageError, match=r"did not start at 'local.*: Error: Could not create the"):
        sessions._started("local[2]")


@pytest.mark.parametrize(
    ("master", "threads"), [("local", 1), ("local[3]", 3), ("yarn", None), ("spark://h:1", None)]
)
def test_how_many_tasks_run_at_once_on_this_machine(master: str, threads: int | None) -> None:
    assert sessions._threads(master) == threads


def test_duckdb_reads_a_folder_and_an_address_where_they_lie(tmp_path) -> None:
    rows = pd.DataFrame({"customer_id": ["C1"], "qty": [1.0]})
    for family in ("A", "B"):
        (tmp_path / f"family={family}").mkdir()
    rows.to_parquet(tmp_path / "family=A" / "1.parquet")
    rows.assign(customer_id="C2", tier="pro").to_parquet(tmp_path / "family=B" / "2.parquet")
    rows.to_parquet("memory://engines/lines/a.parquet")
    store = open_store(Engine())
    folder = fetch(store.adopt(tmp_path, ("customer_id", "tier", "family")), ["customer_id"])
    assert folder["customer_id"].tolist() == ["C1", "C2"]
    assert folder["tier"].fillna("").tolist() == ["", "pro"]
    assert folder["family"].tolist() == ["A", "B"]
    for place in ("memory://engines/lines", "memory://engines/lines/a.parquet"):
        assert len(fetch(store.adopt(place, ("customer_id", "price")), ["customer_id"])) == 1


def test_no_engine_but_the_one_asked_for_is_loaded() -> None:
    code = "import sys, cs_lib.ledger; print('pyspark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
