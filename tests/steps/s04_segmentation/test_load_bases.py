"""Two managers on four bases, by hand."""

import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import load_bases
from cs_lib.texts import Code, Person, Share

ROWS = pd.DataFrame(
    [("A", "P1", 10.0, 90.0), ("B", "P1", 10.0, 30.0), ("C", "P1", 20.0, 40.0),
     ("D", "P2", 60.0, 40.0)],
    columns=["account", "owner", "arr", "potential"],
).assign(gap=0.0)  # fmt: skip


def test_each_basis_has_its_own_share_and_gini() -> None:
    found = load_bases.bases(ROWS).set_index("load_basis")
    # three accounts and one; 40 and 60; 57.5 % and 42.5 %; 160 and 40
    assert found["share_most"].tolist() == pytest.approx([0.75, 0.6, 0.575, 0.8])
    assert found["owner"].tolist() == ["P1", "P2", "P1", "P1"]
    # of two shares the Gini is half their difference
    assert found["gini"].tolist() == pytest.approx([0.25, 0.1, 0.075, 0.3])
    assert found.loc["potential", "most_over_least"] == pytest.approx(4)


def test_the_widest_basis_is_in_the_title() -> None:
    shown = load_bases.load_bases.make(ROWS)
    assert shown.title.basis == Code("load_basis", "potential")
    assert shown.title.times.value == pytest.approx(4)
    assert shown.say[0].owner == Person("P1")
    assert shown.say[0].share.value == pytest.approx(Share(0.8).value)


def test_one_manager_is_not_compared() -> None:
    assert load_bases.load_bases.make(ROWS[ROWS["owner"] == "P1"]).need == "owners"
