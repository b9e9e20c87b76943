"""Names that a client made up cannot write into the engagement file."""

import csv

import pandas as pd
import pytest
import yaml

from cs_lib.intake.setup import propose
from cs_lib.intake.setup.propose.writing import one_line, scalar

BREAKS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
MARKS = ["\x00", "\x07", "\x1b[2J", "\x7f", "\u200b", "\ud800", "\ufeff"]


@pytest.mark.parametrize("mark", BREAKS + MARKS)
def test_a_comment_stays_on_its_line_and_can_be_read(mark: str) -> None:
    line = one_line(f"mrr{mark}  evil: 1")
    assert len(line.splitlines()) == 1
    assert yaml.safe_load(f"key: 1  # {line}\n") == {"key": 1}


@pytest.mark.parametrize("mark", [each for each in BREAKS + MARKS if each != "\ud800"])
def test_a_name_comes_back_as_it_was_from_one_line(mark: str) -> None:
    name = f"mrr{mark}evil: 1"
    written = scalar(name)
    assert len(written.splitlines()) == 1
    assert yaml.safe_load(f"{{{written}: [{written}]}}") == {name: [name]}


@pytest.mark.slow
@pytest.mark.parametrize("mark", ["\n", "\r", "\x85", "\u2028"])
def test_no_key_comes_from_the_name_of_a_column_file_or_sheet(tmp_path, mark: str) -> None:
    frame = pd.DataFrame(
        {"customer_id": ["C1", "C2"], "start": ["2025-01-01"] * 2, "mrr": [5, 6]}
        | {f"mrr{mark}  evil: 1": [5, 6], f"Coupon{mark}  evil: 2": ["X", "Y"]}
    )
    given = tmp_path / "given"
    given.mkdir()
    name = f"subscriptions{mark}evil: 3.csv" if mark != "\n" else "subscriptions.csv"
    frame.to_csv(given / name, index=False, quoting=csv.QUOTE_ALL)
    (given / f"other{mark}evil: 4.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    said = propose.new(tmp_path / "client", [given])
    written = yaml.safe_load((tmp_path / "client" / "engagement.yml").read_text("utf-8"))
    assert set(written) == {"client", "as_of", "currency", "tables"}
    assert set(written["tables"]) == {"contracts"}
    assert not {"evil", "evil: 1"} & set(written["tables"]["contracts"]["columns"])
    assert all(not line.lstrip().startswith("evil") for line in said.splitlines())
