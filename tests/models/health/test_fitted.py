"""The fitted model: planted effects, contributions that add up, and published data."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit
from sklearn.model_selection import StratifiedKFold

from cs_lib.models.discrimination import auc
from cs_lib.models.health.fitted import fitted
from cs_lib.models.health.validity import calibration
from tests import published


def drawn(n: int = 2_000) -> tuple[pd.DataFrame, pd.Series]:
    """Old accounts stay and monthly ones leave; colour tells nothing."""
    rng = np.random.default_rng(11)
    traits = pd.DataFrame(
        {
            "tenure": rng.uniform(0, 60, n), "term": rng.choice(["month", "year"], n),
            "colour": rng.choice(["red", "green", "blue"], n),
        }
    )  # fmt: skip
    odds = -1 - 0.05 * traits["tenure"] + 1.5 * (traits["term"] == "month")
    return traits, pd.Series(rng.random(n) < 1 / (1 + np.exp(-odds)))


def test_contributions_add_up_to_the_score():
    traits, left = drawn(600)
    model = fitted(traits, left, 0.1)
    total = model.base + model.contributions(traits).sum(axis=1)
    assert total.to_numpy() == pytest.approx(logit(model.risk(traits).to_numpy()))
    assert list(model.contributions(traits)) == ["tenure", "term", "colour"]


def test_planted_effects_are_found_and_noise_is_small():
    traits, left = drawn()
    parts = fitted(traits, left, 0.1).contributions(traits)
    by_term = parts["term"].groupby(traits["term"]).mean()
    assert by_term["month"] - by_term["year"] == pytest.approx(1.5, abs=0.4)
    assert parts["colour"].abs().max() < 0.25
    old, young = (
        parts["tenure"][part].mean() for part in (traits["tenure"] > 50, traits["tenure"] < 10)
    )
    assert old < young - 1.5


@pytest.mark.slow
def test_the_ridge_is_chosen_by_likelihood():
    traits, left = drawn(300)
    assert fitted(traits[["colour"]], left).strength <= fitted(traits, left).strength


def test_a_missing_number_and_a_new_word_are_no_errors():
    traits, left = drawn(400)
    model = fitted(traits.assign(tenure=traits["tenure"].where(traits.index % 7 > 0)), left, 0.1)
    new = pd.DataFrame({"tenure": [np.nan], "term": ["decade"], "colour": ["red"]})
    assert 0 < model.risk(new).iloc[0] < 1


def test_a_trait_of_rare_words_alone_tells_nothing():
    traits, left = drawn(400)
    names = pd.Series([f"name {number}" for number in range(400)])
    parts = fitted(traits.assign(name=names), left, 0.1).contributions(traits.assign(name=names))
    assert parts["name"].abs().max() == 0


@pytest.mark.external
@pytest.mark.slow
def test_the_telephone_company():
    """Ten folds: better than plain logistic regression (0.8455) and boosted trees (0.8486)."""
    (file,) = (published.DATA / "telco_churn").glob("*.csv")
    frame = pd.read_csv(file)
    left = frame["Churn"] == "Yes"
    traits = frame.drop(columns=["customerID", "Churn"])
    traits["TotalCharges"] = pd.to_numeric(traits["TotalCharges"], errors="coerce")
    risk, areas = np.zeros(len(frame)), []
    for seen, kept in StratifiedKFold(10, shuffle=True, random_state=0).split(traits, left):
        model = fitted(traits.iloc[seen], left.iloc[seen], 0.1)
        risk[kept] = model.risk(traits.iloc[kept])
        areas.append(auc(risk[kept], left.to_numpy()[kept])[0])
    slope, intercept = calibration(risk, left.to_numpy())
    assert np.mean(areas) >= 0.846
    assert slope == pytest.approx(1, abs=0.05)
    assert intercept == pytest.approx(0, abs=0.05)
