"""Several tables on a sheet, across or down: each is proposed with its range, or named with it."""

import datetime as dt

import openpyxl
import pytest
import yaml

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.errors import UsageError
from cs_lib.intake.profiles.layout import caption_of
from cs_lib.intake.propose.folder import new


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
