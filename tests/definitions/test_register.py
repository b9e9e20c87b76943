"""The register: one name and one number for each figure, the same in every room."""

import re

import pytest

from cs_lib.definitions.register import BY_ID, BY_SLUG, REGISTER, SIGN_OFF
from cs_lib.engagement.names import FIGURES, METRICS
from cs_lib.ledger import LEAVES
from cs_lib.steps.s01_numbers_review import kpis


def test_ids_and_slugs_are_unique() -> None:
    assert len(BY_ID) == len(BY_SLUG) == len(REGISTER)
    assert len({metric.name for metric in REGISTER}) == len(REGISTER)


def test_ids_are_numbers_of_the_definitions_in_their_order() -> None:
    ids = [metric.id for metric in REGISTER]
    assert [each for each in ids if not re.fullmatch(r"M\d\d[a-z]?|N\d\d", each)] == []
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    ("id", "slug", "unit"),
    [
        ("M02", "arr", "money"),
        ("M16", "headwind", "money"),
        ("M17", "tailwind", "money"),
        ("M20", "gross_churn", "money"),
        ("M21", "net_churn", "money"),
        ("M22", "gross_churn_rate", "rate"),
        ("M23", "logo_churn_rate", "rate"),
        ("M24", "grr", "rate"),
        ("M25", "nrr", "rate"),
        ("M26", "nrr_ex_price", "rate"),
        ("M33", "quick_ratio", "ratio"),
    ],
)
def test_published_ids_mean_what_the_definitions_say(id: str, slug: str, unit: str) -> None:
    assert (BY_ID[id].slug, BY_ID[id].unit) == (slug, unit)


def test_every_metric_says_how_it_is_measured_and_by_whom() -> None:
    blank = [m.id for m in REGISTER if not (m.name and m.formula and m.grain and m.source)]
    assert blank == []


def test_what_a_client_may_state_is_in_the_register() -> None:
    assert [name for name in FIGURES if name not in BY_SLUG] == []
    assert {metric.id for metric in REGISTER} == METRICS


def test_every_figure_that_is_shown_can_be_stated_and_aimed_at() -> None:
    assert [slug for slug in kpis.SHOWN if slug not in FIGURES] == []


def test_headline_metrics_to_sign_are_figures_that_are_shown() -> None:
    assert [id for id in SIGN_OFF if BY_ID[id].slug not in kpis.SHOWN] == []


def test_leaves_of_the_ledger_point_into_the_register() -> None:
    # A leaf that a policy makes (exchange rates, win-backs) names the policy, P and its number.
    unknown = {
        leaf.metric
        for leaf in LEAVES.values()
        if leaf.metric not in BY_ID and not re.fullmatch(r"P\d\d", leaf.metric)
    }
    assert unknown == set()
