"""Files that cannot be read at all: each is told with the place, what is allowed and the fix."""

import pytest

from tests.golden import messages

CONTRACTS = "customer_id,start,end,mrr\nC1,2025-01-01,,100\n"
# name: (file name, content, the source's other keys)
FILES = {
    "empty": ("a.csv", "", {}),
    "only blank lines": ("a.csv", "\n\n", {}),
    "header only": ("a.csv", "customer_id,start,end,mrr\n", {}),
    "header and blank rows": ("a.csv", "customer_id,start,end,mrr\n,,,\n\n", {}),
    "old Excel": ("a.xls", "x", {}),
    "unknown kind": ("a.pdf", "x", {}),
    "no extension": ("a", "x", {}),
    "no workbook": ("a.xlsx", CONTRACTS, {}),
    "a workbook in disguise": ("a.csv", "PK\u0003\u0004 and so on", {}),
    "sheet of a CSV": ("a.csv", CONTRACTS, {"sheet": "Subs"}),
    "another encoding than said": (
        "a.csv",
        "customer_id,start,end,mrr\nMüller,2025-01-01,,1\n".encode("cp1252"),
        {"encoding": "utf-8"},
    ),
    "no text": ("a.csv", b"\x81\x8d\x8f\x90", {}),
    "a row with too many cells": (
        "a.csv",
        'customer_id,start,end,mrr\nC1,2025-01-01,,1\n"C2,\nand son",2025-01-01,,1,234\n',
        {},
    ),
    "an open quotation mark": ("a.csv", 'customer_id,start,end,mrr\n"C1,2025-01-01,,1\n', {}),
    "no Parquet": ("a.parquet", "PAR1", {}),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_told_in_these_words(client, name: str) -> None:
    file, content, source = FILES[name]
    client.write(file, content)
    error = client.refused(contracts={"path": file, **source})
    messages.same("files", name, messages.said(error))


@pytest.mark.parametrize("path", ["data/contract_2026.csv", "dta/contracts.csv"])
def test_a_missing_file_is_told_in_these_words(client, path: str) -> None:
    client.write("data/contracts_2026.csv", CONTRACTS)
    error = client.refused(contracts=path)
    messages.same("files", f"missing: {path}", messages.said(error, folder=client.folder))


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
