"""Exactly one is chosen: none, two, eleven or another name is an error that says why."""

import pandas as pd
import pytest

from cs_lib.errors import DataError
from cs_lib.steps.s09_execution.chosen import decision
from tests.steps.s09_execution import builders as b


def test_without_options_nothing_was_decided() -> None:
    assert decision(b.ENGAGEMENT, b.intake()) is None


def test_the_decision_with_its_tests() -> None:
    found = decision(b.ENGAGEMENT, b.intake(options=b.OPTIONS, decision=b.DECISION, tests=b.TESTS))
    assert found is not None
    assert (found.option, found.owner, found.quadrant) == ("sprint", "Ann", "untrained")
    assert (found.baseline, found.target, found.execution_target) == (0.2, 0.1, 0.9)
    assert str(found.verdict) == "2026-12-31"


def test_what_was_not_said_is_none() -> None:
    found = decision(b.ENGAGEMENT, b.intake(options=b.OPTIONS))
    assert found is not None
    assert (found.owner, found.verdict, found.stop_if) == (None, None, None)
    assert (found.reason, found.play) == ("largest saving", "sprint")


@pytest.mark.parametrize(
    ("options", "made", "why"),
    [
        (b.states("parked", "parked", "parked"), None, "no options are chosen"),
        (b.states("chosen", "chosen", "parked"), None, "2 options are chosen: call-early, sprint"),
        (b.OPTIONS, b.DECISION.assign(option="call-early"), "the decision names call-early"),
        (
            pd.concat([b.OPTIONS, *[b.OPTIONS.iloc[[0]]] * 8]),
            None,
            "11 options are on the list",
        ),
    ],
)
def test_anything_but_one_of_ten_is_an_error(
    options: pd.DataFrame, made: pd.DataFrame | None, why: str
) -> None:
    tables = {"options": options} | ({} if made is None else {"decision": made})
    with pytest.raises(DataError, match=why) as error:
        decision(b.ENGAGEMENT, b.intake(**tables))
    assert "Fix:" in str(error.value)
