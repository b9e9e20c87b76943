"""Which claims are proven, by hand."""

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s07_value_path import narrative
from cs_lib.texts import Count, Day
from tests.steps.s07_value_path.builders import LEVELS, books, intake

ACCOUNTS = pd.DataFrame({"account": [f"A{n}" for n in range(20)],
                         "segment": ["S"] * 12 + ["T"] * 8})  # fmt: skip
INDEX = pd.MultiIndex.from_tuples(
    [(f"A{n}", "outcome") for n in range(20)], names=["account", "metric"]
)
MEASURES = pd.Series([1.0] * 6 + [0.5] * 14, index=INDEX)
ENTERED = pd.DataFrame(
    {"advocacy": pd.to_datetime(["2025-01-01"] * 10 + [None] * 10)}, index=ACCOUNTS["account"]
)


def claims(*rows: tuple[str, str | None, str | None], **tables: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["block", "segment", "metric"])
    given = frame.assign(text="we do it", date=pd.Timestamp("2025-06-01"))
    return narrative.claims(ACCOUNTS, LEVELS, MEASURES, ENTERED, books(),
                            intake(narrative=given, **tables))  # fmt: skip


@pytest.mark.parametrize(
    ("segment", "metric", "state", "share"),
    [
        # 6 of 12 in the segment meet it, 6 of 20 in all
        ("S", "Outcome", "proven", 0.5),
        (None, "outcome", "not_met", 0.3),
        ("T", "outcome", "too_few", 0.0),
        (None, "advocacy", "proven", 0.5),
        (None, "churn of trained accounts", "no_data", None),
        (None, None, "unproven", None),
    ],
)
def test_a_claim_is_bound_to_a_metric(
    segment: str | None, metric: str | None, state: str, share: float | None
) -> None:
    row = claims(("promise", segment, metric)).iloc[0]
    assert row["proof_state"] == state
    assert row["proven_share"] == share if share is not None else pd.isna(row["proven_share"])


def test_an_outcome_proves_a_claim_by_its_last_value() -> None:
    rows = [(f"A{n}", "time to close", 12, 5, 5 if n < 8 else 9, "2025-06-01") for n in range(12)]
    rows.append(("A0", "time to close", 12, 5, 11, "2025-01-01"))
    outcomes = pd.DataFrame(rows, columns=["customer_id", "metric", "baseline", "target", "actual",
                                           "date"])  # fmt: skip
    outcomes = outcomes.assign(date=pd.to_datetime(outcomes["date"]))
    row = claims(("promise", None, "time to close"), outcomes=outcomes).iloc[0]
    assert (row["proof_state"], row["accounts"]) == ("proven", 12)
    assert row["proven_share"] == pytest.approx(8 / 12)


def test_the_charter_is_no_claim() -> None:
    found = claims(("mission", None, None), ("promise", "S", "outcome"), ("proof", None, None))
    told = narrative.master_narrative.make(found)
    assert told.title == narrative.Unproven(Count(1), Count(2))
    assert told.say == (narrative.WithoutData(Count(1)),)
    box = narrative.charter.make(found, books())
    assert box.title == narrative.Since(Day(pd.Timestamp("2025-06-01")))
    assert box.frame["narrative_text"].tolist() == ["we do it"]
    assert box.say == ()


def test_no_charter_is_said_and_an_old_one_is_marked() -> None:
    found = claims(("promise", "S", "outcome"))
    assert narrative.charter.make(found, books()).title == narrative.NoCharter()
    old = claims(("mission", None, None)).assign(dated=pd.Timestamp("2024-12-30"))
    assert narrative.charter.make(old, books()).say == (narrative.Old(Count(12)),)
    assert narrative.master_narrative.make(old) == Absent("narrative")
    assert narrative.master_narrative.make(found).title == narrative.AllProven(Count(1))
