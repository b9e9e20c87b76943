"""The door as a whole: nothing is lost, nothing is guessed, nothing of the caller's changes."""

import hashlib
import pickle

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.engagement import TableSource
from cs_lib.errors import DataError
from cs_lib.intake.cells.types import typed
from cs_lib.intake.records import RawTable
from cs_lib.intake.shape.mapping import mapped
from cs_lib.tables import TABLES
from tests.tables.contract import schema

COLUMNS = ["customer_id", "start", "end", "mrr", "line_id", "line_type", "discount"]
CELLS = {
    "customer_id": ["C1", "C2", "", "#N/A"],
    "start": ["2025-01-01", "2025-06-01", "01/02/2025", "", "2025-02-30"],
    "end": ["", "2026-01-01", "2024-01-01", "soon"],
    "mrr": ["100", "1,234", "x", "", "-5", "1e3"],
    "line_id": ["L1", "L2", ""],
    "line_type": ["", "recurring", "trial", "gold"],
    "discount": ["", "0.1", "15%", "7"],
}
rows = st.lists(
    st.tuples(*(st.sampled_from(CELLS[name]) for name in COLUMNS)), min_size=1, max_size=12
)


def written(cells) -> str:
    quoted = [",".join(f'"{cell}"' for cell in row) for row in cells]
    return "\n".join([",".join(COLUMNS), *quoted]) + "\n"


@pytest.mark.slow
@settings(max_examples=25)
@given(rows)
def test_every_row_is_kept_or_in_quarantine(new_client, cells) -> None:
    client = new_client()
    given_rows = [row for row in cells if any(row)]
    sound = ("C9", "2025-01-01", "", "1", "L9", "", "")
    loaded = client.quarantined(written([*cells, sound]))
    kept, held = loaded.tables["contracts"], loaded.quarantine.get("contracts", pd.DataFrame())
    assert len(kept) + len(held) == len(given_rows) + 1
    counted = loaded.quality[loaded.quality["action"].isin(["refused", "dropped"])]
    assert counted.query("rule not in ['blank_rows', 'negative_line_alone']")["rows"].sum() == len(
        held
    )
    if len(held):
        assert held["_row"].is_unique
        back = held[COLUMNS].fillna("").itertuples(index=False, name=None)
        assert list(back) == [cells[number - 2] for number in held["_row"]]
    schema("contracts").validate(kept, lazy=True)


@pytest.mark.slow
@settings(max_examples=12)
@given(rows)
def test_what_is_refused_is_what_quarantine_would_hold(new_client, cells) -> None:
    sound = ("C9", "2025-01-01", "", "1", "L9", "", "")
    client = new_client()
    held = client.quarantined(written([*cells, sound])).quarantine.get("contracts")
    bad = set() if held is None else set(held.query("_rule != 'duplicate_row'")["_row"])
    try:
        client.contracts(written([*cells, sound]))
        told = set()
    except DataError as error:
        told = {problem.row for problem in error.problems}
    assert told == bad


def test_tables_have_the_contracts_columns_and_types(client) -> None:
    client.write("c.csv", "customer_id\nC1\n")
    loaded = client.load(customers="c.csv")
    assert set(loaded.tables) == {"contracts", "customers"}
    for name, frame in loaded.tables.items():
        assert tuple(frame.columns) == TABLES[name].column_names
        schema(name).validate(frame, lazy=True)
    assert loaded.provided == {
        "contracts": {"customer_id", "start", "end", "mrr"},
        "customers": {"customer_id"},
    }
    assert loaded.tables["customers"]["name"].isna().all()


def test_the_quality_table_has_its_columns_even_when_empty(client) -> None:
    quality = client.load().quality
    first = ["table", "rule", "rows", "amount", "action", "detail"]
    assert list(quality.columns) == [*first, "accounts", "examples", "override"]
    assert quality.empty
    assert [str(kind) for kind in quality.dtypes] == [
        "str",
        "str",
        "int64",
        "float64",
        "str",
        "str",
        "Int64",
        "str",
        "str",
    ]


def test_actions_are_the_contracts_own(client) -> None:
    loaded = client.quarantined(
        "customer_id,start,end,amount\nC1,2025-01-01,,1\nC1,x,,1\nC1,x,,1\n"
    )
    assert set(loaded.quality["action"]) == {"dropped", "refused", "estimated"}


def test_digests_are_those_of_the_files_bytes(client) -> None:
    content = b"customer_id,start,end,mrr\nC1,2025-01-01,,100\n"
    client.write("lines/a.csv", content)
    loaded = client.load(contracts="lines/a.csv")
    assert dict(loaded.digests) == {"lines/a.csv": hashlib.sha256(content).hexdigest()}
    engagement = engagements.load(client.folder / "acme.yml")
    assert intake.digests(engagement) == dict(loaded.digests)


def test_the_digest_of_a_folder_changes_with_any_file_and_its_name(client) -> None:
    def made(name: str, customer: str) -> str:
        frame = pd.DataFrame(
            {"customer_id": [customer], "start": ["2025-01-01"], "end": [None], "mrr": [1]}
        )
        for old in (client.folder / "lines").glob("*"):
            old.unlink()
        (client.folder / "lines").mkdir(exist_ok=True)
        frame.to_parquet(client.folder / "lines" / name)
        return client.load(contracts="lines").digests["lines"]

    assert len({made("1.parquet", "C1"), made("1.parquet", "C2"), made("2.parquet", "C1")}) == 3
    assert made("1.parquet", "C1") == made("1.parquet", "C1")


def test_a_missing_file_has_no_digest(client) -> None:
    client.load()
    (client.folder / "contracts.csv").unlink()
    with pytest.raises(DataError, match="there is no such file"):
        intake.digests(engagements.load(client.folder / "acme.yml"))


def test_an_intake_travels_between_processes(client) -> None:
    loaded = client.load()
    again = pickle.loads(pickle.dumps(loaded))
    pd.testing.assert_frame_equal(again.tables["contracts"], loaded.tables["contracts"])


def test_what_is_behind_the_door_cannot_be_exchanged(client) -> None:
    loaded = client.load()
    with pytest.raises(TypeError):
        loaded.tables["contracts"] = pd.DataFrame()
    with pytest.raises(AttributeError):
        loaded.quality = pd.DataFrame()


def test_no_frame_of_the_caller_is_changed() -> None:
    frame = pd.DataFrame(
        {"Customer": [" C1 "], "start": ["2025-01-01"], "end": [""], "mrr": ["1,5"]}
    )
    before = frame.copy(deep=True)
    source = TableSource(path="a.csv", columns={"customer_id": "Customer"}, decimal=",")
    spec = TABLES["contracts"]
    given_table = mapped(spec, source, RawTable("a.csv", frame, pd.Series([2])))
    for name in given_table.frame:
        typed(given_table.frame[name], spec.column(name), source)
    pd.testing.assert_frame_equal(frame, before)


def test_the_same_files_give_the_same_intake(client) -> None:
    text = "customer_id,start,end,mrr,x\nC1,2025-01-01,,1,1\nC1,2025-01-01,,1,1\nC2,no,,1,1\n"
    first, second = client.quarantined(text), client.quarantined(text)
    pd.testing.assert_frame_equal(first.quality, second.quality)
    pd.testing.assert_frame_equal(first.quarantine["contracts"], second.quarantine["contracts"])
