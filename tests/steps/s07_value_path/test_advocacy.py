"""Who speaks for you, by hand."""

import pandas as pd

from cs_lib.exhibits import Absent
from cs_lib.steps.s07_value_path import advocacy
from cs_lib.texts import Count, Money, Share
from tests.steps.s04_segmentation.builders import engagement
from tests.steps.s07_value_path.builders import ACCOUNTS, books, intake

LOG = pd.DataFrame(
    [("2025-03-01", "A", "referral", 40.0), ("2025-04-01", "A", "business_case", None),
     ("2024-12-31", "B", "review", None), ("2026-01-01", "C", "review", None),
     ("2025-05-01", "Z", "referral", 10.0)],
    columns=["date", "customer_id", "form", "influenced_arr"],
)  # fmt: skip
LOG = LOG.assign(date=pd.to_datetime(LOG["date"]))
DONE = advocacy.acts(books(), intake(advocacy=LOG))
MINE = ACCOUNTS[["account", "arr"]].assign(advocate=ACCOUNTS["account"].eq("A"))


def test_the_last_twelve_months_count() -> None:
    assert DONE["account"].tolist() == ["A", "A", "Z"]
    assert DONE["advocacy_form"].tolist() == ["referral", "business case", "referral"]


def test_influence_is_counted_by_form() -> None:
    found = advocacy.forms(DONE, ACCOUNTS).set_index("advocacy_form")
    assert found.loc["referral", ["acts", "accounts", "arr", "influenced_arr"]].tolist() == [
        2, 2, 100.0, 50.0
    ]  # fmt: skip
    assert found.loc["business case", "influenced_arr"] == 0.0


def test_promoters_who_did_nothing_yet_can_be_asked() -> None:
    surveys = pd.DataFrame(
        [("A", "2025-05-01", 10), ("B", "2025-05-01", 10), ("B", "2025-06-01", 6),
         ("C", "2025-06-01", 9), ("D", "2024-06-01", 9), ("Z", "2025-06-01", 9)],
        columns=["customer_id", "date", "score"],
    )  # fmt: skip
    surveys = surveys.assign(instrument="nps", date=pd.to_datetime(surveys["date"]))
    found = advocacy.unasked(DONE, ACCOUNTS, books(), intake(surveys=surveys))
    assert list(found) == ["C"]
    assert advocacy.unasked(DONE, ACCOUNTS, books(), intake()).empty


def test_what_is_said_of_them() -> None:
    asked = ACCOUNTS.loc[[2], ["account", "arr"]]
    told = advocacy.advocates.make(advocacy.forms(DONE, ACCOUNTS), MINE, asked, engagement())
    assert told.title == advocacy.Influenced(Money(50.0, "EUR"))
    assert told.say == (
        advocacy.Index(Count(1), Share(0.2), Share(100 / 1370)),
        advocacy.Promoters(Count(1), Money(50.0, "EUR")),
    )
    quiet = advocacy.forms(DONE.iloc[[1]], ACCOUNTS)
    said = advocacy.advocates.make(quiet, MINE, asked.head(0), engagement())
    assert said.title == advocacy.Advocates(Share(0.2))
    none = advocacy.forms(DONE.head(0), ACCOUNTS)
    assert advocacy.advocates.make(none, MINE, asked, engagement()) == Absent("advocacy")
