"""The page is one file that loads nothing, shows no code and can be read by everyone."""

import datetime as dt
import re
from html.parser import HTMLParser

import nbformat
import pytest

from cs_lib.display.markup import MIME, STYLE
from cs_lib.errors import RunError
from cs_lib.report.html import ReportContext, render
from tests.report.toys import executed, shown

CONTEXT = ReportContext(
    client="Acme <& Co>",
    period="2026Q3",
    as_of=dt.date(2026, 9, 30),
    currency="EUR",
    version="0.1.0",
    rerun="tensteps run acme.yml --set 'a=<b>'",
    inputs={"data/b.csv": "b" * 64, "data/a.csv": "a" * 64},
)
ERROR = {
    "output_type": "error",
    "ename": "ValueError",
    "evalue": "SECRET value",
    "traceback": ["SECRET traceback"],
}


class Page(HTMLParser):
    """Every tag with its attributes, and the text outside of styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.inside_style = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside_style = tag == "style"

    def handle_endtag(self, tag):
        self.inside_style = False

    def handle_data(self, data):
        self.text += "" if self.inside_style else data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def output(html: str, **record):
    """What a cell shows that says what it is."""
    told = shown(STYLE + "\n" + html)
    told["data"][MIME] = record
    return told


def page(number: int, address: str, *exhibits: str):
    return output(
        f"<h2>Claim {number}</h2>", **{"is": "page"}, number=number, address=address,
        claim=f"Claim {number}", foot=f"<p>foot {number}</p>", exhibits=list(exhibits),
    )  # fmt: skip


def exhibit(address: str, part: str | None = None, **more):
    anchor = address.replace(".", "-")
    return output(f'<div id="{anchor}">{address}</div>', **{"is": "exhibit"}, address=address,
                  part=part, **more)  # fmt: skip


@pytest.fixture
def notebooks(tmp_path):
    first = executed(
        tmp_path / "00_decisions.ipynb",
        ("# Decisions\n\nWhat now?", "markdown"),
        ("secret_code()", [page(2, "a.second", "a.one")]),
        ("x", [exhibit("a.one")]),
        ("A **bold** word, $5 and $6.\n\n## A heading of the consultant's", "markdown"),
        ("x", [exhibit("a.listed", "A3")]),
        ("beside the list", "markdown"),
        ("print()", [{"output_type": "stream", "name": "stdout", "text": "SECRET print"}]),
        ("boom()", [ERROR]),
    )
    second = executed(
        tmp_path / "01_numbers_review.ipynb",
        ("# Numbers\n\nWhich?", "markdown"),
        ("x", [page(1, "b.first", "b.two")]),
        ("x", [exhibit("b.two")]),
        ("x", [exhibit("b.gone", "A2", absent="costs")]),
        ("x", [exhibit("b.checked", "A2")]),
        ("x", [exhibit("b.also", "A3")]),
    )
    return [first, second]


def test_the_story_comes_in_the_order_of_its_pages_then_the_appendix_by_part(notebooks):
    text = Page(render(notebooks, CONTEXT)).text
    order = [
        "Claim 1", "b.two", "foot 1", "Claim 2", "a.one", "bold", "foot 2",
        "b.checked", "a.listed", "beside the list", "b.also",
    ]  # fmt: skip
    body = text[text.index("A7") + 2 :]  # after the contents
    places = [body.index(said) for said in order]
    assert places == sorted(places)


def test_what_is_absent_and_the_notebooks_own_titles_are_not_on_the_page(notebooks):
    html = render(notebooks, CONTEXT)
    assert "b.gone" not in html
    assert "What now?" not in html


def test_no_code_no_prints_and_no_errors_are_on_the_page(notebooks):
    html = render(notebooks, CONTEXT)
    for hidden in ("secret_code", "SECRET", "INTERNAL repr", "boom", "In [", "Out["):
        assert hidden not in html


def test_words_before_any_page_come_first(tmp_path):
    only = executed(
        tmp_path / "01_x.ipynb",
        ("# Title", "markdown"),
        ("From the consultant.", "markdown"),
        ("x", [page(1, "b.first")]),
    )
    text = Page(render([only], CONTEXT)).text
    assert text.index("From the consultant.") < text.rindex("Claim 1")


def test_nothing_is_loaded_from_anywhere(notebooks):
    html = render(notebooks, CONTEXT)
    found = Page(html)
    assert found.all("script") == found.all("link") == found.all("iframe") == []
    for tag, attrs in found.tags:
        for name in ("src", "srcset", "data", "poster", "action", "href", "xlink:href"):
            assert attrs.get(name, "#").startswith("#"), (tag, name, attrs)
    assert not re.search(r"@import|url\((?!#)", html)
    (policy,) = [m for m in found.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy["content"].startswith("default-src 'none'")


def test_headings_are_one_tree_and_every_link_of_the_page_leads_somewhere(notebooks):
    found = Page(render(notebooks, CONTEXT))
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
    # the report, two claims, the consultant's heading below the second, the appendix, its parts
    assert levels == [1, 2, 2, 4, 2, 3, 3, 3]
    ids = [attrs["id"] for _, attrs in found.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = {attrs["href"][1:] for attrs in found.all("a")}
    assert links <= set(ids)
    assert {"page-b-first", "page-a-second", "appendix-a2", "appendix-a3", "provenance"} <= links


def test_the_page_names_its_language_title_and_landmarks(notebooks):
    found = Page(render(notebooks, CONTEXT, title="The review"))
    assert found.all("html") == [{"lang": "en"}]
    assert len(found.all("main")) == len(found.all("header")) == 1
    assert "The review · Acme <& Co> · 2026Q3" in found.text
    assert found.all("a")[0] == {"class": "skip", "href": "#content"}


def test_the_style_that_every_object_carries_is_on_the_page_once(notebooks):
    html = render(notebooks, CONTEXT)
    sheet = STYLE.removeprefix("<style data-tensteps>").removesuffix("</style>")
    assert html.count(sheet) == 1
    assert "data-tensteps" not in html


def test_the_head_and_the_provenance_say_what_the_report_is_and_how_it_was_made(notebooks):
    found = Page(render(notebooks, CONTEXT))
    for said in ("Acme <& Co>, 2026Q3", "30 Sep 2026", "EUR", "Internal", "Final"):
        assert said.lower() in found.text.lower()
    assert "tensteps run acme.yml --set 'a=<b>'" in found.text
    assert found.text.index("data/a.csv") < found.text.index("data/b.csv")
    assert "a" * 12 in found.text
    assert "a" * 13 not in found.text


def test_a_draft_says_so_and_why_and_a_final_report_does_not(notebooks):
    draft = ReportContext(**(vars(CONTEXT) | {"draft_reasons": ("R1 <open>", "not signed")}))
    found = Page(render(notebooks, draft))
    assert found.all("body") == [{"class": "draft"}]
    assert "R1 <open>" in found.text
    assert "not signed" in found.text
    assert [a["class"] for a in found.all("div") if a.get("class") == "watermark"]
    final = Page(render(notebooks, CONTEXT))
    assert "DRAFT" not in final.text
    assert final.all("body") == [{}]


def test_words_between_dollar_signs_are_words(notebooks):
    assert "word, $5 and $6." in Page(render(notebooks, CONTEXT)).text


def test_the_same_notebooks_give_the_same_bytes(notebooks):
    assert render(notebooks, CONTEXT) == render(notebooks, CONTEXT)


def test_a_hostile_client_name_stays_text_in_the_style_sheet_too(notebooks):
    hostile = ReportContext(**(vars(CONTEXT) | {"client": '"} </style><script>alert(1)</script>'}))
    html = render(notebooks, hostile)
    assert Page(html).all("script") == []
    assert html.count("</style>") == 1


@pytest.mark.parametrize("source", ["1 + 1", "# only words", "%matplotlib inline"])
def test_a_cell_that_was_not_executed_is_refused_with_its_place(tmp_path, source):
    path = executed(tmp_path / "03_valuation.ipynb", ("# Title", ""), ("1", [shown("<p>a</p>")]))
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(f"{source}\nmore"))
    nbformat.write(notebook, path)
    with pytest.raises(RunError, match="it was not executed") as caught:
        render([path], CONTEXT)
    assert (caught.value.step, caught.value.cell) == ("valuation", f"3 ({source})")
    assert caught.value.kept == str(path)


def test_an_empty_cell_has_nothing_to_execute(tmp_path):
    path = executed(tmp_path / "01_a.ipynb", ("1", [shown("<p>a</p>")]))
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(" \n"))
    nbformat.write(notebook, path)
    assert "<p>a</p>" in render([path], CONTEXT)
