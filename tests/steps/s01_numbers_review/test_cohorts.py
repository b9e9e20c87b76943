"""Start years are the client's own where it says them, and first contracts where it does not."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.steps.s01_numbers_review import cohorts
from tests.ledger.histories import line
from tests.steps.s01_numbers_review.small_books import THREE_TREES, opened

pytestmark = pytest.mark.slow

LINES = [
    line("A", "2022-01-01", "2025-01-01", arr=100),
    line("A", "2025-01-01", None, arr=80),
    line("B", "2022-01-01", "2023-03-01", arr=60),
    line("C", "2023-02-01", "2024-03-01", arr=40),
    line("C", "2024-03-01", None, arr=50),
    line("D", "2023-05-01", "2025-02-01", arr=40),
]
"""B leaves in February 2023: two losses in four years do not deny a history complete from 2022."""
ACQUIRED = {"A": "2016-05-01", "B": "2022-01-01", "C": "2023-02-01", "D": "2023-05-01"}


def table(acquired=ACQUIRED):
    days = pd.to_datetime(pd.Series(list(acquired.values())))
    customers = pd.DataFrame({"customer_id": list(acquired), "acquired_on": days})
    tables = {"customers": customers} if acquired else {}
    return cohorts.table(opened(LINES), SimpleNamespace(tables=tables))


def test_a_customer_belongs_to_the_year_in_which_it_was_acquired():
    rows = table()
    found = rows.set_index(["cohort", "year_end"])
    assert set(rows["cohort"]) == {"2016", "2022", "2023"}
    assert found.loc[("2016", "2025"), "n"] == 1
    kept = found.iloc[:, 0]
    assert kept[("2016", "2024")] == 1
    assert kept[("2016", "2025")] == pytest.approx(0.8)
    assert (kept[("2022", "2022")], kept[("2022", "2023")]) == (1, 0), "B was won and lost"
    assert kept[("2023", "2025")] == pytest.approx(50 / 80)
    assert found.loc[("2023", "2025"), "customers_kept"] == 0.5
    assert rows["acquired"].all()


def test_without_a_start_the_first_contract_counts_and_is_said_to():
    rows = table(acquired={})
    assert set(rows["cohort"]) == {"2022", "2023"}
    assert not rows["acquired"].any()


def test_what_has_not_been_seen_is_no_row():
    """2024: A and B with 132,000; a year later A with 124,100. C starts in 2025."""
    rows = cohorts.table(opened(THREE_TREES), SimpleNamespace(tables={}))
    found = rows.set_index(["cohort", "year_end"]).iloc[:, 0]
    assert found[("2024", "2025")] == pytest.approx(124_100 / 132_000)
    assert [key for key in found.index if key[0] == "2025"] == [("2025", "2025")]


def shown(kept, n=10, acquired=True):
    """The title of cohorts that end at these shares of their first ARR."""
    rows = [
        (str(2020 + number), end, share, 0.9 if end == "2025" else 1.0, n, acquired)
        for number, last in enumerate(kept)
        for end, share in (("2024", 1.0), ("2025", last))
    ]
    frame = pd.DataFrame(rows, columns=list(cohorts.COLUMNS))
    books = SimpleNamespace(engagement=SimpleNamespace(policies=SimpleNamespace(small_n=10)))
    return cohorts.cohort_heatmap.make(frame, books)


@pytest.mark.parametrize(
    ("kept", "acquired", "title"),
    [
        ((1.1, 1.0), True, "NoneShrank"),
        ((1.1, 0.8), True, "OneShrank"),
        ((0.9, 0.8), True, "SomeShrank"),
        ((1.1, 1.0), False, "NoneShrankOnFile"),
        ((1.1, 0.8), False, "SomeShrankOnFile"),
    ],
)
def test_the_title_says_which_start_years_shrank(kept, acquired, title):
    assert type(shown(kept, acquired=acquired).title).__name__ == title


def test_the_fewest_customers_left_are_those_of_the_table():
    (lowest,) = shown((1.1, 0.8)).say
    assert (lowest.cohort.value, lowest.low.value) == ("2020", 0.9)


def test_cohorts_of_few_customers_are_not_spoken_of():
    assert shown((1.1, 0.8), n=9).need == "year"
