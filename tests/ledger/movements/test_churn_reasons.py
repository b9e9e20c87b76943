"""Why revenue was lost (M32 and the three families): as the client says, never spread."""

from typing import Any

import pandas as pd
import pytest

from cs_lib.ledger import retention
from cs_lib.ledger.movements.churn_reasons import Causes, family_of
from tests.ledger.histories import day, ledger_of, seats

pytestmark = pytest.mark.slow

START, END = "2025-12-31", "2026-12-31"
KEPT = seats("stays", "2025-01-01", None, 50, 100)


def causes(*lines: dict[str, Any], log: list[dict[str, Any]] | None = None, **more: Any) -> Causes:
    book = ledger_of([KEPT, *lines], END)
    pair = book.pair(day(START), day(END))
    events = (
        None if log is None else pd.DataFrame(log).assign(date=lambda f: pd.to_datetime(f["date"]))
    )
    found = book.causes(pair, events, **more)
    assert found.gross_churn == pytest.approx(retention(pair).gross_churn)
    assert found.families["amount"].sum() == pytest.approx(found.gross_churn)
    assert found.control["amount"].sum() == pytest.approx(found.gross_churn)
    return found


def amounts(found: Causes, table: str) -> dict[str, float]:
    frame = getattr(found, table)
    return {k: v for k, v in zip(frame.iloc[:, 0], frame["amount"], strict=True) if v}


def lost(customer: str, qty: int, end: str = "2026-06-01", **fields: Any) -> dict[str, Any]:
    return seats(customer, "2025-06-01", end, qty, 100, **fields)


FOUR = (
    lost("a", 10, churn_reason="Switched to a competitor", controllable=True),
    lost("b", 20, churn_reason="budget cut", controllable=False),
    lost("c", 5, churn_reason="low adoption"),
    lost("d", 15),
)


def test_four_lost_accounts_by_hand() -> None:
    found = causes(*FOUR)
    assert found.opening == 10_000
    assert amounts(found, "families") == {
        "competitor": 1_000, "own": 500, "external": 2_000, "unexplained": 1_500,
    }  # fmt: skip
    assert amounts(found, "control") == {
        "controllable": 1_000, "uncontrollable": 2_000, "unknown": 2_000,
    }  # fmt: skip
    assert found.controllable_churn == pytest.approx(0.1)
    assert found.unexplained == pytest.approx(0.3)
    assert found.families["accounts"].tolist() == [1, 1, 1, 0, 1]


def test_the_whole_loss_has_the_reason_of_the_line_that_ended_last() -> None:
    found = causes(
        lost("a", 10, "2026-03-01", churn_reason="price"),
        lost("a", 2, "2026-09-01", churn_reason="acquired", product_id="B"),
    )
    assert found.losses[["reason", "amount"]].to_numpy().tolist() == [["acquired", 1_200]]


def test_a_reason_explains_no_more_than_its_line_was_worth() -> None:
    found = causes(
        lost("a", 4, churn_reason="missing feature", product_id="B", controllable=True),
        seats("a", "2025-01-01", "2026-07-01", 10, 100),
        seats("a", "2026-07-01", None, 7, 100),
    )
    rows = found.losses[["kind", "reason", "family", "amount"]].to_numpy().tolist()
    assert rows == [
        ["price_erosion", "missing feature", "own", 400],
        ["price_erosion", "", "unexplained", 300],
    ]


def test_a_reason_explains_no_more_than_was_lost() -> None:
    found = causes(lost("a", 10, churn_reason="price"), seats("a", "2026-07-01", None, 9, 100))
    assert amounts(found, "families") == {"own": 100}


def test_the_log_speaks_where_lines_are_silent() -> None:
    log = [
        {"customer_id": "d", "date": "2026-05-10", "reason": "bankrupt", "controllable": False},
        {"customer_id": "d", "date": "2026-03-25", "reason": "price", "controllable": True},
        {"customer_id": "a", "date": "2026-06-01", "reason": "bankrupt", "controllable": False},
        {"customer_id": "stays", "date": "2026-06-01", "reason": "price", "controllable": True},
    ]
    found = causes(*FOUR, log=log)
    assert amounts(found, "families") == {"competitor": 1_000, "own": 500, "external": 3_500}
    assert found.controllable_churn == pytest.approx(0.1)


def test_the_log_is_not_believed_after_sixty_days() -> None:
    log = [{"customer_id": "d", "date": "2026-08-01", "reason": "price"}]  # 61 days later
    assert amounts(causes(*FOUR, log=log), "families")["unexplained"] == 1_500


def test_a_reason_of_unknown_family_is_not_unexplained() -> None:
    found = causes(lost("a", 10, churn_reason="R-17"))
    assert (amounts(found, "families"), found.unexplained) == ({"unmapped": 1_000}, 0)
    own = causes(lost("a", 10, churn_reason="R-17"), families={"r-17": "external"})
    assert amounts(own, "families") == {"external": 1_000}


def test_nothing_lost() -> None:
    found = causes()
    assert (found.gross_churn, found.unexplained, found.controllable_churn) == (0, None, 0)


@pytest.mark.parametrize(
    ("reason", "family"),
    [
        ("Out of business", "external"),
        ("PRICE too high", "own"),
        ("replaced by competitor", "competitor"),
        ("support quality", "own"),
        ("unsupportive", "unmapped"),
        ("  ", "unexplained"),
    ],
)
def test_families_by_whole_words(reason: str, family: str) -> None:
    assert family_of(reason) == family


def test_the_engagements_words_go_first() -> None:
    assert family_of("price too high", {"price": "competitor"}) == "competitor"
