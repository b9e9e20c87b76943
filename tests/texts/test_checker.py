"""The checker sees every fault of a template without running it."""

import pytest

from cs_lib.texts import Money, Sentence, Share
from cs_lib.texts.checker import faults


class Row(Sentence):
    share: Share


class Left(Sentence):
    money: Money
    rows: tuple[Row, ...]


GOOD = {"Left": "{{ money | money }}: {{ rows | listed }}", "Row": "{{ share | percent }}"}


def found(**changed):
    block = {key: text for key, text in (GOOD | changed).items() if text is not None}
    return faults(block, [Left], "valuation.ltv")


def test_a_good_block_has_no_fault():
    assert found() == []
    assert found(title="A title", note="A note", columns={"arr": "ARR"}) == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"Left": "{{ mony | money }}"}, "no fact 'mony'"),
        ({"Left": "{{ money | percent }}"}, "'percent' takes Share, 'money' is Money"),
        ({"Left": "{{ rows | money }}"}, "'money' takes Money"),
        ({"Left": "{{ money | listed }}"}, "not a list"),
        ({"Left": "{{ money }}"}, "one filter"),
        ({"Row": "{{ share | money }}"}, "'money' takes Money, 'share' is Share"),
        ({"Row": None}, "no text for Row"),
        ({"Left": None}, "no text for Left"),
        ({"Other": "text"}, "nobody says Other"),
        ({"title": "{{ money | money }}"}, "no fact 'money'"),
    ],
)
def test_each_fault_is_named(changed, why):
    assert any(why in fault for fault in found(**changed)), found(**changed)
