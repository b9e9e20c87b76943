"""Who gets it and who waits: every third, the same each time, nobody who had it or gave notice."""

import pandas as pd

from cs_lib.steps.s09_execution import comparison
from cs_lib.steps.s09_execution.chosen import decision
from tests.steps.s09_execution import builders as b

TABLES = {"options": b.OPTIONS, "decision": b.DECISION, "tests": b.TESTS}


def drawn(**more: pd.DataFrame) -> "pd.Series[str]":
    given = b.intake(**TABLES, **more)
    decided = decision(b.ENGAGEMENT, given)
    found = comparison.assigned(decided, b.segmentation(), b.books(), given, b.ENGAGEMENT)
    return found.set_index("account")["group"]


def played(*rows: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["customer_id", "date"])
    return frame.assign(date=pd.to_datetime(frame["date"]), play="sprint")


def test_every_third_of_those_it_is_for_waits() -> None:
    found = drawn()
    assert set(found.index) == {f"A{i}" for i in range(9)}
    assert found.value_counts().to_dict() == {"treated": 6, "waits": 3}
    assert drawn().equals(found)


def test_who_had_it_is_in_neither_group_and_the_lot_is_among_the_others() -> None:
    found = drawn(
        activities=played(("A0", "2025-05-01"), ("A1", "2025-05-01"), ("A2", "2025-06-01"))
    )
    assert found.value_counts().to_dict() == {"treated": 4, "waits": 2, "had_it": 3}


def test_after_the_start_who_got_it_is_treated() -> None:
    waits = drawn()[lambda group: group == "waits"].index[0]
    late = b.TESTS.assign(start=pd.to_datetime("2025-10-01"))
    given = b.intake(**(TABLES | {"tests": late}), activities=played((waits, "2025-11-01")))
    decided = decision(b.ENGAGEMENT, given)
    found = comparison.assigned(decided, b.segmentation(), b.books(), given, b.ENGAGEMENT)
    assert found.set_index("account")["group"][waits] == "treated"
