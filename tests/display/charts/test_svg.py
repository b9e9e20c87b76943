"""What is cut from a drawing, what is shortened, and what never is."""

import re

import pytest

from cs_lib.display.charts import svg, theme

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
HEAD = f'{OPEN}width="9pt" version="1.1" viewBox="0 0 9 9">'


def clean(inside: str, salt: str = "") -> str:
    """The inside of a cleaned drawing."""
    found = svg.clean(f"{HEAD}{inside}</svg>", salt)
    return re.fullmatch(r"<svg [^>]*>(.*)</svg>", found, flags=re.S)[1]


def test_the_root_keeps_its_view_and_is_hidden_from_readers_of_the_text():
    found = svg.clean(f"<?xml version='1.0'?><!-- x -->{HEAD}<text>a</text></svg>")
    assert found == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" aria-hidden="true">'
        "<text>a</text></svg>"
    )


def test_coordinates_are_shortened_but_never_words():
    assert clean('<g id="x"><text x="1.23456" y="-0.04">GRR 18.0% at 2.25x</text></g>') == (
        '<text x="1.2" y="0">GRR 18.0% at 2.25x</text>'
    )


def test_words_stay_escaped_and_keep_their_spaces():
    assert clean("<text>a &lt;b&gt; &amp;  c</text>") == "<text>a &lt;b&gt; &amp;  c</text>"


def test_style_becomes_attributes_and_defaults_go():
    style = "fill: none; stroke: #b34700; stroke-width: 1.44; stroke-linecap: square"
    assert clean(f'<path d="M 0 1.52 L 9 1.52" style="{style}"/>') == (
        '<path d="M0 1.5H9" fill="none" stroke="#b34700" stroke-width="1.4" class="s-loss"/>'
    )


def test_a_font_keeps_size_weight_and_slant_without_its_family():
    said = clean(
        "<text style=\"font: bold 9px 'DejaVu Sans', sans-serif\">a</text>"
        "<text style=\"font-size: 8px; font-family: 'Bold Sans'; font-style: italic\">b</text>"
        '<text style="font-size: 8px">c</text>'
    )
    assert said == (
        '<text font-size="9" font-weight="bold">a</text>'
        '<text font-style="italic">b</text><text>c</text>'
    )


def test_the_usual_size_stands_once_at_the_root():
    found = svg.clean(f'{HEAD}<text style="font-size: 8px">c</text></svg>')
    assert found.startswith('<svg xmlns="http://www.w3.org/2000/svg" font-size="8"')


def test_what_is_not_painted_goes():
    assert (
        clean(
            '<metadata>x</metadata><defs><style type="text/css">*{}</style></defs>'
            '<path d="M 0 0 L 9 9" style="fill: none"/>'
            '<defs><clipPath id="c"><rect/></clipPath></defs>'
            '<path d="M 0 0 L 8 9" clip-path="url(#c)" style="fill: #ffffff"/>'
        )
        == '<path d="M0 0L8 9" fill="#ffffff" class="f-paper"/>'
    )


def test_a_bar_takes_one_number_a_side():
    assert clean('<path d="M 0 5 L 9 5 L 9 0 L 0 0 z " style="fill: #e1e5ea"/>') == (
        '<path d="M0 5H9V0H0z" fill="#e1e5ea" class="f-rule"/>'
    )


def test_curves_are_left_as_they_are():
    assert clean('<path d="M 0 5 C 1 2 3 4 5.04 6 z" style="fill: #e1e5ea"/>') == (
        '<path d="M0 5C1 2 3 4 5 6z" fill="#e1e5ea" class="f-rule"/>'
    )


def test_neighbours_that_are_painted_alike_become_one():
    bar = '<path d="M 0 5 L 9 5" style="stroke: {}"/>'
    joined = clean(bar.format("#e1e5ea") * 2 + bar.format("#7b8794"))
    assert joined.count("<path") == 2
    assert 'd="M0 5H9M0 5H9"' in joined


def test_transparent_neighbours_stay_apart_for_they_add_up():
    assert clean('<path d="M 0 5 L 9 5" style="fill: #e1e5ea; opacity: 0.5"/>' * 2).count("<p") == 2


def test_ids_that_nothing_refers_to_go_and_the_others_are_the_drawings_own():
    inside = (
        '<defs><path id="m1" d="M 0 0 L 1 1" style="stroke: #7b8794"/></defs>'
        '<g id="axes"><use xlink:href="#m1" x="3"/></g>'
    )
    one, again, other = clean(inside), clean(inside), clean(inside, salt="other")
    (name,) = set(re.findall(r' id="([^"]+)"', one))
    assert one == again
    assert f'href="#{name}"' in one
    assert "xlink" not in one
    assert name not in other


def test_patterns_are_found_by_what_is_filled_with_them():
    found = clean(
        '<defs><pattern id="h"><rect fill="#b34700" width="2.22"/></pattern></defs>'
        '<path d="M 0 0 L 1 1" style="fill: url(#h)"/>'
    )
    (name,) = re.findall(r'pattern id="([^"]+)"', found)
    assert f'fill="url(#{name})"' in found
    assert 'class="f-loss"' in found


def test_only_a_rotation_by_nothing_is_dropped():
    assert clean('<text transform="rotate(-0 1 2)">a</text>') == "<text>a</text>"
    kept = '<text transform="rotate(-90 1 2)">a</text>'
    assert clean(kept) == kept


def test_a_document_cannot_bring_in_files():
    hostile = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    found = svg.clean(f"{hostile}{HEAD}<text>&x;</text></svg>")
    assert "localhost" not in found
    with open("/etc/hostname", encoding="utf-8") as file:
        assert file.read().strip() not in re.sub(r"&\w+;", "", found)


@pytest.mark.parametrize("name", theme.PALETTE)
def test_each_colour_of_the_palette_has_its_class(name):
    found = clean(f'<path d="M 0 0 L 1 1" style="fill: {theme.PALETTE[name]}"/>')
    assert f'class="f-{name}"' in found
