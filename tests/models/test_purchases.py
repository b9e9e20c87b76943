"""The BG/NBD estimates published for CDNOW."""

from importlib.metadata import distribution

import numpy as np
import pandas as pd
import pytest

from cs_lib.models.purchases import fit

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cdnow():
    """2,357 customers; the file is read where it is installed, the package is not imported."""
    files = distribution("lifetimes").files
    (summary,) = (file for file in files if file.name == "cdnow_customers_summary.csv")
    return pd.read_csv(summary.locate()).rename(columns={"T": "age"})


@pytest.fixture(scope="module")
def model(cdnow):
    return fit(cdnow)


def test_the_published_estimates(model):
    found = (model.r, model.alpha, model.a, model.b)
    assert found == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=0.0006)
    assert model.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    assert model.n == 2357


def test_the_published_forecast_of_one_customer(model):
    # Fader, Hardie & Lee's spreadsheet note: customer 0001, the next 39 weeks
    assert model.expected(39, [2], [30.43], [38.86])[0] == pytest.approx(1.226, abs=0.001)


def test_silence_lowers_the_chance_to_be_alive(model):
    # by hand: 1 / (1 + 0.793 / 6.426 * (43.414 / (4.414 + recency)) ** 5.243)
    alive = model.alive([0, 5, 5], [0, 38, 10], [39, 39, 39])
    assert alive.tolist() == pytest.approx([1, 0.878, 0.024], abs=0.001)


def test_the_forecast_grows_with_its_span(model, cdnow):
    past = [cdnow[name].to_numpy() for name in ("frequency", "recency", "age")]
    short, long = (model.expected(weeks, *past) for weeks in (13, 39))
    assert (short >= 0).all()
    assert (long > short).all()
    assert np.isfinite(long).all()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"frequency": [1], "recency": [2]}, "lack the columns age"),
        ({"frequency": [0], "recency": [0], "age": [5]}, "nobody bought again"),
        ({"frequency": [2], "recency": [6], "age": [5]}, "recency"),
        ({"frequency": [2, 0], "recency": [3, 1], "age": [5, 5]}, "recency"),
    ],
)
def test_purchases_that_cannot_be_are_refused(row, said):
    with pytest.raises(ValueError, match=said):
        fit(pd.DataFrame(row))
