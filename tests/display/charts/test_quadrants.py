"""Accounts in two by two fields, told apart by place, colour and mark."""

from tests.display.charts.drawings import alt, texts, unit_line
from tests.display.charts.told import CASES


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
