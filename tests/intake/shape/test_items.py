"""A row for each item of a record: in JSON, in a cell of a text file, in numbered columns."""

import json

import pytest

from cs_lib.errors import DataError
from tests.intake.builders import note

COLUMNS = {"line_id": "items.data.id", "customer_id": "who", "start": "from",
           "mrr": "items.data.price.mrr"}  # fmt: skip
CONSTANTS = {"end": None}
ONE = {"who": "C1", "from": "2025-01-01", "items": {"data": [
    {"id": "a", "price": {"mrr": 10}}, {"id": "b", "price": {"mrr": 20}}]}}  # fmt: skip
TWO = {"who": "C2", "from": "2025-02-01", "items": {"data": [{"id": "c", "price": {"mrr": 5}}]}}
LINES = [("a", "C1", 10.0), ("b", "C1", 20.0), ("c", "C2", 5.0)]


def source(path: str, **more):
    given = {"path": path, "columns": COLUMNS, "constants": CONSTANTS}
    return given | {"row_for_each": "items.data"} | more


def lines(loaded) -> list[tuple[str, str, float]]:
    rows = loaded.tables["contracts"]
    return list(zip(rows["line_id"], rows["customer_id"], rows["mrr"], strict=True))


def jsonl(client, *records) -> str:
    client.write("a.jsonl", "\n".join(map(json.dumps, records)))
    return "a.jsonl"


def test_items_of_json_lines(client) -> None:
    loaded = client.load(contracts=source(jsonl(client, ONE, TWO)))
    assert lines(loaded) == LINES


def test_items_in_a_cell_of_a_text_file(client) -> None:
    cells = [json.dumps(each["items"]).replace('"', '""') for each in (ONE, TWO)]
    rows = f'C1,2025-01-01,"{cells[0]}"\nC2,2025-02-01,"{cells[1]}"\n'
    client.write("a.csv", "who,from,items\n" + rows)
    assert lines(client.load(contracts=source("a.csv"))) == LINES


@pytest.mark.parametrize("mark", [".{}", "[{}]"])
def test_items_in_numbered_columns(client, mark) -> None:
    at = [f"items.data{mark.format(place)}" for place in (0, 1)]
    head = f"who,from,{at[0]}.id,{at[0]}.price.mrr,{at[1]}.id,{at[1]}.price.mrr\n"
    client.write("a.csv", head + "C1,2025-01-01,a,10,b,20\nC2,2025-02-01,c,5,,\n")
    assert lines(client.load(contracts=source("a.csv"))) == LINES


def test_a_bad_item_is_told_by_the_row_of_its_record(client) -> None:
    bad = ONE | {"items": {"data": [{"id": "a", "price": {"mrr": 1}}, {"id": "b", "price": {}}]}}
    error = client.refused(contracts=source(jsonl(client, TWO, bad)))
    (problem,) = error.problems
    assert (problem.row, problem.wrong) == (2, "none of mrr, arr, amount, list_price is filled")


def test_conditions_choose_among_items_and_what_is_left_out_is_kept(client) -> None:
    file = jsonl(client, ONE, TWO)
    loaded = client.load(contracts=source(file, where_not={"items.data.id": ["b"]}))
    assert lines(loaded) == [LINES[0], LINES[2]]
    kept = loaded.quarantine["contracts"]
    assert kept[["_row", "_rule", "items.data.id"]].to_numpy().tolist() == [[1, "not_taken", "b"]]


def test_a_record_without_items_keeps_its_row(client) -> None:
    empty = {"who": "C3", "from": "2025-02-01", "items": {"data": []}}
    file = jsonl(client, ONE, empty)
    error = client.refused(contracts=source(file))
    assert [problem.row for problem in error.problems] == [2]


def test_the_list_itself_is_read_and_not_told_as_unread(client) -> None:
    loaded = client.load(contracts=source(jsonl(client, ONE, TWO)))
    assert "items.data" not in note(loaded, "unmapped_columns").get("detail", "")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("lines", "the file has no list 'lines', which row_for_each names"),
        ("who", "'C1' holds no list who, of which row_for_each makes rows"),
    ],
)
def test_a_path_without_a_list_is_refused(client, path, said) -> None:
    file = jsonl(client, ONE, TWO)
    with pytest.raises(DataError) as caught:
        client.load(contracts=source(file, row_for_each=path))
    (problem,) = caught.value.problems
    assert problem.wrong == said
    assert "row_for_each" in problem.fix
