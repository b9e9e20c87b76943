"""The grammar that takes a second is left out of our own processes, and of those alone."""

import sys

import pytest

from cs_lib.report import unchecked


@pytest.fixture(autouse=True)
def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The modules of this process are as before afterwards."""
    monkeypatch.setitem(sys.modules, unchecked.GRAMMAR, sys)
    monkeypatch.delitem(sys.modules, unchecked.GRAMMAR)


def test_it_is_left_out_until_it_is_let_in_again() -> None:
    unchecked.leave_out()
    with pytest.raises(ImportError):
        __import__(unchecked.GRAMMAR)
    unchecked.let_in()
    assert unchecked.GRAMMAR not in sys.modules


def test_where_it_is_loaded_already_it_stays() -> None:
    sys.modules[unchecked.GRAMMAR] = sys
    unchecked.leave_out()
    unchecked.let_in()
    assert sys.modules[unchecked.GRAMMAR] is sys
