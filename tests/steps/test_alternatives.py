"""What another policy would change, on lines worked by hand.

K pays 12,000 a year throughout. L pays 1,200, ends on 20 December 2025 and is back on 5 January
2026: with 30 days of grace its service is held over the year's end, without grace it is lost.
M first pays in 2023, leaves in June 2024 and is back in November 2025: 500 days away.
"""

from pathlib import Path

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.engagement import Policies
from cs_lib.steps.review import agreement, alternatives
from cs_lib.steps.review.books import open_books

pytestmark = pytest.mark.slow

LINES = """\
line_id,customer_id,start,end,arr
1,K,2024-01-01,,12000
2,L,2024-01-01,2025-12-20,1200
3,L,2026-01-05,,1200
4,M,2023-01-01,2024-06-19,600
5,M,2025-11-01,,600
"""


def effects_of(folder: Path, lines: str = LINES) -> pd.DataFrame:
    (folder / "lines.csv").write_text(lines, encoding="utf-8")
    file = folder / "e.yml"
    text = "client: K\nas_of: 2025-12-31\ncurrency: EUR\ntables: {contracts: lines.csv}\n"
    file.write_text(text, encoding="utf-8")
    engagement = engagements.load(file)
    given = intake.load(engagement)
    frame = alternatives.effects(open_books(engagement, given), given)
    return frame.set_index(["policy", "alternative"])


@pytest.fixture(scope="module")
def effects(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return effects_of(tmp_path_factory.mktemp("alternatives"))


def test_without_grace_a_late_renewal_is_lost(effects: pd.DataFrame) -> None:
    row = effects.loc[("reactivation_gap_days", "0")]
    assert row["arr"] == pytest.approx(-1_200)
    assert row["grr"] == pytest.approx(-1_200 / 13_200)
    assert row["nrr"] == pytest.approx(-1_200 / 13_200)
    assert row["logo_churn"] == pytest.approx(1 / 2)
    assert row["effect"] == pytest.approx(1_200)


def test_a_long_absence_is_new_business_only_by_policy(effects: pd.DataFrame) -> None:
    row = effects.loc[("win_back_after_days", "3650")]
    assert row["new_business"] == pytest.approx(-600)
    assert row["arr"] == 0
    assert row["grr"] == 0


def test_what_is_in_force_is_no_alternative(effects: pd.DataFrame) -> None:
    assert ("grain", "customer") not in effects.index


def test_the_largest_effect_comes_first(effects: pd.DataFrame) -> None:
    assert list(effects["effect"]) == sorted(effects["effect"], reverse=True)
    assert effects.index[0] == ("reactivation_gap_days", "0")


def test_what_the_client_does_not_give_leaves_nothing_to_decide(effects: pd.DataFrame) -> None:
    row = effects.loc[("churn_date", "notice")]
    assert row["effect"] == 0
    assert row["idle"] == "no contracts.notice_date"


def test_only_alternatives_that_change_something_are_shown(effects: pd.DataFrame) -> None:
    shown = alternatives.largest(effects.reset_index())
    assert 0 < len(shown) <= 5
    assert (shown["effect"] > 0).all()


def test_the_register_says_what_each_policy_could_change(effects: pd.DataFrame) -> None:
    told = alternatives.register(agreement.policies(Policies()), effects.reset_index())
    by_name = told.set_index("policy")
    assert by_name.loc["reactivation_gap_days", "decides"] == "'0'"
    assert by_name.loc["reactivation_gap_days", "effect"] == pytest.approx(1_200)
    assert by_name.loc["usage", "decides"] == "no usage line"
    assert by_name.loc["prepaid", "decides"] == "the books are made of contracts"
    assert by_name.loc["bad_rows", "decides"] == ""
    assert len(told) == len(Policies.model_fields)


def test_who_never_left_leaves_nothing_to_decide_on_returns(tmp_path: Path) -> None:
    kept = LINES.replace("2025-12-20", "2026-01-05").replace("4,M,2023-01-01,2024-06-19,600\n", "")
    found = effects_of(tmp_path, kept)
    row = found.loc[("reactivation_gap_days", "0")]
    assert row["idle"] == "no customer who left and came back"


def test_customers_seen_by_no_month_end_are_new_and_lost_by_choice(tmp_path: Path) -> None:
    found = effects_of(tmp_path, LINES + "6,V,2025-03-03,2025-03-20,2400\n")
    row = found.loc[("intra_month_logos", "count")]
    assert row["new_business"] == pytest.approx(2_400)
    assert row["logo_churn"] == pytest.approx(1 / 2)  # K and L were there at the opening
    assert row["effect"] == pytest.approx(2_400)
