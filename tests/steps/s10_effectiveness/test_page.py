"""Where the loop leads: each verdict has its claim and its way."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.steps.s10_effectiveness import page
from tests.steps.s10_effectiveness import builders as b

BOOKS = SimpleNamespace(as_of=dt.date(2025, 12, 31), source=SimpleNamespace(table="contracts"))
NONE = pd.DataFrame()
NO_TABLE = SimpleNamespace(address="effectiveness.none")


@pytest.mark.parametrize(
    ("done", "works", "verdict", "claim", "leads"),
    [
        (True, "yes", "keep", "Worked", "ToStep8"),
        (True, "no", "choose_again", "NoEffect", "ToStep9"),
        (False, "yes", "finish", "Finish", "FinishIt"),
        (False, "no", "do_or_drop", "NotDone", "DoOrDrop"),
    ],
)
def test_four_verdicts(done: bool, works: str, verdict: str, claim: str, leads: str) -> None:
    rows = b.judged(done=done, works=works, loop_verdict=verdict)
    said = page.did_it_work.make(rows, NONE, NONE, NO_TABLE, NO_TABLE, BOOKS)
    assert type(said.claim).__name__ == claim
    assert [type(each).__name__ for each in said.so_what] == [leads]


def test_before_the_verdict_the_groups_are_left_alone() -> None:
    rows = b.judged(due=False, loop_verdict=None)
    said = page.did_it_work.make(rows, NONE, NONE, NO_TABLE, NO_TABLE, BOOKS)
    assert type(said.claim).__name__ == "NotYet"
    assert type(said.so_what[0]).__name__ == "KeepMeasuring"
