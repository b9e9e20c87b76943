"""A column that stands in several: the first that is filled, some only under a condition."""

import pandas as pd

from tests.intake.builders import note

HEAD = "customer_id,start,mrr,ended,status,period_start\n"
ROWS = (
    "C1,2025-01-01,10,2025-06-01,canceled,2025-05-01\n"
    "C2,2025-01-01,10,,unpaid,2025-08-01\n"
    "C3,2025-01-01,10,,active,2025-08-01\n"
)
END = ["ended", {"column": "period_start", "where": {"status": "Unpaid"}}]


def test_the_first_that_is_filled_is_read(client) -> None:
    more = {"churn_reason": [{"value": "payment", "where": {"status": ["unpaid"]}}]}
    loaded = client.contracts(HEAD + ROWS, first_of={"end": END, **more})
    rows = loaded.tables["contracts"]
    days = [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in rows["end"]]
    assert days == ["2025-06-01", "2025-08-01", None]
    assert rows["churn_reason"].fillna("").tolist() == ["", "payment", ""]
    assert note(loaded, "unmapped_columns") == {}


def test_a_column_that_is_not_there_is_named(client) -> None:
    client.write("contracts.csv", HEAD + ROWS)
    error = client.refused(
        contracts={"path": "contracts.csv", "first_of": {"end": ["ended", "period_strt"]}}
    )
    (problem,) = error.problems
    assert problem.wrong == "the file has no column 'period_strt', which first_of names for end"
    assert problem.fix.endswith("did you mean 'period_start'?")
    assert problem.allowed.startswith("the file's columns: customer_id, start")


def test_a_path_that_leads_nowhere_in_a_file_is_empty_there(client) -> None:
    """What is nested in some records is null in all of another page."""
    line = '{{"customer_id": "C{}", "start": "2025-01-01", "mrr": 1, "ended": {}}}\n'
    client.write("a.jsonl", line.format(1, '{"at": "2025-06-01"}'))
    client.write("b.jsonl", line.format(2, "null"))
    given = {"paths": ["a.jsonl", "b.jsonl"], "first_of": {"end": ["ended.at"]}}
    rows = client.load(contracts=given).tables["contracts"]
    assert rows["end"].dt.strftime("%Y-%m-%d").fillna("").tolist() == ["2025-06-01", ""]


def test_a_bad_cell_is_told_with_both_names(client) -> None:
    client.write("contracts.csv", HEAD + "C1,2025-01-01,10,soon,canceled,\n")
    error = client.refused(contracts={"path": "contracts.csv", "first_of": {"end": END}})
    assert error.problems[0].column == "ended, else period_start (end)"
