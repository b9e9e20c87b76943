"""Questionnaires as files: what is asked, on which scale, and what the raters' answers come to.

A questionnaire is YAML (`en/*.yml`, or the client's own, named by `questionnaires` in the
engagement file); nothing here knows any one of them.
"""

from cs_lib.questionnaires.answers import answered, by_questionnaire, by_section, items, on_four
from cs_lib.questionnaires.files import known
from cs_lib.questionnaires.layers import LAYERS, STRATEGY, by_layer
from cs_lib.questionnaires.model import Item, Questionnaire, Section

__all__ = [
    "LAYERS",
    "STRATEGY",
    "Item",
    "Questionnaire",
    "Section",
    "answered",
    "by_layer",
    "by_questionnaire",
    "by_section",
    "items",
    "known",
    "on_four",
]
