"""How does an exhibit look on a page or in a notebook? Title, sentences, chart or table, note.

`register` teaches IPython to show exhibits, pages and results, so that a cell is `valuation.ltv`
and `exhibits` needs no display. Beside the HTML each carries a small record of what it is
(`MIME`), by which the report tells story from appendix.
"""

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cs_lib import formats
from cs_lib.display.charts import drawn
from cs_lib.display.charts.figure import draw_nothing
from cs_lib.display.filters import Filters
from cs_lib.display.markup import MIME, STYLE, escape, runs
from cs_lib.exhibits import Exhibit, Page, Result, ShownExhibit, Table, Tiles, shown, shown_page
from cs_lib.exhibits.charts import Chart
from cs_lib.exhibits.pages import NoPage
from cs_lib.exhibits.rendering import LEFT_KINDS, Head, ShownCell, anchor, title_anchor
from cs_lib.texts import catalogue, plain

_FITS, _LONG = 6, 10_000
"""Columns that a page has room for, and amounts that a phone has not."""


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    made.filters["runs"] = runs
    return made


def warm_up() -> None:
    """Read the templates and draw an empty chart, so that whoever is forked from here need not."""
    _environment().get_template("table.html.j2")
    draw_nothing()


def exhibit_html(exhibit: Exhibit, language: str = "en") -> str:
    """One exhibit as a piece of a page; the line of what is missing where it is absent."""
    return _html(exhibit, shown(exhibit, language))


def _html(exhibit: Exhibit, told: ShownExhibit) -> str:
    if exhibit.absent:
        return f'<p class="ts-absent">{runs(told.absent)}</p>' if told.absent else ""
    # below the claim of a page, or below the name of a part of the appendix, which is an h3
    level = 4 if exhibit.part else 3
    named = f'id="{title_anchor(told.address)}" class="ts-title"'
    title = f"<h{level} {named}>{runs(told.title)}</h{level}>" if told.title else ""
    said = f'<p class="ts-say">{_sentences(told)}</p>' if told.say else ""
    note = f'<p class="ts-note">{runs(told.note)}</p>' if told.note else ""
    view = "" if exhibit.frame.empty or told.view is None else _view(told)
    return _block(told, f"{title}{said}{view}{note}")


def _block(told: ShownExhibit, inner: str) -> str:
    return f'<div class="ts-block" id="{anchor(told.address)}">{inner}</div>'


def _sentences(told: ShownExhibit) -> Markup:
    return Markup(" ").join(runs(each) for each in told.say)


def _view(told: ShownExhibit) -> str:
    if isinstance(told.view, Chart):
        return drawn(told)
    if isinstance(told.view, Tiles):
        return _tiles(told)
    return table(told)


def table(told: ShownExhibit) -> str:
    """The exhibit's rows as a table that scrolls inside its own frame where it must.

    Only a table of many columns scrolls on a screen of usual width: that frame can be reached by
    the keyboard, and is named by the exhibit's heading.
    """
    filters = Filters(told, told.view.filters if isinstance(told.view, Table) else ())
    prose = _is_prose(told)
    groups = [(name, list(rows)) for name, rows in groupby(told.rows, key=lambda row: row.group)]
    inside = _environment().get_template("table.html.j2").render(
        prose=prose,
        named=title_anchor(told.address) if told.title else "",
        currency=told.currency if told.has_money else "",
        heads=told.heads,
        groups=groups,
        filters=filters,
        short=lambda head, cell: "" if prose else _short(head, cell, told.language),
    )  # fmt: skip
    wide = len(told.heads) > _FITS and not prose
    named = f' aria-labelledby="{title_anchor(told.address)}"' if told.title else ""
    reached = f' role="region" tabindex="0"{named}' if wide else ""
    reach = "" if wide or prose else _reach(told)
    return f'{filters.html()}<div class="ts-scroll"{reached}>{reach}{inside}</div>'


def _reach(told: ShownExhibit) -> str:
    """What the keyboard reaches in a table that scrolls on a phone alone; elsewhere hidden."""
    said = escape(catalogue(told.language).code("chart", "scrolls"))
    return f'<a class="ts-reach" href="#{anchor(told.address)}">{said}</a>'


