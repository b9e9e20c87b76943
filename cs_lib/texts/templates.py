"""How is a template read? Once, into pieces: literal text, and a fact with its one filter.

Jinja2 parses; nothing is executed. A statement, a test, arithmetic or a second filter is refused:
which message applies is decided in Python, and grammar lives in the texts.
"""

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, TemplateSyntaxError, nodes

from cs_lib.texts.filters import FILTERS, LISTED

BOLD = "**"


@dataclass(frozen=True)
class Literal:
    """Text that stands in the template."""

    text: str
    bold: bool


@dataclass(frozen=True)
class Slot:
    """A fact, and how it is printed."""

    fact: str
    filter: str
    arguments: tuple[object, ...]
    bold: bool


Piece = Literal | Slot


class TemplateError(ValueError):
    """A template says something that a template may not say."""


@cache
def _environment() -> Environment:
    return Environment(autoescape=False)


@cache
def pieces(template: str) -> tuple[Piece, ...]:
    """The parts of `template`, bold resolved; TemplateError for more than text and facts."""
    try:
        parsed = _environment().parse(template)
    except TemplateSyntaxError as error:
        raise TemplateError(f"{error.message}: {template!r}") from error
    found: list[Piece] = []
    bold = False
    for output in parsed.body:
        if not isinstance(output, nodes.Output):
            raise TemplateError(f"only facts and filters, no statements: {template!r}")
        for node in output.nodes:
            if isinstance(node, nodes.TemplateData):
                for place, text in enumerate(node.data.split(BOLD)):
                    bold = bold != (place > 0)
                    found += [Literal(text, bold)] if text else []
            else:
                found.append(_slot(node, bold, template))
    if bold:
        raise TemplateError(f"'**' is opened and not closed: {template!r}")
    return tuple(found)


def _slot(node: nodes.Expr, bold: bool, template: str) -> Slot:
    """One `{{ fact | filter }}`; a bare fact and anything else are refused."""
    if not isinstance(node, nodes.Filter) or not isinstance(node.node, nodes.Name):
        raise TemplateError(f"each fact takes one filter and nothing else: {template!r}")
    if node.name not in FILTERS and node.name != LISTED:
        known = ", ".join([*FILTERS, LISTED])
        raise TemplateError(f"no filter '{node.name}' in {template!r}; known: {known}")
    arguments = []
    for argument in node.args:
        if not isinstance(argument, nodes.Const):
            raise TemplateError(f"a filter's argument is a constant: {template!r}")
        arguments.append(argument.value)
    if node.kwargs:
        raise TemplateError(f"a filter's argument has no name: {template!r}")
    return Slot(node.node.name, node.name, tuple(arguments), bold)
