"""What renews within 180 days, and who decides on it, by hand."""

import pandas as pd

from cs_lib.exhibits import Absent
from cs_lib.steps.s06_personas import unknown_decider as by
from cs_lib.steps.s06_personas.people import people
from cs_lib.texts import Count, Money, Name
from tests.steps.s04_segmentation.builders import engagement
from tests.steps.s06_personas.builders import ACCOUNTS, books, contacts

# 180 days after 31 December 2025 is 29 June 2026
DUE = (("A", "2026-02-01", 60.0), ("A", "2026-06-29", 40.0), ("B", "2026-06-30", 300.0),
       ("C", "2026-03-01", 50.0))  # fmt: skip


def renewing(*rows: tuple[object, ...], signed: tuple[tuple[str, str, str], ...] = ()):
    shelf = books(DUE, signed)
    return by.renewing(people(shelf, contacts(*rows)), ACCOUNTS, shelf).set_index("account")


def test_terms_of_the_next_180_days_count_once_by_account() -> None:
    found = renewing(("C", "owner", "decides"))
    assert found["arr_due"].to_dict() == {"A": 100.0, "C": 50.0}
    assert found.loc["A", "term_end"] == pd.Timestamp("2026-02-01")
    assert found["decider_known"].to_dict() == {"A": False, "C": True}
    assert found["owner"].to_dict() == {"A": "P1", "C": "P1"}


def test_what_is_signed_or_under_notice_is_decided() -> None:
    signed = (("signed_renewal", "A", "2026-02-01"), ("notified", "C", "2026-03-01"),
              ("signed_new", "A", "2026-06-29"))  # fmt: skip
    found = renewing(("C", "owner", "decides"), signed=signed)
    assert found["arr_due"].to_dict() == {"A": 40.0}


def test_why_nobody_is_known() -> None:
    left = renewing(("A", "buyer", "decides", "2025-01-01", "2025-06-01"), ("A", "user", "uses"))
    assert left["decider_gap"].to_dict() == {"A": by.LEFT, "C": by.NOBODY}
    assert left.loc["A", "personas_known"] == "user"
    assert renewing(("A", "user", "uses")).loc["A", "decider_gap"] == by.NEVER


def test_the_persona_missing_is_the_one_that_usually_decides_in_the_segment() -> None:
    found = renewing(("B", "buyer", "decides"), ("B", "owner", "recommends"))
    # of segment T nothing is known, so that the persona of all accounts stands in
    assert found["persona"].to_dict() == {"A": "buyer", "C": "buyer"}
    assert renewing(("A", "user", "uses"))["persona"].isna().all()


def shown(*rows: tuple[object, ...]):
    shelf = books(DUE)
    known = people(shelf, contacts(*rows))
    soon = by.renewing(known, ACCOUNTS, shelf)
    return by.unknown_deciders.make(soon, known, engagement())


def test_the_page_has_a_row_a_persona_with_names_and_shares() -> None:
    told = shown(("B", "buyer", "decides"), ("C", "chief", "decides"), ("A", "user", "uses"))
    assert told.title == by.LargestGap(Name("buyer"), Money(100.0, "EUR"))
    row = told.frame.iloc[0]
    assert (row["arr_due"], row["accounts_due"], row["share_of_due"]) == (100.0, 1, 100 / 150)
    assert row["largest_due"] == by.Largest((by.Account(Name("Alder"), Money(100.0, "EUR")),))


def test_nothing_missing_is_said_and_nothing_known_is_absent() -> None:
    told = shown(("A", "buyer", "decides"), ("C", "buyer", "decides"))
    assert told.title == by.AllKnown(Money(150.0, "EUR"))
    assert told.frame is None
    none = by.unknown_deciders.make(pd.DataFrame(), pd.DataFrame(), engagement())
    assert none == Absent("contacts")


def test_the_list_counts_where_somebody_else_is_known() -> None:
    shelf = books(DUE)
    known = people(shelf, contacts(("A", "user", "uses")))
    told = by.deciders_to_find.make(by.renewing(known, ACCOUNTS, shelf), known, engagement())
    assert told.title == by.Listed(Count(2))
    assert told.say == (by.SomebodyKnown(Count(1), Money(100.0, "EUR")),)
    assert told.frame["account"].tolist() == ["Alder", "Cedar"]
