"""A wide sheet of revenue, one column a month: what `new` writes of it, the door reads."""

import datetime as dt

import openpyxl
import pytest
import yaml

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.errors import UsageError
from cs_lib.intake.setup.propose.folder import new

TODAY = dt.date(2026, 10, 12)
MONTHS = ["2025-10", "2025-11", "2025-12", "2026-01"]
# customer -> its cells, and what they are as MRR
CELLS = {"C1": [120, 120, 240, 240], "C2": [60, None, None, 36]}
SUMS = [180, 120, 240, 276]
WIDE_KEYS = ("month", "mrr")


def rows_of(names: list, total: bool = True, product: bool = False) -> list[list]:
    """The sheet below its titles: names, customers, and a last column and row of totals."""
    before = [[customer, *(["Pro"] if product else [])] for customer in CELLS]
    body = [
        [*one, *cells, sum(filter(None, cells))]
        for one, cells in zip(before, CELLS.values(), strict=True)
    ]
    last = ["Total", *([None] if product else []), *SUMS, sum(SUMS)]
    return [names, *body, *([last] if total else [])]


SPELT = ["Oct-25", "Nov-25", "Dec-25", "Jan-26"]
DAYS = [dt.datetime(2025, 10, 31), dt.datetime(2025, 11, 30), dt.datetime(2025, 12, 31)]
# name: file's name, rows, the factor that is proposed (None: a month's), is the question blocking
SHEETS = {
    "names of months": ("mrr.csv", rows_of(["Customer", *MONTHS, "Total"]), None, False),
    "Excel's short months in a CSV file": (
        "arr by month.csv",
        [["Acme"], [], *rows_of(["Account", *SPELT, "Total"])],
        12,
        False,
    ),
    "dates below titles, with a product": (
        "book.xlsx",
        [
            ["ARR snowball of Acme"],
            ["in EUR"],
            [],
            *rows_of(["Customer", "Product", *DAYS, dt.datetime(2026, 1, 31), "All"], True, True),
        ],
        12,
        False,
    ),
    "years above months": (
        "book.xlsx",
        [
            ["Customer ID", 2025, None, None, 2026, None],
            *rows_of([None, "Oct", "Nov", "Dec", "Jan", "Sum"]),
        ],
        None,
        True,
    ),
    "years above months in a CSV file": (
        "Monthly revenue.csv",
        [
            ["", "2025", "", "", "2026", ""],
            *rows_of(["Client", "Oct", "Nov", "Dec", "Jan", ""], False),
        ],
        None,
        False,
    ),
    "ARR in each name": (
        "sheet1.csv",
        rows_of(["customer_id", *(f"ARR {month}" for month in MONTHS), "Total"]),
        12,
        False,
    ),
    "both measures are named": (
        "mrr and arr.csv",
        rows_of(["customer_id", *MONTHS, "Total"]),
        None,
        True,
    ),
}


def made(folder, name: str, rows: list[list]):
    """The engagement that `new` writes for one file."""
    file = folder / name
    if name.endswith(".csv"):
        lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(file)
    said = new(folder / "acme", [file], today=TODAY)
    return folder / "acme" / "engagement.yml", said


@pytest.mark.parametrize("name", SHEETS)
def test_what_is_proposed_for_a_wide_sheet_is_read_unedited(tmp_path, name: str) -> None:
    file, rows, factor, blocking = SHEETS[name]
    written, said = made(tmp_path, file, rows)
    source = yaml.safe_load(written.read_text("utf-8"))["tables"]["mrr_snapshots"]
    assert not set(WIDE_KEYS) & set(source["columns"])
    assert source.get("scale", {}) == ({"mrr": 1 / factor} if factor else {})
    assert f"ASK{' (blocking)' if blocking else ''} mrr_snapshots.mrr: do the cells hold" in said
    loaded = intake.load(engagements.load(written))
    table = loaded.tables["mrr_snapshots"]
    got = zip(table["customer_id"], table["month"].dt.strftime("%Y-%m"), table["mrr"], strict=True)
    assert sorted(got) == [
        (customer, month, cell / (factor or 1))
        for customer, cells in CELLS.items()
        for month, cell in zip(MONTHS, cells, strict=True)
        if cell is not None
    ]


def test_the_last_month_of_the_sheet_is_the_reviews(tmp_path) -> None:
    written, said = made(tmp_path, "mrr.csv", rows_of(["Customer", *MONTHS, "Total"]))
    assert engagements.load(written).as_of == dt.date(2026, 1, 31)
    assert "do the cells hold MRR, as proposed? the file's name says MRR" in said


@pytest.mark.parametrize("name", ["usage.csv", "costs by month.csv"])
def test_a_wide_sheet_of_something_else_is_not_taken_for_revenue(tmp_path, name: str) -> None:
    with pytest.raises(UsageError, match="one column a month, as only mrr_snapshots may"):
        made(tmp_path, name, rows_of(["Customer", *MONTHS, "Total"]))


def test_two_months_and_other_dates_are_no_wide_sheet(tmp_path) -> None:
    rows = [["customer_id", "start", "end", "2025-10", "2025-11"], ["C1", "2025-01-01", "", 5, 5]]
    with pytest.raises(UsageError, match="could be contracts"):
        made(tmp_path, "lines.csv", rows)
