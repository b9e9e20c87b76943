"""A figure is called by its name: words beside it, and the cell that it links to."""

from typing import Annotated

import pandas as pd
import pytest

from cs_lib.exhibits import Exhibit, Matrix, shown
from cs_lib.exhibits.columns import column
from cs_lib.exhibits.rendering import target
from cs_lib.texts import Cell, Count, Fact, Money, Sentence, catalogue, measures
from tests import whole
from tests.texts import registered

WORDS = catalogue().files["measures"]
PER_ONE, WITHOUT_WORDS = "one", ("Account", "MoneyCondition")
"""The field of "EUR 1 of ARR", which measures nothing; rows of lists, named by their sentence."""


class Brought(Sentence):
    arr: Annotated[Money, "amount:new"]


class LostAndReduced(Sentence):
    lost: Annotated[Money, "amount:logos_lost"]
    gone: Count
    shrunk: Annotated[Money, "decreases_arr"]


class Holds(Sentence):
    arr: Annotated[Money, "arr"]


LOST = "You lost {{ lost | money }} with {{ gone | counted('account') }} that left"


@pytest.mark.parametrize(
    ("kind", "template", "wrong"),
    [
        (Brought, "New and returning customers added {{ arr | money }}.", False),
        (Brought, "New logos brought {{ arr | money }}.", True),
        (LostAndReduced, LOST + ", and {{ shrunk | money }} in reductions.", False),
        (
            LostAndReduced,
            LOST.replace("lost |", "shrunk |") + ", and {{ lost | money }} too.",
            True,
        ),
        (Holds, "At these accounts are {{ arr | money }} of ARR.", False),
        (Holds, "With {{ arr | money }} of ARR we count no new logos.", True),
    ],
)
def test_a_wrong_noun_is_seen(kind, template, wrong):
    assert bool(list(measures.faults(template, kind, WORDS, "here"))) is wrong


def test_a_measure_is_a_column_or_what_tells_its_rows_apart():
    assert measures.fits(Cell("a.b", "logos_lost", "amount"), ("amount:logos_lost",), "movement")
    assert measures.fits(Cell("a.b", "logo_churn", "amount"), ("amount:cause",), "cause")
    assert not measures.fits(Cell("a.b", "new", "amount"), ("amount:logos_lost",), "movement")
    assert not measures.fits(Cell("a.b", "SMB", "arr"), ("arr_due",), "segment")


def test_every_figure_of_every_message_is_called_by_its_name():
    found = [
        fault
        for address, kind in dict.fromkeys(registered.messages())
        for fault in measures.faults(
            catalogue().block(address)[kind.__name__], kind, WORDS, f"{address}.{kind.__name__}"
        )
    ]
    assert found == []


def test_every_amount_of_the_story_says_what_it_measures():
    silent = [
        f"{address}.{kind.__name__}.{name}"
        for address, kind in dict.fromkeys(registered.story())
        for name, hint in kind.__annotations__.items()
        if hint is Money and name != PER_ONE and kind.__name__ not in WITHOUT_WORDS
    ]
    assert silent == []


def test_every_measure_is_a_column_of_the_vocabulary_and_in_use():
    used = {
        key
        for _, kind in registered.messages()
        for keys in measures.measured(kind).values()
        for key in keys
    }
    assert set(WORDS) == used | {"now:new_logo_arr"}
    assert all(column(key.partition(":")[0]) for key in WORDS)


def _cell(exhibit: Exhibit, at: Cell) -> tuple[str, list[float]]:
    """What the rows of the table are, and the figures in the cell that is linked to."""
    told = shown(exhibit)
    if isinstance(exhibit.view, Matrix):
        line, across = exhibit.view.line.name, exhibit.view.across.name
        mine = exhibit.frame[
            (exhibit.frame[line] == at.row)
            & exhibit.frame[across].map(lambda v: _read(v) == at.across)
        ]
        return line, list(mine[at.column])
    rows = [row for row in told.rows if row.anchor == target(at)]
    place = [head.name for head in told.heads].index(at.column)
    return told.heads[0].name, [row.cells[place].value for row in rows]


def _read(value: object) -> str | None:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return None if pd.isna(value) else str(value)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [whole.SAMPLE, whole.BARE, pytest.param("ravenstack", marks=pytest.mark.external)],
)
def test_every_link_leads_to_the_figure_that_is_said(name):
    run = whole.review(name)
    exhibits = {
        each.address: each for result in run.results.values() for each in result.exhibits.values()
    }
    checked, wrong = 0, []
    for where, told in registered.said(run):
        stated = measures.measured(type(told))
        for field, fact in vars(told).items():
            at = getattr(fact, "at", None)
            if not isinstance(fact, Fact) or at is None:
                continue
            checked += 1
            rows_are, figures = _cell(exhibits[at.exhibit], at)
            if len(figures) != 1 or abs(abs(figures[0]) - abs(fact.value)) > 0.005:
                wrong.append(f"{where}.{type(told).__name__}.{field}: {fact.value}, not {figures}")
            if not measures.fits(at, stated.get(field, ()), rows_are):
                wrong.append(f"{where}.{type(told).__name__}.{field}: {at} is not {stated}")
    assert wrong == []
    assert checked > 20
