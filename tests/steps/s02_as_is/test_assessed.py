"""The questionnaires as exhibits, on answers worked by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.s02_as_is import assessed
from cs_lib.texts import Code, Count, Name
from tests.steps.s02_as_is.builders import engagement, intake, table

ROWS = table(
    "assessments",
    *(("service", item, rater, score, None)
      for item, scores in {"A1": (0, 0, 3), "A2": (1, 1, 1), "B1": (2, 2, 2)}.items()
      for rater, score in zip(("R1", "R2", "R3"), scores, strict=True)),
    *(("layers", "T1", rater, 4, "seen") for rater in ("R1", "R2")),
    columns="questionnaire item rater score evidence",
)  # fmt: skip


def made(edition: str = "internal", rows: pd.DataFrame = ROWS) -> assessed.Assessed:
    return assessed.assessed(engagement(edition=edition), intake(assessments=rows))


def test_strategy_limits_the_tools() -> None:
    shown: Any = assessed.layers.make(made().layers)
    assert shown.title.layer == Code("layer", "service")
    assert shown.title.score.value == pytest.approx(4 / 3)
    assert shown.say == (assessed.Gates(Count(1)),)


def test_the_weakest_section_is_first() -> None:
    shown: Any = assessed.sections.make(made().sections)
    assert shown.title.section == Name("Design of the service")
    assert shown.frame["score"].dropna().is_monotonic_increasing


def test_disagreement_is_where_scores_spread() -> None:
    shown: Any = assessed.disagreements.make(made().items)
    # of four statements with two answers or more, A1 spreads by the root of three
    assert shown.title == assessed.Apart(Count(1), Count(4))
    assert shown.frame.iloc[0]["item"] == "A1"


def test_what_is_open_is_counted() -> None:
    found = made()
    shown: Any = assessed.open_items.make(found.items, found.summary)
    assert shown.title == assessed.Open(Count(1))
    # three raters left seven of ten statements open, two left 14 of 15
    assert shown.say[0] == assessed.Unanswered(Count(3 * 7 + 2 * 14))


def test_a_client_edition_shows_no_score_of_two_raters() -> None:
    found = made("client")
    tools = found.items.set_index(["questionnaire", "item"]).loc[("layers", "T1")]
    assert pd.isna(tools["mean"])
    assert list(found.layers["layer"]) == ["service"]
    shown: Any = assessed.scores.make(found.summary)
    assert assessed.TooFew() in shown.say


def test_change_is_told_with_the_questionnaire_that_moved_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = made().items.assign(mean=2.0)
    last = SimpleNamespace(table=lambda step, name: before)
    monkeypatch.setattr(assessed, "previous", lambda engagement: last)
    shown: Any = assessed.scores.make(made().summary)
    (moved,) = (each for each in shown.say if isinstance(each, assessed.Changed))
    assert (moved.title, moved.before.value, moved.now.value) == (
        Name("Operational layers"), 2, 4
    )  # fmt: skip


def test_one_rater_is_said() -> None:
    alone = made(rows=ROWS[ROWS["rater"] == "R1"])
    shown: Any = assessed.disagreements.make(alone.items)
    assert shown.title == assessed.OneRater()
