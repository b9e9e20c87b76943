"""Data files of a stranger: read, or refused in words; in time, and in bounded memory."""

import datetime as dt
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cs_lib import engagement as engagements
from cs_lib.errors import DataError
from cs_lib.intake import Intake, look
from cs_lib.intake.check import as_tables
from tests.intake.builders import Client

SECONDS = 90
HEAD = "customer_id,start,end,mrr"
ROW = '{"customer_id": "C1", "start": "2025-01-01", "end": null, "mrr": 1'
Given = Callable[[Client], Any]


def text(content: str) -> Given:
    return lambda client: client.write("a.csv", content) and "a.csv"


def lines(content: str) -> Given:
    return lambda client: client.write("a.jsonl", content) and "a.jsonl"


def parquet(**columns: pa.Array) -> Given:
    def write(client: Client) -> str:
        sound = {"customer_id": ["C1"], "start": ["2025-01-01"], "end": [""], "mrr": [1.0]}
        pq.write_table(pa.table({**sound, **columns}), client.folder / "a.parquet")
        return "a.parquet"

    return write


def at(make: Callable[[Path], object], name: str = "a.csv", given: str = "") -> Given:
    def write(client: Client) -> str:
        make(client.folder / name)
        return given or name

    return write


def sparse(file: Path) -> None:
    file.touch()
    os.truncate(file, 1 << 40)


def cell(content: str) -> Given:
    def write(client: Client) -> dict[str, Any]:
        client.write("a.csv", f"customer_id,start,end,p\nC1,2025-01-01,,{content}\n")
        return {"path": "a.csv", "columns": {"mrr": "p.0"}}

    return write


def wide(columns: int, name: str = "x{}") -> str:
    names = ",".join(name.format(number) for number in range(columns))
    rows = "\n".join(f"C{row},2025-01-01,,1,{'1,' * (columns - 1)}1" for row in range(5))
    return f"{HEAD},{names}\n{rows}\n"


REFUSED: dict[str, tuple[Given, str]] = {
    "a pipe": (at(os.mkfifo), "is a pipe or a device"),
    "a pipe in a folder": (
        at(lambda file: (file.parent.mkdir(), os.mkfifo(file)), "d/a.parquet", "d"),
        "is a pipe or a device",
    ),
    "a device without end": (at(lambda file: file.symlink_to("/dev/zero")), "is a pipe or a"),
    "a link to itself": (at(lambda file: file.symlink_to(file)), "there is no such file"),
    "a file of 1 TiB": (at(sparse), "holds 1,024 GiB"),
    "a name of 5,000 letters": (lambda _: "c" * 5_000 + ".csv", "File name too long"),
    "half an address": (lambda _: "file://[::1", "is no address that can be read"),
    "10,000 columns": (text(wide(10_000)), "has more than 2,000 columns"),
    "10,000 columns of one name": (text(wide(10_000, "x")), "has more than 2,000 columns"),
    "objects of ever new keys": (
        lines("".join(f'{ROW}, "k{number}": 1}}\n' for number in range(3_000))),
        "has more than 2,000 columns",
    ),
    "half a character in JSON": (lines(ROW.replace("C1", "\\ud800") + "}\n"), "half of a char"),
    "half a character in a key": (lines(ROW + ', "\\udfff": 1}\n'), "half of a character"),
    "half a character in a list": (lines(ROW + ', "x": ["\\uD800"]}\n'), "half of a character"),
    "lists in lists": (lines(f'{ROW}, "x": {"[" * 100_000}\n'), "too deep to be read"),
    "lists in lists in a cell": (cell("[" * 100_000), "is not JSON"),
    "half a character in a cell": (cell('"[""\\ud800""]"'), "is not JSON"),
    "a number of 400 digits": (lines(ROW[:-1] + "9" * 400 + "}\n"), "is not a number"),
    "a number of 5,000 digits": (lines(ROW[:-1] + "9" * 5_000 + "}\n"), "is not JSON"),
    "a year beyond all years": (
        parquet(start=pa.array([10**15], pa.timestamp("s"))),
        "'a day of the year 31690708' is not a date",
    ),
    "a time for a day": (parquet(start=pa.array([dt.time(1)])), "is not a date"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_the_file_is_refused_in_words(tmp_path: Path, name: str) -> None:
    client = Client(tmp_path)
    make, said = REFUSED[name]
    given, begun = make(client), time.monotonic()
    with pytest.raises(DataError) as caught:
        client.load(contracts=given)
    assert time.monotonic() - begun < SECONDS
    assert said in str(caught.value)
    assert len(str(caught.value)) < 8_000


def read(tmp_path: Path, make: Given) -> Intake:
    client = Client(tmp_path)
    return client.load(contracts=make(client))


def test_bytes_are_the_text_they_spell_or_their_digits(tmp_path: Path) -> None:
    spelt = parquet(customer_id=pa.array(["Müller".encode()]), mrr=pa.array([b"12.5"]))
    frame = read(tmp_path, spelt).tables["contracts"]
    assert (frame["customer_id"].tolist(), frame["mrr"].tolist()) == (["Müller"], [12.5])
    digits = parquet(customer_id=pa.array([b"\xff\x00"], pa.binary(2)))
    assert read(tmp_path, digits).tables["contracts"]["customer_id"].tolist() == ["ff00"]


@pytest.mark.slow
def test_as_many_columns_as_may_be_are_read_in_time(tmp_path: Path) -> None:
    begun = time.monotonic()
    assert len(read(tmp_path, text(wide(1_900))).tables["contracts"]) == 5
    assert time.monotonic() - begun < SECONDS


STEERING = "C\x1b[31m\x07\u202e1"


def test_a_cell_does_not_steer_the_terminal(tmp_path: Path) -> None:
    """Colours, bells and turned text of a cell, and line ends of a name, are shown as such."""
    client = Client(tmp_path)
    client.write("a.csv", f'{HEAD},"x\ny: 1"\n{STEERING},soon,,1,\n{STEERING},2025-01-01,,1,\n')
    with pytest.raises(DataError) as caught:
        client.load(contracts={"path": "a.csv", "columns": {"qty": "zz"}})
    with pytest.raises(DataError) as bad:
        client.load(contracts="a.csv")
    policies = {"bad_rows": "quarantine", "unaccounted_limit": 1.0}
    client.load(policies, contracts="a.csv")
    found = look(engagements.load(tmp_path / "acme.yml"))
    shown = [cell for _, rows in as_tables(found) for row in rows for cell in row.values()]
    shown += [line for error in (caught, bad) for line in str(error.value).split("\n  - ")]
    assert len(shown) > 10
    assert all(letter.isprintable() for cell in shown for letter in cell.replace("\n", "", 1))
