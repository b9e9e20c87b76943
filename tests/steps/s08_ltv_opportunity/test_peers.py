"""Comparable accounts: groups that differ by more than chance, held against scipy's anova."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f_oneway

from cs_lib.steps.s08_ltv_opportunity import peers


def observed(losses: list[float], segment: str = "S", quarters: int = 1) -> pd.DataFrame:
    """Accounts with one loss each, seen for so many quarters; nothing expands or is bought."""
    rows = [
        (f"A{number}", segment, f"Q{quarter}", loss, 0.0, 0.0)
        for number, loss in enumerate(losses)
        for quarter in range(quarters)
    ]
    columns = ["account", "segment", "quarter", "retention", "expansion", "upsell"]
    return pd.DataFrame(rows, columns=columns)


def groups(frame: pd.DataFrame, *names: str, size: int = 10) -> pd.DataFrame:
    number = frame["account"].str[1:].astype(int)
    return pd.DataFrame({"adoption": number.map(lambda n: names[n // size])}, index=frame.index)


def retention(frame: pd.DataFrame, attributes: pd.DataFrame) -> pd.Series:
    found = peers.compare(frame, attributes)
    return found[found["lever"] == "retention"].iloc[0]


GOOD = [0.0, 0.1] * 5
BAD = [0.2, 0.4] * 5


def test_z_and_p_are_those_of_the_analysis_of_variance() -> None:
    frame = observed(GOOD + BAD)
    found = retention(frame, groups(frame, "good", "bad"))
    known = f_oneway(GOOD, BAD)
    assert found["credibility"] == pytest.approx(1 - 1 / known.statistic)
    assert found["p"] == pytest.approx(known.pvalue)
    assert found["credible"]


def test_the_ratio_is_the_best_groups_rate_drawn_towards_the_segments() -> None:
    frame = observed(GOOD + BAD)
    found = retention(frame, groups(frame, "good", "bad"))
    # the good lose 0.05 and all lose 0.175, so the good lose 0.2857 of it, before regression
    z = 1 - 1 / f_oneway(GOOD, BAD).statistic
    assert found["best"] == "good"
    assert found["ratio"] == pytest.approx(1 + z * (0.05 / 0.175 - 1))
    assert found["low"] < found["ratio"] < found["high"]


def test_more_of_what_is_good_is_the_best_where_more_is_better() -> None:
    frame = observed(GOOD + BAD)
    frame = frame.assign(expansion=frame["retention"])
    found = peers.compare(frame, groups(frame, "low", "high"))
    assert found.set_index("lever").loc["expansion", "best"] == "high"


def test_an_accounts_quarters_are_no_further_accounts() -> None:
    one, four = observed(GOOD + BAD), observed(GOOD + BAD, quarters=4)
    once = retention(one, groups(one, "good", "bad"))
    repeated = retention(four, groups(four, "good", "bad"))
    assert repeated["p"] == pytest.approx(once["p"])
    assert repeated["accounts"] == once["accounts"] == 10


def test_segments_are_not_compared_with_each_other() -> None:
    calm, wild = observed([0.0, 0.1] * 10, "calm"), observed([0.4, 0.8] * 10, "wild")
    frame = pd.concat([calm, wild.assign(account="B" + wild["account"].str[1:])], ignore_index=True)
    by_segment = pd.DataFrame({"segment": frame["segment"]})
    found = retention(frame, by_segment)
    assert found["ratio"] == pytest.approx(1)
    assert not found["credible"]


def test_groups_of_fewer_than_ten_accounts_are_not_compared() -> None:
    frame = observed(GOOD + BAD[:9])
    assert peers.compare(frame, groups(frame, "good", "bad")).empty


def test_the_best_quartile_takes_as_many_groups_as_make_a_quarter() -> None:
    losses = [0.01, 0.02] * 5 + [0.03, 0.04] * 5 + [0.3, 0.4] * 30
    frame = observed(losses)
    names = ["a", "b", *"cdefgh"]
    found = retention(frame, groups(frame, *names))
    assert found["best"] == "a, b"
    assert found["accounts"] == 20


def test_mere_chance_is_seldom_believed() -> None:
    # three attributes without any meaning, twelve times: at 5 % shared, 0.6 are to be expected
    believed = 0
    for seed in range(12):
        generator = np.random.default_rng(seed)
        frame = observed(list(generator.binomial(1, 0.1, 120).astype(float)))
        drawn = {f"x{k}": generator.integers(0, 4, 120).astype(str) for k in range(3)}
        found = peers.compare(frame, pd.DataFrame(drawn, index=frame.index))
        believed += bool(found.loc[found["lever"] == "retention", "credible"].any())
    assert believed <= 3


def test_nothing_lost_by_anybody_is_no_lead() -> None:
    frame = observed([0.0] * 20)
    found = peers.compare(frame, groups(frame, "a", "b"))
    assert not found["credible"].any()


def test_what_no_account_can_be_helped_to_is_shown_and_gives_no_uplift() -> None:
    frame = observed(GOOD + BAD)
    found = peers.compare(frame, groups(frame, "a", "b").set_axis(["industry"], axis=1))
    assert found.set_index("lever").loc["retention", "credible"]
    assert peers.best(found).empty
    assert not peers.best(peers.compare(frame, groups(frame, "a", "b"))).empty


def test_what_is_not_believed_is_not_among_the_best() -> None:
    frame = observed(GOOD + GOOD)
    assert peers.best(peers.compare(frame, groups(frame, "a", "b"))).empty
