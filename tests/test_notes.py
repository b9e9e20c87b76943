"""Amounts of several currencies add up in the report's, as far as their rates are known."""

import pandas as pd
import pytest

from cs_lib.notes import Note, by_currency, converted

RATES = {"EUR": 1.0, "USD": 0.5}


def note(**currencies: float) -> Note:
    return Note("contracts", "overlap", 1, "kept", "both count", 0.0, currencies=currencies)


def test_amounts_are_added_by_currency() -> None:
    rows = pd.DataFrame({"currency": ["USD", None, "USD", "EUR"]})
    found = by_currency(pd.Series([1.0, 2.0, 3.0, None]), rows)
    assert found == {"": 2, "USD": 4}
    assert by_currency(pd.Series([1.0, 2.0]), pd.DataFrame(index=[0, 1])) == {"": 3}


def test_an_amount_is_in_the_reports_currency() -> None:
    found = converted(note(EUR=1, USD=10), RATES)
    assert (found.amount, found.detail) == (6, "both count")
    assert converted(found, {"EUR": 100.0}) == found  # it is converted once


def test_a_currency_without_a_rate_is_said() -> None:
    found = converted(note(EUR=1, GBP=2, CHF=3), RATES)
    assert found.amount == 6
    assert found.detail == "both count; amount adds CHF, GBP as it stands, not converted"


def test_a_note_without_money_stays_as_it_is() -> None:
    plain = Note("customers", "similar_names", 2, "kept", "look alike")
    assert converted(plain, RATES) is plain
    assert pytest.approx(0.0) == note().amount
