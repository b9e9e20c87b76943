"""JSON lines: objects become rows, nested ones columns; what is no object is told by its line."""

import pytest

LINES = (
    '{"customer_id": "C1", "start": "2025-01-01", "end": null, "plan": {"id": "pro", "mrr": 49}}\n'
    "\n"
    '{"customer_id": 7, "start": "2025-02-01", "plan": {"id": "basic", "mrr": 9.5}, "tags": [1]}\n'
)
COLUMNS = {"product_id": "plan.id", "mrr": "plan.mrr"}
ALLOWED = "Allowed: one JSON object a line, UTF-8."


@pytest.mark.parametrize("name", ["a.jsonl", "a.NDJSON"])
def test_nested_objects_are_columns_joined_by_dots(client, name: str) -> None:
    client.write(name, LINES)
    frame = client.load(contracts={"path": name, "columns": COLUMNS}).tables["contracts"]
    assert frame["customer_id"].tolist() == ["C1", "7"]
    assert frame["product_id"].tolist() == ["pro", "basic"]
    assert frame["mrr"].tolist() == [49.0, 9.5]
    assert frame["end"].isna().all()


def test_rows_are_numbered_by_the_lines_of_the_file(client) -> None:
    client.write("a.jsonl", LINES.replace("9.5", '"many"'))
    (problem,) = client.refused(contracts={"path": "a.jsonl", "columns": COLUMNS}).problems
    assert (problem.row, problem.wrong) == (3, "'many' is not a number")


def test_a_list_stays_in_its_cell_where_a_path_reaches_it(client) -> None:
    line = '{"customer_id": "C1", "start": "2025-01-01", "end": "", "items": [{"mrr": 5}]}\n'
    client.write("a.jsonl", line)
    source = {"path": "a.jsonl", "columns": {"mrr": "items.0.mrr"}}
    assert client.load(contracts=source).tables["contracts"]["mrr"].tolist() == [5.0]


@pytest.mark.parametrize(
    ("content", "row", "wrong"),
    [
        ('{"a": 1}\n{"a": \n', 2, "the line is not JSON (Expecting value)"),
        ("[1, 2]\n", 1, "the line is JSON, but no object"),
        ('"text"\n', 1, "the line is JSON, but no object"),
        ("\n\n", None, "is empty"),
        (b'{"a": "\xff"}\n', None, "is not UTF-8 text"),
    ],
)
def test_lines_that_are_no_records(client, content, row, wrong: str) -> None:
    client.write("a.jsonl", content)
    (problem,) = client.refused(contracts="a.jsonl").problems
    assert (problem.row, problem.wrong) == (row, wrong)


def test_a_sheet_of_json_lines(client) -> None:
    client.write("a.jsonl", LINES)
    (problem,) = client.refused(contracts={"path": "a.jsonl", "sheet": "x"}).problems
    assert str(problem) == (
        "a.jsonl, sheet x, table contracts: 'sheet', 'range' and 'transpose' are for Excel files "
        f"only. {ALLOWED} Fix: remove them"
    )


@pytest.mark.parametrize("content", ["[{0}, {1}]", '{{"object": "list", "data": [{0}, {1}]}}'])
def test_a_list_of_objects_is_a_table(client, content: str) -> None:
    first, _, second = LINES.splitlines()
    client.write("a.json", content.format(first, second))
    frame = client.load(contracts={"path": "a.json", "columns": COLUMNS}).tables["contracts"]
    assert frame["customer_id"].tolist() == ["C1", "7"]
    assert frame["mrr"].tolist() == [49.0, 9.5]


@pytest.mark.parametrize(
    ("content", "row", "wrong"),
    [
        ('[{"a": 1}', None, "is not JSON (Expecting ',' delimiter)"),
        ('{"a": 1}', None, "is one object with no lists in it"),
        ('{"a": [1], "b": [2]}', None, "is one object with 2 lists in it"),
        ("7", None, "is JSON, but no list"),
        ('[{"a": 1}, 2]', 2, "the record is no object"),
        (b'[{"a": "\xff"}]', None, "is not UTF-8 text"),
        ("[]", None, "is empty"),
    ],
)
def test_a_json_file_that_is_no_list_of_records(client, content, row, wrong: str) -> None:
    client.write("a.json", content)
    (problem,) = client.refused(contracts="a.json").problems
    assert (problem.row, problem.wrong) == (row, wrong)