def _is_prose(told: ShownExhibit) -> bool:
    """Is a row rather read than compared? On a phone its cells then stand below each other."""
    sentences = sum(head.kind == "message" for head in told.heads)
    words = all(head.kind in LEFT_KINDS for head in told.heads)
    return len(told.heads) > 2 and (words or (sentences >= 2 and len(told.heads) <= _FITS))


def _short(head: Head, cell: ShownCell, language: str) -> str:
    """How a long amount reads where there is little room; empty where it is short anyway."""
    if head.kind not in ("money", "by_unit") or not isinstance(cell.value, float):
        return ""
    is_amount = cell.text == formats.money(cell.value, language=language)
    long = is_amount and abs(cell.value) >= _LONG
    return formats.money_short(cell.value, language=language) if long else ""


def _tiles(told: ShownExhibit) -> str:
    tiles = []
    for row in told.rows:
        label, value, *note = row.cells
        small = f'<p class="ts-small">{runs(note[0].runs)}</p>' if note else ""
        tiles.append(
            f'<div class="ts-tile" id="{row.anchor}"><p class="ts-label">{runs(label.runs)}</p>'
            f'<p class="ts-value">{runs(value.runs)}</p>{small}</div>'
        )
    return f'<div class="ts-tiles">{"".join(tiles)}</div>'


def page_html(page: Page, language: str = "en") -> str:
    """The head of a page: its claim, what follows, its bullets; exhibits follow in their cells."""
    told = shown_page(page, language)
    follows = "".join(f"<p>{runs(each)}</p>" for each in told.so_what)
    bullets = "".join(f"<li>{runs(each)}</li>" for each in told.bullets)
    listed = f'<ul class="ts-bullets">{bullets}</ul>' if bullets else ""
    return (
        f'<h2 class="ts-claim">{runs(told.claim)}</h2>'
        f'<div class="ts-box ts-decision"><p class="ts-head">So what</p>{follows}</div>{listed}'
    )


def foot_html(page: Page, language: str = "en") -> str:
    """The foot line of a page."""
    return f'<p class="ts-foot">{runs(shown_page(page, language).foot)}</p>'


def result_html(result: Result) -> str:
    """What a step holds, one line an exhibit: what a person sees who types `r.valuation`."""
    lines = "".join(
        f"<li><code>{escape(each.name)}</code> {escape(each.title)}"
        f"{' <em>not provided: ' + escape(each.absent.need) + '</em>' if each.absent else ''}</li>"
        for each in result.exhibits.values()
    )
    return f"<ul>{lines}</ul>"


def bundle(thing: Exhibit | Page | NoPage | Result) -> dict[str, Any]:
    """What a cell shows: HTML, plain text, and the record that the report reads."""
    if isinstance(thing, Exhibit):
        part = thing.part.name if thing.part else None
        record: dict[str, Any] = {"is": "exhibit", "address": thing.address, "part": part}
        record |= {"absent": thing.absent.need} if thing.absent else {}
        told = shown(thing)
        return _bundle(_html(thing, told), _text(told), record)
    if isinstance(thing, Page):
        record = {"is": "page", "address": thing.address, "number": thing.number}
        record |= {"foot": foot_html(thing), "claim": plain(shown_page(thing).claim)}
        record |= {"exhibits": [each.address for each in thing.exhibits]}
        return _bundle(page_html(thing), repr(thing), record)
    if isinstance(thing, NoPage):
        return _bundle("", repr(thing), {"is": "no_page", "address": f"{thing.step}.{thing.name}"})
    return _bundle(result_html(thing), repr(thing), {"is": "result"})


def _text(told: ShownExhibit) -> str:
    """An exhibit for terminals and searches."""
    lines = [plain(told.title), *(plain(each) for each in told.say)]
    lines += [" | ".join(cell.text for cell in row.cells) for row in told.rows]
    return "\n".join(line for line in lines if line)


def _bundle(html: str, text: str, record: dict[str, Any]) -> dict[str, Any]:
    styled = f"{STYLE}\n{html}" if html else ""
    return {"text/html": styled, "text/plain": text, MIME: record}


def register() -> None:
    """Teach the running IPython to show exhibits, pages and results; nothing outside of one."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    formatter = shell.display_formatter.mimebundle_formatter
    for kind in (Exhibit, Page, NoPage, Result):
        formatter.for_type(kind, _shows)


def _shows(thing: Any, include: Any = None, exclude: Any = None) -> dict[str, Any]:
    return bundle(thing)
