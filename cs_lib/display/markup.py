"""What is a shown thing? A frozen piece of HTML with the same in plain words."""

import html
import re
from dataclasses import dataclass
from pathlib import Path


def _sheet() -> str:
    """The style sheet without comments and line breaks."""
    sheet = (Path(__file__).parent / "display.css").read_text(encoding="utf-8")
    return " ".join(re.sub(r"/[*].*?[*]/", "", sheet, flags=re.S).split())


STYLE = f"<style data-tensteps>{_sheet()}</style>"
"""Travels with every object, so that it looks right in JupyterLab; the report keeps one copy."""


@dataclass(frozen=True)
class Block:
    """A finished piece of a page: `html` for readers, `text` for terminals and searches."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return f"{STYLE}\n{self.html}"

    def __repr__(self) -> str:
        return self.text


def escape(value: object) -> str:
    """Text made safe inside HTML; clients' names hold ampersands and angle brackets."""
    return html.escape(str(value), quote=True)


def inline(value: str) -> str:
    """Escaped text in which **bold** is bold and a currency code stays on its number's line."""
    bold = re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"<strong>\1</strong>", escape(value))
    return re.sub(r"\b([A-Z]{3}) (?=[−\d])", "\\1\N{NO-BREAK SPACE}", bold)


def plain(value: str) -> str:
    """The same words without the marks."""
    return re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"\1", value)
