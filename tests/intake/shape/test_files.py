"""One table in several files or sheets: which rows come in, and which file each is told of."""

import openpyxl
import pytest

from cs_lib.errors import DataError
from tests.intake.builders import note

HEAD = "invoice_id,customer_id,issued,amount,service_start,service_end,product_id\n"
OLD = (
    f"{HEAD}I1,C1,2024-01-01,100,2024-01-01,2025-01-01,pro\n"
    "I2,C2,2024-03-01,50,2024-03-01,2025-03-01,pro\n"
)
NEW = f"{HEAD}I3,C1,2025-01-01,120,2025-01-01,2026-01-01,pro\n"
PLAIN = {"bad_rows": "quarantine"}
BOTH = {"invoices": {"paths": ["old.csv", "new.csv"]}}


@pytest.fixture
def two(client):
    """The door opened on two files of invoices."""

    def load(old: str = OLD, new: str = NEW, policies=None, **source):
        client.write("old.csv", old)
        client.write("new.csv", new)
        return client.load(policies, invoices={"paths": ["old.csv", "new.csv"], **source})

    return load


def amounts(loaded) -> dict[str, float]:
    rows = loaded.tables["invoices"]
    return dict(zip(rows["invoice_id"], rows["amount"], strict=True))


def test_the_rows_of_all_files_are_one_table(two) -> None:
    loaded = two()
    assert amounts(loaded) == {"I1": 100, "I2": 50, "I3": 120}
    assert set(loaded.digests) == {"old.csv", "new.csv"}
    assert loaded.files["invoices"].name == "old.csv and new.csv"


def test_sheets_of_a_workbook_are_one_table(client) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for year, mrr in ((2023, 1), (2024, 2), (2025, 3)):
        sheet = book.create_sheet(str(year))
        sheet.append(["customer_id", "start", "end", "mrr"])
        sheet.append([f"C{year}", f"{year}-01-01", None, mrr])
    book.save(client.folder / "book.xlsx")
    loaded = client.load(contracts={"path": "book.xlsx", "sheets": [2023, 2025]})
    assert loaded.tables["contracts"]["customer_id"].tolist() == ["C2023", "C2025"]
    assert list(loaded.digests) == ["book.xlsx"]
    error = client.refused(contracts={"path": "book.xlsx", "sheets": ["2023", "2026"]})
    assert [each.file for each in error.problems] == ["book.xlsx, sheet 2026"]


def test_files_may_spell_their_columns_in_other_dress_and_mix_kinds(client) -> None:
    client.write("a.csv", "Customer ID;Start;End;MRR\nC1;2025-01-01;;1,5\n")
    client.write("b.jsonl", '{"customer_id": "C2", "start": "2025-02-01", "end": null, "mrr": 2}\n')
    loaded = client.load(contracts={"paths": ["a.csv", "b.jsonl"], "decimal": ","})
    assert loaded.tables["contracts"]["mrr"].tolist() == [1.5, 2.0]


def test_a_bad_row_is_told_with_its_own_file_and_row(client) -> None:
    client.write("old.csv", OLD)
    client.write("new.csv", NEW.replace("120", "x"))
    (problem,) = client.refused(**BOTH).problems
    assert (problem.file, problem.row, problem.column) == ("new.csv", 2, "amount")


def test_the_same_row_in_both_files_counts_once(two) -> None:
    loaded = two(new=NEW + OLD.splitlines()[1] + "\n")
    assert amounts(loaded) == {"I1": 100, "I2": 50, "I3": 120}
    assert note(loaded, "duplicate_row", "invoices")["examples"] == "I1 (row 3 of new.csv)"
    held = loaded.quarantine["invoices"]
    assert held[["_row", "_file", "_rule"]].values.tolist() == [[3, "new.csv", "duplicate_row"]]


def test_the_same_invoice_with_other_content_is_refused_with_both_places(client) -> None:
    client.write("old.csv", "line_id," + OLD.replace("\nI", "\nL,I"))
    client.write("new.csv", f"line_id,{HEAD}L,I1,C1,2024-01-01,101,2024-01-01,2025-01-01,pro\n")
    (problem,) = client.refused(**BOTH).problems
    assert (problem.file, problem.row) == ("new.csv", 2)
    assert "as row 2 of old.csv, and other content" in problem.wrong


def test_a_required_column_missing_in_one_file_is_said_with_its_name(client) -> None:
    client.write("old.csv", OLD)
    client.write("new.csv", NEW.replace("issued", "on_day"))
    (problem,) = client.refused(**BOTH).problems
    assert problem.file == "new.csv"
    assert "the required column 'issued'" in problem.wrong


@pytest.mark.parametrize("columns", [{}, {"product_id": "Plan"}])
def test_an_optional_column_missing_in_one_file_is_told(two, columns) -> None:
    old = OLD.replace("product_id", columns.get("product_id", "product_id"))
    loaded = two(old, NEW.replace(",product_id", "").replace(",pro", ""), columns=columns)
    assert loaded.tables["invoices"]["product_id"].isna().tolist() == [False, False, True]
    told = note(loaded, "missing_in_file", "invoices")
    assert (told["rows"], told["action"]) == (1, "kept")
    assert told["detail"] == "new.csv has no product_id: empty in its rows"


def test_a_column_that_no_file_has_is_refused_in_each(client) -> None:
    client.write("old.csv", OLD)
    client.write("new.csv", NEW)
    source = {**BOTH["invoices"], "columns": {"product_id": "Plan"}}
    error = client.refused(invoices=source)
    assert [each.file for each in error.problems] == ["old.csv", "new.csv"]


def test_every_missing_file_is_named(client) -> None:
    client.write("old.csv", OLD)
    source = {"paths": ["olt.csv", "old.csv", "new.csv"]}
    error = client.refused(invoices=source)
    assert [each.file for each in error.problems] == ["olt.csv", "new.csv"]
    assert "did you mean 'old.csv'?" in error.problems[0].fix


def test_rows_left_out_and_totals_are_counted_over_all_files(two) -> None:
    total = "Total,,,150,,,\n"
    loaded = two(OLD + total, NEW, PLAIN, where_not={"customer_id": "C2"})
    held = loaded.quarantine["invoices"]
    assert sorted(zip(held["_file"], held["_row"], held["_rule"], strict=True)) == [
        ("old.csv", 3, "not_taken"),
        ("old.csv", 4, "total_row"),
    ]
    assert "row 4 of old.csv" in note(loaded, "total_row", "invoices")["detail"]
    assert amounts(loaded) == {"I1": 100, "I3": 120}


def test_conditions_may_empty_one_file_but_not_all(two) -> None:
    assert amounts(two(where={"invoice_id": ["I3"]})) == {"I3": 120}
    with pytest.raises(DataError, match="no row is left"):
        two(where={"invoice_id": ["I4"]})


def test_wide_sheets_of_two_years_follow_each_other(client) -> None:
    client.write("a.csv", "customer_id,2025-11,2025-12\nC1,10,\n")
    client.write("b.csv", "customer_id,2026-01,2026-02\nC1,12,12\n")
    loaded = client.load(mrr_snapshots={"paths": ["a.csv", "b.csv"]})
    rows = loaded.tables["mrr_snapshots"]
    assert list(zip(rows["month"].dt.strftime("%Y-%m"), rows["mrr"], strict=True)) == [
        ("2025-11", 10),
        ("2026-01", 12),
        ("2026-02", 12),
    ]
    assert note(loaded, "wide_empty_cells", "mrr_snapshots")["rows"] == 1
