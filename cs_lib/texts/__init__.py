"""Words as data: what a sentence says is facts, how it reads stands in one YAML file a step.

`facts` are values that know their kind, `messages` are frozen dataclasses whose class name is the
message's id, `catalogue` turns both into runs of text in one language, `checker` holds templates
against the facts they may use. Another language is another folder beside `en`.
"""

from cs_lib.texts.catalogues import Catalogue, alike, catalogue, digest
from cs_lib.texts.facts import (
    Cell,
    Code,
    Count,
    Day,
    Fact,
    Money,
    Name,
    Person,
    Points,
    Quantity,
    Scope,
    Share,
    Times,
)
from cs_lib.texts.messages import LAST, Extreme, Run, Runs, Sentence, plain

__all__ = [
    "LAST",
    "Catalogue",
    "Cell",
    "Code",
    "Count",
    "Day",
    "Extreme",
    "Fact",
    "Money",
    "Name",
    "Person",
    "Points",
    "Quantity",
    "Run",
    "Runs",
    "Scope",
    "Sentence",
    "Share",
    "Times",
    "alike",
    "catalogue",
    "digest",
    "plain",
]
