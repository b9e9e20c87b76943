"""Accounts at the limit of what they bought, and accounts without people, by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s04_segmentation import ceiling, quadrants
from cs_lib.texts import Count, Quantity
from tests.steps.s04_segmentation.builders import SELLABLE, books, engagement


def used(*rows: tuple[str, str, str, float, float | None]) -> Any:
    columns = ["date", "customer_id", "metric", "value", "entitlement"]
    frame = pd.DataFrame(list(rows), columns=columns)
    return SimpleNamespace(tables={"usage": frame.assign(date=pd.to_datetime(frame["date"]))})


def found(*rows: tuple[str, str, str, float, float | None]) -> dict[str, tuple[Any, ...]]:
    hit = ceiling.ceilings(books(), used(*rows)).set_index("account")
    return {str(name): tuple(row) for name, row in zip(hit.index, hit.to_numpy(), strict=True)}


OCT, NOV, DEC = "2025-10-31", "2025-11-30", "2025-12-31"


def test_two_months_at_85_percent_are_a_ceiling_and_one_is_not() -> None:
    hit = found(
        (NOV, "A", "users", 17, 20), (DEC, "A", "users", 19, 20),
        (NOV, "B", "users", 16, 20), (DEC, "B", "users", 20, 20),
    )  # fmt: skip
    assert hit == {"A": (ceiling.NEARLY_FULL, "users", 0.95, 2)}


def test_days_of_a_month_count_together() -> None:
    hit = found(
        (NOV, "A", "users", 20, 20),
        ("2025-12-01", "A", "users", 14, 20),
        (DEC, "A", "users", 20, 20),
    )
    assert hit["A"][2:] == (0.85, 2)


def test_a_month_without_use_ends_the_run() -> None:
    assert not found((OCT, "A", "users", 20, 20), (DEC, "A", "users", 20, 20))


def test_an_account_whose_use_ended_is_not_at_its_ceiling() -> None:
    assert not found((OCT, "A", "users", 20, 20), (NOV, "A", "users", 20, 20))


def test_all_features_in_the_last_month_are_enough() -> None:
    hit = found((DEC, "A", "features_used", 12, 12), (DEC, "B", "features_used", 11, 12))
    assert hit == {"A": (ceiling.ALL_FEATURES, "features_used", 1.0, 1)}


def test_what_is_not_limited_has_no_ceiling() -> None:
    assert not found((NOV, "A", "logins", 900, None), (DEC, "A", "logins", 900, None))


SIGNS = pd.DataFrame({"account": ["A"], "seats_used": [90.0]})


def hit(*accounts: str) -> pd.DataFrame:
    rows = [(name, ceiling.NEARLY_FULL, "users", 0.9, 3) for name in accounts]
    return pd.DataFrame(rows, columns=ceiling.COLUMNS)


def test_who_is_not_sold_to_is_left_out_and_counted() -> None:
    mine = SELLABLE.assign(owner="P01", sellable=[True, False, True])
    shown = ceiling.ceiling_hit.make(mine, hit("A", "B", "C"), SIGNS, engagement())
    assert shown.frame["account"].tolist() == ["Alder", "Cedar"]
    assert (shown.title.accounts, shown.title.gap.value) == (Count(2), 160.0)
    assert shown.say[1] == ceiling.NotSold(Count(1))


def test_nobody_at_the_ceiling_is_not_the_same_as_no_limits_known() -> None:
    mine = SELLABLE.assign(owner="P01")
    assert ceiling.ceiling_hit.make(mine, hit(), SIGNS, engagement()).title == ceiling.NoneFull()
    blind = SIGNS.rename(columns={"seats_used": "intensity"})
    assert ceiling.ceiling_hit.make(mine, hit(), blind, engagement()) == Absent("signs")


WANTING = SELLABLE.assign(quadrant=quadrants.UNTRAINED, skill=20.0, will=80.0, owner="P01")


def people(*rows: tuple[str, str, str, str, str | None, float | None]) -> Any:
    columns = ["customer_id", "contact_id", "decision_role", "last_contact", "left_on",
               "hours_month"]  # fmt: skip
    frame = pd.DataFrame(list(rows), columns=columns).assign(persona="person")
    days = frame[["last_contact", "left_on"]].apply(pd.to_datetime)
    return SimpleNamespace(tables={"contacts": frame.assign(**days)})


def test_people_without_hours_are_a_dead_end() -> None:
    given = people(
        ("A", "K1", "decides", "2025-11-01", None, None),
        ("A", "K2", "uses", "2025-11-01", None, 1.5),
        ("B", "K3", "uses", "2025-11-01", None, 1.5), ("B", "K4", "uses", "2025-11-01", None, 8.0),
        ("C", "K5", "decides", "2025-11-01", None, None),
    )  # fmt: skip
    dead = ceiling.dead_ends(WANTING, books(), given).set_index("account")
    assert dead["dead_end"].dropna().to_dict() == {"A": ceiling.NO_HOURS, "C": ceiling.ONE_PERSON}
    assert dead["hours_month"]["B"] == pytest.approx(9.5)


def test_who_left_or_was_not_met_for_a_year_is_not_counted() -> None:
    given = people(
        ("A", "K1", "decides", "2025-11-01", None, None),
        ("A", "K2", "uses", "2024-11-01", None, None),
        ("A", "K3", "uses", "2025-11-01", "2025-11-15", 20.0),
    )
    dead = ceiling.dead_ends(WANTING, books(), given)
    assert dead["active_contacts"].tolist() == [1]
    assert dead["dead_end"].tolist() == [ceiling.ONE_PERSON]


def test_only_those_who_want_to_and_cannot_yet_are_looked_at() -> None:
    given = people(("A", "K1", "decides", "2025-11-01", None, 1.0))
    able = WANTING.assign(quadrant=quadrants.HIGH)
    assert ceiling.dead_ends(able, books(), given).empty


def test_accounts_whose_people_are_not_known_are_counted() -> None:
    given = people(("A", "K1", "uses", "2025-11-01", None, 1.0))
    dead = ceiling.dead_ends(WANTING, books(), given)
    shown = ceiling.dead_end.make(WANTING, dead, engagement())
    assert (shown.title.accounts, shown.title.arr.value) == (Count(1), 100.0)
    assert shown.say == (ceiling.Limit(Quantity(2.0)), ceiling.NotKnown(Count(2)))
