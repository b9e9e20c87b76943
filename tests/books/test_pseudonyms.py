"""One rule says who is named: labels that are the same everywhere and lead back to nobody."""

from typing import Any

import pandas as pd
import pytest

from cs_lib.books import pseudonyms as of
from cs_lib.books.pseudonyms import LEFT_OUT, pseudonyms, unnamed
from cs_lib.intake.overrides import LISTED
from cs_lib.tables import TABLES
from tests.steps.s02_as_is.builders import engagement, intake, roster, table

NAMES = ["Ann Lee", "Bob Ray", "Cy Poe", "Dee Fox"]


def customers(owners: list[str]) -> pd.DataFrame:
    ids = [f"C{number}" for number in range(len(owners))]
    frame = pd.DataFrame({"customer_id": ids, "owner": owners})
    return frame.reindex(columns=list(TABLES["customers"].column_names))


def given(owners: list[str] = NAMES, **tables: pd.DataFrame) -> Any:
    return intake(customers=customers(owners), **tables)


def client(**keys: Any) -> Any:
    return engagement(edition="client", **keys)


@pytest.mark.parametrize("edition", [engagement(), client(name_people=True)])
def test_names_stand_in_an_internal_edition_and_where_they_are_allowed(edition: Any) -> None:
    found = pseudonyms(edition, given())
    assert found.label("Ann Lee") == "Ann Lee"
    assert found.label("of no table") == "of no table"


def test_each_person_has_one_label_and_the_order_of_the_file_makes_no_difference() -> None:
    found = pseudonyms(client(), given())
    assert sorted(map(found.label, NAMES)) == [f"owner {number}" for number in range(1, 5)]
    turned = intake(customers=customers(NAMES)[::-1])
    assert pseudonyms(client(), turned).labels == found.labels


def test_the_numbers_hang_on_who_looks_after_whom_and_cannot_be_guessed_from_names() -> None:
    """Of six files of the same people some number them differently: no order of names does it."""
    orders = {
        tuple(map(pseudonyms(client(), given(NAMES[turn:] + NAMES[:turn])).label, NAMES))
        for turn in range(4)
    }
    assert len(orders) > 1


def test_an_owner_is_an_owner_in_every_table() -> None:
    lessons = table("lessons", ("2026-01-01", "x", "Ann Lee"), ("2026-01-02", "y", "Eva Kay"),
                    columns="date lesson owner")  # fmt: skip
    contacts = table("contacts", ("C0", "K1"), columns="customer_id contact_id")
    found = pseudonyms(client(), given(lessons=lessons, contacts=contacts))
    assert found.label("Ann Lee").startswith("owner ")
    assert (found.label("Eva Kay"), found.label("K1")) == ("person 1", "contact 1")
    assert found.label("Nobody Knows") == LEFT_OUT


def test_teams_roles_and_titles_name_nobody() -> None:
    raci = table("raci", ("contract", "Deal Desk", "responsible"), columns="stage team role")
    owners = table("processes", ("a", "deal desk"), ("b", "VP Customer Success"),
                   ("c", "Jo Sales"), columns="process owner")  # fmt: skip
    found = pseudonyms(client(), given(raci=raci, processes=owners))
    assert found.label("deal desk") == "deal desk"
    assert found.label("VP Customer Success") == "VP Customer Success"
    assert found.label("Jo Sales") == "person 1"


def test_initials_and_whoever_is_on_the_roster_are_people() -> None:
    team = roster([("Support", "support", 1.0, 50.0, None, None, "csat", 2, 4)])
    found = pseudonyms(client(), given(["AM", "Ann Lee"], roster=team))
    assert found.label("AM").startswith("owner ")
    assert found.label("Support") == "person 1"


def test_words_with_a_name_are_reworded_and_others_are_not() -> None:
    processes = table("processes", ("Ann Lee decides",), ("ask Fox",), ("leeway",), ("annual",),
                      columns="process")  # fmt: skip
    found = pseudonyms(client(), given(["Ann Lee", "Bob Ray", "Cyan Fox", "Cyan Poe"],
                                       processes=processes))  # fmt: skip
    assert found.words("Ann Lee decides; leeway") == f"{found.label('Ann Lee')} decides; leeway"
    assert found.words("annual") == "annual"
    assert found.words("ask Fox") == "ask Fox"  # three letters are too few to be sure of a name


