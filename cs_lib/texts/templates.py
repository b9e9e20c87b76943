"""How is a template read? Once, into pieces: literal text, and a fact with its one filter.

Jinja2 parses; nothing is executed. A statement, a test, arithmetic or a second filter is refused:
which message applies is decided in Python, and grammar lives in the texts.

The two ends of a range are one piece, `{{ low | to('high', 'percent', 0) }}`: the other end, and
the filter of both. Ends that read alike in print are one number.
"""

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, TemplateSyntaxError, nodes

from cs_lib.texts.filters import FILTERS, LISTED, RANGE

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


@dataclass(frozen=True)
class Range:
    """Two facts of one filter, the ends of a range."""

    low: Slot
    high: Slot


Piece = Literal | Slot | Range


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


def slots(template: str) -> tuple[Slot, ...]:
    """The facts of `template`, both ends of its ranges among them."""
    found: list[Slot] = []
    for piece in pieces(template):
        found += [piece.low, piece.high] if isinstance(piece, Range) else []
        found += [piece] if isinstance(piece, Slot) else []
    return tuple(found)


def _slot(node: nodes.Expr, bold: bool, template: str) -> Slot | Range:
    """One `{{ fact | filter }}`; a bare fact and anything else are refused."""
    if not isinstance(node, nodes.Filter) or not isinstance(node.node, nodes.Name):
        raise TemplateError(f"each fact takes one filter and nothing else: {template!r}")
    if node.name not in (*FILTERS, LISTED, RANGE):
        known = ", ".join([*FILTERS, LISTED, RANGE])
        raise TemplateError(f"no filter '{node.name}' in {template!r}; known: {known}")
    arguments = []
    for argument in node.args:
        if not isinstance(argument, nodes.Const):
            raise TemplateError(f"a filter's argument is a constant: {template!r}")
        arguments.append(argument.value)
    if node.kwargs:
        raise TemplateError(f"a filter's argument has no name: {template!r}")
    if node.name != RANGE:
        return Slot(node.node.name, node.name, tuple(arguments), bold)
    if len(arguments) < 2 or arguments[1] not in FILTERS:
        raise TemplateError(f"a range takes its other end and the filter of both: {template!r}")
    other, name, more = str(arguments[0]), str(arguments[1]), tuple(arguments[2:])
    return Range(Slot(node.node.name, name, more, bold), Slot(other, name, more, bold))
