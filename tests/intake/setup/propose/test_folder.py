"""The folder that `tensteps new` leaves behind, and what it says."""

import json
from pathlib import Path

import pytest

from cs_lib import engagement, intake
from cs_lib.errors import EngagementError, UsageError
from cs_lib.intake.setup import propose
from cs_lib.intake.setup.propose.writing import scalar

pytestmark = pytest.mark.slow

CONTRACTS = "Account No,From,Until,Monthly Fee\nC1,2025-01-01,,5\nC2,2025-02-01,,7\n"
CUSTOMERS = "Account No,Account Name,Country\nC1,Acme,DE\nC2,Beta,FR\n"


@pytest.fixture
def given(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "subscriptions.csv").write_text(CONTRACTS, encoding="utf-8")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    return folder


def test_what_is_written_loads_and_can_be_checked_as_it_stands(tmp_path, given) -> None:
    propose.new(tmp_path / "acme-gmbh", [given])
    made = engagement.load(tmp_path / "acme-gmbh" / "engagement.yml")
    taken = intake.load(made)
    assert made.client == "acme gmbh"
    assert taken.tables["contracts"]["mrr"].tolist() == [5.0, 7.0]
    assert taken.tables["customers"]["name"].tolist() == ["Acme", "Beta"]


def test_each_column_says_how_sure_it_is_and_each_question_is_marked(tmp_path, given) -> None:
    said = propose.new(tmp_path / "acme", [given])
    text = (tmp_path / "acme" / "engagement.yml").read_text("utf-8")
    (line,) = [line for line in text.splitlines() if "mrr: Monthly Fee" in line]
    assert line == "      mrr: Monthly Fee  # 0.97"
    asked = [line for line in text.splitlines() if line.strip().startswith("# ASK")]
    assert f"{len(asked)} questions are marked ASK in it" in said
    assert {"client", "as_of", "currency"} <= {
        line.split(":")[0].removeprefix("ASK ") for line in said.splitlines() if "ASK" in line
    }


def test_data_are_copied_beside_it_or_left_where_they_are_below_it(tmp_path, given) -> None:
    propose.new(tmp_path / "acme", [given])
    assert (tmp_path / "acme" / "data" / "subscriptions.csv").read_text("utf-8") == CONTRACTS
    propose.new(given, [given])
    made = engagement.load(given / "engagement.yml")
    assert made.tables["contracts"].path == "subscriptions.csv"
    assert not (given / "data").exists()


def test_notebooks_are_copied_to_be_edited(tmp_path, given) -> None:
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    (notebooks / "01_numbers.ipynb").write_text("{}", encoding="utf-8")
    (notebooks / "notes.txt").write_text("x", encoding="utf-8")
    said = propose.new(tmp_path / "acme", [given], notebooks)
    copied = [each.name for each in (tmp_path / "acme" / "notebooks").iterdir()]
    assert copied == ["01_numbers.ipynb"]
    assert "and 1 notebooks" in said


def test_an_engagement_is_never_overwritten(tmp_path, given) -> None:
    propose.new(tmp_path / "acme", [given])
    file = tmp_path / "acme" / "engagement.yml"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already, and is not overwritten"):
        propose.new(tmp_path / "acme", [given])
    assert file.read_text("utf-8") == "mine"


def test_other_data_of_the_same_name_are_never_overwritten(tmp_path, given) -> None:
    other = tmp_path / "acme" / "data" / "customers.csv"
    other.parent.mkdir(parents=True)
    other.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already with other content"):
        propose.new(tmp_path / "acme", [given])
    assert other.read_text("utf-8") == "mine"


def test_nothing_is_written_where_nothing_is_recognised(tmp_path, given) -> None:
    (given / "subscriptions.csv").write_text("Plan,Price\nA,5\n", encoding="utf-8")
    (given / "customers.csv").write_text("", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        propose.new(tmp_path / "acme", [given])
    assert "  - customers.csv: is empty" in str(caught.value)
    assert not (tmp_path / "acme").exists()


def test_a_path_that_is_not_there(tmp_path, given) -> None:
    with pytest.raises(UsageError, match="there is no such file or folder"):
        propose.new(tmp_path / "acme", [given / "none.csv"])


def test_without_revenue_the_file_is_written_and_the_question_blocks(tmp_path, given) -> None:
    said = propose.new(tmp_path / "acme", [given / "customers.csv"])
    assert "ASK (blocking) tables: where is the revenue?" in said
    with pytest.raises(EngagementError, match="no revenue table"):
        engagement.load(tmp_path / "acme" / "engagement.yml")


def test_sheets_of_a_workbook_and_json_lines(tmp_path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for title, content in (("Subs", CONTRACTS), ("Accounts", CUSTOMERS)):
        sheet = book.create_sheet(title)
        for line in content.splitlines():
            sheet.append(line.split(","))
    book.remove(book.worksheets[0])
    book.save(tmp_path / "book.xlsx")
    tickets = {"ticket": {"id": "T1", "created_at": "2025-03-01"}, "account_id": "C1"}
    (tmp_path / "tickets.jsonl").write_text(json.dumps(tickets) + "\n", encoding="utf-8")
    files = [tmp_path / "book.xlsx", tmp_path / "tickets.jsonl"]
    propose.new(tmp_path / "acme", files)
    made = engagement.load(tmp_path / "acme" / "engagement.yml")
    assert made.tables["contracts"].sheet == "Subs"
    assert made.tables["customers"].sheet == "Accounts"
    assert made.tables["tickets"].columns["opened"] == "ticket.created_at"
    assert len(intake.load(made).tables["tickets"]) == 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Account No", "Account No"),
        ("Customer #", "'Customer #'"),
        ("yes", "'yes'"),
        ("2026", "'2026'"),
        (None, "null"),
        (",", "','"),
        ({"Sub: new": "recurring"}, "{'Sub: new': recurring}"),
        (["true", ""], "['true', '']"),
    ],
)
def test_values_stand_in_the_file_as_yaml_reads_them(value, written: str) -> None:
    assert scalar(value) == written