def test_a_part_that_two_people_share_stands_for_neither() -> None:
    processes = table("processes", ("Cyan decides",), columns="process")
    found = pseudonyms(client(), given(["Cyan Fox", "Cyan Poe"], processes=processes))
    assert found.words("Cyan decides") == f"{LEFT_OUT} decides"


def test_what_was_said_in_confidence_has_other_numbers() -> None:
    found = pseudonyms(client(), given())
    numbers = found.numbers(pd.Series([*NAMES, "Ann Lee"]))
    assert numbers[0] == numbers[4]
    assert sorted(numbers.unique()) == ["1", "2", "3", "4"]


def test_rows_kept_out_lose_names_free_text_and_what_nobody_read() -> None:
    rows = pd.DataFrame(
        {"_row": [4], "_rule": ["date"], "who": ["C1"], "csm": ["Ann Lee"], "said": ["Ann"],
         "_x": ["Ann"], "kind": ["Ann's"]}
    )  # fmt: skip
    called = {"customer_id": "who", "owner": "csm", "name": "said", "industry": "kind"}
    found = pseudonyms(client(), given()).kept_out("customers", rows, called)
    assert found.columns.tolist() == ["_row", "_rule", "who", "csm"]
    assert found["csm"].str.startswith("owner ").all()
    assert pseudonyms(engagement(), given()).kept_out("customers", rows, called) is rows


def test_a_fault_of_a_table_of_people_is_told_without_its_cells() -> None:
    rows = pd.DataFrame(
        {"table": ["roster", "customers", "contracts"], "detail": ["Ann Lee twice", "Ann", "none"],
         "examples": ["Ann Lee (row 3)", "C1 (row 4)", "L1 (row 5)"]}
    )  # fmt: skip
    shown = pseudonyms(client(), given()).faults(rows)
    assert shown["detail"].tolist() == [LEFT_OUT, LEFT_OUT, "none"]
    assert shown["examples"].tolist() == [LEFT_OUT, "C1 (row 4)", "L1 (row 5)"]


def test_what_was_set_by_hand_may_be_a_person_by_key_or_by_value() -> None:
    rows = pd.DataFrame(
        [("customers", "C1", "owner", "Zoe Old", "Ann Lee", "r", "CFO", "", "applied"),
         ("roster", "Ann Lee", "fte", "1", "0.5", "r", "CFO", "", "applied")],
        columns=list(LISTED),
    )  # fmt: skip
    told = given()
    told.overrides = rows
    found = pseudonyms(client(), told)
    shown = found.set_by_hand(rows)
    assert shown["now"].tolist() == [found.label("Ann Lee"), "0.5"]
    assert shown["was"].tolist() == ["person 1", "1"]
    assert shown["key"].tolist() == ["C1", found.label("Ann Lee")]


def test_the_sealed_engagement_names_nobody_who_signed() -> None:
    words = [
        {"metric": "M24", "by": by, "on": "2026-01-01", "agrees": True, "comment": comment}
        for by, comment in (("CFO", ""), ("Ann Lee", "with Bob"))
    ]
    sealed = unnamed(client(signoff=words))["signoff"]
    assert [each["by"] for each in sealed] == ["CFO", LEFT_OUT]
    assert [each["comment"] for each in sealed] == ["", LEFT_OUT]
    assert unnamed(engagement(signoff=words))["signoff"][1]["by"] == "Ann Lee"


def test_every_column_for_people_is_known() -> None:
    assert of.columns_of("customers") == ("owner",)
    assert of.columns_of("contacts") == ("contact_id", "name")
    assert [table for table in TABLES if of.columns_of(table)] == [
        "customers", "roster", "activities", "usage", "surveys", "contacts", "outcomes",
        "processes", "challenges", "lessons", "assessments", "decision", "overrides",
    ]  # fmt: skip
