"""How do the executed notebooks become one page? The story, a page a claim, then the appendix.

What a cell shows says what it is (`display.markup.MIME`): a page of the story opens at its cell
and takes the exhibits and words that follow; an exhibit of the appendix goes to its part, from
whichever notebook. So a consultant reorders, drops and adds cells, and the report follows.

Nothing is fetched: style and drawings are inside, there is no script, and the page's own content
security policy forbids the browser to load anything.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets import Unicode

from cs_lib import formats
from cs_lib.display.markup import MIME, STYLE
from cs_lib.errors import RunError
from cs_lib.exhibits import Part
from cs_lib.report.notebooks import has_tag, stem_of
from cs_lib.texts import catalogue

_TEMPLATES = Path(__file__).parent / "templates"
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


@dataclass
class Group:
    """Cells that stand together: a page of the story, or what one notebook adds to a part.

    `record` is the page's own (`MIME`), empty for words that a consultant put before any page.
    """

    record: Mapping[str, Any]
    cells: list[nbformat.NotebookNode] = field(default_factory=list)

    @property
    def number(self) -> float:
        """Its place in the story: words before the first page of a notebook come first."""
        return float(self.record.get("number", 0))


@dataclass(frozen=True)
class StoryPage:
    """A page of the story as HTML."""

    anchor: str
    number: int
    claim: str
    body: str
    foot: str


@dataclass(frozen=True)
class AppendixPart:
    """A part of the appendix as HTML."""

    anchor: str
    name: str
    title: str
    body: str


def render(notebooks: Sequence[Path], context: ReportContext, *, title: str = TITLE) -> str:
    """The whole report as one HTML page: the story in the order of its pages, then the parts.

    Raises RunError where a notebook has a cell that was not executed to its end.
    """
    contents = [_executed(notebook) for notebook in notebooks]
    story, appendix = _sorted(zip(map(stem_of, notebooks), contents, strict=True))
    pages = [_page(number, group) for number, group in enumerate(story, 1)]
    parts = [_part(Part[name], cells) for name, cells in sorted(appendix.items())]
    sheet = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    footer = f"{context.client}, {context.period}{' - DRAFT' if context.draft_reasons else ''}"
    return _environment().get_template("page.html.j2").render(
        title=title,
        context=context,
        as_of=formats.date(context.as_of),
        pages=pages,
        parts=parts,
        inputs=sorted(context.inputs.items()),
        provenance=catalogue().code("part", Part.A7.name),
        shared_style=STYLE.removeprefix("<style data-tensteps>").removesuffix("</style>"),
        page_style=sheet.replace("{{ footer }}", _css_text(footer)),
    )  # fmt: skip


def _executed(path: Path) -> nbformat.NotebookNode:
    """The notebook, every code cell of it executed: a page never shows less than it was to show.

    A cell may stop its notebook without an error (`sys.exit(0)`), or be tagged to be skipped.
    """
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    for place, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            first = cell.source.strip().partition("\n")[0]
            cause = "it was not executed; the page shows a notebook whole or not at all"
            raise RunError(stem_of(path), f"{place} ({first})", cause, str(path))
    return notebook


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )


def _css_text(text: str) -> str:
    """Text safe inside a CSS string and inside a style element."""
    return "".join(c if c.isalnum() or c in " ,.-" else f"\\{ord(c):x} " for c in text)


def _sorted(
    notebooks: Iterator[tuple[str, nbformat.NotebookNode]],
) -> tuple[list[Group], dict[str, list[nbformat.NotebookNode]]]:
    """The cells of all notebooks by where they go: pages in order, and parts of the appendix."""
    story: list[Group] = []
    appendix: dict[str, list[nbformat.NotebookNode]] = {}
    for number, (_, notebook) in enumerate(notebooks):
        pages, parts = _groups(_apart(number, notebook.cells))
        story += pages
        for part, cells in parts.items():
            appendix.setdefault(part, []).extend(cells)
    return sorted(story, key=lambda group: group.number), appendix


def _apart(number: int, cells: Sequence[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """The cells with ids that no other notebook's cell has: each numbers its own from 1."""
    return [
        nbformat.from_dict({**cell, "id": f"{number}-{place}"})
        for place, cell in enumerate(cells, start=1)
    ]


