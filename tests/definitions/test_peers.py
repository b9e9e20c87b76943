"""Published medians come by band of contract value, with source, year and n."""

import pytest

from cs_lib.definitions.peers import Survey, surveys


def test_the_survey_has_what_makes_it_a_reference():
    (survey,) = surveys()
    assert (survey.year, survey.n, survey.at_least, survey.currency) == (2022, 1500, True, "USD")
    assert "SaaS Capital" in survey.source


@pytest.mark.parametrize(
    ("contract_value", "nrr", "grr"),
    [(3_000, 1.00, 0.90), (12_000, 1.02, 0.90), (59_583, 1.05, 0.93), (1e6, 1.10, 0.93)],
)
def test_the_band_is_that_of_the_contract_value(contract_value, nrr, grr):
    """As the brief prints them: 100 % and 90 % below 12k; 110 % and 93 % above 250k."""
    (survey,) = surveys()
    assert survey.median("nrr", contract_value) == nrr
    assert survey.median("grr", contract_value) == grr


def test_what_a_survey_does_not_measure_has_no_median():
    assert surveys()[0].median("quick_ratio", 1.0) is None


def test_a_band_without_a_median_is_refused():
    with pytest.raises(ValueError, match="a median for each of 2 bands"):
        Survey("S", 2020, 1, False, "USD", (1.0,), {"nrr": (1.0,)})
