"""Sheets as people make them: what is read of each, what is left out and said, what is refused."""

import datetime as dt
from typing import Any

import openpyxl
import pytest

from cs_lib.errors import DataError

pytestmark = pytest.mark.slow

HEAD = ["customer_id", "start", "end", "mrr"]
DAY = dt.datetime(2025, 1, 1)
C1, C2 = ["C1", DAY, None, 100], ["C2", DAY, None, 250]
KEPT = [("C1", 100.0), ("C2", 250.0)]
WIDE = ["customer_id", "2026-01", "2026-02"]
SNAPS = [("C1", "2026-01", 10.0), ("C1", "2026-02", 11.0), ("C2", "2026-01", 20.0)]

# name: (cells, the source's other keys, mrr by customer, what the quality table says dropped)
Cells = list[list[Any]]
READ: dict[str, tuple[Cells, dict[str, Any], list[Any], dict[str, int]]] = {
    "a clean sheet": ([HEAD, C1, C2], {}, KEPT, {}),
    "a title above": ([["Contracts 2026"], HEAD, C1, C2], {}, KEPT, {"title_rows": 1}),
    "titles, a blank row and a parameter": (
        [["Acme"], ["As of", DAY], [], HEAD, C1, C2],
        {},
        KEPT,
        {"title_rows": 2, "blank_rows": 1},
    ),
    "titles, the row of names said": (
        [["Acme"], [], HEAD, C1, C2],
        {"header_row": 3},
        KEPT,
        {"title_rows": 1, "blank_rows": 1},
    ),
    "the table away from the corner": (
        [[], [None, "Contracts"], [None, *HEAD], [None, *C1], [None, *C2]],
        {},
        KEPT,
        {"title_rows": 1, "blank_rows": 1},
    ),
    "blank rows between": ([HEAD, C1, [], [None, " "], C2], {}, KEPT, {"blank_rows": 2}),
    "a total": ([HEAD, C1, C2, ["Total", None, None, 350]], {}, KEPT, {"total_row": 1}),
    "a grand total under a blank row": (
        [HEAD, C1, C2, [], ["Grand total:", None, None, 350.004]],
        {},
        KEPT,
        {"total_row": 1, "blank_rows": 1},
    ),
    "a sum without a word": (
        [HEAD, C1, C2, [None, None, None, 350]],
        {},
        KEPT,
        {"total_row": 1},
    ),
    "subtotals and a total": (
        [
            HEAD,
            C1,
            ["C3", DAY, None, 5],
            ["Subtotal", None, None, 105],
            C2,
            ["C4", DAY, None, 1],
            ["Subtotal", None, None, 251],
            ["Total", None, None, 356],
        ],
        {},
        [("C1", 100.0), ("C3", 5.0), ("C2", 250.0), ("C4", 1.0)],
        {"total_row": 3},
    ),
    "a customer called Total": (
        [HEAD, C1, ["Total", DAY, None, 100]],
        {},
        [("C1", 100.0), ("Total", 100.0)],
        {},
    ),
    "names in two rows": (
        [
            ["customer_id", "Term", None, "Price"],
            [None, "Start", "End", "MRR"],
            C1,
            C2,
        ],
        {"columns": {"start": "Term Start", "end": "Term End", "mrr": "Price MRR"}},
        KEPT,
        {},
    ),
    "numbers kept as text": (
        [HEAD, ["C1", "2025-01-01", None, "1,100.50"], ["C2", "2025-01-01", None, " 2 250 "]],
        {"decimal": "."},
        [("C1", 1100.5), ("C2", 2250.0)],
        {},
    ),
    "signs of money": (
        [HEAD, ["C1", DAY, None, "€ 100"], ["C2", DAY, None, "EUR 250.00"]],
        {"constants": {"currency": "EUR"}},
        KEPT,
        {},
    ),
    "narrow spaces between thousands": (
        [HEAD, ["C1", DAY, None, "1\u202f100"], ["C2", DAY, None, "2\u00a0250,5"]],
        {"decimal": ","},
        [("C1", 1100.0), ("C2", 2250.5)],
        {},
    ),
    "spaces that are not seen in keys": (
        [HEAD, ["\u00a0C1 ", DAY, None, 100], ["C\u200b2\ufeff", DAY, None, 250]],
        {},
        KEPT,
        {},
    ),
    "spaces that are not seen in names": (
        [["customer\u00a0id ", "\ufeffstart", "end", "\u200bmrr"], C1, C2],
        {},
        KEPT,
        {},
    ),
    "day numbers, said to be so": (
        [HEAD, ["C1", 45658, None, 100], ["C2", "45658", None, 250]],
        {"date_format": "excel_days"},
        KEPT,
        {},
    ),
    "an empty column within": (
        [[*HEAD[:2], None, *HEAD[2:]], [*C1[:2], None, *C1[2:]], [*C2[:2], None, *C2[2:]]],
        {},
        KEPT,
        {},
    ),
    "a note beside": ([HEAD, [*C1, None, "see mail"], C2], {}, KEPT, {}),
    "one of two tables, by its range": (
        [[*HEAD, None, "rep", "team"], [*C1, None, "Ann", "A"], C2, [None] * 5 + ["Bo", "B"]],
        {"range": "A1:D3"},
        KEPT,
        {},
    ),
    "fields running down, said to be so": (
        [["Contract"], *([None, *cells] for cells in zip(HEAD, C1, C2, strict=True))],
        {"range": "B2:D5", "transpose": True},
        KEPT,
        {},
    ),
}


