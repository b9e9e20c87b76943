"""The data-request pack: it asks for what is missing, and what comes back is read as it is."""

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.errors import UsageError
from cs_lib.intake.setup import request
from cs_lib.tables import TABLES
from cs_lib.tables.spec import Column

pytestmark = pytest.mark.slow

CONTRACTS = """\
customer_id,start,end,arr,product_id
A,2024-01-01,2025-01-01,1200,=core
B,2024-02-01,,600,core
"""
ENGAGEMENT = "client: K\nas_of: 2025-12-31\ncurrency: EUR\ntables: {contracts: contracts.csv}\n"


def written(folder: Path, contracts: str = CONTRACTS, engagement: str = ENGAGEMENT) -> Path:
    (folder / "contracts.csv").write_text(contracts, encoding="utf-8")
    file = folder / "e.yml"
    file.write_text(engagement, encoding="utf-8")
    request.make(engagements.load(file), folder / "ask.xlsx")
    return folder / "ask.xlsx"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return written(tmp_path)


def as_a_person_types(column: Column) -> object:
    """The example of the dictionary, as a cell of a workbook would hold it."""
    text = column.example
    if not text or column.name == "predecessor_id":  # must be another customer of the file
        return None
    if column.type in ("date", "month"):
        return dt.datetime.fromisoformat(text if column.type == "date" else f"{text}-01")
    return float(text) if column.type in ("number", "integer") else text


def test_every_missing_table_has_a_sheet_and_given_ones_none(pack: Path) -> None:
    sheets = set(openpyxl.load_workbook(pack).sheetnames)
    assert {"costs", "customers", "outcomes", "usage"} <= sheets
    assert {"invoices", "mrr_snapshots", "overrides"}.isdisjoint(sheets)


def test_what_comes_back_filled_in_is_read_without_a_mapping(tmp_path: Path, pack: Path) -> None:
    book = openpyxl.load_workbook(pack)
    asked = [name for name in book.sheetnames if name in TABLES and name != "contracts"]
    for name in asked:
        for place, column in enumerate(TABLES[name].columns, start=1):
            book[name].cell(2, place, as_a_person_types(column))
    book.save(tmp_path / "back.xlsx")
    lines = "".join(f"  {name}: back.xlsx\n" for name in asked)
    head, _, _ = ENGAGEMENT.partition("tables:")
    head += "tables:\n  contracts: contracts.csv\n"
    (tmp_path / "e2.yml").write_text(head + lines, encoding="utf-8")
    taken = intake.load(engagements.load(tmp_path / "e2.yml"))
    assert {name: len(taken.tables[name]) for name in asked} == dict.fromkeys(asked, 1)
    assert taken.tables["costs"]["amount"].item() == 42_000
    assert taken.tables["costs"]["period"].item() == pd.Timestamp("2026-03-31")
    assert taken.tables["customers"]["parent_from"].item() == pd.Timestamp("2025-01-01")


def test_a_table_that_lacks_columns_comes_with_its_own_rows(pack: Path) -> None:
    sheet = openpyxl.load_workbook(pack)["contracts"]
    heads = [cell.value for cell in sheet[1]]
    cells = sheet.iter_rows(min_row=2, max_row=3, values_only=True)
    rows = [dict(zip(heads, row, strict=True)) for row in cells]
    assert [row["customer_id"] for row in rows] == ["A", "B"]
    assert rows[0]["arr"] == 1200
    assert rows[0]["start"] == dt.datetime(2024, 1, 1)
    assert rows[0]["notice_date"] is None


def test_completed_rows_are_read_in_place_of_the_first_ones(tmp_path: Path, pack: Path) -> None:
    book = openpyxl.load_workbook(pack)
    heads = [cell.value for cell in book["contracts"][1]]
    book["contracts"].cell(2, heads.index("churn_reason") + 1, "budget")
    book.save(tmp_path / "back.xlsx")
    text = ENGAGEMENT.replace("contracts.csv", "back.xlsx")
    (tmp_path / "e2.yml").write_text(text, encoding="utf-8")
    rows = intake.load(engagements.load(tmp_path / "e2.yml")).tables["contracts"]
    assert list(rows["arr"]) == [1200, 600]
    assert rows["churn_reason"].iloc[0] == "budget"
    assert rows["product_id"].iloc[0] == "=core"


