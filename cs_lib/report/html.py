"""How do the executed notebooks become one page? An own nbconvert template, and one file.

Nothing is fetched: style and drawings are inside, there is no script, and the page's own content
security policy forbids the browser to load anything.
"""

import datetime as dt
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets import Unicode

from cs_lib import numbers
from cs_lib.report.notebooks import stem_of

_TEMPLATES = Path(__file__).parent / "templates"
_SHARED_STYLE = re.compile(r"<style data-tensteps>(.*?)</style>\n?", flags=re.S)
_HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", flags=re.S)
TITLE = "Ten Steps review"


@dataclass(frozen=True)
class ReportContext:
    """What the page says about itself. `draft_reasons` is empty for a final report.

    `inputs` maps each input's path, as the engagement file has it, to its SHA-256 digest.
    """

    client: str
    period: str
    as_of: dt.date
    currency: str
    version: str
    rerun: str
    edition: str = "internal"
    draft_reasons: tuple[str, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A heading that the navigation leads to."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Section:
    """One step on the page; `styles` are the sheets that its objects carried."""

    anchor: str
    title: str
    parts: tuple[Part, ...]
    body: str
    styles: tuple[str, ...]


def render(notebooks: Sequence[Path], context: ReportContext, *, title: str = TITLE) -> str:
    """The whole report as one HTML page, its steps in the order of `notebooks`."""
    sections = [_section(notebook) for notebook in notebooks]
    styles = dict.fromkeys(sheet for section in sections for sheet in section.styles)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    sheet = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    footer = f"{context.client}, {context.period}{' - DRAFT' if context.draft_reasons else ''}"
    return environment.get_template("page.html.j2").render(
        title=title,
        context=context,
        as_of=numbers.date(context.as_of),
        steps=sections,
        inputs=sorted(context.inputs.items()),
        shared_style="\n".join(styles),
        page_style=sheet.replace("{{ footer }}", _css_text(footer)),
    )


def _css_text(text: str) -> str:
    """Text safe inside a CSS string and inside a style element."""
    return "".join(c if c.isalnum() or c in " ,.-" else f"\\{ord(c):x} " for c in text)


class _StepExporter(TemplateExporter):
    """nbconvert with our template: its own HTML exporter adds scripts and rewrites drawings."""

    output_mimetype = "text/html"
    file_extension = Unicode(".html")


@cache
def _exporter() -> _StepExporter:
    return _StepExporter(
        template_name="step",
        extra_template_basedirs=[str(_TEMPLATES)],
        filters={"markdown2html": _markdown},
    )


def _markdown(source: str) -> str:
    """Nbconvert's Markdown without its paragraph signs beside headings."""
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(source))


def _section(notebook: Path) -> Section:
    """One executed notebook: its words and what its cells show, never code, logs or errors."""
    content = nbformat.read(notebook, as_version=4)
    body, _ = _exporter().from_notebook_node(content)
    styles = tuple(_SHARED_STYLE.findall(body))
    anchor = "step-" + stem_of(notebook).replace("_", "-")
    title, parts, body = _headings(_SHARED_STYLE.sub("", body), anchor)
    return Section(anchor, title or stem_of(notebook), parts, body.strip(), styles)


def _headings(body: str, anchor: str) -> tuple[str, tuple[Part, ...], str]:
    """Headings one level lower, for the page has one h1, with anchors of their own step.

    Returns the step's title, the parts that the navigation lists, and the body.
    """
    titles: list[tuple[int, Part]] = []
    taken: dict[str, int] = {}

    def lowered(found: re.Match[str]) -> str:
        level, words = min(int(found[1]) + 1, 6), re.sub(r"<[^>]+>", "", found[2])
        slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "part"
        taken[slug] = taken.get(slug, 0) + 1
        name = f"{anchor}-{slug}" + (f"-{taken[slug]}" if taken[slug] > 1 else "")
        titles.append((level, Part(name, html.unescape(words).strip())))
        return f'<h{level} id="{name}">{found[2]}</h{level}>'

    body = _HEADING.sub(lowered, body)
    title = next((part.title for level, part in titles if level == 2), "")
    return title, tuple(part for level, part in titles if level == 3), body
