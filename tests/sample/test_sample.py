"""Every table holds what the data contract says, before any gate looks at it."""

import datetime as dt
import re

import pytest

from cs_lib import engagement, intake
from cs_lib.tables import TABLES

AS_OF = dt.date(2026, 9, 30)
NAMES = (
    "activities",
    "advocacy",
    "allocation_keys",
    "assessments",
    "challenges",
    "contacts",
    "contracts",
    "costs",
    "customers",
    "decision",
    "fx",
    "handoffs",
    "incentives",
    "indicators",
    "lessons",
    "milestones",
    "moments",
    "narrative",
    "options",
    "outcomes",
    "plans",
    "potential",
    "processes",
    "raci",
    "roster",
    "surveys",
    "tests",
    "tickets",
    "usage",
    "value_levels",
)


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def fits(column, text: str) -> bool:
    if text == "":
        return not column.required or column.name == "end"
    if column.allowed:
        return text in column.allowed
    if column.type == "date":
        return day(text) is not None
    if column.type == "month":
        return re.fullmatch(r"\d{4}-\d{2}", text) is not None
    if column.type == "flag":
        return text in ("true", "false")
    if column.type in ("number", "integer"):
        low = column.low if column.low is not None else float("-inf")
        high = column.high if column.high is not None else float("inf")
        return low <= float(text) <= high
    return text == text.strip()


def test_all_tables_are_there(tables):
    assert tuple(tables) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_the_contract_s(tables, name):
    spec, columns = TABLES[name], list(tables[name][0])
    missing = {c.name for c in spec.columns if c.required} - set(columns)
    unknown = set() if spec.open_columns else set(columns) - set(spec.column_names)
    assert (missing, unknown) == (set(), set())


@pytest.mark.parametrize("name", NAMES)
def test_values_are_in_range(tables, name):
    spec = TABLES[name]
    wrong = [
        (column.name, row[column.name])
        for column in spec.columns
        for row in tables[name]
        if column.name in row and not fits(column, row[column.name])
    ]
    assert wrong == []


@pytest.mark.parametrize("name", [n for n in NAMES if TABLES[n].key])
def test_keys_are_unique(tables, name):
    keys = [tuple(row.get(column, "") for column in TABLES[name].key) for row in tables[name]]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", [n for n in NAMES if "customer_id" in TABLES[n].column_names])
def test_every_customer_is_known(tables, name):
    known = {row["customer_id"] for row in tables["customers"]}
    assert {row["customer_id"] for row in tables[name]} <= known


def test_every_person_and_parent_is_known(tables):
    people = {row["person"] for row in tables["roster"]}
    assert {row["owner"] for row in tables["customers"]} <= people
    assert {row["person"] for row in tables["activities"]} <= people
    assert {row["person"] for row in tables["challenges"]} == people
    known = {row["customer_id"] for row in tables["customers"]}
    assert {row["parent_id"] for row in tables["customers"]} - {""} <= known


def test_lines_end_after_they_start_and_notice_comes_before(tables):
    for row in tables["contracts"]:
        start, end, notice = (day(row[name]) for name in ("start", "end", "notice_date"))
        assert end is None or start < end
        assert notice is None or start <= notice <= end
        assert day(row["signed_on"]) <= start


def test_nothing_is_recorded_after_the_last_day(tables):
    for name, column in (
        ("usage", "date"), ("activities", "date"), ("tickets", "opened"),
        ("contacts", "last_contact"), ("outcomes", "date"), ("indicators", "date"),
        ("milestones", "entered"), ("advocacy", "date"), ("potential", "date"), ("lessons", "date"),
        ("narrative", "date"), ("decision", "decided_on"),
    ):  # fmt: skip
        assert max(day(row[column]) for row in tables[name]) <= AS_OF
    for name, column in (
        ("outcomes", "acknowledged_on"),
        ("plans", "done"),
        ("contacts", "left_on"),
    ):
        assert max(row[column] for row in tables[name]) <= AS_OF.isoformat()
    assert max(day(row["acquired_on"]) for row in tables["customers"]) <= AS_OF
    future = [row for row in tables["contracts"] if day(row["start"]) > AS_OF]
    recurring = [row for row in future if row["line_type"] == "recurring"]
    assert recurring
    assert all(day(row["signed_on"]) <= AS_OF for row in recurring)


def test_behaviour_lies_within_the_time_the_customer_was_there(tables):
    first: dict[str, dt.date] = {}
    for row in tables["contracts"]:
        if row["line_type"] == "recurring":
            start = day(row["start"])
            first[row["customer_id"]] = min(first.get(row["customer_id"], start), start)
    for name, column in (("usage", "date"), ("activities", "date"), ("tickets", "opened")):
        assert all(day(row[column]) >= first[row["customer_id"]] for row in tables[name])


def test_shares_of_each_cost_centre_add_up_to_one(tables):
    shares: dict[str, int] = {}
    for row in tables["allocation_keys"]:
        shares[row["cost_centre"]] = shares.get(row["cost_centre"], 0) + round(
            float(row["share"]) * 100
        )
    assert set(shares.values()) == {100}
    assert {row["cost_centre"] for row in tables["costs"]} == set(shares)


def test_all_line_types_and_two_foreign_currencies_occur(tables):
    kinds = {row["line_type"] for row in tables["contracts"]}
    assert kinds == set(TABLES["contracts"].column("line_type").allowed)
    assert {row["currency"] for row in tables["contracts"]} == {"EUR", "USD", "GBP"}
    assert {row["currency"] for row in tables["fx"]} == {"USD", "GBP"}


@pytest.mark.slow
def test_the_gate_lets_every_row_through(folder, tables):
    taken = intake.load(engagement.load(folder / "engagement.yml"))
    assert {name: len(frame) for name, frame in taken.tables.items()} == {
        name: len(rows) for name, rows in tables.items()
    }
    assert set(taken.quality["action"]) == {"kept"}
