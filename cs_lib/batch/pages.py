"""How does a page about many reports look? Like a report: its style, and nothing is loaded."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cs_lib import report
from cs_lib.version import __version__

_TEMPLATES = Path(__file__).parent / "templates"
_SHEETS = Path(report.__file__).parent / "templates"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )


@cache
def _style() -> str:
    files = (_SHEETS / "page.css", _SHEETS / "check.css", _TEMPLATES / "batch.css")
    return "\n".join(file.read_text(encoding="utf-8") for file in files).replace(
        "{{ footer }}", "Ten Steps"
    )


def render(template: str, **content: Any) -> str:
    """The page; every text in it is escaped."""
    return (
        _environment()
        .get_template(template)
        .render(style=_style(), version=__version__, **content)
        .strip()
        + "\n"
    )
