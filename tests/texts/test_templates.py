"""A template is text and facts, nothing else."""

import pytest

from cs_lib.texts.templates import Literal, Slot, TemplateError, pieces


def test_bold_runs_over_facts():
    assert pieces("a **{{ x | money }} b** c") == (
        Literal("a ", False),
        Slot("x", "money", (), True),
        Literal(" b", True),
        Literal(" c", False),
    )


def test_a_filter_may_take_constants():
    assert pieces("{{ n | counted('account') }}") == (Slot("n", "counted", ("account",), False),)


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
    ],
)
def test_what_a_template_may_not_say(template, why):
    with pytest.raises(TemplateError, match=why):
        pieces(template)
