"""Every kind of file gives the same table, whatever its encoding, delimiter or layout."""

import csv
import datetime as dt
import io
import sys

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_lib.errors import DataError, MissingExtraError
from tests.golden import messages

ROWS = [
    ["customer_id", "start", "end", "mrr", "churn_reason"],
    ["Müller & Söhne", "2025-01-01", "", "100.5", "Preis; Leistung, alles"],
    ["C2", "2025-02-01", "2026-02-01", "200", 'said "no"\ntwice'],
]
MARKS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


def text(rows, delimiter=",", **options) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, **options).writerows(rows)
    return out.getvalue()


def lines(intake) -> list[tuple]:
    frame = intake.tables["contracts"].astype(object)
    return list(frame.where(frame.notna(), None)[ROWS[0]].itertuples(index=False, name=None))


EXPECTED = [
    ("Müller & Söhne", pd.Timestamp(2025, 1, 1), None, 100.5, "Preis; Leistung, alles"),
    ("C2", pd.Timestamp(2025, 2, 1), pd.Timestamp(2026, 2, 1), 200.0, 'said "no"\ntwice'),
]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_any_encoding_and_delimiter_gives_the_same_table(client, encoding: str, mark: str) -> None:
    content = text(ROWS, MARKS[mark], quoting=csv.QUOTE_ALL if mark == "tab" else csv.QUOTE_MINIMAL)
    loaded = client.contracts(content.encode(encoding))
    assert lines(loaded) == EXPECTED
    assumed = loaded.quality.query("rule == 'encoding'")["rows"].tolist()
    assert assumed == ([2] if encoding == "cp1252" else [])


def test_a_named_encoding_and_delimiter_are_used(client) -> None:
    content = text(ROWS, "~").encode("latin-1")
    assert lines(client.contracts(content, encoding="latin-1", delimiter="~")) == EXPECTED


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_ending(client, ending: str) -> None:
    content = f"customer_id,start,end,mrr{ending}C1,2025-01-01,,1{ending}C2,2025-01-01,,2"
    loaded = client.contracts(content)
    assert loaded.tables["contracts"]["mrr"].tolist() == [1.0, 2.0]


def test_titles_above_the_column_names(client) -> None:
    content = f"Export of 1 October\n\n{text(ROWS)}"
    assert lines(client.contracts(content, header_row=3)) == EXPECTED
    client.write("contracts.csv", content.replace("2025-02-01", "soon"))
    error = client.refused(contracts={"path": "contracts.csv", "header_row": 3})
    assert error.problems[0].row == 5


def test_blank_rows_are_dropped_and_counted(client) -> None:
    loaded = client.contracts("customer_id,start,end,mrr\n\nC1,2025-01-01,,1\n,,,\n ,, ,\n")
    assert len(loaded.tables["contracts"]) == 1
    (line,) = loaded.quality.query("rule == 'blank_rows'").to_dict("records")
    assert (line["rows"], line["action"]) == (3, "dropped")


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)


@pytest.mark.slow
@settings(max_examples=12)
@given(
    st.lists(st.tuples(cells, cells), min_size=1, max_size=6),
    st.sampled_from(list(MARKS.values())),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_text_comes_in_as_it_was_written(new_client, rows, mark: str, encoding: str) -> None:
    table = [["date", "customer_id", "reason", "comment"]]
    table += [["2026-01-01", f"C{n}", *words] for n, words in enumerate(rows)]
    client = new_client()
    client.write("a.csv", text(table, mark, quoting=csv.QUOTE_ALL).encode(encoding))
    events = client.load(churn_events="a.csv").tables["churn_events"]
    for position, name in enumerate(("reason", "comment")):
        assert events[name].fillna("").tolist() == [row[position].strip() for row in rows]


def workbook(client, name: str = "a.xlsx", **sheets) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(client.folder / name)


NATIVE = [
    ROWS[0],
    ["Müller & Söhne", dt.datetime(2025, 1, 1), None, 100.5, "Preis; Leistung, alles"],
    ["C2", dt.date(2025, 2, 1), "2026-02-01", 200, 'said "no"\ntwice'],
]


def test_a_workbook_with_one_sheet(client) -> None:
    workbook(client, Subs=[*NATIVE, [None] * 5])
    assert lines(client.load(contracts="a.xlsx")) == EXPECTED


def test_a_named_sheet_and_a_range_of_its_cells(client) -> None:
    block = [["title"], [], *[[None, *row, "beside"] for row in NATIVE], [None, "total", 300]]
    workbook(client, Other=[["x"]], Subs=block)
    source = {"path": "a.xlsx", "sheet": "Subs", "range": "B3:F5"}
    assert lines(client.load(contracts=source)) == EXPECTED


def test_a_sheet_whose_fields_run_down(client) -> None:
    down = [list(column) for column in zip(*NATIVE, strict=True)]
    workbook(client, Subs=[["Contract"], *[[None, *row] for row in down]])
    source = {"path": "a.xlsx", "range": "B2:D6", "transpose": True}
    assert lines(client.load(contracts=source)) == EXPECTED


def test_rows_and_transposed_columns_are_numbered_as_in_the_sheet(client) -> None:
    bad = [[*row[:3], "x", None] if n == 2 else row for n, row in enumerate(NATIVE)]
    workbook(client, Subs=[[], *bad])
    error = client.refused(contracts={"path": "a.xlsx", "range": "A2:E4"})
    assert (error.problems[0].row, error.problems[0].file) == (4, "a.xlsx")
    workbook(client, Subs=[list(column) for column in zip(*bad, strict=True)])
    error = client.refused(contracts={"path": "a.xlsx", "sheet": "Subs", "transpose": True})
    assert (error.problems[0].row, error.problems[0].file) == (3, "a.xlsx, sheet Subs")


@pytest.mark.parametrize("sheet", ["Subscription", None])
def test_a_missing_sheet_is_told_in_these_words(client, sheet: str | None) -> None:
    workbook(client, Subscriptions=NATIVE, Notes=[["x"]])
    error = client.refused(contracts={"path": "a.xlsx", "sheet": sheet})
    messages.same("files", f"missing sheet: {sheet}", messages.said(error))


def test_day_numbers_in_a_sheet_are_not_taken_for_dates(client) -> None:
    workbook(client, Subs=[ROWS[0], ["C1", 45658, None, 1, None]])
    (problem,) = client.refused(contracts="a.xlsx").problems
    assert problem.fix == (
        "format the cells as dates in the spreadsheet, or say date_format: excel_days for this "
        "table in the engagement file; they hold day numbers"
    )


def test_numbers_of_a_sheet_do_not_depend_on_the_decimal_mark(client) -> None:
    workbook(
        client,
        Subs=[
            ROWS[0],
            ["C1", "2025-01-01", None, 1.5, None],
            ["C2", "2025-01-01", None, "2,5", None],
        ],
    )
    loaded = client.load(contracts={"path": "a.xlsx", "decimal": ","})
    assert loaded.tables["contracts"]["mrr"].tolist() == [1.5, 2.5]


def parquet(client, name: str, rows) -> None:
    file = client.folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows, columns=ROWS[0]).to_parquet(file)


