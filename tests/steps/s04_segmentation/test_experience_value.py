"""Who of the most valuable gets which experience, by hand."""

import pandas as pd

from cs_lib.steps.s04_segmentation import experience_value as views
from cs_lib.steps.s04_segmentation.value_segments import Rule, Segments
from cs_lib.texts import Count, Money, Name, Quantity
from tests.steps.s04_segmentation.builders import engagement

RULES = Segments((Rule("1", (("gap", ">=", 100.0),)), Rule("2", ())), proposed=True)
GROUPS = pd.DataFrame(
    [("high-touch", "1", 4, 400.0, 4000.0, 20.0, 0.7), ("tech-touch", "1", 2, 200.0, 1500.0, 3.0,
      0.4), ("tech-touch", "2", 9, 90.0, 180.0, 4.0, 0.6)],
    columns=views.COLUMNS,
)  # fmt: skip


def test_valuable_accounts_with_the_lightest_experience_are_named() -> None:
    shown = views.experience_value.make(GROUPS, RULES, engagement())
    # a potential of 917 an account in the first segment, of 20 in the second
    assert shown.title == views.Light(Count(2), Money(1500, "EUR"), Name("tech-touch"))
    assert shown.say == (views.FewTouches(Quantity(3), Quantity(20)),)


def test_one_experience_for_all_of_them_is_no_difference() -> None:
    one = GROUPS[GROUPS["experience"] == "tech-touch"]
    assert views.experience_value.make(one, RULES, engagement()).title == views.NoneLight()
