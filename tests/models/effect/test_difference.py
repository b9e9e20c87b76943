"""Differences of means and of changes, against published figures."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.models.effect import difference


def test_the_difference_of_two_means_by_hand() -> None:
    # 3 against 1; HC1: each group's squared residuals over n^2, times 4 / 2
    frame = pd.DataFrame({"y": [2.0, 4.0, 0.0, 2.0], "treated": [True, True, False, False]})
    found = difference.of_means(frame, "y", "treated")
    assert found.value == pytest.approx(2.0)
    assert found.error == pytest.approx(np.sqrt((2 / 4 + 2 / 4) * 4 / 2))
    assert (found.treated, found.compared, found.found) == (2, 2, False)


def test_the_change_beyond_that_of_the_others_by_hand() -> None:
    # A grew from 1 to 5, B from 2 to 3, C from 4 to 4: 4 less the mean of 1 and 0
    panel = pd.DataFrame(
        [("A", 0, 1.0), ("A", 1, 5.0), ("B", 0, 2.0), ("B", 1, 3.0), ("C", 0, 4.0), ("C", 1, 4.0)],
        columns=["unit", "time", "y"],
    )
    panel["on"] = panel["unit"].eq("A") & panel["time"].eq(1)
    assert difference.of_changes(panel, "y", "unit", "time", "on").value == pytest.approx(3.5)


def test_without_a_comparison_there_is_no_effect() -> None:
    frame = pd.DataFrame({"y": [1.0, 2.0], "treated": [True, True]})
    with pytest.raises(ValueError, match="compare"):
        difference.of_means(frame, "y", "treated")


def test_organ_donations_as_published() -> None:
    # Kessler and Roth (2014), as in Huntington-Klein, The Effect (2021), chapter 18: -0.022
    data = pytest.importorskip("causaldata").organ_donations.load_pandas().data
    data["asked"] = data["State"].eq("California") & data["Quarter_Num"].ge(4)
    found = difference.of_changes(data, "Rate", "State", "Quarter", "asked")
    assert found.value == pytest.approx(-0.02246, abs=5e-6)
    assert found.found


def test_thornton_as_published() -> None:
    # Thornton (2008), as in Cunningham, Causal Inference: The Mixtape (2021): 0.4506
    data = pytest.importorskip("causaldata").thornton_hiv.load_pandas().data
    data = data.dropna(subset=["got", "any"])
    data["paid"] = data["any"].eq(1)
    assert difference.of_means(data, "got", "paid").value == pytest.approx(0.4506, abs=5e-5)
    by_village = difference.of_means(data.dropna(subset=["villnum"]), "got", "paid", (), "villnum")
    assert by_village.error > difference.of_means(data, "got", "paid").error


@pytest.mark.slow
def test_limits_of_clusters_hold_no_effect_as_often_as_they_say() -> None:
    random, held = np.random.default_rng(3), 0
    for _ in range(300):
        shared = np.repeat(random.normal(size=30), 8)
        frame = pd.DataFrame({"y": shared + random.normal(size=240)})
        frame["treated"] = np.repeat(np.arange(30) % 2 == 0, 8)
        frame["village"] = np.repeat(np.arange(30), 8)
        held += not difference.of_means(frame, "y", "treated", (), "village").found
    assert 0.91 <= held / 300 <= 0.98
