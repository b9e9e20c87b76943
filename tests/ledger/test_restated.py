"""Golden case G23: the client restates last quarter."""

import pytest

from cs_lib.ledger.restated import restatement
from tests.ledger.histories import ledger_of, seats

pytestmark = pytest.mark.slow

BEFORE = [
    seats("K", "2025-01-01", None, 10, 100),
    seats("L", "2025-01-01", "2025-05-01", 5, 100),
]
# This quarter the client says: L left a month later, and K had bought two seats more in May.
AFTER = [
    seats("K", "2025-01-01", "2025-05-01", 10, 100),
    seats("K", "2025-05-01", None, 12, 100),
    seats("L", "2025-01-01", "2025-06-01", 5, 100),
    seats("M", "2025-08-01", None, 1, 100),
]


@pytest.fixture(scope="module")
def found():
    before = ledger_of(BEFORE, "2025-06-30").bridge()
    return restatement(before, ledger_of(AFTER, "2025-09-30").bridge())


def told(found, kind: str) -> list[list]:
    rows = found.rows[found.rows["period_kind"] == kind]
    return [
        [f"{end:%Y-%m}", leaf, change, accounts]
        for end, leaf, change, accounts in zip(
            rows["period_end"], rows["leaf"], rows["change"], rows["accounts_change"], strict=True
        )
    ]


def test_g23_which_months_and_leaves_moved(found) -> None:
    assert told(found, "month") == [
        ["2025-05", "quantity_increase", 200, 1],
        ["2025-05", "logo_churn", 500, -1],
        ["2025-05", "closing", 700, 1],
        ["2025-06", "opening", 700, 1],
        ["2025-06", "logo_churn", -500, 1],
        ["2025-06", "closing", 200, 0],
    ]


def test_g23_the_quarter_and_its_sums(found) -> None:
    assert told(found, "quarter") == [
        ["2025-06", "quantity_increase", 200, 1],
        ["2025-06", "closing", 200, 0],
    ]
    sums = found.periods.set_index(["period_kind", "period_end"])
    columns = ["leaves", "opening", "movements", "closing"]
    assert sums.loc[("quarter", "2025-06-30"), columns].tolist() == [1, 0, 200, 200]
    assert (sums["opening"] + sums["movements"] - sums["closing"]).abs().max() < 1e-6


def test_g23_what_is_new_since_is_no_restatement(found) -> None:
    assert found.rows["period_end"].max().strftime("%Y-%m") == "2025-06"
    assert found.moved


def test_the_same_books_say_the_same() -> None:
    bridge = ledger_of(BEFORE, "2025-06-30").bridge()
    found = restatement(bridge, ledger_of(BEFORE, "2025-09-30").bridge())
    assert (len(found.rows), len(found.periods), len(found.gone), found.moved) == (0, 0, 0, False)


def test_a_past_that_is_gone_is_told() -> None:
    later = [seats("K", "2025-03-01", None, 10, 100)]
    found = restatement(
        ledger_of(BEFORE, "2025-06-30").bridge(), ledger_of(later, "2025-06-30").bridge()
    )
    months = found.gone[found.gone["period_kind"] == "month"]
    assert months["period_end"].dt.strftime("%Y-%m").tolist() == ["2025-01", "2025-02"]
    assert found.moved
