"""Names become labels wherever people stand: frames, sentences, findings, links, records."""

import dataclasses
from dataclasses import dataclass

import pandas as pd
import pytest

from cs_lib.books.pseudonyms import Pseudonyms
from cs_lib.exhibits import Absent, Foot, Part, Result, Said, Shown, Table, c, exhibit, page
from cs_lib.exhibits.findings import Finding
from cs_lib.exhibits.redacted import keyed_by_people, redacted
from cs_lib.texts import Cell, Money, Name, Person, Sentence

LABELS = Pseudonyms(False, {"Ann": "owner 1"}, {"Ann's deal": "owner 1's deal"}, b"")


class Most(Sentence):
    who: Person
    account: Name
    arr: Money


class Deal(Sentence):
    deal: Name


@exhibit(part=Part.A5, shows=Table(c.owner, c.arr))
def load(accounts: pd.DataFrame) -> Shown[Most] | Absent:
    """Who has how much?"""
    at = Cell("books.load", "Ann", "arr")
    return Shown(accounts, title=Most(Person("Ann"), Name("Ann"), Money(5.0, "EUR", at)))


@exhibit(part=Part.A5, shows=Table(c.account, c.lesson, c.decision))
def deals(accounts: pd.DataFrame) -> Shown[Deal] | Absent:
    """What was said?"""
    told = accounts.assign(lesson="fast; Ann's deal", decision=[Deal(Name("Ann's deal")), None])
    return Shown(told, title=Deal(Name("Ann's deal")))


@page(number=11, exhibits=("load",))
def told() -> Said[Most]:
    """Who?"""
    most = Most(Person("Ann"), Name("Ann"), Money(5.0, "EUR"))
    return Said(most, (most,), Foot.of(1, pd.Timestamp("2026-01-01").date(), "contracts", "A"))


@dataclass(frozen=True)
class Record:
    owner: str | None
    option: str


@dataclass(frozen=True)
class Workings:
    accounts: pd.DataFrame
    decided: Record


class Load(Result, step="books"):
    workings: Workings
    load = load
    deals = deals
    told = told


KEYED = keyed_by_people([Load])


def test_exhibits_whose_rows_are_people_are_known_by_their_first_column() -> None:
    assert {"books.load"} == KEYED


@pytest.fixture
def result() -> Load:
    accounts = pd.DataFrame(
        {"account": ["Ann", "B"], "owner": ["Ann", None], "arr": [5.0, 1.0]}
    ).astype({"owner": "str"})
    found = (Finding("renewing", "renewals", "books.load", "A", owner="Ann", subject="Ann"),)
    return Load.made(
        Workings(accounts, Record("Ann", "Ann")), currency="EUR", provided=(), findings=found
    )


def test_where_names_may_stand_results_are_the_same(result: Load) -> None:
    everybody = dataclasses.replace(LABELS, named=True)
    assert redacted(result, everybody, KEYED) is result


def test_people_have_labels_and_accounts_keep_their_names(result: Load) -> None:
    told = redacted(result, LABELS, KEYED)
    assert told.exhibits["load"].frame["owner"].fillna("none").tolist() == ["owner 1", "none"]
    assert told.exhibits["load"].frame["account"].tolist() == ["Ann", "B"]
    assert told.exhibits["load"].frame.dtypes.equals(result.exhibits["load"].frame.dtypes)
    assert told.workings.accounts.equals(told.exhibits["load"].frame)
    assert told.workings.decided == Record("owner 1", "Ann")
    assert (told.findings[0].owner, told.findings[0].subject) == ("owner 1", "Ann")


def test_sentences_and_the_rows_that_they_link_to_say_the_same(result: Load) -> None:
    told = redacted(result, LABELS, KEYED)
    said = told.exhibits["load"].title_message
    assert said == Most(
        Person("owner 1"), Name("Ann"), Money(5.0, "EUR", Cell("books.load", "owner 1", "arr"))
    )
    page = told.pages["told"]
    assert page.claim.who == page.so_what[0].who == Person("owner 1")
    assert page.exhibits == (told.exhibits["load"],)


def test_what_the_client_wrote_is_reworded_in_cells_and_sentences(result: Load) -> None:
    told = redacted(result, LABELS, KEYED).exhibits["deals"]
    assert told.frame["lesson"].tolist() == ["fast; owner 1's deal"] * 2
    assert told.frame["decision"].tolist() == [Deal(Name("owner 1's deal")), None]
    assert told.title_message == Deal(Name("owner 1's deal"))


def test_the_result_itself_is_not_touched(result: Load) -> None:
    redacted(result, LABELS, KEYED)
    assert result.exhibits["load"].frame["owner"].iloc[0] == "Ann"
