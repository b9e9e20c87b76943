"""The register of policies: every case of the definitions, every alternative a valid one."""

import pytest
from pydantic import ValidationError

from cs_lib.engagement import POLICIES, Policies
from cs_lib.tables import TABLES

# Numbered in the definitions but decided elsewhere than by one parameter: none.
CASES = {f"P{number:02d}" for number in range(1, 28)}


def test_every_case_of_the_definitions_has_a_parameter() -> None:
    assert {policy.id for policy in POLICIES} - {""} == CASES


def test_every_parameter_is_in_the_register_once() -> None:
    assert [policy.name for policy in POLICIES] == list(dict.fromkeys(p.name for p in POLICIES))
    assert {policy.name for policy in POLICIES} == set(Policies.model_fields)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_alternatives_are_values_that_an_engagement_may_choose(policy) -> None:
    for other in policy.alternatives:
        days = 3650 if policy.name == "reactivation_gap_days" else 365
        chosen = Policies.model_validate({"win_back_after_days": days, policy.name: other.value})
        assert getattr(chosen, policy.name) == other.value


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_what_a_policy_depends_on_is_in_the_contract(policy) -> None:
    derived = {
        "product_map", "times", "returns", "brief_visits", "parents", "prorations", "credits",
        "early_renewals", "rolling_lines", "first_period", "free_lines", "one_off_lines",
        "usage_lines", "currency_switches", "contracts.zero_price", "contracts.negative",
    }  # fmt: skip
    for need in policy.needs:
        table, _, column = need.partition(".")
        if need not in derived:
            assert table in TABLES
            assert not column or column in TABLES[table].column_names


def test_an_unknown_zone_is_refused_in_words() -> None:
    with pytest.raises(ValidationError, match="no time zone"):
        Policies.model_validate({"time_zone": "Mars/Olympus"})
