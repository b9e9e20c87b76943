"""The company looks like one: skewed sizes, a mix of segments, figures of a healthy business."""

from collections import Counter
from statistics import mean, median

import pytest

from cs_lib.sample.book import total


@pytest.fixture(scope="module")
def arr(world):
    """ARR of every account with any on the last day, in units of its own currency."""
    values = ((h.account, total(h.states[-1]) / 100) for h in world.histories)
    return {account: value for account, value in values if value}


def test_a_tenth_of_the_accounts_holds_about_half_of_the_money(arr):
    values = sorted(arr.values(), reverse=True)
    assert 0.4 < sum(values[: len(values) // 10]) / sum(values) < 0.7
    assert mean(values) > 1.5 * median(values)
    assert values[0] / sum(values) < 0.08


def test_segments_differ_in_size_and_number(arr):
    sizes = {
        name: [value for account, value in arr.items() if account.segment.name == name]
        for name in ("Enterprise", "Mid-market", "SMB")
    }
    enterprise, middle, small = sizes.values()
    assert median(enterprise) > 2 * median(middle) > 4 * median(small)
    assert len(enterprise) < len(middle) < len(small)


def test_the_headline_figures_are_plausible(truth):
    latest = truth["retention"][0]
    assert 12e6 < truth["closing_report"][-1] < 20e6
    assert truth["closing_report"][0] < truth["closing_report"][-1]
    assert 0.88 < latest["grr"] < 0.91
    assert 1.04 < latest["nrr"] < 1.10
    assert 0.07 < latest["accounts_lost"] / latest["accounts_at_opening"] < 0.15


def test_names_are_unique_and_groups_share_theirs(world):
    accounts = {account.customer_id: account for account in world.plan.accounts}
    assert len({account.name for account in accounts.values()}) == len(accounts)
    children = [account for account in accounts.values() if account.parent_id]
    assert max(Counter(child.parent_id for child in children).values()) >= 3
    for child in children:
        assert child.name.split()[0] == accounts[child.parent_id].name.split()[0]


def test_contracts_start_with_the_seasons(world):
    """December, January and the ends of quarters are a third of the year and half the starts."""
    busy = (1, 3, 6, 9, 12)
    starts = [a.start.month for a in world.plan.accounts if a.role == "regular"]
    assert sum(month in busy for month in starts) / len(starts) > 0.5


def test_terms_are_monthly_annual_and_for_several_years(world):
    terms = Counter(account.term for account in world.plan.accounts)
    assert set(terms) == {1, 12, 24, 36}
    assert terms[12] > max(terms[1], terms[24], terms[36])


def by_trait(world, tables, trait: str, value):
    """Mean of `value` over usage rows of accounts high (>= 60) and low (< 40) in a trait."""
    traits = {a.customer_id: getattr(a, trait) for a in world.plan.accounts}
    high, low = [], []
    for row in tables["usage"]:
        level, found = traits[row["customer_id"]], value(row)
        if found is not None and level >= 60:
            high.append(found)
        elif found is not None and level < 40:
            low.append(found)
    return mean(high), mean(low)


def share_of(metric: str):
    def value(row):
        wanted = row["metric"] == metric
        return float(row["value"]) / float(row["entitlement"]) if wanted else None

    return value


def test_skill_shows_in_the_depth_of_use(world, tables):
    high, low = by_trait(world, tables, "skill", share_of("features_used"))
    assert high > low + 0.2


def test_will_shows_in_how_many_use_it(world, tables):
    high, low = by_trait(world, tables, "will", share_of("active_users"))
    assert high > low + 0.15


def test_will_shows_in_who_turns_to_whom(world, tables):
    traits = {a.customer_id: a.will for a in world.plan.accounts}
    rates = {True: [], False: []}
    for row in tables["activities"]:
        will = traits[row["customer_id"]]
        if will >= 60 or will < 40:
            rates[will >= 60].append(row["direction"] == "customer_to_vendor")
    assert mean(rates[True]) > mean(rates[False]) + 0.1


def test_thriving_quadrants_lose_less(world):
    def rate(name: str) -> float:
        met = [e for h in world.histories if h.account.quadrant == name for e in h.exposures]
        return sum(e.hazard for e in met) / len(met)

    assert rate("Need to Exit") > 2 * rate("High Performers")
