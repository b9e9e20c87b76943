"""Who had a decision to make in a quarter, of three contracts worked out by hand."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.steps.s08_ltv_opportunity import decisions, observed
from tests.steps import case

pytestmark = pytest.mark.slow

CONTRACTS = """\
customer_id,start,end,product_id,qty,list_price,billing_period,notice_date
A,2023-03-01,2024-03-01,A,100,12,year,
A,2024-03-01,2025-03-01,A,100,12,year,2024-12-15
B,2024-01-01,,A,100,1,month,
C,2022-01-01,2024-01-01,A,100,12,year,
C,2024-01-01,2026-01-01,A,100,12,year,
"""
CUSTOMERS = (
    "customer_id,name,size,acquired_on\nA,Alder,Large,\nB,Birch,Large,\nC,Cedar,Large,2020-01-01\n"
)


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    small = case.Case(contracts=CONTRACTS, customers=CUSTOMERS)
    with tempfile.TemporaryDirectory() as folder:
        run = workbook.compute(engagements.load(small.write(Path(folder))), [])
        seen = observed.quarters(run.books)
        told = decisions.decisions(seen, run.books, run.intake)
    frame = seen[["account", "opening", "arr"]].join(told)
    return frame.set_index(["account", frame["opening"].dt.strftime("%Y-%m-%d")])


def test_a_notice_counts_from_the_first_quarter_that_begins_after_it(found: pd.DataFrame) -> None:
    assert not found.loc[("A", "2024-09-30"), "noticed"]
    assert found.loc[("A", "2024-12-31"), "noticed"]
    assert not found.loc[["B", "C"], "noticed"].any()


def test_a_decision_is_the_end_of_a_term_and_any_quarter_where_there_is_no_term(
    found: pd.DataFrame,
) -> None:
    ends = found.loc["A", "decides"]
    assert ends[ends].index.tolist() == ["2023-12-31", "2024-12-31"]
    assert found.loc["B", "decides"].all()
    # two years run until 1 January 2026, which is the quarter after the last one that is seen
    last = found.loc["C", "decides"]
    assert last[last].index.tolist() == ["2023-12-31"]


def test_tenure_is_from_sign_up_else_from_the_first_line(found: pd.DataFrame) -> None:
    months = np.expm1(found["tenure"])
    # 22 months from March 2023, 60 from 2020, each less a day
    assert months[("A", "2024-12-31")] == pytest.approx(22, abs=0.1)
    assert months[("C", "2024-12-31")] == pytest.approx(60, abs=0.1)
    assert found.loc[("A", "2024-12-31"), "size"] == pytest.approx(np.log(1200))
