"""Health on the sample: the score tells who leaves, nothing leaks, and the voice is kept."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.books.books import open_books
from cs_lib.books.provided import provided
from cs_lib.exhibits import Result, shown
from cs_lib.steps.s09_execution import call_list, health_score, health_signals
from cs_lib.texts import plain
from tests import whole
from tests.texts import voice

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Workings:
    health: pd.DataFrame
    health_tested: pd.DataFrame
    health_groups: pd.DataFrame
    silent: pd.DataFrame
    callable_accounts: pd.DataFrame


@dataclass(frozen=True)
class Health(Result, step="execution"):
    """The exhibits as step 9 lists them."""

    workings: Workings
    health_scores = health_score.health_scores
    health_validity = health_score.health_validity
    health_calibration = health_score.health_calibration
    silent_churn = health_score.silent_churn
    call_list = call_list.call_list


@pytest.fixture(scope="module")
def opened():
    engagement = engagements.load(whole.PARAMS / "sample.yml")
    given = intake.load(engagement)
    return engagement, given, open_books(engagement, given)


@pytest.fixture(scope="module")
def panel(opened):
    _, given, books = opened
    return health_score.panel(books, given)


@pytest.fixture(scope="module")
def health(opened, panel):
    _, given, books = opened
    return health_score.today(books, given, panel)


@pytest.fixture(scope="module")
def result(opened, panel, health):
    engagement, given, books = opened
    placed = health[["account"]].assign(potential=np.nan, quadrant=None)
    placed.loc[placed.index[:3], "quadrant"] = "need_to_exit"
    workings = Workings(
        health, health_score.tested(panel), health_score.groups(panel),
        health_score.silent_accounts(books, given, health),
        call_list.callable_accounts(health, placed),
    )  # fmt: skip
    return Health.made(
        workings, currency=engagement.currency, provided=provided(engagement, given, books),
        engagement=engagement, intake=given, books=books,
    )  # fmt: skip


def test_no_signal_of_the_past_knows_anything_later(opened):
    _, given, books = opened
    day = pd.Timestamp("2025-12-31")
    known = health_signals.seen(books, given, day)
    assert all((rows["dated"] <= day).all() for rows in known.tables.values())
    assert (health_signals.signals(known)["dated"] <= day).all()


def test_rows_of_the_future_change_no_score_of_the_past(opened):
    _, given, books = opened
    day = pd.Timestamp("2025-12-31")
    cut = dict(given.tables)
    for name, column in health_signals.DATED.items():
        cut[name] = cut[name][cut[name][column] <= day]

    class Cut:
        tables = cut

    found = [
        health_signals.signals(health_signals.seen(books, each, day)) for each in (given, Cut())
    ]
    pd.testing.assert_frame_equal(*found)


def test_each_loss_counts_once_and_notices_are_left_out(panel):
    left = panel.rows[panel.rows["left"]]
    assert not left.duplicated("account").any()
    assert left["days"].between(90, 190).all()


def test_the_planted_ill_score_lower(result, panel):
    row = result.workings.health_tested.iloc[0]
    rows = panel.rows
    assert rows.loc[rows["left"], "health"].mean() < rows.loc[~rows["left"], "health"].mean()
    assert row["auc"] > 0.55


def test_the_share_of_arr_whose_term_ends_when_losses_count():
    # losses count from July to September
    due = pd.DataFrame(
        {
            "account": ["A", "A", "B", "C", "D"], "arr": [60.0, 40.0, 10.0, 10.0, 10.0],
            "due": pd.to_datetime(
                ["2026-07-01", "2027-01-01", "2026-06-30", "2026-09-30", "2026-10-01"]
            ),
        }
    )  # fmt: skip
    arr = pd.Series({"A": 100.0, "B": 10.0, "C": 10.0, "D": 10.0, "E": 10.0})
    found = health_score.ending(due, arr, *map(pd.Timestamp, ("2026-06-30", "2026-09-30")))
    assert found.to_dict() == {"A": 0.6, "B": 0.0, "C": 1.0, "D": 0.0, "E": 0.0}


def test_ends_that_only_leavers_have_are_not_believed():
    rows = pd.DataFrame({"ends": [1.0, 1.0, 0.5, 0.0], "left": [True, True, False, False]})
    assert health_score.agreed(rows).tolist() == [0, 0, 0, 0]
    stayed = rows.assign(ends=[1.0, 0.0, 0.5, 0.2])
    assert health_score.agreed(stayed).tolist() == [1, 0, 0.5, 0.2]


def test_who_can_leave_is_at_more_risk(result):
    tested = result.workings.health_tested.set_index("health_score")
    assert tested.loc["with_terms", "auc"] > tested.loc["declared", "auc"]


def test_nobody_on_notice_or_in_need_to_exit_is_called(result):
    frame = result.workings.callable_accounts
    listed = set(result.call_list.frame["account"])
    out = frame[frame["notified"] | frame["account"].isin(frame["account"].head(3))]
    assert listed.isdisjoint(out["name"])
    assert len(listed) == 20


def test_every_sentence_keeps_the_voice(result):
    faults = []
    for exhibit in result.exhibits.values():
        told = shown(exhibit)
        below = " ".join(plain(each) for each in told.say)
        faults += voice.title_faults(plain(told.title), below)
        faults += [*voice.faults(below), *voice.faults(plain(told.note))]
    assert faults == []