def sheet(client, cells: Cells) -> None:
    book = openpyxl.Workbook()
    for row in cells:
        book.active.append(row)
    book.save(client.folder / "a.xlsx")


@pytest.mark.parametrize("name", READ)
def test_what_is_read_of_a_sheet(client, name: str) -> None:
    cells, source, kept, dropped = READ[name]
    sheet(client, cells)
    loaded = client.load(contracts={"path": "a.xlsx", **source})
    frame = loaded.tables["contracts"]
    assert list(zip(frame["customer_id"], frame["mrr"], strict=True)) == kept
    noted = loaded.quality.query("action == 'dropped'")
    assert dict(zip(noted["rule"], noted["rows"], strict=True)) == dropped


# name: (cells, the source's other keys, row, words of the message, words of the fix)
REFUSED: dict[str, tuple[Cells, dict[str, Any], int | None, str, str]] = {
    "two tables side by side": (
        [[None, *HEAD, None, "rep", "start"], [None, *C1, None, "Ann", DAY], [None, *C2]],
        {},
        None,
        "two tables stand on one sheet: B1:E3 and G1:H2",
        'say range: "B1:E3"',
    ),
    "two tables, one below the other": (
        [HEAD, C1, C2, [], ["customer_id", "reason", "score"], ["C1", "price", 4]],
        {},
        None,
        "two tables stand on one sheet: A1:D3 and A5:C6",
        'say range: "A1:D3"',
    ),
    "a total that is none": (
        [HEAD, C1, C2, ["Total", None, None, 360]],
        {},
        4,
        "the row is called a total, but 360 is not the sum of mrr, which is 350.00",
        "correct or remove the row, or name it under where_not",
    ),
    "fields that run down": (
        [["Contract"], *([None, *cells] for cells in zip(HEAD, C1, C2, strict=True))],
        {},
        None,
        "its fields run down, in B2:D5",
        'say transpose: true and range: "B2:D5"',
    ),
    "names that lack one": (
        [["Contracts"], [], ["customer_id", "start", "ende"], C1[:3]],
        {"columns": {"mrr": "Price"}},
        3,
        "looks like the column names (customer_id, start), but lacks end, Price",
        "correct the names under columns, or say header_row: 3",
    ),
    "a row above as wide as the names": (
        [["C0", DAY, DAY, 7], HEAD, C1],
        {},
        1,
        "is as wide as the column names of row 2, but stands above them: it may be a title or data",
        "say header_row: 2",
    ),
    "day numbers in a column of dates": (
        [HEAD, ["C1", 45658, None, 100], C2],
        {},
        2,
        "'45658' is not a date",
        "format the cells as dates in the spreadsheet, or say date_format: excel_days",
    ),
    "a sign of money nobody declared": (
        [HEAD, ["C1", DAY, None, "$100"], C2],
        {},
        2,
        "'$100' is not a number",
        "correct the cell",
    ),
    "a footer": (
        [HEAD, C1, C2, [], ["Source: CRM"]],
        {},
        5,
        "the cell is empty, and start is required",
        "fill the cell, or remove the row",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_of_a_sheet(client, name: str) -> None:
    cells, source, row, wrong, fix = REFUSED[name]
    sheet(client, cells)
    problem = client.refused(contracts={"path": "a.xlsx", **source}).problems[0]
    assert (problem.file, problem.row) == ("a.xlsx", row)
    assert problem.wrong == wrong
    assert problem.fix.startswith(fix)


# name: cells of a sheet with one column a month
SNOWBALLS: dict[str, Cells] = {
    "ISO months": [WIDE, ["C1", 10, 11], ["C2", 20, None]],
    "months as dates": [
        ["customer_id", dt.datetime(2026, 1, 1), dt.datetime(2026, 2, 1)],
        ["C1", 10, 11],
        ["C2", 20, None],
    ],
    "months in words": [["customer_id", "Jan 2026", "Feb-2026"], ["C1", 10, 11], ["C2", 20]],
    "a merged year over the months": [
        ["customer_id", 2026, None],
        [None, "Jan", "Feb"],
        ["C1", 10, 11],
        ["C2", 20],
    ],
    "the name beside the months": [
        ["MRR snowball"],
        [None, 2026, None],
        ["customer_id", "January", "February"],
        ["C1", 10, 11],
        ["C2", 20],
    ],
    "a total below": [WIDE, ["C1", 10, 11], ["C2", 20, None], ["Total", 30, 11]],
}


@pytest.mark.parametrize("name", SNOWBALLS)
def test_a_snowball_is_read_month_by_month(client, name: str) -> None:
    sheet(client, SNOWBALLS[name])
    loaded = client.load(mrr_snapshots="a.xlsx")
    frame = loaded.tables["mrr_snapshots"]
    months = frame["month"].dt.strftime("%Y-%m")
    assert list(zip(frame["customer_id"], months, frame["mrr"], strict=True)) == SNAPS


def test_a_total_goes_to_quarantine_with_its_money(client) -> None:
    sheet(client, [["Title"], HEAD, C1, [], C2, ["Total", None, None, 350]])
    loaded = client.load(contracts="a.xlsx")
    (row,) = loaded.quarantine["contracts"].to_dict("records")
    assert (row["_row"], row["_rule"], row["mrr"]) == (6, "total_row", "350")
    (line,) = loaded.quality.query("rule == 'total_row'").to_dict("records")
    assert (line["rows"], line["amount"], line["action"]) == (1, 4200.0, "dropped")
    details = loaded.quality.set_index("rule")["detail"]
    assert "row 6" in details["total_row"]
    assert "row 4" in details["blank_rows"]
    assert details["title_rows"].startswith("above the column names, row 1: Title")


def test_a_doubtful_total_may_be_named_away(client) -> None:
    sheet(client, [HEAD, C1, C2, ["Total", None, None, 360]])
    source = {"path": "a.xlsx", "where_not": {"customer_id": "Total"}}
    assert len(client.load(contracts=source).tables["contracts"]) == 2


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_titles_and_totals_of_a_text_file(client, mark: str) -> None:
    rows = [['Size 5" export, 2026'], [], HEAD, ["C1", "2025-01-01", "", "100"]]
    rows += [["C2", "2025-01-01", "", "250"], ["Sum", "", "", "350"]]
    loaded = client.contracts("\n".join(mark.join(row) for row in rows))
    assert loaded.tables["contracts"]["mrr"].tolist() == [100.0, 250.0]
    noted = loaded.quality.query("action == 'dropped'")
    counts = dict(zip(noted["rule"], noted["rows"], strict=True))
    assert counts == {"title_rows": 1, "blank_rows": 1, "total_row": 1}
    assert loaded.quarantine["contracts"]["_row"].tolist() == [6]


def test_two_tables_of_a_text_file_are_to_be_cut(client) -> None:
    content = "customer_id,start,end,mrr\nC1,2025-01-01,,5\n\nname,reason,since,x\nA,price,2025,1\n"
    with pytest.raises(DataError) as caught:
        client.contracts(content)
    assert caught.value.problems[0].wrong.endswith("A1:D2 and A4:D5")
    assert caught.value.problems[0].fix == "cut the file into one file for each table"
