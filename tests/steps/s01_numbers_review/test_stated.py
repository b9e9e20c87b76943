"""What a client states becomes what we compute, line by line; the lines add up."""

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s01_numbers_review import kpis, stated
from tests.steps.case import ENGAGEMENT, Case
from tests.steps.s01_numbers_review import reviewed

pytestmark = pytest.mark.slow

LINES = """\
line_id,customer_id,start,end,arr,line_type,notice_date
1,A,2024-07-01,2025-07-01,10000,recurring,
2,A,2025-07-01,2026-07-01,9000,recurring,2025-12-01
3,B,2024-01-01,2027-01-01,20000,recurring,
4,C,2026-02-01,2027-02-01,3000,recurring,
5,B,2025-01-01,2026-12-31,2000,usage,
"""
"""ARR is 29,000; 3,000 are signed, usage runs at 2,000 a year, and A's 9,000 are under notice.

A's 10,000 were due and 9,000 renewed: the renewal rate is 90 %, GRR 29,000 / 30,000 = 96.7 %.
"""


CASE = Case(ENGAGEMENT.replace("  customers: customers.csv\n", ""), LINES)


def made(**figures: float):
    """What is shown for what the client states."""
    engagement, _, books = reviewed.opened(CASE)
    ours = kpis.table(books)
    told = ours.assign(stated=ours["metric"].map(figures).astype(float))
    return stated.your_figure.make(books, told, engagement)


def lines(exhibit) -> dict[str, float]:
    return exhibit.frame.set_index("figure_line")["value"].to_dict()


def test_arr_with_what_is_signed_and_usage_is_offered_as_a_question() -> None:
    exhibit = made(arr=34_100)
    assert lines(exhibit) == {
        "arr_stated": 34_100, "arr_unexplained": -100, "arr_usage": -2_000, "arr_signed": -3_000,
        "arr_ours": 29_000,
    }  # fmt: skip
    assert type(exhibit.title) is stated.IncludesBoth
    (question,) = exhibit.say
    assert (question.signed.value, question.usage.value) == (3_000, 2_000)


@pytest.mark.parametrize(
    ("arr", "claim", "question"),
    [
        (32_000, stated.IncludesSigned, [stated.AskSigned]),
        (31_000, stated.IncludesUsage, [stated.AskUsage]),
        (20_000, stated.ExcludesNotices, [stated.AskNotices]),
        (60_000, stated.ArrUnexplained, []),
        (29_000, stated.Agrees, []),
    ],
)
def test_the_likeliest_reading_of_arr(arr, claim, question) -> None:
    exhibit = made(arr=arr)
    assert type(exhibit.title) is claim
    assert [type(each) for each in exhibit.say] == question
    found = lines(exhibit)
    assert sum(found.values()) - found["arr_ours"] == pytest.approx(29_000)


def test_a_rate_goes_over_the_renewal_rate_to_ours() -> None:
    exhibit = made(grr=0.95)
    assert lines(exhibit) == pytest.approx(
        {
            "grr_stated": 0.95, "grr_unexplained": -0.05, "grr_renewals": 0.9,
            "grr_not_due": 29 / 30 - 0.9, "grr_ours": 29 / 30,
        }
    )  # fmt: skip
    assert type(exhibit.title) is stated.RateDiffers
    alone, question = exhibit.say
    assert alone.alone.value == pytest.approx(0.9)
    assert [each.stated.value for each in question.rates] == [0.95]


def test_what_agrees_asks_nothing() -> None:
    exhibit = made(nrr=29 / 30)
    assert exhibit.title == stated.Agrees()
    assert exhibit.say == ()


def test_other_figures_have_no_ladder() -> None:
    figures = pd.DataFrame({"metric": ["customers"], "stated": [3.0], "now": [2.0]})
    engagement, _, books = reviewed.opened()
    assert stated.your_figure.make(books, figures, engagement) == Absent("stated")


def test_groups_counted_as_one_are_a_rung_of_their_own() -> None:
    figures = pd.DataFrame({"metric": ["nrr"], "stated": [1.0], "now": [0.9]})
    engagement, _, books = reviewed.opened()
    assert books.due is not None
    found = stated.your_figure.make(books, figures, engagement)
    # by group the case keeps 124,100 of 132,000
    names = found.frame["figure_line"].tolist()
    assert names[-4:] == ["nrr_not_due", "nrr_group", "nrr_group_apart", "nrr_ours"]
    assert found.frame.set_index("figure_line").loc["nrr_group", "value"] == pytest.approx(
        124_100 / 132_000
    )
