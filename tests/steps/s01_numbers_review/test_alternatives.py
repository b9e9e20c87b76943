"""What another policy would change, on lines worked by hand.

K pays 12,000 a year throughout. L pays 1,200, ends on 20 December 2025 and is back on 5 January
2026: with 30 days of grace its service is held over the year's end, without grace it is lost.
M first pays in 2023, leaves in June 2024 and is back in November 2025: 500 days away.
"""

from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.books.books import open_books
from cs_lib.engagement import Policies
from cs_lib.steps.s01_numbers_review import alternatives
from cs_lib.texts import Code, Count, Name, Points, Share, catalogue
from tests.steps.s01_numbers_review import reviewed

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
    return frame.set_index(["policy", "other_choice"])


@pytest.fixture(scope="module")
def effects(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return effects_of(tmp_path_factory.mktemp("alternatives"))


def test_without_grace_a_late_renewal_is_lost(effects: pd.DataFrame) -> None:
    row = effects.loc[("reactivation_gap_days", "0")]
    assert row["arr"] == pytest.approx(-1_200)
    assert row["grr"] == pytest.approx(-1_200 / 13_200)
    assert row["nrr"] == pytest.approx(-1_200 / 13_200)
    assert row["logo_churn"] == pytest.approx(1 / 2)


def test_a_long_absence_is_new_business_only_by_policy(effects: pd.DataFrame) -> None:
    row = effects.loc[("win_back_after_days", "3650")]
    assert row["new_business"] == pytest.approx(-600)
    assert row["arr"] == 0
    assert row["grr"] == 0


def test_what_is_in_force_is_no_alternative(effects: pd.DataFrame) -> None:
    assert ("grain", "customer") not in effects.index


def test_the_largest_effect_on_a_rate_comes_first(effects: pd.DataFrame) -> None:
    rates = effects[["grr", "nrr", "logo_churn"]].abs().max(axis="columns")
    own = rates.drop(("discounts", "list"))
    assert list(own) == sorted(own, reverse=True)
    assert effects.index[0] == ("reactivation_gap_days", "0")


def test_what_nobody_would_choose_is_never_first() -> None:
    """List-price ARR is a setting of billing tools: it comes after whatever somebody reports."""
    rows = [("discounts", "list", 0.2, 0.0), ("usage", "include", 0.01, 5.0)]
    found = pd.DataFrame(rows, columns=["policy", "other_choice", "nrr", "arr"])
    ranked = alternatives.ranked(found.assign(grr=0.0, logo_churn=0.0))
    assert ranked["policy"].tolist() == ["usage", "discounts"]


def test_what_the_client_does_not_give_leaves_nothing_to_decide(effects: pd.DataFrame) -> None:
    row = effects.loc[("churn_date", "notice")]
    assert not row["applies"]
    assert row["grr"] == 0


def test_each_of_the_five_strongest_rules_is_shown_once(effects: pd.DataFrame) -> None:
    shown = alternatives.strongest(effects.reset_index())
    assert 0 < len(shown) <= 5
    assert shown["policy"].is_unique
    assert (shown[["grr_effect", "nrr_effect", "churn_effect"]].abs().max(axis="columns") > 0).all()
    assert shown["other_choice"].iloc[0] == alternatives.Days(Count(0))


def test_the_strongest_rule_is_claimed_with_its_rate(effects: pd.DataFrame) -> None:
    engagement, _, books = reviewed.opened()
    frame = effects.reset_index()
    told = frame[frame["policy"] == "grain"].assign(nrr=[0.04, 0.0], grr=0.0, logo_churn=0.0)
    found = alternatives.policies.make(told, engagement, books)
    nrr = Code("short_metric", "nrr")
    assert found.title == alternatives.MattersMost(Code("policy", "grain"), nrr, Points(0.04))
    counted, usual = found.say
    assert counted.choice.key in ("grain.parent", "grain.product")
    assert counted.value == Share(books.year.kept.nrr + 0.04)
    assert usual == alternatives.AllUsual()
    assert len(found.frame) == len(Policies.model_fields)
    assert found.frame["policy"].iloc[0] == "grain"
    assert found.frame["other_choice"].notna().sum() == 1


def test_rules_that_differ_from_their_usual_setting_are_named(effects: pd.DataFrame) -> None:
    engagement, _, books = reviewed.opened()
    nothing = effects.reset_index().iloc[:0]

    def say(**policies: object) -> object:
        chosen = engagement.model_copy(update={"policies": Policies(**policies)})
        return alternatives.policies.make(nothing, chosen, books).say[-1]

    assert say(dunning_days=61) == alternatives.OneUnusual(Code("policy", "dunning_days"))
    assert say(dunning_days=61, usage="include") == alternatives.Unusual(Count(2))


@pytest.mark.parametrize(
    ("policy", "value", "cell"),
    [
        ("grain", "parent", alternatives.Choice(Code("choice", "grain.parent"))),
        ("segment_by", None, alternatives.Choice(Code("choice", "segment_by.none"))),
        ("dunning_days", 60, alternatives.Days(Count(60))),
        ("small_n", 10, alternatives.Number(Count(10))),
        ("unaccounted_limit", 0.05, alternatives.Limit(Share(0.05))),
        ("time_zone", "Europe/Berlin", alternatives.Zone(Name("Europe/Berlin"))),
    ],
)
def test_a_choice_as_a_cell_says_it(policy: str, value: object, cell: object) -> None:
    assert alternatives.chosen(policy, value) == cell


def test_every_choice_has_its_words() -> None:
    words = catalogue()
    for name, field in Policies.model_fields.items():
        assert words.code("policy", name)
        for value in get_args(field.annotation):
            for each in get_args(value) or (value,):
                if isinstance(each, str):
                    assert words.code("choice", f"{name}.{each}"), (name, each)


def test_who_never_left_leaves_nothing_to_decide_on_returns(tmp_path: Path) -> None:
    kept = LINES.replace("2025-12-20", "2026-01-05").replace("4,M,2023-01-01,2024-06-19,600\n", "")
    found = effects_of(tmp_path, kept)
    assert not found.loc[("reactivation_gap_days", "0"), "applies"]


def test_customers_seen_by_no_month_end_are_new_and_lost_by_choice(tmp_path: Path) -> None:
    found = effects_of(tmp_path, LINES + "6,V,2025-03-03,2025-03-20,2400\n")
    row = found.loc[("intra_month_logos", "count")]
    assert row["new_business"] == pytest.approx(2_400)
    assert row["logo_churn"] == pytest.approx(1 / 2)  # K and L were there at the opening
