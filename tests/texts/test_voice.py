"""Every sentence of a report keeps the voice, on a full client and on one with little data."""

import re

import pytest

from cs_lib.texts import catalogue
from tests import whole
from tests.texts import voice
from tests.texts.voice import spoken


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("It was " + "very " * 20 + "long.", "length"),
        ("The client paid.", "banned word"),
        ("It holds.", "banned word"),
        ("Set gross_margin first.", "machine"),
        ("3 of 4 miss it.", "digit first"),
        ("One: two; three.", "chain"),
        ("This is no measurement.", "is not a"),
        ("Fine. 3 more are fine.", "digit first"),
    ],
)
def test_a_fault_is_seen(said, why):
    assert any(fault.startswith(why) for fault in voice.faults(said))


@pytest.mark.parametrize(
    "said",
    [
        "Losses have fallen for three quarters, from EUR 849k to EUR 172k.",
        "You recorded 56% of gross churn (EUR 860k) as controllable; 25% has no recorded reason.",
        "Headwind is ARR lost from customers who leave or reduce.",
    ],
)
def test_a_good_sentence_has_no_fault(said):
    assert list(voice.faults(said)) == []


@pytest.mark.parametrize(
    ("title", "below"),
    [
        ("Where does the money go?", ""),
        ("A " * 15 + "claim", ""),
        ("From 1 over 2 to 3", ""),
        ("ARR grew 58%", "ARR grew 58% in a year."),
    ],
)
def test_a_title_is_a_claim(title, below):
    assert list(voice.title_faults(title, below))


def test_years_and_measures_are_not_figures():
    title = "In 2026Q3 LTV-3 was EUR 122k, 6% above 30 Sep 2025"
    assert list(voice.title_faults(title)) == []


@pytest.mark.slow
def test_the_sample_keeps_the_voice():
    assert list(spoken(whole.review())) == []


@pytest.mark.slow
def test_a_client_with_contracts_alone_keeps_the_voice():
    assert list(spoken(whole.review(whole.BARE))) == []


@pytest.mark.slow
def test_twenty_accounts_keep_the_voice():
    assert list(spoken(whole.review(whole.SMALL))) == []


@pytest.mark.slow
def test_of_twenty_accounts_no_range_is_one_number_twice_and_no_rate_is_above_all():
    """Points are shares of accounts or of ARR: a fall of more than a hundred cannot be."""
    said = list(voice.told(whole.review(whole.SMALL)))
    assert len(said) > 300
    assert [text for text in said if voice.same_ends(text)] == []
    points = [float(each) for text in said for each in re.findall(r"([\d.]+) pts", text)]
    assert points
    assert max(points) <= 100


@pytest.mark.slow
@pytest.mark.external
def test_published_data_keep_the_voice():
    assert list(spoken(whole.review("ravenstack"))) == []


def test_heads_of_columns_keep_the_voice():
    heads = catalogue().files["columns"].values()
    assert [fault for head in heads for fault in voice.faults(str(head))] == []


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("It is 0.0x to 0.0x the cost.", "0.0x to 0.0x"), ("From 0.1x to 0.12x.", None),
        ("EUR 5k to EUR 5k", "5k to EUR 5k"), ("63% to 90%, on 18", None), ("1 to 1.5", None),
    ],
)  # fmt: skip
def test_a_range_of_one_number_is_seen(said, ends):
    assert voice.same_ends(said) == ends
