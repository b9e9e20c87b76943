"""Segments by rules and by a tree, on accounts whose groups are known."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import value_segments
from tests.steps.s04_segmentation.builders import engagement


def measures(**columns: list[float]) -> pd.DataFrame:
    return pd.DataFrame(columns, index=[f"A{n}" for n in range(len(next(iter(columns.values()))))])


def test_an_account_belongs_to_the_first_segment_whose_conditions_hold() -> None:
    rules = [
        {"name": "Grow", "when": {"gap": ">= 50000", "success": ">= 50"}, "tactic": "call"},
        {"name": "Teach", "when": {"gap": ">=50000"}},
        {"name": "Small", "when": {"value": "< 1e3".replace("1e3", "1000")}},
    ]
    found, _ = value_segments.segments(measures(value=[1.0]), engagement(rules=rules).segmentation)
    assert found is not None
    given = measures(
        value=[9e4, 9e4, 500, 9e4, 9e4], gap=[5e4, 6e4, 0, 0, 7e4], success=[50, 49, 90, 90, np.nan]
    )
    # what is not known does not hold
    assert found.of(given).tolist() == ["Grow", "Teach", "Small", "", "Teach"]
    assert found.rules[0].tactic == "call"
    assert not found.proposed


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"name": "X", "when": {"gapp": ">= 1"}}, "no measure 'gapp'"),
        ({"name": "X", "when": {"gap": "about 5"}}, "is no condition"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(rule: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        engagement(rules=[rule])


def planted(seed: int = 0) -> tuple[pd.DataFrame, list[int]]:
    """Three groups: small ones, large ones that succeed, large ones that do not."""
    rng = np.random.default_rng(seed)
    groups = [(5e3, 1e3, 50, 60), (2e5, 1e5, 50, 85), (2e5, 1e5, 50, 20)]
    rows = [
        (value * rng.lognormal(0, 0.2), gap * rng.lognormal(0, 0.2), need,
         success + rng.normal(0, 4))
        for value, gap, need, success in groups for _ in range(60)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["value", "gap", "need", "success"])
    return frame.set_index(frame.index.map("A{}".format)), [n for n in range(3) for _ in range(60)]


def test_planted_groups_are_found_again_and_the_rules_say_how() -> None:
    given, truth = planted()
    found, argued = value_segments.segments(given, engagement().segmentation)
    assert found is not None
    placed = found.of(given)
    assert "" not in set(placed)
    # a group may be split, but none holds accounts of two
    groups = pd.Series([truth[int(account[1:])] for account in placed.index], placed.index)
    assert groups.groupby(placed).nunique().max() == 1
    chosen = argued[argued["chosen"]].iloc[0]
    assert chosen["stability"] > 0.6
    levels = [level for rule in found.rules for _, _, level in rule.conditions]
    # thresholds a person can keep in mind: two digits
    assert all(float(f"{level:.2g}") == level for level in levels)


def test_the_rules_alone_part_the_accounts_as_the_tree_did() -> None:
    given, _ = planted(4)
    found, _ = value_segments.segments(given, engagement().segmentation)
    assert found is not None
    held = pd.concat([rule.holds(given) for rule in found.rules], axis=1)
    assert held.sum(axis=1).eq(1).all()


def test_few_accounts_are_not_put_into_segments() -> None:
    given, _ = planted()
    assert value_segments.segments(given.iloc[:19], engagement().segmentation)[0] is None


def test_what_is_not_known_of_anybody_is_left_out() -> None:
    given, _ = planted()
    bare = given.assign(gap=np.nan, need=np.nan, success=np.nan)
    found, _ = value_segments.segments(bare, engagement().segmentation)
    assert found is not None
    assert {name for rule in found.rules for name, _, _ in rule.conditions} == {"value"}


def test_a_tree_cut_back_is_the_one_with_fewer_leaves() -> None:
    # values that stand there twice: the splits of resampled companies have ties
    x = np.round(np.random.default_rng(3).normal(size=(200, 3)), 1)
    grown = value_segments._tree(x, value_segments.MOST)
    for leaves in range(2, value_segments.MOST + 1):
        placed = value_segments._cut_back(grown, grown.apply(x), leaves)
        assert (placed == value_segments._tree(x, leaves).apply(x)).all()
