"""Accounts in two by two fields, told apart by place, colour and mark."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from cs_lib.display.charts import quadrants
from cs_lib.exhibits import charts
from tests.display.charts.drawings import alt, texts, unit_line
from tests.display.charts.told import AMOUNT, CASES, LABEL, SKILL, WILL, column, told


def test_each_field_bears_its_name_and_each_axis_its_index():
    words = texts(CASES["quadrants"])
    assert {"High performers", "Untrained accounts", "Unmotivated accounts"} <= set(words)
    assert {"Will", "Skill"} <= set(words)
    assert unit_line(CASES["quadrants"]) == "Amount, EUR"


def test_the_largest_are_named_and_fewer_on_a_phone():
    assert "Tree 11" in texts(CASES["quadrants"])
    narrow = texts(CASES["quadrants"], narrow=True)
    assert "Cedar" in narrow
    assert "Tree 11" not in narrow


def test_the_words_for_the_blind_stop_at_the_first_dozen():
    said = alt(CASES["quadrants"])
    assert "Tree 18" not in said or said.count("Tree") <= 8
    assert "High performers: Alder & <Sons>" in said


VIEW = charts.Quadrants(LABEL, WILL, SKILL, AMOUNT, column("text", "quadrant"))
CORNERS = pd.DataFrame(
    [("Alder", 10.0, 10.0, "Low"), ("Birch", 90.0, 90.0, "High"), ("Cedar", 10.0, 90.0, "Skilled"),
     ("Larch", 90.0, 10.0, "Willing"), ("Maple", 20.0, 15.0, "Low")],
    columns=["label", "will", "skill", "quadrant"],
).assign(amount=1_000.0, cut_x=50.0, cut_y=50.0)  # fmt: skip


def marks(frame: pd.DataFrame, narrow: bool = False) -> dict[str, bytes]:
    """The outline of the marks of each field, by the field of the first of them."""
    case, figure = told(VIEW, frame), Figure()
    quadrants.sketch(case, case.view).draw(figure, narrow)
    (axes,) = figure.axes
    known = {(row["will"], row["skill"]): row["quadrant"] for row in frame.to_dict("records")}
    return {
        known[tuple(each.get_offsets()[0])]: each.get_paths()[0].vertices.tobytes()
        for each in axes.collections
    }


@pytest.mark.parametrize("narrow", [True, False])
def test_each_field_has_a_mark_of_its_own_in_grey_print(narrow):
    found = marks(CORNERS, narrow)
    assert set(found) == {"Low", "High", "Skilled", "Willing"}
    assert len(set(found.values())) == 4


def test_a_field_keeps_its_mark_where_another_is_empty():
    every = marks(CORNERS)
    for field in every:
        left = marks(CORNERS[CORNERS["quadrant"] != field])
        assert left == {name: mark for name, mark in every.items() if name != field}


def test_the_name_of_a_field_bears_its_mark():
    case, figure = told(VIEW, CORNERS), Figure()
    quadrants.sketch(case, case.view).draw(figure, False)
    (axes,) = figure.axes
    keys = {each.get_marker(): tuple(np.ravel(each.get_xydata())) for each in axes.lines
            if each.get_marker() != "None"}  # fmt: skip
    assert keys == {"o": (0, 0), "s": (100, 100), "D": (0, 100), "^": (100, 0)}


@pytest.mark.parametrize(
    ("narrow", "longer", "lines"),
    [
        (False, "Low in skill and in will", 2),
        (True, "Low", 2),
        (True, "Low in skill and in will", 3),
    ],
)
def test_names_that_do_not_fit_side_by_side_on_a_phone_are_on_two_lines(narrow, longer, lines):
    """The longer name and its neighbour have 34 letters."""
    frame = CORNERS.replace({"Low": longer, "Willing": "Will alone"})
    case, figure = told(VIEW, frame), Figure()
    quadrants.sketch(case, case.view).draw(figure, narrow)
    (axes,) = figure.axes
    named = [each for each in axes.texts if each.get_text() in set(frame["quadrant"])]
    assert len({each.xyann[1] for each in named}) == lines


def test_of_three_accounts_in_one_place_two_are_named_one_above_and_one_below():
    frame = CORNERS.iloc[[0, 0, 0]].assign(
        label=["Rowan", "Hazel", "Elder"], will=30.0, skill=30.0, amount=[3.0, 2.0, 1.0]
    )
    case, figure = told(VIEW, frame), Figure()
    quadrants.sketch(case, case.view).draw(figure, False)
    above = {each.get_text(): each.xyann[1] > 0 for each in figure.axes[0].texts}
    assert (above["Rowan"], above["Hazel"], "Elder" in above) == (True, False, False)


@pytest.mark.parametrize(("skill", "place"), [(92.0, "below"), (99.5, "none"), (1.0, "none")])
def test_a_name_leaves_the_name_of_its_field_and_the_axis_free(skill, place):
    frame = CORNERS.iloc[[2 if skill > 50 else 0, 1]].assign(
        label=["Rowan", "Hazel"], will=[6.0, 60.0], skill=[skill, 60.0]
    )
    case, figure = told(VIEW, frame), Figure()
    quadrants.sketch(case, case.view).draw(figure, False)
    shifts = [each.xyann[1] for each in figure.axes[0].texts if each.get_text() == "Rowan"]
    assert ["above" if shift > 0 else "below" for shift in shifts] == [place] * (place != "none")
