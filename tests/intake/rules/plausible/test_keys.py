"""Customer keys that differ in case, spaces or quotes alone."""

import pytest

from cs_lib import intake
from cs_lib.intake.rules.plausible.keys import plain
from tests import published
from tests.intake.builders import note

HEAD = "customer_id,start,end,mrr\n"


@pytest.mark.parametrize(
    "key",
    ["acme ltd", " ACME  Ltd ", '"Acme Ltd"', "Acme' Ltd", "\u201cAcme Ltd\u201d", "Acme\u3000Ltd"],
)
def test_one_customer_to_a_reader(key: str) -> None:
    assert plain(key) == "acme ltd"


@pytest.mark.parametrize("key", ["Acme-Ltd", "Acme Ltd.", "Acme Ltd 2", "AcmeLtd", "Acmé Ltd"])
def test_another_one(key: str) -> None:
    assert plain(key) != "acme ltd"


def test_other_spellings_are_named_with_their_money(client) -> None:
    rows = "ACME,2025-01-01,2026-01-01,50\nacme,2026-01-01,,50\n'Acme',2026-03-01,,10\n"
    found = note(client.contracts(HEAD + rows), "key_spelling")
    assert found["detail"] == "'acme' beside 'ACME'; ''Acme'' beside 'ACME'"
    assert (found["rows"], found["accounts"], found["amount"]) == (2, 2, 720)  # 12 x (50 + 10)


def test_a_list_of_customers_that_spells_them_otherwise_is_named(client) -> None:
    client.write("c.csv", "customer_id,name\nc1,Ash\nC2,Birch\n")
    found = client.load(customers="c.csv")
    assert note(found, "key_spelling", "customers")["detail"] == "'c1' beside 'C1'"
    assert not note(found, "key_spelling")


def test_keys_that_are_only_alike_are_not_named(client) -> None:
    rows = "C1,2025-01-01,,1\nC-1,2025-01-01,,1\nC01,2025-01-01,,1\n"
    assert not note(client.contracts(HEAD + rows), "key_spelling")


@pytest.mark.external
def test_a_customer_merged_by_spelling_is_never_silent() -> None:
    """p41: ACME, "acme " and Acme; in silence a churn of 600 and two new logos."""
    engagement = published.outside_case("p41_id_spelling")
    found = intake.load(engagement)
    assert note(found, "key_spelling")["accounts"] == 2
    grades = intake.grades(found, engagement).set_index("figure")["grade"]
    assert grades["Customers"] == "D"
