"""Where `tensteps new` says a table lies on a sheet."""

import datetime as dt

import openpyxl
import pytest
import yaml

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.intake.profiles.layout import tables_on
from cs_lib.intake.propose.folder import new

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
