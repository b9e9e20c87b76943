"""The page is one file that loads nothing, shows no code and can be read by everyone."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest

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
STYLE = "<style data-tensteps>.ts-x { color: red; }</style>\n"
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


@pytest.fixture
def notebooks(tmp_path):
    first = executed(
        tmp_path / "00_decisions.ipynb",
        ("# Decisions: what now?\n\nA **bold** word, $5 and $6.", "markdown"),
        ("secret_code()", [shown(STYLE + "<p>shown</p>")]),
        ("print()", [{"output_type": "stream", "name": "stdout", "text": "SECRET print"}]),
        ("boom()", [ERROR]),
        ("## Can it be trusted?", "markdown"),
        ("### Deeper", "markdown"),
    )
    second = executed(
        tmp_path / "01_numbers_review.ipynb",
        ("# 1 · Numbers & more", "markdown"),
        ("## Can it be trusted?\n\ntext\n\n## Can it be trusted?", "markdown"),
        ("x", [shown(STYLE + "<p>again</p>")]),
    )
    return [first, second]


def test_no_code_no_prints_and_no_errors_are_on_the_page(notebooks):
    html = render(notebooks, CONTEXT)
    assert "shown" in html
    assert "again" in html
    for hidden in ("secret_code", "SECRET", "INTERNAL repr", "boom", "In [", "Out["):
        assert hidden not in html


def test_nothing_is_loaded_from_anywhere(notebooks):
    html = render(notebooks, CONTEXT)
    page = Page(html)
    assert page.all("script") == page.all("link") == page.all("iframe") == []
    for tag, attrs in page.tags:
        for name in ("src", "srcset", "data", "poster", "action", "href", "xlink:href"):
            assert attrs.get(name, "#").startswith("#"), (tag, name, attrs)
    assert not re.search(r"@import|url\((?!#)", html)
    policy = page.all("meta")[2]
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert policy["content"].startswith("default-src 'none'")


def test_headings_are_one_tree_and_every_link_of_the_page_leads_somewhere(notebooks):
    page = Page(render(notebooks, CONTEXT))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels == [1, 2, 3, 4, 2, 3, 3, 2]
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = {attrs["href"][1:] for attrs in page.all("a")}
    assert links <= set(ids)
    assert {"step-decisions", "step-numbers-review", "content"} <= links
    assert "step-numbers-review-can-it-be-trusted-2" in links


def test_the_page_names_its_language_title_and_landmarks(notebooks):
    page = Page(render(notebooks, CONTEXT, title="The review"))
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("main")) == len(page.all("header")) == len(page.all("footer")) == 1
    assert "The review · Acme <& Co> · 2026Q3" in page.text
    assert [attrs["aria-label"] for attrs in page.all("nav")] == ["Steps", "Contents"]
    assert page.all("a")[0] == {"class": "skip", "href": "#content"}


def test_the_style_that_every_object_carries_is_on_the_page_once(notebooks):
    html = render(notebooks, CONTEXT)
    assert html.count(".ts-x { color: red; }") == 1
    assert "data-tensteps" not in html


def test_the_head_and_the_foot_say_what_the_report_is_and_how_it_was_made(notebooks):
    page = Page(render(notebooks, CONTEXT))
    for said in ("Acme <& Co>, 2026Q3", "30 Sep 2026", "EUR", "Internal", "Final"):
        assert said.lower() in page.text.lower()
    assert "tensteps run acme.yml --set 'a=<b>'" in page.text
    assert page.text.index("data/a.csv") < page.text.index("data/b.csv")
    assert "a" * 12 in page.text
    assert "a" * 13 not in page.text


def test_a_draft_says_so_and_why_and_a_final_report_does_not(notebooks):
    draft = ReportContext(**(vars(CONTEXT) | {"draft_reasons": ("R1 <open>", "not signed")}))
    page = Page(render(notebooks, draft))
    assert page.all("body") == [{"class": "draft"}]
    assert "R1 <open>" in page.text
    assert "not signed" in page.text
    assert [a["class"] for a in page.all("div") if a.get("class") == "watermark"]
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
