"""Answers to questionnaires, or to statements, that no file knows, and scores off their scale."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.errors import nearest
from cs_lib.notes import Note, told
from cs_lib.questionnaires import known

_SHOWN = 3


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Which answers count for nothing, and what would make them count?"""
    if "assessments" not in tables:
        return
    rows, files = tables["assessments"], known(engagement)
    strange = ~rows["questionnaire"].isin(list(files))
    if strange.any():
        names = _named(rows.loc[strange, "questionnaire"], list(files))
        yield told("assessments", "unknown_questionnaire", rows[strange], names, action="dropped")
    for name, part in rows[~strange].groupby("questionnaire", sort=True):
        each = files[str(name)]
        other = ~part["item"].isin(each.item_names)
        if other.any():
            detail = f"{name}: {_named(part.loc[other, 'item'], list(each.item_names))}"
            yield told("assessments", "unknown_item", part[other], detail, action="dropped")
        off = ~other & ~part["score"].between(each.scale.low, each.scale.high)
        if off.any():
            detail = f"{name}: its scale runs from {each.scale.low:g} to {each.scale.high:g}"
            yield told("assessments", "score_off_scale", part[off], detail, action="dropped")


def _named(said: "pd.Series[str]", names: list[str]) -> str:
    others = list(dict.fromkeys(said))
    shown = "; ".join(f"no '{each}' ({nearest(each, names)})" for each in others[:_SHOWN])
    return shown + (f"; and {len(others) - _SHOWN} more" if len(others) > _SHOWN else "")