def test_a_parquet_file(client) -> None:
    parquet(client, "a.parquet", EXPECTED)
    assert lines(client.load(contracts="a.parquet")) == EXPECTED


def test_a_folder_of_parquet_files_in_the_order_of_their_names(client) -> None:
    parquet(client, "lines/2.parquet", EXPECTED[1:])
    parquet(client, "lines/1.parquet", EXPECTED[:1])
    assert lines(client.load(contracts="lines")) == EXPECTED


def test_a_partitioned_folder_gives_its_partition_as_a_column(client) -> None:
    parquet(client, "lines/currency=USD/1.parquet", EXPECTED)
    assert client.load(contracts="lines").tables["contracts"]["currency"].tolist() == ["USD"] * 2


def test_parquet_ids_that_are_numbers_and_may_be_missing(client) -> None:
    rows = [(1, "2025-01-01", None, 1.0, None), (None, "2025-01-01", None, 1.0, None)]
    frame = pd.DataFrame(rows, columns=ROWS[0]).astype({"customer_id": "Int64"})
    frame.to_parquet(client.folder / "a.parquet")
    (problem,) = client.refused(contracts="a.parquet").problems
    assert (problem.row, problem.column) == (2, "customer_id")  # rows of Parquet count from 1
    frame.head(1).to_parquet(client.folder / "a.parquet")
    loaded = client.load(contracts="a.parquet")
    assert loaded.tables["contracts"]["customer_id"].tolist() == ["1"]


def test_a_database_without_its_extra_names_the_command(client, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'tensteps\[database\]'"):
        client.load(contracts={"sql": "select 1", "url_env": "CLIENT_DB_URL"})


def database(client, monkeypatch) -> dict[str, str]:
    sqlalchemy = pytest.importorskip("sqlalchemy", reason="the extra [database] is not installed")
    address = f"sqlite:///{client.folder / 'crm.db'}"
    with sqlalchemy.create_engine(address).begin() as connection:
        pd.DataFrame(ROWS[1:], columns=ROWS[0]).to_sql("subs", connection, index=False)
    monkeypatch.setenv("CLIENT_DB_URL", address)
    return {"sql": "select * from subs", "url_env": "CLIENT_DB_URL"}


def test_a_database_query(client, monkeypatch) -> None:
    source = database(client, monkeypatch)
    assert lines(client.load(contracts=source)) == EXPECTED
    wrong = {**source, "sql": "select * from sub"}
    (problem,) = client.refused(contracts=wrong).problems
    assert problem.file == "the query of CLIENT_DB_URL"
    assert problem.wrong == "the database did not answer (no such table: sub)"


def test_the_address_of_a_database_is_in_no_message(client, monkeypatch) -> None:
    source = database(client, monkeypatch)
    monkeypatch.setenv("CLIENT_DB_URL", "sqlite:////secret/place/crm.db")
    with pytest.raises(DataError) as caught:
        client.load(contracts=source)
    assert "secret" not in str(caught.value)
    monkeypatch.delenv("CLIENT_DB_URL")
    (problem,) = client.refused(contracts=source).problems
    assert problem.wrong == "the environment variable CLIENT_DB_URL is not set"


@pytest.mark.parametrize("given", ["postgres", "postgresql"])
def test_a_database_without_a_driver_names_the_one_to_write(client, monkeypatch, given) -> None:
    source = database(client, monkeypatch)
    for driver in ("psycopg", "psycopg2"):
        monkeypatch.setitem(sys.modules, driver, None)
    monkeypatch.setenv("CLIENT_DB_URL", f"{given}://me:s3cret@host/name")
    error = client.refused(contracts=source)
    (problem,) = error.problems
    assert problem.wrong == f"no driver is installed for {given}:// databases"
    assert problem.fix.startswith("begin the URL in CLIENT_DB_URL with postgresql+psycopg://, ")
    assert "s3cret" not in str(error)
    monkeypatch.setenv("CLIENT_DB_URL", "crm://me:s3cret@host/name")
    error = client.refused(contracts=source)
    assert error.problems[0].wrong == "no driver is installed for crm:// databases"
    assert "s3cret" not in str(error)
