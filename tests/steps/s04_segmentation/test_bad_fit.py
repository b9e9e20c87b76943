"""What was known at the sale of those who left and those who stayed, by hand."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s04_segmentation import bad_fit
from cs_lib.texts import Code, Count, Day, Name, Share, Times
from tests.steps.s04_segmentation.builders import books


def bought(*rows: tuple[str, str, str, str, int, float, float]) -> Any:
    columns = ["customer_id", "start", "end", "product_id", "qty", "list_price", "discount"]
    lines = pd.DataFrame(list(rows), columns=columns).assign(
        arr=float("nan"), tier=None, billing_period="year"
    )
    lines = lines.assign(start=pd.to_datetime(lines["start"]), end=pd.to_datetime(lines["end"]))
    found = books()
    found.source = SimpleNamespace(lines=lines)
    calendar = SimpleNamespace(date=lambda at: dt.date(2024, at, 28))
    found.ledgers = {"customer": SimpleNamespace(calendar=calendar)}
    return found


LINES = bought(
    ("A", "2024-01-01", "2025-01-01", "core", 20, 100.0, 0.15),
    ("A", "2024-01-01", "2025-01-01", "extra", 10, 10.0, 0.0),
    ("A", "2025-01-01", "2026-01-01", "core", 90, 100.0, 0.0),
    ("B", "2023-06-01", "2024-06-01", "core", 20, 100.0, 0.0),
)


def customers(*signed: str | None) -> Any:
    people = pd.DataFrame(
        {"customer_id": ["A", "B"], "industry": ["Retail", None], "owner": ["P01", "P02"]}
    )
    return SimpleNamespace(
        tables={"customers": people.assign(acquired_on=pd.to_datetime(list(signed)))}
    )


def test_what_was_bought_first_is_known_at_the_sale() -> None:
    found = bad_fit.at_sale(pd.Index(["A", "B"]), LINES, customers("2024-01-10", "2018-02-01"))
    assert found.loc["A"].dropna().to_dict() == {
        "industry": "Retail", "first_product": "core", "products_at_sale": "2",
        "seats_at_sale": "10-49", "discount_at_sale": "11-20", "term_at_sale": "12",
        "billing_at_sale": "year",
    }  # fmt: skip


def test_a_line_long_after_the_sign_up_is_not_what_was_bought_at_the_sale() -> None:
    found = bad_fit.at_sale(pd.Index(["A", "B"]), LINES, customers("2024-01-10", "2018-02-01"))
    assert found.loc["B"].dropna().empty


def test_without_a_sign_up_those_there_on_the_first_day_are_not_known() -> None:
    found = bad_fit.at_sale(pd.Index(["A", "B"]), LINES, customers(None, None))
    assert found["first_product"].notna().tolist() == [True, False]


def test_what_came_later_is_never_looked_at() -> None:
    found = bad_fit.at_sale(pd.Index(["A", "B"]), LINES, customers(None, None))
    assert not {"owner", "churned", "appropriate_experience"} & set(found)


def planted(bad: int, good: int) -> bad_fit.Sold:
    """Forty customers of each kind, watched for ten months each; so many of each leave."""
    rows = [
        (f"{kind}{n}", kind, float(10 if n >= lost else 1 + n % 10), n < lost)
        for kind, lost in (("bad", bad), ("good", good))
        for n in range(40)
    ]
    lives = pd.DataFrame(rows, columns=["customer", "kind", "duration", "ended"])
    lives = lives.assign(entry=0.0, end=lives["duration"].astype(int))
    return bad_fit.Sold(lives, pd.DataFrame({"industry": lives["kind"]}))


def test_those_who_left_mark_a_bad_fit() -> None:
    found = bad_fit.profile(planted(30, 6)).set_index("attribute_value")
    assert found["fit_verdict"].to_dict() == {"bad": "bad", "good": "good"}
    # 36 losses, of which the larger part was not to be expected of the kind that stayed
    assert found.loc["bad", "lift"] > 1 > found.loc["good", "lift"]


def test_alike_kinds_are_not_told_apart() -> None:
    assert set(bad_fit.profile(planted(13, 12))["fit_verdict"]) == {"open"}


def test_few_losses_teach_nothing() -> None:
    few = planted(10, 9)
    assert bad_fit.profile(few).empty
    assert bad_fit.checked(few, LINES).empty


def test_the_profile_is_tried_on_losses_after_it_was_fitted() -> None:
    check = bad_fit.checked(planted(30, 6), LINES)
    # 18 of the 36 losses fell by the fifth month or before: three of each month's bad, and the
    # good of months 1 to 6
    assert check["fitted_until"].tolist() == [pd.Timestamp("2024-05-28")]
    assert check["auc"].iloc[0] > 0.5


def test_fit_runs_from_bad_to_good_where_it_foretells() -> None:
    found, check = planted(30, 6), pd.DataFrame({"auc_low": [0.6]})
    none = SimpleNamespace(tables={})
    fit = bad_fit.fit(found, check, books(), none)
    # 10 bad and 34 good ones are left: their middle places of 44 are 5 and 27
    assert fit["bad35"] == pytest.approx(100 * 5 / 44)
    assert fit["good35"] == pytest.approx(100 * 27 / 44)
    chance = pd.DataFrame({"auc_low": [0.45]})
    assert bad_fit.fit(found, chance, books(), none).empty


def test_a_life_is_parted_at_the_day_that_was_known() -> None:
    lives = pd.DataFrame(
        {"customer": ["A", "B"], "entry": [0.0, 0.0], "duration": [10.0, 3.0],
         "ended": [True, True], "end": [15, 8]}
    )  # fmt: skip
    before, after = bad_fit.parted(lives, 10)
    assert before["duration"].tolist() == [5.0, 3.0]
    assert before["ended"].tolist() == [False, True]
    assert after["customer"].tolist() == ["A"]


def test_an_earlier_day_does_not_know_who_left_since() -> None:
    ledger = SimpleNamespace(calendar=SimpleNamespace(index=lambda day: day.month))
    shelf = SimpleNamespace(ledgers={"customer": ledger})
    then = bad_fit.as_known(planted(30, 6), dt.date(2024, 4, 30), shelf)
    # by the fourth month three of the bad had left in each, and one of the good
    assert then.lives.groupby("kind")["ended"].sum().to_dict() == {"bad": 12, "good": 4}
    assert then.lives["duration"].max() == 4


ROWS = pd.DataFrame(
    [
        ("industry", "Retail", 40, 20, 12.0, 5 / 3, 1.3, 2.0, 1.4, 0.02, "bad"),
        ("region", "North", 30, 9, 4.5, 2.0, 1.2, 3.0, 1.5, 0.08, "bad"),
        ("size", "Large", 50, 3, 10.0, 0.3, 0.1, 0.6, 0.7, 0.04, "good"),
    ],
    columns=bad_fit.COLUMNS,
)
CHECK = pd.DataFrame([(pd.Timestamp("2024-12-31"), 0.6, 0.52, 0.68, 300, 40)],
                     columns=bad_fit.CHECKED)  # fmt: skip


def test_the_worst_is_the_one_that_cost_most_losses() -> None:
    shown = bad_fit.bad_fit.make(ROWS, CHECK)
    retail = Code("sale_attribute", "industry"), Name("Retail"), Times(5 / 3)
    assert shown.title == bad_fit.Worst(*retail)
    assert shown.say == (
        bad_fit.Limits(Times(1.3), Times(2.0), Count(40)),
        bad_fit.Best(Code("sale_attribute", "size"), Name("Large"), Times(0.3)),
        bad_fit.Tested(Count(3), Share(0.10)),
        bad_fit.Foretells(Day(dt.date(2024, 12, 31)), Share(0.6), Share(0.52), Share(0.68)),
    )


def test_nothing_sure_is_said_to_be_nothing() -> None:
    shown = bad_fit.bad_fit.make(ROWS.assign(fit_verdict="open"), CHECK.assign(auc_low=0.48))
    assert shown.title == bad_fit.NoneSure(Count(3))
    assert shown.say == (bad_fit.NoForecast(Day(dt.date(2024, 12, 31))),)
    assert bad_fit.bad_fit.make(ROWS.head(0), CHECK) == Absent("customers_lost")
