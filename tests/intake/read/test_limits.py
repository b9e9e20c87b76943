"""Files with wrong bytes in them, and files too large to be read: told in words, no row lost."""

import io
import json
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cs_lib.engagement import TableSource
from cs_lib.errors import TenStepsError
from cs_lib.intake.one_table import take
from cs_lib.intake.read import limits
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.records import Unusable

pytestmark = pytest.mark.slow

HEAD = ["customer_id", "start", "end", "mrr"]
ROWS = [["C1", "2025-01-01", None, "100"], ["C2", "2025-02-01", "2026-02-01", "250"]]
TOTAL = ["Total", None, None, "350"]


def _workbook() -> bytes:
    held = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (["Contracts"], HEAD, *ROWS, [], TOTAL):
        book.active.append(row)
    book.save(held)
    return held.getvalue()


def _parquet() -> bytes:
    held = io.BytesIO()
    pd.DataFrame(ROWS, columns=HEAD).to_parquet(held)
    return held.getvalue()


SOUND = {
    "csv": "\n".join(",".join(cell or "" for cell in row) for row in (HEAD, *ROWS, TOTAL)).encode(),
    "xlsx": _workbook(),
    "jsonl": "\n".join(json.dumps(dict(zip(HEAD, row, strict=True))) for row in ROWS).encode(),
    "parquet": _parquet(),
}
BITS = (b"\0", b'"', b"\r", b"\n", b",", b"\xff", b"\xef\xbb\xbf", b"Total", b"1e999", b"{", b"PK")
changes = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(BITS) | st.binary(max_size=8)),
    min_size=1,
    max_size=5,
)


def changed(content: bytes, cuts) -> bytes:
    for share, length, put in cuts:
        place = int(share * len(content))
        content = content[:place] + put + content[place + length :]
    return content


def changed_within(content: bytes, part: str, cuts) -> bytes:
    """A sound zip file whose part `part` has wrong bytes in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            inside = old.read(name)
            new.writestr(name, changed(inside, cuts) if name == part else inside)
    return held.getvalue()


def told_or_taken(folder, name: str, content: bytes) -> None:
    """The file is refused in words, or each of its rows is kept or in quarantine."""
    (folder / name).write_bytes(content)
    source = TableSource(path=name)
    try:
        taken = take("contracts", source, Contents(folder))
    except TenStepsError:
        return
    assert len(taken.frame) + len(taken.quarantine) > 0
    assert len(taken.numbers) == len(taken.frame)
    assert not set(taken.numbers) & set(taken.quarantine["_row"])


@pytest.mark.parametrize("kind", SOUND)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(cuts=changes)
def test_wrong_bytes_are_told_in_words(tmp_path, kind: str, cuts) -> None:
    told_or_taken(tmp_path, f"a.{kind}", changed(SOUND[kind], cuts))


PARTS = zipfile.ZipFile(io.BytesIO(SOUND["xlsx"])).namelist()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(part=st.sampled_from(PARTS), cuts=changes)
def test_wrong_bytes_within_a_workbook_are_told_in_words(tmp_path, part: str, cuts) -> None:
    told_or_taken(tmp_path, "a.xlsx", changed_within(SOUND["xlsx"], part, cuts))


words = st.sampled_from(["", " ", "C1", "Total", "2025-01-01", "100", "x", "\u00a0", "1,5", "(3)"])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.tuples(words, words, words, words), min_size=1, max_size=8))
def test_every_row_of_a_text_file_is_accounted_for(tmp_path, rows) -> None:
    lines = [",".join(HEAD), *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    try:
        taken = take("contracts", TableSource(path="a.csv"), Contents(tmp_path))
    except Unusable:
        return
    blank = sum(note.rows for note in taken.notes if note.rule == "blank_rows")
    assert len(taken.frame) + len(taken.quarantine) + blank == len(rows)


def refused(folder, name: str) -> str:
    with pytest.raises(Unusable) as caught:
        take("contracts", TableSource(path=name), Contents(folder))
    return caught.value.problems[0].wrong


def test_a_line_without_an_end_is_refused_before_it_is_held(tmp_path) -> None:
    content = b"customer_id,start,end,mrr\n" + b"C" * (limits.LONGEST_LINE + 1)
    for name in ("a.csv", "a.jsonl"):
        (tmp_path / name).write_bytes(content)
        assert refused(tmp_path, name) == "has a line of more than 16 MiB; it is no table"


def test_many_lines_are_no_long_line(tmp_path) -> None:
    row = b"C1,2025-01-01,,1,%s\n" % (b"x" * 5_000_000)
    (tmp_path / "a.csv").write_bytes(b"customer_id,start,end,mrr,note\n" + row * 4)
    limits.refuse_long_lines((tmp_path / "a.csv").read_bytes())


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED", 32 << 20)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * (33 << 20))
    assert (tmp_path / "a.xlsx").stat().st_size < 1 << 20
    assert refused(tmp_path, "a.xlsx") == "unpacks to 33 MiB"


def test_a_cell_beyond_the_last_row_is_refused(tmp_path) -> None:
    row = "99999999999"
    sheet = "xl/worksheets/sheet1.xml"
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SOUND["xlsx"])) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == sheet:
                far = f'<row r="{row}"><c r="A{row}"><v>1</v></c></row></sheetData>'
                part = part.replace(b"</sheetData>", far.encode())
            new.writestr(name, part)
    (tmp_path / "a.xlsx").write_bytes(held.getvalue())
    assert refused(tmp_path, "a.xlsx") == "spans 1,048,577 rows and 4 columns"


def test_a_parquet_file_is_measured_before_it_is_read(tmp_path, monkeypatch) -> None:
    (tmp_path / "a.parquet").write_bytes(SOUND["parquet"])
    monkeypatch.setattr("cs_lib.intake.read.parquet.PARQUET_CELLS", 7)
    assert refused(tmp_path, "a.parquet") == "spans 2 rows and 4 columns"
