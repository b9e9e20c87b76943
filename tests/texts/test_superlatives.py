"""A superlative is true: the row or figure that is named is the end of its table's column."""

import re

import pandas as pd
import pytest

from cs_lib import workbook
from cs_lib.texts import LAST, Code, Day, Extreme, Name, Scope, Sentence, Share, catalogue
from tests import whole
from tests.texts import registered

SUPERLATIVE = re.compile(
    r"\b(largest|biggest|highest|lowest|greatest|smallest|weakest|strongest|worst|best|longest|"
    r"shortest|slowest|fastest|steepest|furthest|widest|narrowest|fullest|fewest|most|least|top|"
    r"latest|earliest|soonest|oldest|newest|first|peak|peaked)\b",
    re.I,
)
EXEMPT = {
    r"at (most|least)": "a limit",
    r"the top of the value path|at the top are": "its highest level",
    r"first (value|contract|year|saw|sees?|seen|day|service|quarter|product|plan)": "in time",
    r"below the first level": "a level's number",
    r"(adoption comes|another challenge|the same challenge|expanded|watch active users) first":
        "an order of two, or what people answered",
    r"(settle a contradiction|ask them|a test|call) first": "an order to act",
    r"counted\('account'\) }} first|}} first$": "an order to act",
    r"(the largest (renewal|accounts)|the most ARR|without any sponsor left) first":
        "how a table is sorted, by its test",
    r"the (first|second) choice|there first": "the first row of step 8's ranking, by its test",
    r"the highest adoption": "how a group is chosen, by its test",
    r"(manage|what) your largest accounts": "an order that names no account",
    r"money first, then|need a decision first": "how a table is sorted, by its note",
    r"the (five|same rates without the) largest accounts|without your largest account":
        "a row of its table, by its test",
    r"suit your accounts best": "how a number of segments is chosen, by its test",
    r"with most need|with least": "the name of a class",
    r"the most valuable segment": "the name of the first segment",
    r"largest of {{ of": "how a table is cut, by its test",
    r"change places most among the {{ top \| count }} largest": "how a table is cut, by its test",
    r"for the {{ cards \| spelled }} with most": "how a table is cut, by its test",
    r"the top {{ top": "a rank that is counted in the same sentence",
    r"the largest (fifth|{{ top)": "a point of the curve beside it, by its test",
    r"most frequent in|pulls most of them down": "a count by group, by its test",
    r"least evenly": "both figures stand in the sentence",
    r"furthest from the segment's mean": "both figures stand in the sentence",
    r"the first of them|the first {{ arr": "in time, or in the order of a list",
    r"the weakest quarter leaves": "said where WeakLeaves is found, which names it",
}  # fmt: skip
"""Words that are no claim about a table's extreme, each with the reason."""


def _bare(template: str) -> str:
    for phrase in EXEMPT:
        template = re.sub(phrase, "", template, flags=re.I)
    return re.sub(r"{{.*?}}", "", template)


def _has_superlative(template: str) -> bool:
    return bool(SUPERLATIVE.search(_bare(template)))


@pytest.mark.parametrize(
    ("template", "seen"),
    [
        ("The largest gap is {{ gap | points }}", True),
        ("{{ segment | scope }} costs most", True),
        ("It takes {{ days | count }} days at most", False),
        ("They saw first value", False),
        ("Most of the rest has {{ field | running }}", True),
    ],
)
def test_a_superlative_is_seen(template, seen):
    assert _has_superlative(template) is seen


def test_every_superlative_says_of_which_table_it_is_the_end():
    undeclared = [
        f"{address}.{kind.__name__}: {template}"
        for address, kind in dict.fromkeys(registered.messages())
        if _has_superlative(template := str(catalogue().block(address)[kind.__name__]))
        and not kind.extremes
    ]
    assert undeclared == []


def test_no_title_that_is_always_the_same_has_a_superlative():
    """Notes say by which rule a table was made; what they say is tested where it is made."""
    titles = {address: str(catalogue().block(address).get("title", ""))
              for address, _ in registered.blocks()}  # fmt: skip
    assert [title for title in titles.values() if _has_superlative(title)] == []


