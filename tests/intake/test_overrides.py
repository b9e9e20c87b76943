"""Values set by hand: in force, listed, expired, and refused where they name nothing."""

from pathlib import Path

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.errors import DataError

CONTRACTS = """\
line_id,customer_id,start,end,arr
L1,A,2024-01-01,2025-01-01,1200
L1,A,2025-01-01,2026-01-01,1300
L2,B,2024-02-01,2024-01-01,600
"""
HEAD = "table,key,column,value,reason,who,until\n"


def load(folder: Path, overrides: str, contracts: str = CONTRACTS) -> intake.Intake:
    (folder / "contracts.csv").write_text(contracts, encoding="utf-8")
    (folder / "overrides.csv").write_text(HEAD + overrides, encoding="utf-8")
    file = folder / "e.yml"
    file.write_text(
        "client: K\nas_of: 2025-12-31\ncurrency: EUR\n"
        "tables: {contracts: contracts.csv, overrides: overrides.csv}\n",
        encoding="utf-8",
    )
    return intake.load(engagements.load(file))


MEND = "contracts,L2,end,2025-02-01,typo confirmed by finance,P03,\n"


def test_an_override_mends_a_row_that_would_be_refused(tmp_path: Path) -> None:
    taken = load(tmp_path, MEND)
    rows = taken.tables["contracts"].set_index("line_id")
    assert rows.loc["L2", "end"] == pd.Timestamp("2025-02-01")
    assert len(taken.tables["contracts"]) == 3


def test_an_unreadable_cell_is_mended_too(tmp_path: Path) -> None:
    taken = load(tmp_path, MEND, CONTRACTS.replace("2024-01-01,600", "soon,600"))
    assert len(taken.tables["contracts"]) == 3


def test_what_was_set_is_listed_with_who_and_why(tmp_path: Path) -> None:
    listed = load(tmp_path, MEND).overrides
    assert listed.to_dict("records") == [
        {
            "table": "contracts",
            "key": "L2",
            "column": "end",
            "was": "2024-01-01",
            "now": "2025-02-01",
            "reason": "typo confirmed by finance",
            "who": "P03",
            "until": "",
            "state": "applied",
        }
    ]


def test_the_quality_table_counts_rows_and_money(tmp_path: Path) -> None:
    quality = load(tmp_path, MEND).quality.set_index("rule")
    assert quality.loc["override", "rows"] == 1
    assert quality.loc["override", "amount"] == 600
    assert quality.loc["override", "action"] == "estimated"


def test_a_later_term_is_named_by_more_of_its_key(tmp_path: Path) -> None:
    taken = load(tmp_path, MEND + "contracts,L1/2025-01-01,arr,1500,amendment,P03,\n")
    assert list(taken.tables["contracts"]["arr"]) == [1200, 1500, 600]


def test_a_cell_can_be_emptied_and_a_missing_column_given(tmp_path: Path) -> None:
    rows = (
        MEND
        + "contracts,L1/2025-01-01,end,(empty),open contract,P03,\n"
        + "contracts,L2,churn_reason,budget,call of 3 May,P03,\n"
    )
    taken = load(tmp_path, rows)
    assert pd.isna(taken.tables["contracts"]["end"].iloc[1])
    assert taken.tables["contracts"]["churn_reason"].iloc[2] == "budget"
    assert "churn_reason" in taken.provided["contracts"]


def test_one_expires_after_its_last_day(tmp_path: Path) -> None:
    rows = MEND + "contracts,L1/2025-01-01,arr,9,test,P03,{}\n"
    kept = load(tmp_path, rows.format("2025-12-31"))
    assert kept.tables["contracts"]["arr"].iloc[1] == 9
    over = load(tmp_path, rows.format("2025-12-30"))
    assert over.tables["contracts"]["arr"].iloc[1] == 1300
    assert list(over.overrides["state"]) == ["applied", "expired"]
    assert over.quality.set_index("rule").loc["override_expired", "rows"] == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("contracts,L9,end,2025-02-01,r,w,", "no rows of contracts have the key 'L9'"),
        ("contracts,L1,end,2025-02-01,r,w,", "2 rows of contracts have the key 'L1'"),
        ("contracts,L2,finish,2025-02-01,r,w,", "table contracts has no column 'finish'"),
        ("contracts,L2,end,2025-13-01,r,w,", "2025-13-01"),
        ("contract,L2,end,2025-02-01,r,w,", "did you mean 'contracts'"),
        ("usage,L2,end,2025-02-01,r,w,", "'usage' is no table of this engagement"),
    ],
)
def test_what_names_nothing_is_refused_with_its_row(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        load(tmp_path, row + "\n")
    mine = [each for each in caught.value.problems if each.table == "overrides"]
    assert [(each.file, each.row) for each in mine] == [("overrides.csv", 2)]
    assert said in mine[0].wrong
