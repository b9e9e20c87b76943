"""How do words become HTML, and which sheet and which record go with them?"""

import html
import re
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from cs_lib.exhibits.rendering import target
from cs_lib.texts import Run

CODE_SPACE = "\N{NO-BREAK SPACE}"
_CODE = re.compile(r"[A-Z]{3} [−\d]")


def _sheet() -> str:
    """The style sheet without comments and line breaks."""
    sheet = (Path(__file__).parent / "display.css").read_text(encoding="utf-8")
    return " ".join(re.sub(r"/[*].*?[*]/", "", sheet, flags=re.S).split())


STYLE = f"<style data-tensteps>{_sheet()}</style>"
"""Travels with every object, so that it looks right in JupyterLab; the report keeps one copy."""

MIME = "application/vnd.tensteps+json"
"""Says what a cell's output is: {"is": "exhibit", "address": ..., "part": ...}."""


def escape(value: object) -> str:
    """Text made safe inside HTML; clients' names hold ampersands and angle brackets."""
    return html.escape(str(value), quote=True)


def runs(pieces: Iterable[Run]) -> Markup:
    """Runs as HTML: bold, and links to the rows that figures stand in."""
    return Markup("".join(_run(piece) for piece in pieces))


def _run(run: Run) -> str:
    text = escape(run.text)
    if _CODE.match(run.text):  # a currency code stays on its number's line
        text = text.replace(" ", CODE_SPACE, 1)
    if run.bold:
        text = f"<strong>{text}</strong>"
    if run.link:
        text = f'<a class="ts-fig" href="#{target(run.link)}">{text}</a>'
    return text