def test_no_exemption_is_idle():
    templates = [
        str(catalogue().block(address)[kind.__name__]) for address, kind in registered.messages()
    ]
    templates += [str(catalogue().block(each).get("title")) for each, _ in registered.blocks()]
    idle = [p for p in EXEMPT if not any(re.search(p, each, re.I) for each in templates)]
    assert idle == []


def _table(run: workbook.Run, extreme: Extreme) -> tuple[pd.DataFrame, str]:
    """The frame that a superlative is about, and its column."""
    step, table, column = extreme.of.split(".")
    if step == "books":
        return getattr(run.books, table), column
    result = run.results[step]
    if table in result.exhibits:
        return result.exhibits[table].frame, column
    return getattr(result.workings, table), column


def _rows(frame: pd.DataFrame, extreme: Extreme) -> pd.DataFrame:
    """The rows that compete: no totals, and those that the message is about."""
    if "total" in frame:
        frame = frame[~frame["total"].astype(bool)]
    if "segment" in frame and frame["segment"].notna().any():
        frame = frame[frame["segment"].notna()]
    for name, value in extreme.among:
        frame = frame[frame[name] == (frame[name].iloc[-1] if value == LAST else value)]
    if extreme.apart:
        frame = frame[~frame[extreme.by or frame.columns[0]].isin(extreme.apart)]
    if extreme.named:
        frame = frame[frame[extreme.named].notna()]
    if extreme.least:
        frame = frame[frame["n"] >= extreme.least]
    return frame.tail(extreme.last) if extreme.last else frame


def _key(fact) -> object:
    if isinstance(fact, Code):
        return fact.key
    if isinstance(fact, Scope):
        return fact.segment
    return pd.Timestamp(fact.value) if isinstance(fact, Day) else fact.value


def _holds(row: dict[str, object], fact) -> bool:
    """Is what the fact says in a cell of the row, or in a sentence there?"""
    cells = list(row.values())
    for cell in row.values():
        cells += [value.value for value in vars(cell).values() if isinstance(value, Name)] if (
            isinstance(cell, Sentence)
        ) else []  # fmt: skip
    key = _key(fact)
    if isinstance(key, float | int):
        numbers = [cell for cell in cells if isinstance(cell, float | int) and cell == cell]
        return any(abs(abs(cell) - abs(key)) < 1e-6 * max(1.0, abs(key)) for cell in numbers)
    return any(isinstance(cell, type(key)) and cell == key for cell in cells)


def is_true(told: Sentence, extreme: Extreme, run: workbook.Run) -> bool:
    """Is the fact that `told` names the end of the column?"""
    frame, column = _table(run, extreme)
    rows, fact = _rows(frame, extreme), getattr(told, extreme.fact)
    if extreme.by == column:
        rows = rows[column].value_counts().rename("count").reset_index()
        column = "count"
    elif extreme.by:
        rows = rows.groupby(extreme.by, as_index=False).sum(numeric_only=True)
    if extreme.over:
        rows = rows.assign(**{column: rows[column] / rows[extreme.over]})
    figures = rows[column] - rows[extreme.less] if extreme.less else rows[column]
    figures = (figures.abs() if extreme.by_size else figures).dropna()
    if extreme.top:
        count = int(extreme.top) if extreme.top.isdigit() else getattr(told, extreme.top).value
        whole_of_it = 1.0 if column.startswith("share") else figures.sum()
        together = figures.nlargest(count).sum() / whole_of_it
        return isinstance(fact, Share) and bool(abs(together - fact.value) < 1e-6)
    end = figures.min() if extreme.lowest else figures.max()
    return any(
        _holds(row, fact) for row in rows.loc[figures[figures == end].index].to_dict("records")
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [whole.SAMPLE, whole.BARE, pytest.param("ravenstack", marks=pytest.mark.external)],
)
def test_every_superlative_of_a_report_is_true(name):
    run = whole.review(name)
    found = [
        (where, told, extreme)
        for where, told in registered.said(run)
        for extreme in type(told).extremes
    ]
    assert [
        f"{where}.{type(told).__name__}: {told}, not {extreme}"
        for where, told, extreme in found
        if not is_true(told, extreme, run)
    ] == []
    assert len(found) > 5
