"""Files that cannot be read at all: each is told with the place, what is allowed and the fix."""

import pytest

CONTRACTS = "customer_id,start,end,mrr\nC1,2025-01-01,,100\n"
KINDS = (
    "CSV or TSV (.csv, .tsv, .txt), Excel (.xlsx, .xlsm), Parquet (.parquet, or a folder), "
    "JSON lines (.jsonl, .ndjson)"
)

# name: (file name, content, the source's other keys, the exact message)
FILES = {
    "empty": (
        "a.csv",
        "",
        {},
        "a.csv, table contracts: is empty. Allowed: column names and rows. Fix: export it again",
    ),
    "only blank lines": (
        "a.csv",
        "\n\n",
        {},
        "a.csv, table contracts: is empty. Allowed: column names and rows. Fix: export it again",
    ),
    "header only": (
        "a.csv",
        "customer_id,start,end,mrr\n",
        {},
        "a.csv, table contracts: holds column names but no row. Allowed: at least one row below "
        "the column names. Fix: export it again, or remove the table from the engagement file",
    ),
    "header and blank rows": (
        "a.csv",
        "customer_id,start,end,mrr\n,,,\n\n",
        {},
        "a.csv, table contracts: holds column names but no row. Allowed: at least one row below "
        "the column names. Fix: export it again, or remove the table from the engagement file",
    ),
    "old Excel": (
        "a.xls",
        "x",
        {},
        f"a.xls, table contracts: is in Excel's old format. Allowed: {KINDS}. Fix: save it as "
        ".xlsx in Excel",
    ),
    "unknown kind": (
        "a.pdf",
        "x",
        {},
        f"a.pdf, table contracts: is of an unknown kind (.pdf). Allowed: {KINDS}. Fix: save it "
        "as one of these, with its usual extension",
    ),
    "no extension": (
        "a",
        "x",
        {},
        f"a, table contracts: has no file extension. Allowed: {KINDS}. Fix: save it as one of "
        "these, with its usual extension",
    ),
    "no workbook": (
        "a.xlsx",
        CONTRACTS,
        {},
        "a.xlsx, table contracts: is not an Excel workbook, or is protected by a password. "
        f"Allowed: {KINDS}. Fix: open it in Excel and save it as .xlsx without a password",
    ),
    "a workbook in disguise": (
        "a.csv",
        "PK\x03\x04 and so on",
        {},
        "a.csv, table contracts: is an Excel or zip file with another extension. "
        f"Allowed: {KINDS}. Fix: rename it to .xlsx",
    ),
    "sheet of a CSV": (
        "a.csv",
        CONTRACTS,
        {"sheet": "Subs"},
        "a.csv, sheet Subs, table contracts: 'sheet', 'range' and 'transpose' are for Excel "
        f"files only. Allowed: {KINDS}. Fix: remove them, or give the .xlsx file",
    ),
    "another encoding than said": (
        "a.csv",
        "customer_id,start,end,mrr\nMüller,2025-01-01,,1\n".encode("cp1252"),
        {"encoding": "utf-8"},
        "a.csv, table contracts: is not utf-8 text. Allowed: UTF-8, UTF-16, cp1252, or the "
        "encoding you name. Fix: correct or remove 'encoding' for this table in the engagement "
        "file",
    ),
    "no text": (
        "a.csv",
        b"\x81\x8d\x8f\x90",
        {},
        "a.csv, table contracts: is not text in any known encoding. Allowed: UTF-8, UTF-16, "
        "cp1252, or the encoding you name. Fix: save it as UTF-8, or say encoding: NAME for "
        "this table in the engagement file",
    ),
    "a row with too many cells": (
        "a.csv",
        'customer_id,start,end,mrr\nC1,2025-01-01,,1\n"C2,\nand son",2025-01-01,,1,234\n',
        {},
        "a.csv, table contracts, row 3: the row has 5 cells where the column names have 4. "
        "Allowed: as many cells as columns, separated by ','. Fix: put cells that hold the "
        "delimiter in quotation marks, or say delimiter: for this table in the engagement file",
    ),
    "an open quotation mark": (
        "a.csv",
        'customer_id,start,end,mrr\n"C1,2025-01-01,,1\n',
        {},
        "a.csv, table contracts: cannot be cut into cells; a quotation mark is opened and not "
        "closed. Allowed: one record per row, cells with line breaks in quotation marks. Fix: "
        "export it again with quotation marks doubled inside cells",
    ),
    "no Parquet": (
        "a.parquet",
        "PAR1",
        {},
        None,
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read(client, name: str) -> None:
    file, content, source, said = FILES[name]
    client.write(file, content)
    (problem,) = client.refused(contracts={"path": file, **source}).problems
    if said is None:
        assert str(problem).startswith("a.parquet, table contracts: is not a Parquet file that")
    else:
        assert str(problem) == said


def test_a_missing_file_names_the_folder_and_the_nearest_file(client) -> None:
    client.write("data/contracts_2026.csv", CONTRACTS)
    (problem,) = client.refused(contracts="data/contract_2026.csv").problems
    assert str(problem) == (
        "data/contract_2026.csv, table contracts: there is no such file in "
        f"{client.folder / 'data'}. Allowed: {KINDS}. Fix: correct the path; did you mean "
        "'contracts_2026.csv'?"
    )


def test_a_missing_folder_is_named(client) -> None:
    (problem,) = client.refused(contracts="dta/contracts.csv").problems
    assert str(problem) == (
        f"dta/contracts.csv, table contracts: there is no such file: no folder "
        f"{client.folder / 'dta'}. Allowed: {KINDS}. Fix: correct the path; it starts at the "
        "engagement file's folder"
    )


def test_all_tables_are_looked_at_before_anything_is_refused(client) -> None:
    client.write("c.csv", "customer_id,start,end,mrr\nC1,2025-01-01,,many\n")
    client.write("f.csv", "currency,month,rate\n")
    error = client.refused(contracts="c.csv", fx="f.csv", costs="costs.csv")
    assert {(problem.table, problem.row) for problem in error.problems} == {
        ("contracts", 2),
        ("fx", None),
        ("costs", None),
    }
    assert str(error).startswith("the data cannot be used:\n  - ")
    assert str(error).endswith(
        "policies: {bad_rows: quarantine} in the engagement file runs without the bad rows, "
        "keeps them in quarantine and counts them in the report."
    )


def test_an_empty_folder_of_parquet(client) -> None:
    (client.folder / "lines").mkdir()
    (problem,) = client.refused(contracts="lines").problems
    assert problem.wrong == "is a folder without .parquet files"
