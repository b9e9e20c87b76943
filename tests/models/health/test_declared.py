"""The declared score, worked by hand; a signal from after its day is refused."""

import pandas as pd
import pytest

from cs_lib.models.health.declared import Signal, points, scores

DAY = pd.Timestamp("2026-03-31")
USE = Signal("use", 3.0, 0.5, 1.0)
TICKETS = Signal("tickets", 1.0, 4.0, 0.0)
HARD = Signal("sponsor", 1.0, 0.0, 1.0, hard=True)


def signals(*rows: tuple[str, str, float], dated: str = "2026-03-31") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["account", "signal", "value"])
    return frame.assign(dated=pd.Timestamp(dated))


def marked(*rows: tuple[str, str, float], declared=(USE, TICKETS)) -> pd.DataFrame:
    accounts = pd.Index(sorted({account for account, _, _ in rows} | {"Z"}))
    return points(signals(*rows), declared, accounts, DAY)


def test_either_direction_runs_from_bad_to_good():
    found = marked(
        ("A", "use", 0.75), ("A", "tickets", 1.0), ("B", "use", 2.0), ("B", "tickets", 9.0)
    )
    assert found.loc["A"].tolist() == [50, 75]
    assert found.loc["B"].tolist() == [100, 0]


def test_the_score_by_hand():
    # (3 x 50 + 1 x 75) / 4 = 56.25; use alone: 50, with three quarters of the weights known
    marks = marked(("A", "use", 0.75), ("A", "tickets", 1.0), ("B", "use", 0.75))
    found = scores(marks, (USE, TICKETS))
    assert found.loc["A", "health"] == pytest.approx(56.25)
    assert found.loc["A", ["of_use", "of_tickets"]].tolist() == pytest.approx([37.5, 18.75])
    assert found.loc["B", "health"] == pytest.approx(50)
    assert found["known"].tolist() == pytest.approx([1.0, 0.75, 0.0])
    assert pd.isna(found.loc["Z", "health"])
    assert found.loc["A", "worst_signal"] == "use"


def test_stated_weights_go_before_those_declared():
    marks = marked(("A", "use", 0.75), ("A", "tickets", 1.0))
    found = scores(marks, (USE, TICKETS), {"tickets": 2.0})
    assert found.loc["A", "health"] == pytest.approx(75)


def test_a_hard_signal_fails_the_account():
    rows = (("A", "use", 1.0), ("A", "tickets", 0.0), ("A", "sponsor", 0.0))
    found = scores(marked(*rows, declared=(USE, TICKETS, HARD)), (USE, TICKETS, HARD))
    assert found.loc["A", "health"] == 20


def test_the_rule_of_all_good_and_any_poor():
    rows = [("A", "use", 0.9), ("A", "tickets", 1.0), ("B", "use", 0.9), ("B", "tickets", 4.0),
            ("C", "use", 0.75), ("C", "tickets", 1.0)]  # fmt: skip
    found = scores(marked(*rows), (USE, TICKETS), mode="rule")
    assert found["health"].tolist()[:3] == [100, 0, 50]


def test_a_planted_leak_is_refused():
    late = signals(("A", "use", 0.9), dated="2026-04-01")
    with pytest.raises(ValueError, match="'use' of account A rests on data of 2026-04-01"):
        points(late, (USE,), pd.Index(["A"]), DAY)
