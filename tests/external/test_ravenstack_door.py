"""RavenStack behind the door: where its own tables disagree, as its description counts it."""

import pytest

from cs_lib import engagement as engagements
from cs_lib.intake import Intake
from cs_lib.intake.scope import live_by_customer
from tests import whole

pytestmark = pytest.mark.external


@pytest.fixture(scope="module")
def engagement() -> engagements.Engagement:
    return whole.review("ravenstack").engagement


@pytest.fixture(scope="module")
def ravenstack() -> Intake:
    return whole.review("ravenstack").intake


def line(ravenstack: Intake, table: str, rule: str) -> dict:
    quality = ravenstack.quality
    (found,) = quality[(quality["table"] == table) & (quality["rule"] == rule)].to_dict("records")
    return found


def test_every_row_comes_in(ravenstack: Intake) -> None:
    rows = {name: len(frame) for name, frame in ravenstack.tables.items()}
    assert rows == {"contracts": 5000, "customers": 500, "churn_events": 600, "tickets": 2000}
    assert not ravenstack.quarantine


def test_accounts_marked_as_churned_still_pay(ravenstack: Intake) -> None:
    assert line(ravenstack, "customers", "churned_flag_but_paying")["rows"] == 110


def test_accounts_with_a_churn_event_still_pay(ravenstack: Intake) -> None:
    found = line(ravenstack, "churn_events", "churn_event_but_paying")
    assert found["rows"] == 352
    assert "of 352 that the client counts as churned" in found["detail"]


def test_most_lines_overlap_an_earlier_one(ravenstack: Intake) -> None:
    found = line(ravenstack, "contracts", "overlap")
    assert "Whatever the product and the line type: 4492 lines" in found["detail"]


def test_tickets_before_sign_up(ravenstack: Intake) -> None:
    assert line(ravenstack, "tickets", "before_sign_up")["rows"] == 1077


def test_trials_are_out_of_scope_and_worth_nothing(ravenstack: Intake) -> None:
    found = line(ravenstack, "contracts", "out_of_scope")
    assert (found["rows"], found["amount"]) == (778, 0.0)


def test_what_is_paid_on_the_last_day(ravenstack: Intake, engagement) -> None:
    assert live_by_customer(ravenstack.tables, engagement.as_of).sum() == 12 * 10_159_608


def test_columns_that_are_not_read_are_named(ravenstack: Intake) -> None:
    detail = line(ravenstack, "contracts", "unmapped_columns")["detail"]
    assert "upgrade_flag" in detail
    assert "billing_frequency" in detail
