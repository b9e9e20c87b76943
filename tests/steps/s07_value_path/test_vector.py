"""Intervention list B, by hand and on a planted fall."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from cs_lib.engagement import Alarm
from cs_lib.exhibits import Absent
from cs_lib.steps.s07_value_path import vector
from cs_lib.texts import Count, Name, Quantity, Share
from tests.steps.s04_segmentation.builders import engagement
from tests.steps.s07_value_path.builders import books, intake

MONTHS = pd.date_range("2024-01-31", "2025-12-31", freq="ME")
NAMES = [f"A{n}" for n in range(40)]
ACCOUNTS = pd.DataFrame(
    {"account": NAMES, "name": NAMES, "segment": "S", "arr": range(40), "owner": "P1",
     "sellable": [n != 1 for n in range(40)]}
)  # fmt: skip


def used(metric: str = "logins", fading: tuple[int, ...] = ()) -> pd.DataFrame:
    random = np.random.default_rng(1)
    values = 100 * np.exp(0.1 * random.normal(size=(40, 24)))
    values[list(fading), -5:] *= [0.85, 0.7, 0.5, 0.4, 0.3]
    rows = [
        (day, who, metric, values[n, at]) for n, who in enumerate(NAMES)
        for at, day in enumerate(MONTHS)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["date", "customer_id", "metric", "value"])


def shelf(*lost: tuple[str, str]) -> Any:
    turns = pd.DataFrame(lost, columns=["account", "month"]).assign(leaf="logo_churn")
    found = books(turns=turns.assign(month=pd.to_datetime(turns["month"])))
    gone = {who for who, _ in lost}
    found.live = ACCOUNTS[~ACCOUNTS["account"].isin(gone)]
    found.main = SimpleNamespace(grain="customer")
    return found


def use(known: vector.History, account: str) -> np.ndarray:
    return known.levels["logins"][known.accounts.get_loc(account)]


def test_a_fall_puts_an_account_on_the_list_unless_it_leaves_anyway() -> None:
    known = vector.history(shelf(), intake(usage=used(fading=(0, 1, 2))))
    led = vector.signals(known)
    found = vector.off_vector(known, led, ACCOUNTS, pd.Series(dtype="datetime64[us]"), Alarm())
    assert found["account"].tolist() == ["A2", "A0"]
    assert (found["use_fall"] > 0.3).all()


def test_a_month_without_a_row_is_without_use_while_the_account_is_there() -> None:
    usage = used()
    missing = usage[~((usage["customer_id"] == "A3") & (usage["date"] > "2025-10-31"))]
    known = vector.history(shelf(), intake(usage=missing))
    assert use(known, "A3")[-2:].tolist() == [0.0, 0.0]
    # what an account that left does not use is not known
    left = vector.history(shelf(("A3", "2025-11-30")), intake(usage=missing))
    assert np.isnan(use(left, "A3")[-2:]).all()
    assert left.lost[left.accounts.get_loc("A3")].nonzero()[0].tolist() == [22]


def test_before_its_first_row_and_where_nobody_has_one_nothing_is_known() -> None:
    usage = used()
    late = usage[~((usage["customer_id"] == "A3") & (usage["date"] < "2024-06-30"))]
    gap = late[late["date"] != pd.Timestamp("2025-03-31")]
    known = vector.history(shelf(), intake(usage=gap))
    assert np.isnan(use(known, "A3")[:5]).all()
    assert np.isnan(known.levels["logins"][:, 14]).all()


def test_a_month_that_has_begun_is_left_out() -> None:
    begun = shelf()
    begun.as_of = pd.Timestamp("2025-12-20").date()
    assert vector.history(begun, intake(usage=used())).months[-1] == 2025 * 12 + 11


def test_signals_that_are_too_short_or_too_few_are_not_looked_at() -> None:
    assert vector.history(shelf(), intake()) is None
    usage = used()
    assert vector.history(shelf(), intake(usage=usage[usage["date"] > "2025-06-30"])) is None
    assert vector.history(shelf(), intake(usage=usage[usage["customer_id"] < "A14"])) is None


def test_without_losses_every_signal_leads() -> None:
    both = pd.concat([used(), used("clicks")])
    led = vector.signals(vector.history(shelf(), intake(usage=both)))
    assert led["leading"].all()
    assert led["auc"].isna().all()


def test_what_is_said_of_the_list() -> None:
    off = pd.DataFrame([("A2", "A2", "S", 2.0, 0.5, 4.0, None, "P1")], columns=vector.OFF)
    rows = [("off_vector", 5, 2, 1.5, 4, 2), ("quarter_fall", 9, 2, 3.5, 4, 2)]
    judged = pd.DataFrame(rows, columns=vector.JUDGED)
    told = vector.off_vector_list.make(off, judged, engagement())
    assert told.say == (
        vector.Steepest(Name("A2"), Share(0.5)), vector.Trust(Quantity(1.5), Quantity(3.5))
    )  # fmt: skip
    led = pd.DataFrame([("log_ins", 40, 0.7, 0.6, 0.8, True)], columns=vector.SIGNALS)
    test = vector.vector_backtest.make(judged, led)
    assert test.title == vector.Better(Quantity(1.5), Quantity(3.5))
    assert test.say[0] == vector.Told(Count(2), Count(4), Count(2))
    assert test.say[1] == vector.Led((vector.Signal(Name("log ins")),))
    none = judged.assign(false_per_true=np.nan)
    assert vector.off_vector_list.make(off, none, engagement()).say[1] == vector.Untried()
    assert vector.vector_backtest.make(none, led).title == vector.TooFew()
    assert vector.off_vector_list.make(off, judged.head(0), engagement()) == Absent("usage")


def test_without_losses_none_was_foretold() -> None:
    rows = [("off_vector", 5, 0, np.nan, 0, 0), ("quarter_fall", 9, 0, np.nan, 0, 0)]
    judged = pd.DataFrame(rows, columns=vector.JUDGED)
    led = pd.DataFrame([], columns=vector.SIGNALS).astype({"leading": bool})
    assert vector.vector_backtest.make(judged, led).say == ()
