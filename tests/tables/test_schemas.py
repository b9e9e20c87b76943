"""The contract as pandera schemas: what passes, and what does not."""

from collections.abc import Mapping

import pandas as pd
import pandera.errors
import pytest

from cs_lib.tables import TABLES, schema
from cs_lib.tables.spec import DTYPES


def frame(table: str, *rows: Mapping[str, object]) -> pd.DataFrame:
    """Rows of a table, with every column of the contract in its type."""
    return pd.DataFrame(
        {
            column.name: pd.Series(
                [row.get(column.name) for row in rows], dtype=DTYPES[column.type]
            )
            for column in TABLES[table].columns
        }
    )


LINE = {"customer_id": "C1", "start": "2025-01-01", "line_id": "L1", "mrr": 10.0}


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_of_the_right_types_passes(name: str) -> None:
    schema(name).validate(frame(name))


@pytest.mark.parametrize("name", TABLES)
def test_the_examples_of_the_dictionary_pass(name: str) -> None:
    spec = TABLES[name]
    months = {
        c.name: pd.Timestamp(c.example) + pd.offsets.MonthEnd(0)
        for c in spec.columns
        if c.type == "month"
    }
    flags = {c.name: c.example == "true" for c in spec.columns if c.type == "flag"}
    numbers = {c.name: float(c.example) for c in spec.columns if c.type in ("number", "integer")}
    texts = {c.name: c.example or None for c in spec.columns}
    schema(name).validate(frame(name, texts | months | flags | numbers))


def test_an_open_end_and_missing_options_pass() -> None:
    schema("contracts").validate(frame("contracts", LINE, LINE | {"line_id": None}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"customer_id": None},
        {"start": None},
        {"discount": 1.01},
        {"discount": -0.01},
        {"line_type": "subscription"},
        {"end": "2024-12-31"},
    ],
    ids=str,
)
def test_a_row_against_the_contract_fails(wrong: Mapping[str, object]) -> None:
    with pytest.raises(pandera.errors.SchemaErrors):
        schema("contracts").validate(frame("contracts", LINE | wrong), lazy=True)


def test_a_month_is_its_last_day() -> None:
    rate = {"currency": "USD", "rate": 0.9}
    schema("fx").validate(frame("fx", rate | {"month": "2026-02-28"}))
    with pytest.raises(pandera.errors.SchemaError, match="last day of a month"):
        schema("fx").validate(frame("fx", rate | {"month": "2026-02-27"}))


def test_a_key_stands_once_and_a_key_with_a_gap_is_none() -> None:
    lines = frame("contracts", LINE, LINE | {"mrr": 11.0})
    with pytest.raises(pandera.errors.SchemaError, match="one row for each line_id, start"):
        schema("contracts").validate(lines)
    snapshot = {"customer_id": "C1", "month": "2026-02-28", "mrr": 1.0}
    with pytest.raises(pandera.errors.SchemaError, match="one row for each"):
        schema("mrr_snapshots").validate(frame("mrr_snapshots", snapshot, snapshot | {"mrr": 2.0}))


def test_columns_beyond_the_contract_only_where_it_is_open() -> None:
    with pytest.raises(pandera.errors.SchemaErrors, match="extra"):
        schema("contracts").validate(frame("contracts", LINE).assign(extra=1))
    schema("roster").validate(frame("roster", {"person": "P1"}).assign(negotiation=3.0))


@pytest.mark.parametrize("column", ["customer_id", "start", "mrr", "auto_renew"])
def test_a_column_of_another_type_fails(column: str) -> None:
    lines = frame("contracts", LINE)
    other = pd.Series([1 if column == "customer_id" else "x"])
    with pytest.raises((pandera.errors.SchemaError, pandera.errors.SchemaErrors)):
        schema("contracts").validate(lines.assign(**{column: other}))
