"""Tables that lie in several files: what `new` puts together, leaves apart, and asks."""

import openpyxl
import pytest
import yaml

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.intake.setup.propose.folder import new

HEAD = "Invoice No,Customer No,Invoice Date,Net Amount,Service From,Service To"
LINES = """Invoice Number,Line,Product,Amount,Service Start,Service End
INV-1,1,Pro,100,2025-01-01,2026-01-01
INV-1,2,Max,20,2025-01-01,2026-01-01
INV-2,1,Pro,50,2025-03-01,2026-03-01
INV-3,1,Pro,70,2025-04-01,2026-04-01
"""
HEADS = """Invoice Number,Customer ID,Invoice Date,Currency
INV-1,C1,2025-01-02,EUR
INV-2,C2,2025-03-02,EUR
INV-3,C2,2025-04-02,EUR
"""


def invoices(year: int, first: int = 0) -> str:
    rows = [
        f"I{year}{n},C{n},{year}-0{n}-03,{n}00,{year}-0{n}-01,{year + 1}-0{n}-01"
        for n in range(first + 1, first + 6)
    ]
    return "\n".join([HEAD, *rows]) + "\n"


@pytest.fixture
def made(tmp_path):
    """What `new` says and writes of some files, and what the door then reads."""

    def make(**files: str):
        for name, content in files.items():
            (tmp_path / "in").mkdir(exist_ok=True)
            (tmp_path / "in" / name.replace("__", ".")).write_text(content, encoding="utf-8")
        said = new(tmp_path / "acme", [tmp_path / "in"])
        written = tmp_path / "acme" / "engagement.yml"
        tables = yaml.safe_load(written.read_text("utf-8"))["tables"]
        return said, tables, lambda: intake.load(engagements.load(written))

    return make


def test_files_of_two_years_are_one_table(made) -> None:
    said, tables, load = made(
        invoices_2024__csv=invoices(2024),
        invoices_2025__csv=invoices(2025) + "I20241,C1,2024-01-03,100,2024-01-01,2025-01-01\n",
    )
    assert tables["invoices"]["paths"] == ["data/invoices_2024.csv", "data/invoices_2025.csv"]
    assert "ASK invoices: are invoices_2024.csv and invoices_2025.csv the parts of one" in said
    assert "1 of 10 keys stand in more than one" in said
    loaded = load()
    assert len(loaded.tables["invoices"]) == 10
    assert loaded.quarantine["invoices"]["_rule"].tolist() == ["duplicate_row"]


def test_a_column_that_one_year_lacks_is_said(made) -> None:
    more = invoices(2025).replace("Service To", "Service To,Plan").replace("-01\n", "-01,Pro\n")
    said, tables, load = made(invoices_2024__csv=invoices(2024), invoices_2025__csv=more)
    assert "invoices_2024.csv has no plan" in said
    assert tables["invoices"]["columns"]["product_id"] == "Plan"
    assert load().tables["invoices"]["product_id"].notna().sum() == 5


def test_another_version_of_the_same_rows_stays_apart(made) -> None:
    said, tables, _ = made(
        invoices__csv=invoices(2025), invoices_v2__csv=invoices(2025).replace("00,", "10,")
    )
    assert tables["invoices"]["path"] == "data/invoices.csv"
    assert "not used: invoices_v2.csv: could be invoices, which is read from invoices.csv" in said


def test_months_of_a_table_without_a_key_of_its_own_are_one_table(made) -> None:
    usage = "Account,Day,Feature,Count\nC1,2025-0{0}-02,login,5\nC2,2025-0{0}-03,login,6\n"
    _, tables, load = made(
        invoices__csv=invoices(2025),
        usage_jan__csv=usage.format(1),
        usage_feb__csv=usage.format(2),
    )
    assert tables["usage"]["paths"] == ["data/usage_feb.csv", "data/usage_jan.csv"]
    assert len(load().tables["usage"]) == 4


def test_a_sheet_for_each_year_is_one_table(tmp_path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for year in ("2023", "2024", "2025"):
        sheet = book.create_sheet(year)
        for row in ([f"Signed in {year}"], ["Contract No", "Customer", "Start", "End", "MRR"]):
            sheet.append(row)
        for n in range(1, 4):
            sheet.append([f"K{year}{n}", f"C{n}", f"{year}-01-01", None, n])
    book.create_sheet("Notes").append(["call them"])
    book.save(tmp_path / "contracts.xlsx")
    new(tmp_path / "acme", [tmp_path / "contracts.xlsx"])
    written = tmp_path / "acme" / "engagement.yml"
    source = yaml.safe_load(written.read_text("utf-8"))["tables"]["contracts"]
    assert (source["sheets"], source["header_row"]) == (["2023", "2024", "2025"], 2)
    assert len(intake.load(engagements.load(written)).tables["contracts"]) == 9


def test_two_wide_sheets_of_two_years_are_one_table(made) -> None:
    _, tables, load = made(
        mrr_2024__csv="Customer,2024-10,2024-11,2024-12\nC1,1,2,3\n",
        mrr_2025__csv="Customer,2025-01,2025-02,2025-03\nC1,4,5,6\n",
    )
    assert tables["mrr_snapshots"]["columns"] == {"customer_id": "Customer"}
    assert load().tables["mrr_snapshots"]["mrr"].tolist() == [1, 2, 3, 4, 5, 6]


def test_invoice_lines_take_the_customer_from_the_invoices(made) -> None:
    said, tables, load = made(invoice_lines__csv=LINES, invoice_headers__csv=HEADS)
    assert tables["invoices"]["lookup"] == {
        "path": "data/invoice_headers.csv",
        True: "Invoice Number",  # PyYAML makes this of `on`; the engagement reader does not
        "columns": ["Customer ID", "Invoice Date", "Currency"],
    }
    assert "ASK invoices: is its 'Invoice Number' the 'Invoice Number' of invoice_headers" in said
    assert "100.0% of 3 values are there" in said
    assert "invoice_headers.csv: its Customer ID, Invoice Date, Currency are looked up" in said
    rows = load().tables["invoices"]
    assert rows["customer_id"].tolist() == ["C1", "C1", "C2", "C2"]
    assert rows["amount"].tolist() == [100, 20, 50, 70]


@pytest.mark.parametrize(
    "heads",
    [HEADS + "INV-3,C9,2025-04-02,EUR\n", HEADS.replace("INV-3", "INV-7")],
    ids=["a key twice", "a third of the keys missing"],
)
def test_no_lookup_where_the_key_is_doubtful(made, heads: str) -> None:
    said, tables, _ = made(
        invoice_lines__csv=LINES,
        invoice_headers__csv=heads,
        contracts__csv="customer_id,start,end,mrr\nC1,2025-01-01,,5\n",
    )
    assert "invoices" not in tables
    assert "not used: invoice_lines.csv: could be" in said
