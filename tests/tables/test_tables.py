"""The data contract itself: complete, consistent, and explained."""

from pathlib import Path

import pandas as pd
import pytest

from cs_lib.tables import REVENUE_TABLES, TABLES, TableSpec, dictionary
from cs_lib.tables.spec import DTYPES
from tests.tables.contract import schema

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
ALL = pytest.mark.parametrize("spec", TABLES.values(), ids=list(TABLES))
# The tables and required columns that the outside contract promises.
PROMISED = {
    "contracts": "customer_id start end",
    "invoices": "invoice_id customer_id issued amount",
    "mrr_snapshots": "customer_id month mrr",
    "customers": "customer_id",
    "fx": "currency month rate",
    "costs": "period amount",
    "allocation_keys": "cost_centre motion share",
    "roster": "person",
    "activities": "date customer_id",
    "usage": "date customer_id metric value",
    "surveys": "date customer_id instrument score",
    "tickets": "ticket_id customer_id opened",
    "contacts": "customer_id contact_id",
    "outcomes": "customer_id outcome",
    "indicators": "customer_id indicator kind",
    "milestones": "customer_id stage entered",
    "value_levels": "level name",
    "plans": "customer_id step side",
    "advocacy": "date customer_id form",
    "potential": "customer_id value",
    "assessments": "questionnaire item rater score",
    "overrides": "table key column value reason who",
}
SHEETS = [
    "churn_events",
    "processes",
    "handoffs",
    "raci",
    "incentives",
    "moments",
    "challenges",
    "narrative",
    "lessons",
    "options",
    "decision",
    "tests",
]


def test_every_promised_table_is_there_and_no_other() -> None:
    assert set(TABLES) == {*PROMISED, *SHEETS}


@pytest.mark.parametrize("name", PROMISED)
def test_the_promised_columns_are_the_required_ones(name: str) -> None:
    required = {column.name for column in TABLES[name].columns if column.required}
    assert required == set(PROMISED[name].split())


@ALL
def test_what_a_table_says_of_itself_fits_together(spec: TableSpec) -> None:
    names = spec.column_names
    assert len(set(names)) == len(names)
    assert spec.purpose
    assert spec.unlocks
    assert {*spec.key, *spec.one_of} <= set(names)
    assert set(spec.key_may_lack) < {*spec.key, ""}
    for start, end in spec.spans:
        assert {spec.column(start).type, spec.column(end).type} == {"date"}
    for column in spec.columns:
        assert column.meaning
        assert column.type in DTYPES
        assert column.unit or column.type not in ("number", "integer")
        assert not column.allowed or column.type == "category"
        assert not column.default or column.default in column.allowed


def test_only_revenue_tables_can_carry_an_engagement() -> None:
    assert set(REVENUE_TABLES) <= set(TABLES)


def test_an_unknown_column_or_table_is_named() -> None:
    with pytest.raises(KeyError, match="table fx has no column rat"):
        TABLES["fx"].column("rat")


@ALL
def test_the_examples_of_the_dictionary_keep_the_contract(spec: TableSpec) -> None:
    cells: dict[str, object] = {column.name: column.example or None for column in spec.columns}
    for column in spec.columns:
        if column.type == "month":
            cells[column.name] = pd.Timestamp(column.example) + pd.offsets.MonthEnd(0)
        elif column.type == "flag":
            cells[column.name] = column.example == "true"
        elif column.type in ("number", "integer"):
            cells[column.name] = float(column.example)
    frame = {
        column.name: pd.Series([cells[column.name]], dtype=DTYPES[column.type])
        for column in spec.columns
    }
    schema(spec.name).validate(pd.DataFrame(frame))


def test_the_data_dictionary_is_the_one_made_from_the_contract() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == dictionary.render(), (
        "run: python -m cs_lib.tables.dictionary docs/data-dictionary.md"
    )


def test_the_data_dictionary_explains_every_column() -> None:
    text = dictionary.render()
    for spec in TABLES.values():
        section = text.split(f"\n## {spec.name}\n")[1].split("\n## ")[0]
        for column in spec.columns:
            shown = f"**{column.name}**" if column.required else column.name
            assert f"| {shown} | {column.type} |" in section
