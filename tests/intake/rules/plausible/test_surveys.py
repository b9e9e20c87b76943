"""Answers off their scale, surveys on several scales, and answers after churn; by hand."""

import pandas as pd
import pytest

from cs_lib.intake.rules.plausible.surveys import scale_of
from tests.intake.builders import note

HEAD = "date,customer_id,instrument,score,touch_point,contact_id\n"


def asked(client, *answers: tuple[str, float, str]):
    """The door opened on these answers (instrument, score, touch point) of C1."""
    told = (",".join(map(str, answer)) for answer in answers)
    rows = "".join(f"2026-01-05,C1,{answer},K{place}\n" for place, answer in enumerate(told))
    client.write("s.csv", HEAD + rows)
    return client.load(surveys="s.csv")


def many(instrument: str, scores, times: int, point: str = ""):
    return [(instrument, score, point) for score in scores] * times


def test_nps_outside_0_to_10(client) -> None:
    answers = [("NPS", 0, ""), ("nps", 10, ""), ("nps", 11, ""), ("nps", -1, ""), ("nps", 7, "")]
    found = note(asked(client, *answers), "nps_out_of_range", "surveys")
    assert (found["rows"], found["accounts"]) == (2, 1)
    assert found["examples"] == "C1 (row 4); C1 (row 5)"
    assert "found -1 to 11" in found["detail"]


def test_nps_within_0_to_10_is_not_talked_about(client) -> None:
    assert asked(client, *many("nps", range(11), 1)).quality.empty


@pytest.mark.parametrize(
    ("scores", "scale"),
    [
        ([1, 5, 3], "1 to 5"),
        ([0, 5, 3], "0 to 5"),
        ([1, 7, 4], "1 to 7"),
        ([2, 10, 9], "1 to 10"),
        ([0, 10, 9], "0 to 10"),
        ([80, 100, 0], "0 to 100"),
        ([1, 2, 3, 4, 5] * 4 + [7], "1 to 5"),  # 1 of 21 is less than 5 %
        ([1, 2, 3, 4, 5] * 3 + [7], "1 to 7"),  # 1 of 16 is more
    ],
)
def test_the_scale_is_the_shortest_that_holds_the_answers(scores: list[float], scale: str) -> None:
    assert str(scale_of(pd.Series(scores))) == scale


def test_no_scale_holds_answers_of_any_size() -> None:
    assert scale_of(pd.Series([500.0, 3, 900])) is None


@pytest.mark.parametrize(
    ("usual", "wrong"), [(range(1, 6), 7), (range(1, 8), 0), (range(1, 11), 50), ([90], 101)]
)
def test_an_answer_off_the_scale_of_all_others(client, usual, wrong) -> None:
    found = asked(client, *many("csat", usual, 30), ("csat", wrong, ""))
    assert note(found, "off_scale", "surveys")["rows"] == 1
    assert asked(client, *many("csat", usual, 30)).quality.empty


def test_a_touch_point_on_a_scale_of_its_own(client) -> None:
    shop = many("csat", [6, 8, 9, 10], 10, "shop")
    desk = many("csat", [3, 4, 5], 7, "desk")
    found = note(asked(client, *shop, *desk), "mixed_scales", "surveys")
    assert found["rows"] == 21
    assert "1 to 5 and 1 to 10" in found["detail"]


def test_few_low_answers_at_a_touch_point_are_no_scale(client) -> None:
    shop, desk = many("csat", [6, 8, 10], 10, "shop"), many("csat", [3, 5], 6, "desk")
    assert asked(client, *shop, *desk).quality.empty


def test_whole_answers_up_to_5_among_percentages(client) -> None:
    found = asked(client, *many("csat", [75, 90, 100], 4), *many("csat", [3, 4, 5], 2))
    line = note(found, "mixed_scales", "surveys")
    assert line["rows"] == 6
    assert "1 to 5 and 0 to 100" in line["detail"]


def test_instruments_have_scales_of_their_own(client) -> None:
    assert asked(client, *many("csat", [1, 5], 9), *many("ces", [1, 7], 9)).quality.empty


LEFT = "customer_id,start,end,mrr\nC1,2025-01-01,2025-06-01,1\nC2,2025-01-01,,1\n"


@pytest.mark.parametrize(
    ("day", "customer", "rows"),
    [
        ("2025-07-01", "C1", 1),  # 30 days after the first day without service
        ("2025-06-30", "C1", 0),  # a farewell
        ("2025-07-01", "C2", 0),
    ],
)
def test_answers_of_customers_who_had_left(client, day: str, customer: str, rows: int) -> None:
    client.write("contracts.csv", LEFT)
    client.write("s.csv", f"date,customer_id,instrument,score\n{day},{customer},nps,9\n")
    found = client.load(contracts="contracts.csv", surveys="s.csv")
    assert note(found, "answer_after_churn", "surveys").get("rows", 0) == rows
