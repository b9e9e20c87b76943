"""Success potential by thirds, and whether it told who left, by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import success_potential as views
from cs_lib.texts import Count

NAMES = [f"A{n:02}" for n in range(12)]
THEN = pd.DataFrame({"account": NAMES, "success": [float(n) for n in range(12)]})
NOW = THEN.assign(arr=10.0, gap=5.0)


def left(*accounts: str) -> Any:
    status = ["churned" if name in accounts else "stayed" for name in NAMES]
    frame = pd.DataFrame({"account": NAMES, "status": status})
    return SimpleNamespace(year=SimpleNamespace(pair=SimpleNamespace(accounts=frame)))


def test_thirds_of_a_year_ago_have_the_losses_since() -> None:
    found = views.thirds(NOW, THEN, left("A00", "A01", "A05")).set_index("success_level")
    assert found["accounts_opening"].tolist() == [4, 4, 4]
    assert found["lost"].to_dict() == {"likely": 0, "open": 1, "unlikely": 2}
    assert found.loc["unlikely", "logo_churn_rate"] == pytest.approx(0.5)
    assert found["arr"].tolist() == [40, 40, 40]


def test_leavers_at_the_bottom_are_told_and_leavers_anywhere_are_not() -> None:
    told = views.tested(THEN, left(*NAMES[:5]))
    # every one of the five who left is below every one who stayed
    assert told["auc"].iloc[0] == 1
    thirds = views.thirds(NOW, THEN, left(*NAMES[:5]))
    assert isinstance(views.success_potential.make(thirds, told).title, views.Tells)
    mixed = views.tested(THEN, left(*NAMES[1::2]))
    assert isinstance(views.success_potential.make(thirds, mixed).title, views.TellsNot)
    assert views.success_potential.make(thirds, mixed).say[0].lost == Count(6)


def test_fewer_than_five_losses_are_no_test() -> None:
    few = views.tested(THEN, left(*NAMES[:4]))
    assert few.empty
    thirds = views.thirds(NOW, THEN, left(*NAMES[:4]))
    assert views.success_potential.make(thirds, few).title == views.Untested()
