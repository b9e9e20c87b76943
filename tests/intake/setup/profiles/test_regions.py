"""Where `tensteps new` says a table lies on a sheet, below one row of names or two."""

import datetime as dt

import openpyxl
import pytest
import yaml

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.errors import UsageError
from cs_lib.intake.setup.profiles.regions import caption_of, grouped_names, tables_on
from cs_lib.intake.setup.propose.folder import new

DAY = dt.datetime(2025, 1, 1)
HEAD = ["customer_id", "start", "end", "mrr"]
ROW = ["C1", DAY, None, 5]
DOWN = [["ID", 1, 2], ["Name", "A", "B"], ["Start", DAY, DAY]]

# name: (cells, where the tables lie)
LAYOUTS = {
    "all of the sheet": ([HEAD, ROW], [{}]),
    "below titles": ([["Acme"], ["As of", DAY], [], HEAD, ROW], [{"header_row": 4}]),
    "a blank row within": ([HEAD, ROW, [], ROW], [{}]),
    "an empty column within": ([["a", "b", None, "c", "d"], [1, 2, None, 3, 4]], [{}]),
    "side by side": (
        [["a", "b", None, "c", "d"], [1, 2, None, 3, 4], [1, 2]],
        [{"range": "A1:B3"}, {"range": "D1:E2"}],
    ),
    "one below the other": (
        [HEAD, ROW, [], ["customer_id", "reason", "fix", "note"], ["C1", "price", DAY, "x"]],
        [{"range": "A1:D2"}, {"range": "A4:D5"}],
    ),
    "fields running down": (
        [["Contract"], *([None, *row] for row in DOWN)],
        [{"range": "B2:D4", "transpose": True}],
    ),
    "nothing": ([], [{}]),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_where_the_tables_of_a_sheet_lie(name: str) -> None:
    cells, places = LAYOUTS[name]
    assert tables_on(cells) == places


def test_a_proposed_place_is_one_the_door_reads(tmp_path) -> None:
    book = openpyxl.Workbook()
    for row in [["Acme"], [], HEAD, ROW, ["Total", None, None, 5]]:
        book.active.append(row)
    book.save(tmp_path / "contracts.xlsx")
    new(tmp_path / "acme", [tmp_path / "contracts.xlsx"])
    written = tmp_path / "acme" / "engagement.yml"
    (source,) = yaml.safe_load(written.read_text())["tables"].values()
    assert (source["header_row"], source["columns"]["mrr"]) == (3, "mrr")


def test_a_text_file_below_titles_is_read_from_its_row_of_names(tmp_path) -> None:
    text = "Acme export\n\ncustomer_id;start;end;mrr\nC1;2025-01-01;;5\nC2;2025-02-01;;6\n"
    (tmp_path / "contracts.csv").write_text(text)
    new(tmp_path / "acme", [tmp_path / "contracts.csv"])
    loaded = intake.load(engagements.load(tmp_path / "acme" / "engagement.yml"))
    assert loaded.tables["contracts"]["mrr"].tolist() == [5.0, 6.0]


LATER = dt.datetime(2026, 1, 1)
LINE = ["C1", DAY, LATER, DAY, LATER, 100]

# name: (rows, what is mapped)
SHEETS = {
    "two pairs of dates": (
        [
            ["Customer", "Contract", None, "Onboarding", None, "MRR"],
            ["ID", "Start", "End", "Start", "End", None],
            LINE,
        ],
        {"customer_id": "Customer ID", "start": "Contract Start", "end": "Contract End"},
    ),
    "below titles": (
        [
            ["Contracts of Acme"],
            [],
            ["Account", None, "Term", None, "MRR"],
            ["No", "Manager", "From", "Until", None],
            ["C1", "Ann", DAY, LATER, 100],
        ],
        {"customer_id": "Account No", "start": "Term From", "end": "Term Until", "mrr": "MRR"},
    ),
    "a title of two cells is no group": (
        [["Acme Corp", "Export"], ["customer_id", "start", "end", "mrr"], ["C1", DAY, None, 5]],
        {"customer_id": "customer_id", "start": "start", "end": "end", "mrr": "mrr"},
    ),
}


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_names_in_two_rows(tmp_path, name: str, kind: str) -> None:
    rows, mapped = SHEETS[name]
    file = tmp_path / f"contracts.{kind}"
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(file)
    else:
        width = max(map(len, rows))
        spelt = [[f"{c:%Y-%m-%d}" if isinstance(c, dt.datetime) else c for c in r] for r in rows]
        padded = [[*row, *[None] * (width - len(row))] for row in spelt]
        lines = [",".join("" if cell is None else str(cell) for cell in row) for row in padded]
        file.write_text("\n".join(lines) + "\n")
    new(tmp_path / "acme", [file])
    written = tmp_path / "acme" / "engagement.yml"
    source = yaml.safe_load(written.read_text("utf-8"))["tables"]["contracts"]
    assert mapped.items() <= source["columns"].items()
    (line,) = intake.load(engagements.load(written)).tables["contracts"].to_dict("records")
    assert (line["customer_id"], line["start"], line["mrr"]) == ("C1", DAY, rows[-1][-1])


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (
            [["a", "b", None], ["x", "y", "z"], ["k", 1, 2]],
            (1, ("a x", "b y", "b z")),
        ),
        ([["a", "b", "c"], ["x", "y", "z"], ["k", 1, 2]], None),
        ([["title"], ["x", "y", "z"], ["k", 1, 2]], None),
        ([["a", "b", None], ["x", 5, 6], ["k", 1, 2]], None),
        ([["a", "b", None], ["x", "y", "z"], ["k", "l", "m"]], None),
    ],
)
def test_a_group_is_a_name_over_two_others_above_data(rows, found) -> None:
    assert grouped_names(rows, 1) == found


