"""The door for a person in JupyterLab: typed attributes, documented frames, one-line reprs."""

import pandas as pd
import pytest

import cs_lib as ts
from cs_lib.errors import DataError, UsageError
from cs_lib.exhibits import Exhibit
from tests.steps import case

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return ts.review(case.PLAIN.write(tmp_path_factory.mktemp("review")))


def test_a_review_names_itself_and_its_steps(review):
    assert repr(review) == "<Review of Three Trees, 2025Q4: 11 steps>"
    assert isinstance(review.numbers_review.waterfall, Exhibit)
    assert "\n" not in repr(review.valuation)
    assert "planning" in dir(review.valuation)


def test_a_typo_is_an_attribute_error_that_names_the_nearest(review):
    with pytest.raises(AttributeError, match="waterfall"):
        _ = review.numbers_review.waterfal


def test_retention_by_a_column_of_the_customers(review):
    # A goes from 120,000 to 124,100, B leaves with 12,000, C is new and was not there
    found = review.books.retention(by="size").set_index("size")
    assert found.loc["Large"].to_dict() == pytest.approx(
        {"accounts": 1, "opening": 120_000, "closing": 124_100, "grr": 1.0,
         "nrr": 124_100 / 120_000, "lost": 0}
    )  # fmt: skip
    assert found.loc["Small"].to_dict() == pytest.approx(
        {"accounts": 1, "opening": 12_000, "closing": 0, "grr": 0.0, "nrr": 0.0, "lost": 1}
    )
    (whole,) = review.books.retention().to_dict("records")
    assert whole["grr"] == pytest.approx(120_000 / 132_000)


def test_an_unknown_column_is_told_the_nearest(review):
    with pytest.raises(UsageError, match="size"):
        review.books.retention(by="sise")


def test_without_a_year_there_is_no_retention(tmp_path):
    young = ts.review(case.YOUNG.write(tmp_path))
    with pytest.raises(DataError, match="shorter than a year"):
        young.books.retention()


def test_the_accounts_and_the_bridge(review):
    assert review.books.accounts()["arr"].sum() == pytest.approx(130_100)
    quarters = review.books.bridge("quarter")
    assert set(quarters["period_kind"]) == {"quarter"}
    whole = quarters[quarters["segment"].isna() & (quarters["leaf"] == "closing")]
    assert whole["amount"].iloc[-1] == pytest.approx(130_100)
    with pytest.raises(UsageError, match="month"):
        review.books.bridge("months")


def test_what_is_missing_is_said(review):
    assert {"costs", "gross_margin"} <= {each.absent.need for each in review.missing}


def test_load_and_check_are_at_the_door(tmp_path):
    file = case.PLAIN.write(tmp_path)
    assert ts.load(file).client == "Three Trees"
    assert ts.check(file).problems == ()


def test_frames_are_the_callers_own(review):
    review.books.accounts()["arr"] = 0.0
    assert isinstance(review.books.accounts(), pd.DataFrame)
    assert review.books.accounts()["arr"].sum() > 0
