"""Raters fill in a sheet each, and what comes back is read without a mapping."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import intake, questionnaires
from cs_lib.errors import DataError
from cs_lib.intake.setup import request

ENGAGEMENT = "client: K\nas_of: 2025-12-31\ncurrency: EUR\ntables:\n  contracts: contracts.csv\n"
OWN = "questionnaires: [own.yml]\n"
OWN_FILE = """\
name: own
title: "Own"
scale: {low: 1, high: 5}
sections: {X: {title: "Own", items: {X1: "One.", X2: "Two."}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "contracts.csv").write_text("customer_id,start,end,mrr\nA,2024-01-01,,100\n")
    (tmp_path / "own.yml").write_text(OWN_FILE)
    (tmp_path / "e.yml").write_text(ENGAGEMENT + OWN)
    asked = engagements.load(tmp_path / "e.yml")
    request.make(asked, tmp_path / "ask.xlsx", assessments=True, raters=3)
    return tmp_path


def returned(folder: Path, answers: dict[tuple[str, str], tuple[float, str]], name: str) -> None:
    """The pack, filled in: (rater, item) -> score and evidence."""
    book = openpyxl.load_workbook(folder / "ask.xlsx")
    for (rater, item), given in answers.items():
        sheet = book[f"assessments {rater}"]
        (row,) = [row for row in sheet.iter_rows(min_row=2) if row[1].value == item]
        row[3].value, row[4].value = given
    book.save(folder / name)


def loaded(folder: Path, place: str) -> pd.DataFrame:
    (folder / "e2.yml").write_text(ENGAGEMENT + f"  assessments: {place}\n" + OWN)
    return intake.load(engagements.load(folder / "e2.yml")).tables["assessments"]


def test_every_rater_has_a_sheet_with_every_statement(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "ask.xlsx")
    sheets = [name for name in book.sheetnames if name.startswith("assessments")]
    assert sheets == ["assessments R1", "assessments R2", "assessments R3"]
    sheet = book[sheets[0]]
    names = [cell.value for cell in sheet["B"][1:]]
    known = questionnaires.known(engagements.load(folder / "e.yml"))
    assert names == [name for each in known.values() for name in each.item_names]
    assert {cell.value for cell in sheet["F"][1:]} == {"R1"}


def test_scores_are_chosen_from_the_scale_of_each_questionnaire(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "ask.xlsx")["assessments R1"]
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert set(lists.values()) == {'"0,1,2,3,4"', '"1,2,3,4,5"'}
    own = [cell.row for cell in sheet["A"] if cell.value == "own"]
    assert lists[f"D{own[0]}:D{own[-1]}"] == '"1,2,3,4,5"'


def test_what_comes_back_is_read_without_a_mapping_and_open_ones_are_no_rows(folder: Path) -> None:
    returned(folder, {("R1", "M1"): (2, ""), ("R1", "X1"): (5, "minutes"), ("R3", "M1"): (0, "")},
             "back.xlsx")  # fmt: skip
    rows = loaded(folder, "back.xlsx")
    found = rows[["questionnaire", "item", "rater", "score"]].to_numpy().tolist()
    assert found == [["twelve", "M1", "R1", 2], ["own", "X1", "R1", 5], ["twelve", "M1", "R3", 0]]
    assert rows["evidence"].dropna().tolist() == ["minutes"]


def test_a_copy_from_each_rater_is_read_as_one(folder: Path) -> None:
    returned(folder, {("R1", "M1"): (2, "")}, "one.xlsx")
    returned(folder, {("R2", "M1"): (4, "")}, "two.xlsx")
    rows = loaded(folder, "{paths: [one.xlsx, two.xlsx]}")
    assert rows[["rater", "score"]].to_numpy().tolist() == [["R1", 2], ["R2", 4]]


def test_a_workbook_that_nobody_filled_in_is_refused(folder: Path) -> None:
    with pytest.raises(DataError):
        loaded(folder, "ask.xlsx")


def test_without_the_questionnaires_there_is_one_plain_sheet(folder: Path) -> None:
    request.make(engagements.load(folder / "e.yml"), folder / "plain.xlsx")
    names = openpyxl.load_workbook(folder / "plain.xlsx").sheetnames
    assert [name for name in names if name.startswith("assessments")] == ["assessments"]