def test_text_that_looks_like_a_formula_stays_text(pack: Path) -> None:
    sheet = openpyxl.load_workbook(pack)["contracts"]
    place = [cell.value for cell in sheet[1]].index("product_id") + 1
    assert sheet.cell(2, place).data_type == "s"


def test_allowed_words_are_offered_as_a_list(pack: Path) -> None:
    book = openpyxl.load_workbook(pack)
    keys = book["allocation_keys"]
    place = [cell.value for cell in keys[1]].index("motion")
    letter = "ABCDEFGH"[place]
    rule = next(r for r in keys.data_validations.dataValidation if f"{letter}2" in r.cells)
    _, cells = rule.formula1.split("!")
    words = [row[0].value for row in book["Lists"][cells.replace("$", "")]]
    assert words == ["acquire", "retain", "expand", "upsell", "other"]
    assert book["Lists"].sheet_state == "hidden"


def test_the_sheets_that_give_most_for_least_come_first(tmp_path: Path) -> None:
    (tmp_path / "contracts.csv").write_text(CONTRACTS, encoding="utf-8")
    (tmp_path / "e.yml").write_text(ENGAGEMENT, encoding="utf-8")
    asked = request.make(engagements.load(tmp_path / "e.yml"), tmp_path / "ask.xlsx")
    worth = [each.value_per_effort for each in asked]
    assert worth == sorted(worth, reverse=True)
    place = [each.spec.name for each in asked].index
    # Costs are an export and unlock two steps; the options want a workshop and unlock one.
    assert place("costs") < place("roster") < place("options")


def test_revenue_is_asked_for_before_all_else() -> None:
    assert next(each.spec.name for each in request.wanted({}, ())) == "contracts"


def test_bad_rows_are_listed_to_be_mended_and_none_is_handed_back_lost(tmp_path: Path) -> None:
    pack = written(tmp_path, CONTRACTS + "C,2024-13-01,,5,core\n")
    book = openpyxl.load_workbook(pack)
    told = [cell.value for cell in book["To mend"][2]]
    assert told[:4] == ["contracts.csv", "contracts", "start", 4]
    assert book["contracts"]["A2"].value is None
    asked = {row[0].value: row[4].value for row in book["Read me"].iter_rows() if row[4].value}
    assert "some rows are to be mended" in asked["contracts"]


def test_a_file_that_cannot_be_read_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "e.yml").write_text(ENGAGEMENT, encoding="utf-8")
    asked = request.make(engagements.load(tmp_path / "e.yml"), tmp_path / "ask.xlsx")
    assert "contracts" not in {each.spec.name for each in asked}
    assert "To mend" in openpyxl.load_workbook(tmp_path / "ask.xlsx").sheetnames


def test_a_pack_that_may_be_filled_in_is_not_overwritten(tmp_path: Path, pack: Path) -> None:
    with pytest.raises(UsageError, match="may have been filled in"):
        request.make(engagements.load(tmp_path / "e.yml"), pack)


def test_only_a_workbook_is_written(tmp_path: Path, pack: Path) -> None:
    with pytest.raises(UsageError, match="end the name with"):
        request.make(engagements.load(tmp_path / "e.yml"), tmp_path / "ask.csv")


@pytest.mark.parametrize(
    ("contracts", "told"),
    [
        (CONTRACTS.replace("=core", "co\x07re"), "co\N{REPLACEMENT CHARACTER}re"),
        (CONTRACTS + "C,so\x1bon,,600,core\n", "so\N{REPLACEMENT CHARACTER}on"),
    ],
    ids=["filled in", "to be mended"],
)
def test_what_a_workbook_cannot_hold_is_shown_as_such(
    tmp_path: Path, contracts: str, told: str
) -> None:
    book = openpyxl.load_workbook(written(tmp_path, contracts))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if told in cell]


def test_a_pack_that_was_stopped_halfway_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(self: openpyxl.Workbook, file: Path) -> None:
        file.write_bytes(b"PK")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(openpyxl.Workbook, "save", torn)
    with pytest.raises(OSError, match="No space"):
        written(tmp_path)
    monkeypatch.undo()
    assert written(tmp_path).is_file()
