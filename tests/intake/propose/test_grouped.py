"""Names in two rows, groups above their parts: what `new` proposes, the door reads."""

import datetime as dt

import openpyxl
import pytest
import yaml

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.intake.profiles.layout import grouped_names
from cs_lib.intake.propose.folder import new

DAY, LATER = dt.datetime(2025, 1, 1), dt.datetime(2026, 1, 1)
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
