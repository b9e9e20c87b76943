"""Who climbs and who falls among large accounts, by hand."""

import pandas as pd

from cs_lib.steps.s04_segmentation import rank_changes as views
from cs_lib.texts import Count, Name

N = 30
ROWS = pd.DataFrame(
    {"account": [f"A{n}" for n in range(N)], "name": [f"N{n}" for n in range(N)], "segment": "S",
     "owner": "P1", "arr": [100.0 - n for n in range(N)],
     "potential": [1000.0 - n for n in range(N - 1)] + [2000.0]},
)  # fmt: skip


def test_the_furthest_climber_and_those_it_passes_are_listed() -> None:
    shown = views.rank_changes.make(ROWS)
    # the last of thirty by ARR is the first by potential; everyone else falls by one place
    climbs, falls = shown.say
    assert (climbs.account, climbs.places.value) == (Name("N29"), 29)
    assert (falls.account, falls.places.value) == (Name("N0"), 1)
    assert shown.frame["rank_move"].value_counts().to_dict() == {"down": 10, "up": 1}
    assert shown.title == views.Changed(Count(11), Count(20))


def test_equal_order_changes_nothing() -> None:
    same = ROWS.assign(potential=ROWS["arr"] * 2)
    assert views.rank_changes.make(same).title == views.NoneChanged()
