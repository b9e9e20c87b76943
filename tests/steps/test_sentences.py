"""Sentences claim what the figures are (R12), each under one name, and say it in full."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cs_lib import ledger
from cs_lib.numbers import money_short, percent
from cs_lib.steps.review import kpis
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.sentences import SUBJECTS
from cs_lib.steps.review.sentences.movement import Movement
from cs_lib.steps.review.sentences.retention import Retention
from tests.ledger import histories
from tests.steps import case

pytestmark = pytest.mark.slow

CASES = {"plain": case.PLAIN, "troubled": case.TROUBLED, "young": case.YOUNG, "alone": case.ALONE}
FIGURE = re.compile(r"EUR −?[\d,]+(?:\.\d+)?(?:k|m|bn)?|[−+]?[\d,]+(?:\.\d+)?%")


def claimed(sentence: str) -> list[str]:
    """Every amount and percentage that a sentence names, in its order."""
    return FIGURE.findall(sentence)


def bound(values: Mapping[str, Any], before: float | None) -> dict[str, list[str]]:
    """What the three main sentences may claim, out of the twelve-month figures."""
    arr = [money_short(values["arr"], "EUR")]
    if before:
        arr.append(percent(abs(values["arr"] / before - 1)))
    winds = [values["tailwind"], values["headwind"]]
    # The same rate is not said twice: without a price rise there is one.
    rates = dict.fromkeys((values["nrr"], values["nrr_ex_price"]))
    return {
        "arr": arr,
        "waterfall": [money_short(wind, "EUR") for wind in winds if wind == wind],
        "price": [percent(rate) for rate in rates if rate == rate],
    }


@pytest.fixture(scope="module", params=list(CASES))
def review(request: pytest.FixtureRequest) -> Any:
    return case.computed(CASES[request.param]).results["numbers_review"]


def test_the_sentences_of_a_review_claim_its_figures(review: Any) -> None:
    rows = review.kpis.set_index("slug")
    before = rows.loc["arr", "year_ago"]
    expected = bound(rows["now"].to_dict(), before if before == before else None)
    assert {name: claimed(review.findings[name]) for name in expected} == expected


def test_no_sentence_shows_a_gap_where_a_number_belongs(review: Any) -> None:
    gaps = {name: text for name, text in review.findings.items() if re.search(r"nan|None|–", text)}
    assert gaps == {}
    assert all(text.strip() for text in review.findings.values())


def test_the_figures_in_the_sentences_of_the_case() -> None:
    findings = case.computed().results["numbers_review"].findings
    # 130,100 / 132,000 - 1 = -1.4 %; 124,100 / 132,000 = 94.0 %; 122,100 / 132,000 = 92.5 %.
    assert claimed(findings["arr"]) == ["EUR 130k", "1.4%"]
    assert claimed(findings["waterfall"]) == ["EUR 42.8k", "EUR 50.7k"]
    assert claimed(findings["price"]) == ["94.0%", "92.5%"]
    assert "1.4% less than a year before" in findings["arr"]
    assert "falls short of" in findings["waterfall"]


def test_each_sentence_has_one_home() -> None:
    names = [name for subject in SUBJECTS for name in vars(subject) if not name.startswith("_")]
    assert len(names) == len(set(names)) == 51
    assert set(names) == set(case.computed().results["numbers_review"].findings)


terms = st.tuples(
    st.sampled_from("ABC"),
    st.integers(0, 30),  # the month it starts in
    st.integers(1, 24),  # how many months it lasts
    st.integers(1, 500),
    st.sampled_from([0.4, 12, 950, 120_000, 9_999_950]),
    st.sampled_from([0.0, 0.15, 0.5]),
)


def books_of(lines: list[tuple[str, int, int, int, float, float]]) -> Books:
    """Books up to the end of 2025 at the customers' grain only: nothing here asks for another."""
    rows = [
        histories.seats(
            customer,
            dt.date(2023 + start // 12, start % 12 + 1, 1).isoformat(),
            dt.date(2023 + (start + months) // 12, (start + months) % 12 + 1, 1).isoformat(),
            qty,
            price,
            discount=discount,
        )
        for customer, start, months, qty, price, discount in lines
    ]
    engagement = histories.engagement("2025-12-31")
    book = ledger.build(histories.table(rows), None, None, engagement=engagement)
    return Books(engagement, {"customer": book})


@pytest.mark.slow
# Each example opens books of its own; making a failing one smaller would take minutes.
@settings(max_examples=6, phases=[Phase.generate])
@given(st.lists(terms, min_size=2, max_size=5))
def test_sentences_claim_the_figures_of_any_history(
    lines: list[tuple[str, int, int, int, float, float]],
) -> None:
    books = books_of(lines)
    frames = {"kpis": kpis.table(books)}
    rows = frames["kpis"].set_index("slug")
    expected = bound(rows["now"].to_dict(), rows["year_ago"].dropna().get("arr"))
    movement, retention = Movement(books, frames), Retention(books, frames)
    assert {
        "arr": claimed(movement.arr()),
        "waterfall": claimed(movement.waterfall()),
        "price": claimed(retention.price()),
    } == expected
