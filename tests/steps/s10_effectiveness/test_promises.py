"""What the last edition promised, scored by hand."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd

from cs_lib.steps.s10_effectiveness import promises
from tests.steps.s10_effectiveness import builders as b

KPIS = pd.DataFrame(
    {
        "metric": ["grr", "nrr", "arr"], "unit": ["rate", "rate", "money"],
        "better": ["higher", "higher", "higher"], "now": [0.93, 1.05, 9.0],
        "quarter_ago": [0.90, 1.04, 8.0],
    }
)  # fmt: skip
REVIEW = SimpleNamespace(workings=SimpleNamespace(kpis=KPIS))
ACCOUNTS = pd.DataFrame(
    {"account": ["A", "B", "C", "D"], "v0": [100.0, 50.0, 0.0, 0.0], "v1": [90.0, 50.0, 70.0, 8.0]}
)
BOOKS = SimpleNamespace(
    as_of=dt.date(2025, 12, 31), engagement=SimpleNamespace(currency="EUR"),
    before=lambda day, months: dt.date(2025, 9, 30),
    compare=lambda opening, closing: SimpleNamespace(pair=SimpleNamespace(accounts=ACCOUNTS)),
)  # fmt: skip


def scored(options: dict[str, str], **tables: pd.DataFrame) -> list[tuple[str, str]]:
    before = {
        "listed": pd.DataFrame({"option": ["review"], "option_state": ["chosen"]}),
        "judged": b.judged(due=False), **tables,
    }  # fmt: skip
    last = SimpleNamespace(
        table=lambda step, name: before.get(name),
        engagement={"targets": {"grr": 0.92, "nrr": 1.10, "arr": 10.0}},
    )
    listed = pd.DataFrame({"option": list(options), "option_state": list(options.values())})
    now = SimpleNamespace(workings=SimpleNamespace(listed=listed))
    found = promises.promises(last, b.judged(), now, REVIEW, BOOKS, SimpleNamespace())
    return list(zip(found["promise"], found["promise_kept"], strict=True))


def test_choice_test_and_targets() -> None:
    found = scored({"review": "stopped", "sprint": "chosen"})
    assert found == [
        ("choice", "not_kept"), ("test", "kept"), ("target", "kept"), ("target", "not_kept"),
    ]  # fmt: skip


def test_a_choice_that_goes_on_is_not_decided() -> None:
    assert scored({"review": "chosen"})[0] == ("choice", "open")
    assert scored({"review": "done"})[0] == ("choice", "kept")
    assert scored({"sprint": "chosen"})[0] == ("choice", "not_kept")


def test_a_forecast_is_held_against_the_customers_of_then() -> None:
    # 90 and 50 are left of those of then; the new 70 were not forecast
    path = pd.DataFrame(
        {"period_end": [pd.Timestamp("2025-12-31")], "closing": [145.0], "low_80": [135.0],
         "high_80": [150.0]}
    )  # fmt: skip
    assert scored({"review": "chosen"}, forecast=path)[-1] == ("forecast", "kept")
    high = path.assign(low_80=142.0)
    assert scored({"review": "chosen"}, forecast=high)[-1] == ("forecast", "not_kept")
    # D had signed, was in the forecast, and pays 8: 148 in all
    signed = pd.DataFrame({"account": ["D", "C"], "fresh": [True, False]})
    assert scored({"review": "chosen"}, forecast=high, known_events=signed)[-1][1] == "kept"
    higher = path.assign(low_80=148.5)
    assert scored({"review": "chosen"}, forecast=higher, known_events=signed)[-1][1] == "not_kept"


def test_without_a_last_edition_nothing_was_promised() -> None:
    found = promises.promises(None, b.judged(), None, REVIEW, BOOKS, SimpleNamespace())
    assert found.empty


def test_an_effect_that_is_not_known_decides_no_promise() -> None:
    ((_, _, told, kept),) = promises._tests(b.judged(due=False), b.unknown())
    assert (type(told).__name__, kept) == ("EffectUnknown", "open")
