"""A template is text and facts, nothing else."""

import pytest

from cs_lib.texts.templates import Literal, Range, Slot, TemplateError, pieces, slots


def test_bold_runs_over_facts():
    assert pieces("a **{{ x | money }} b** c") == (
        Literal("a ", False),
        Slot("x", "money", (), True),
        Literal(" b", True),
        Literal(" c", False),
    )


def test_a_filter_may_take_constants():
    assert pieces("{{ n | counted('account') }}") == (Slot("n", "counted", ("account",), False),)


def test_the_ends_of_a_range_are_one_piece_of_two_facts():
    low, high = Slot("a", "percent", (0,), False), Slot("b", "percent", (0,), False)
    assert pieces("{{ a | to('b', 'percent', 0) }} left") == (
        Range(low, high),
        Literal(" left", False),
    )
    assert slots("{{ a | to('b', 'percent', 0) }}") == (low, high)


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{% if x %}a{% endif %}", "no statements"),
        ("{{ x }}", "one filter"),
        ("{{ x | money | percent }}", "one filter"),
        ("{{ x + 1 }}", "one filter"),
        ("{{ x.y | money }}", "one filter"),
        ("{{ x | round }}", "no filter 'round'"),
        ("{{ x | counted(y) }}", "constant"),
        ("{{ x | counted(noun='y') }}", "no name"),
        ("{{ x | money", "end of"),
        ("a **b", "not closed"),
        ("{{ a | to('b') }}", "its other end and the filter"),
        ("{{ a | to('b', 'round') }}", "its other end and the filter"),
    ],
)
def test_what_a_template_may_not_say(template, why):
    with pytest.raises(TemplateError, match=why):
        pieces(template)
