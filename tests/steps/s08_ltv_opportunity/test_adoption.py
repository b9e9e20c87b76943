"""Who uses most, as it was known before a quarter, by hand."""

import pandas as pd

from cs_lib.steps.s08_ltv_opportunity.adoption import highest

OPENING = pd.Timestamp("2025-03-31")


def observed(*accounts: str) -> pd.DataFrame:
    rows = [(account, "S", OPENING) for account in accounts]
    return pd.DataFrame(rows, columns=["account", "segment", "opening"])


def usage(*rows: tuple[str, str, float, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["account", "date", "value", "entitlement"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


FOUR = [("A", "2025-03-31", 1, 10), ("B", "2025-02-28", 4, 10), ("C", "2025-01-31", 6, 10),
        ("D", "2025-03-31", 9, 10)]  # fmt: skip


def test_the_highest_quarter_is_of_those_who_use_most_of_their_entitlement() -> None:
    found = highest(observed("D", "C", "B", "A"), usage(*FOUR))
    assert found.tolist() == [True, False, False, False]


def test_what_comes_later_or_long_before_is_not_looked_at() -> None:
    later = ("A", "2025-04-30", 10, 10)
    before = ("A", "2024-12-31", 10, 10)
    found = highest(observed("A", "B", "C", "D"), usage(*FOUR, later, before))
    assert found.tolist() == [False, False, False, True]


def test_fewer_than_four_known_accounts_or_no_entitlements_tell_nobody_apart() -> None:
    assert highest(observed("A", "B", "C", "E"), usage(*FOUR)).isna().all()
    assert highest(observed("A", "B"), usage(("A", "2025-03-31", 5, None))).isna().all()
