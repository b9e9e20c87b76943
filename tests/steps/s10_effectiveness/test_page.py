"""Where the loop leads: each verdict has its claim and its way."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.steps.s10_effectiveness import page
from tests.steps.s10_effectiveness import builders as b

BOOKS = SimpleNamespace(
    as_of=dt.date(2025, 12, 31), source=SimpleNamespace(table="contracts"),
    engagement=SimpleNamespace(policies=SimpleNamespace(small_n=10, small_events=5)),
)  # fmt: skip
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


def test_too_few_accounts_or_losses_wait_for_what_a_rate_takes() -> None:
    said = page.did_it_work.make(b.unknown(), NONE, NONE, NO_TABLE, NO_TABLE, BOOKS)
    assert type(said.claim).__name__ == "NotKnown"
    (wait,) = said.so_what
    assert (wait.accounts.value, wait.losses.value) == (10, 5)
    assert [type(each).__name__ for each in said.bullets] == ["TooFew"]
    assert said.foot.grade.key == "D"


def test_weeks_are_too_short_for_a_yearly_rate() -> None:
    rows = b.unknown(works="too_short")
    said = page.did_it_work.make(rows, NONE, NONE, NO_TABLE, NO_TABLE, BOOKS)
    assert [type(each).__name__ for each in said.so_what] == ["WaitLonger"]
    assert [type(each).__name__ for each in said.bullets] == ["TooShort"]


def test_what_was_not_done_is_not_waited_for() -> None:
    rows = b.unknown(done=False, loop_verdict="do_or_drop")
    said = page.did_it_work.make(rows, NONE, NONE, NO_TABLE, NO_TABLE, BOOKS)
    assert (type(said.claim).__name__, len(said.so_what)) == ("NotDone", 1)
