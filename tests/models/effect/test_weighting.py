"""Groups made alike: two accounts by hand, and LaLonde's test of methods without an experiment."""

import pandas as pd
import pytest

from cs_lib.models.effect import difference
from cs_lib.models.effect.weighting import weighted

TRAITS = [
    "age", "age2", "age3", "educ", "educ2", "marr", "nodegree", "black", "hisp", "re74", "re75",
    "no74", "no75", "educ74",
]  # fmt: skip


def test_weights_make_the_means_equal_by_hand() -> None:
    # treated at 1; others at 0 and 2 with 0 twice: the one at 2 must weigh as much as both at 0
    frame = pd.DataFrame(
        [
            (True, 1.0, 5.0),
            (True, 1.0, 7.0),
            (False, 0.0, 1.0),
            (False, 0.0, 3.0),
            (False, 2.0, 4.0),
        ],
        columns=["treated", "size", "y"],
    )
    found = weighted(frame, "y", "treated", ["size"])
    assert found.weights == pytest.approx([0.5, 0.5, 1.0], abs=1e-4)
    # 6 less half of the mean of 1 and 3, and half of 4
    assert found.effect.value == pytest.approx(3.0, abs=1e-4)
    row = found.balance.iloc[0]
    assert (row["treated"], row["compared"]) == (1.0, pytest.approx(2 / 3))
    assert row["gap_after"] == pytest.approx(0.0, abs=1e-4)
    assert found.balanced


def test_what_no_weights_make_alike_is_said() -> None:
    frame = pd.DataFrame(
        {
            "treated": [True, True, False, False],
            "size": [9.0, 8.0, 1.0, 2.0],
            "y": [1.0, 2.0, 3.0, 4.0],
        }
    )
    assert not weighted(frame, "y", "treated", ["size"]).balanced


@pytest.fixture(scope="module")
def lalonde() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The experiment, and its treated beside 15,992 people of a survey (Dehejia, Wahba)."""
    data = pytest.importorskip("causaldata")
    trial = data.nsw_mixtape.load_pandas().data.drop(columns="data_id").astype(float)
    survey = data.cps_mixtape.load_pandas().data.drop(columns="data_id").astype(float)
    both = []
    for frame in (trial, pd.concat([trial[trial["treat"] == 1], survey.assign(treat=0.0)])):
        both.append(
            frame.assign(
                treated=frame["treat"] == 1, no74=frame["re74"] == 0, no75=frame["re75"] == 0,
                age2=frame["age"] ** 2, age3=frame["age"] ** 3, educ2=frame["educ"] ** 2,
                educ74=frame["educ"] * frame["re74"],
            )
        )  # fmt: skip
    return both[0], both[1]


def test_the_experiment_as_published(lalonde: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    found = difference.of_means(lalonde[0], "re78", "treated")
    assert found.value == pytest.approx(1794.34, abs=0.005)


def test_without_adjustment_the_survey_misleads(
    lalonde: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    naive = difference.of_means(lalonde[1], "re78", "treated")
    assert naive.value == pytest.approx(-8497.52, abs=0.005)
    assert naive.high < 1794.34


def test_adjusted_the_survey_agrees_with_the_experiment(
    lalonde: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    found = weighted(lalonde[1], "re78", "treated", TRAITS)
    assert found.balance["gap_before"].abs().max() > 1
    assert found.balanced
    assert found.effect.low < 1794.34 < found.effect.high
    assert found.effect.value > 0