def _groups(
    cells: Sequence[nbformat.NotebookNode],
) -> tuple[list[Group], dict[str, list[nbformat.NotebookNode]]]:
    """One notebook's pages, and its cells for each part of the appendix.

    The cell after the last page's exhibits that belongs to a part closes the story; words that a
    consultant writes beside an exhibit of the appendix stay beside it.
    """
    pages: list[Group] = []
    parts: dict[str, list[nbformat.NotebookNode]] = {}
    place: list[nbformat.NotebookNode] | None = None
    for cell in _telling(cells):
        record = _record(cell)
        if record.get("is") == "page":
            pages.append(Group(record))
            place = pages[-1].cells
        elif record.get("is") == "exhibit" and not _on(pages, record):
            place = parts.setdefault(record["part"], []) if record["part"] else place
        if place is None:
            pages.append(Group({}))
            place = pages[-1].cells
        place.append(cell)
    return pages, parts


def _on(pages: Sequence[Group], record: Mapping[str, Any]) -> bool:
    """Is the exhibit one of those that the page opened last shows?"""
    return bool(pages) and record["address"] in pages[-1].record.get("exhibits", ())


def _telling(cells: Sequence[nbformat.NotebookNode]) -> Iterator[nbformat.NotebookNode]:
    """The cells that have something for a reader: not the notebook's own title, nor what is empty.

    The first Markdown cell names the notebook for those who work with it; the report's own titles
    are claims.
    """
    for place, cell in enumerate(cells):
        if cell.cell_type == "markdown":
            if place > 0 and cell.source.strip():
                yield cell
        elif not has_tag(cell, "headline") and any(_shows(output) for output in cell.outputs):
            yield cell


def _shows(output: nbformat.NotebookNode) -> bool:
    """Is there anything to see? Absent exhibits, prints and errors show nothing."""
    data = output.get("data", {})
    if MIME in data:
        return bool(data.get("text/html")) and "absent" not in data[MIME]
    return any(kind != "text/plain" for kind in data)


def _record(cell: nbformat.NotebookNode) -> Mapping[str, Any]:
    """What the cell's output says it is; empty for words and for what a consultant drew."""
    if cell.cell_type != "code":
        return {}
    found = [output.data[MIME] for output in cell.outputs if MIME in output.get("data", {})]
    return dict(found[0]) if found else {}


def _page(number: int, group: Group) -> StoryPage:
    record = group.record
    anchor = f"page-{record.get('address', str(number)).replace('.', '-').replace('_', '-')}"
    return StoryPage(
        anchor, number, record.get("claim", ""), _body(group.cells), record.get("foot", "")
    )


def _part(part: Part, cells: list[nbformat.NotebookNode]) -> AppendixPart:
    title = catalogue().code("part", part.name)
    return AppendixPart(f"appendix-{part.name.lower()}", part.name, title, _body(cells))


class _CellExporter(TemplateExporter):
    """nbconvert with our template: its own HTML exporter adds scripts and rewrites drawings."""

    output_mimetype = "text/html"
    file_extension = Unicode(".html")


class _Lowered(IPythonRenderer):
    """A consultant's headings stand below the claim of the page they are on."""

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        """A heading two levels lower: the page has one h1, each claim is an h2."""
        lowered = min(level + 2, 6)
        return f"<h{lowered}>{text}</h{lowered}>\n"


@cache
def _exporter() -> _CellExporter:
    return _CellExporter(
        template_name="step",
        extra_template_basedirs=[str(_TEMPLATES)],
        filters={"markdown2html": _markdown},
    )


def _markdown(source: str) -> str:
    """Nbconvert's Markdown without its paragraph signs beside headings."""
    renderer = _Lowered(escape=False, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(source))


def _body(cells: list[nbformat.NotebookNode]) -> str:
    """What the cells show, never code, logs or errors; the shared style stands once in the head."""
    body, _ = _exporter().from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    return str(body).replace(STYLE, "").strip()
