"""Customers whose names are nearly equal."""

import pytest

from cs_lib.intake.rules.plausible.names import alike, normal
from tests.intake.builders import note


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Müller & Söhne GmbH", "muller sohne"),
        ("MULLER AND SOHNE", "muller sohne"),
        ("Zellent Medtech S.p.A.", "zellent medtech"),
        ("Straße 7 AG", "strasse 7"),
        ("AG", "ag"),
    ],
)
def test_a_name_without_case_accents_and_legal_form(name: str, plain: str) -> None:
    assert normal(name) == plain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("acme logistics", "acme logistcs", True),  # 26 of 27 letters: 96 %
        ("acme logistics", "acme logistics", True),
        ("acme logistics", "acme statistics", False),
        ("company 10", "company 11", False),
    ],
)
def test_names_that_are_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same


HEAD = "customer_id,name,parent_id\n"


def told(client, *rows: str):
    client.write("c.csv", HEAD + "".join(f"{row}\n" for row in rows))
    client.write(
        "contracts.csv",
        "customer_id,start,end,mrr\n"
        + "".join(f"{row.split(',')[0]},2025-01-01,,10\n" for row in rows),
    )
    return note(
        client.load(contracts="contracts.csv", customers="c.csv"), "similar_names", "customers"
    )


def test_the_customer_that_comes_second_is_told_with_what_it_pays(client) -> None:
    found = told(client, "C1,Acme Logistics GmbH,", "C2,Borland,", "C3,ACME Logistcs AG,")
    assert (found["rows"], found["accounts"], found["amount"]) == (1, 1, 120)
    assert "C3 ACME Logistcs AG and C1 Acme Logistics GmbH" in found["detail"]
    assert found["examples"] == "C3 (row 4)"


@pytest.mark.parametrize(
    "rows",
    [
        ("C1,Acme Logistics,", "C2,Acme Statistics,"),
        ("C1,Company_10,", "C2,Company_11,"),
        ("C1,Acme Logistics GmbH,", "C2,Acme Logistics AG,C1"),  # its daughter
        ("C1,Acme Logistics GmbH,G1", "C2,Acme Logistics AG,G1"),  # one group
        ("C1,Axa,", "C2,AXA,"),  # too short to tell
    ],
)
def test_other_names_and_known_relations_are_not_talked_about(client, rows) -> None:
    assert not told(client, *rows)
