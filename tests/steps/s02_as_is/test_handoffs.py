"""The weakest hand-off comes first."""

from typing import Any

import pandas as pd

from cs_lib.steps.s02_as_is import handoffs
from cs_lib.texts import Count, Name
from tests.steps.s02_as_is.builders import intake, table

ROWS = table(
    "handoffs",
    ("sales", "service", "goals", 5, 0.4), ("service", "sales", "leads", None, None),
    ("support", "product", "faults", 5, 0.3), ("sales", "finance", "contract", 2, 0.9),
    columns="from_team to_team artefact sla_days met",
)  # fmt: skip


def shown(rows: pd.DataFrame) -> Any:
    return handoffs.handoffs.make(handoffs.worst_first(intake(handoffs=rows)))


def test_the_worst_is_named_and_what_is_late_counted() -> None:
    found = shown(ROWS)
    assert (found.title.giver, found.title.met.value) == (Name("support"), 0.3)
    assert found.say == (
        handoffs.What(Name("faults")),
        handoffs.BelowHalf(Count(2), Count(3)),
        handoffs.NotMeasured(Count(1)),
        handoffs.NoLimit(Count(1)),
    )
    assert found.frame["artefact"].tolist() == ["faults", "goals", "contract", "leads"]


def test_nothing_measured_is_said() -> None:
    assert shown(ROWS.assign(met=float("nan"))).title == handoffs.NoneMeasured(Count(4))