def day(year: int, month: int, of: int) -> dt.datetime:
    return dt.datetime(year, month, of)


CASE = [
    ["Case 1"],
    [None, "One contract"],
    [],
    ["Customer"],
    [None, "ID", 7],
    [None, "Name", "Test Customer"],
    [None, "State", "Ohio"],
    [],
    ["Contract"],
    [None, "ID", 1, 2],
    [None, "Booked Date", day(2022, 5, 1), day(2023, 5, 1)],
    [None, "Start Date", day(2022, 6, 1), day(2023, 6, 1)],
    [None, "End Date", day(2023, 5, 31), day(2024, 5, 31)],
    [None, "Total Value", 120000, 240000],
]
LINES = [
    ["Contracts"],
    ["Contract No", "Customer", "Start", "End", "MRR"],
    ["K1", "C1", day(2025, 1, 1), None, 100],
    ["K2", "C2", day(2025, 2, 1), None, 200],
    [],
    ["Churn log"],
    ["Customer", "Churn Date", "Reason", "Controllable", "By"],
    ["C9", day(2025, 3, 1), "price", "yes", "AB"],
    ["C8", day(2025, 4, 1), "merger", "no", "CD"],
]


@pytest.fixture
def proposed(tmp_path):
    """The tables that `new` writes for a sheet, what it says, and what the door reads."""

    def make(rows: list[list]):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "book.xlsx")
        said = new(tmp_path / "acme", [tmp_path / "book.xlsx"])
        written = tmp_path / "acme" / "engagement.yml"
        tables = yaml.safe_load(written.read_text("utf-8"))["tables"]
        return tables, said, intake.load(engagements.load(written)).tables

    return make


def test_blocks_whose_fields_run_down_are_each_a_table(proposed) -> None:
    tables, said, read = proposed(CASE)
    places = {name: (each["range"], each["transpose"]) for name, each in tables.items()}
    assert places == {"contracts": ("B10:D14", True), "customers": ("B5:C7", True)}
    assert "ASK contracts: are all rows of the customer '7'?" in said
    assert tables["contracts"]["constants"]["customer_id"] == "7"
    assert tables["contracts"]["end_inclusive"] is True
    lines = read["contracts"]
    assert lines["customer_id"].tolist() == ["7", "7"]
    assert lines["end"].tolist() == [day(2023, 6, 1), day(2024, 6, 1)]
    assert read["customers"]["region"].tolist() == ["Ohio"]


def test_two_tables_one_below_the_other_are_each_proposed(proposed) -> None:
    tables, _, read = proposed(LINES)
    assert {name: each["range"] for name, each in tables.items()} == {
        "contracts": "A2:E4",
        "churn_events": "A7:E9",
    }
    assert (len(read["contracts"]), len(read["churn_events"])) == (2, 2)


def test_blocks_that_are_no_table_are_named_with_their_ranges(proposed) -> None:
    rows = [["Plan"], [None, "Colour", 5], [None, "Shape", 6], [None, "Weight", 7]]
    with pytest.raises(UsageError) as caught:
        proposed([*rows, [], *rows])
    assert "book.xlsx, cells B2:C4: no table of the contract" in str(caught.value)
    assert "book.xlsx, cells B7:C9: no table of the contract" in str(caught.value)


@pytest.mark.parametrize(
    ("above", "caption"),
    [(["Contract"], "Contract"), ([None, "Contract"], "Contract"), ([], ""), ([2024], ""),
     (["Date", "Amount"], "")],
)  # fmt: skip
def test_the_words_above_a_block(above: list, caption: str) -> None:
    assert caption_of([above, [None, "ID", 1], [None, "Name", "A"]], "B2:C3") == caption
