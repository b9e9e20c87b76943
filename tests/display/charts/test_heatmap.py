"""Cells carry their values; thin ones are greyed and still read, missing ones are blank."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.display.charts.heatmap import shades
from cs_lib.exhibits.charts import Heatmap
from tests.display.charts.drawings import boxes, drawing, texts, unit_line
from tests.display.charts.told import CASES, RATE, cohorts, column, told

VIEW = Heatmap(column("text", "cohort"), column("text", "age"), RATE, column("integer", "n"))
FRAME = pd.DataFrame(
    [
        ("2025", "A", 0.5, 10),
        ("2025", "B", 1.0, 40),
        ("2026", "A", 2.0, 9),
        ("2026", "B", None, 40),
    ],
    columns=["cohort", "age", "rate", "n"],
)


def test_shades_are_equal_steps_between_those_that_are_not_thin():
    values = np.array([[0.0, 0.19, 0.2, 0.99, 1.0, 5.0, np.nan]])
    thin = np.array([[False] * 5 + [True, False]])
    found = shades(values, thin)[0]
    assert found[:6].tolist() == [0, 0, 1, 4, 4, 5]
    assert np.isnan(found[6])


def test_equal_values_are_of_the_middle_shade():
    assert shades(np.array([[1.0, 1.0]]), np.zeros((1, 2), bool)).tolist() == [[2, 2]]


def test_nine_accounts_are_thin_and_ten_are_not():
    svg = drawing(told(VIEW, FRAME))
    assert len(boxes(svg, "f-thin")) == 1
    assert len(boxes(svg, "f-heat-1")) == len(boxes(svg, "f-heat-5")) == 1
    written = {text.text: text.get("class") for text in svg.iter("text")}
    assert written["200.0%"] == "f-soft"
    assert written["50.0%"] == "f-on-low"
    assert written["100.0%"] == "f-on-high"


def test_a_missing_cell_is_blank():
    assert "–" not in texts(told(VIEW, FRAME))
    assert "nan" not in " ".join(texts(told(VIEW, FRAME)))


def test_grey_is_explained_only_where_there_is_some():
    assert unit_line(told(VIEW, FRAME)) == "Rate, % · grey: fewer than 10 accounts"
    assert unit_line(told(VIEW, FRAME.assign(n=10))) == "Rate, %"


@pytest.mark.parametrize("narrow", [False, True])
def test_rows_and_columns_stand_in_the_frames_order(narrow):
    svg = drawing(CASES["heatmap"], narrow)
    years = [t for t in svg.iter("text") if t.text in map(str, range(2019, 2027))]
    assert [t.text for t in sorted(years, key=lambda t: float(t.get("y")))] == [
        str(year) for year in range(2019, 2027)
    ]
    if not narrow:
        ages = [t for t in svg.iter("text") if (t.text or "").startswith("Year ")]
        assert [t.text[-1] for t in sorted(ages, key=lambda t: float(t.get("x")))] == list(
            "012345678"
        )


def test_on_a_phone_the_percent_sign_is_under_the_title_alone():
    wide, narrow = texts(CASES["heatmap"]), texts(CASES["heatmap"], narrow=True)
    assert any(word.endswith("%") for word in wide)
    assert not any(word.endswith("%") for word in narrow)
    assert sum(word == "100" for word in narrow) >= 8
    assert len(cohorts()) == sum(word.endswith("%") for word in wide)
