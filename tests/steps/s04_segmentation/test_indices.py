"""Skill and will of a few accounts, by hand (M62)."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import indices
from tests.steps.s04_segmentation.builders import DAY


def data(**tables: list[dict[str, object]]) -> indices.Data:
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    for frame in frames.values():
        for column in ("date", "due", "done", "last_contact"):
            if column in frame:
                frame[column] = pd.to_datetime(frame[column])
    return indices.Data(frames, pd.Index(["A", "B", "C"]), DAY)


def used(account: str, metric: str, value: float, entitled: float, on: str = "2025-12-31") -> dict:
    return {"account": account, "metric": metric, "value": value, "entitlement": entitled,
            "date": on}  # fmt: skip


def test_depth_is_the_share_of_what_is_there_to_use() -> None:
    found = indices.measured(
        data(usage=[used("A", "features_used", 3, 12), used("B", "features_used", 20, 12)])
    )
    # nobody uses more than there is
    assert found["depth"].tolist()[:2] == [25, 100]
    assert np.isnan(found["depth"]["C"])


def test_use_before_the_last_months_and_after_the_day_does_not_count() -> None:
    rows = [
        used("A", "active_users", 5, 10), used("A", "active_users", 10, 10, "2025-05-31"),
        used("A", "active_users", 10, 10, "2026-01-31"),
    ]  # fmt: skip
    assert indices.measured(data(usage=rows))["seats_used"]["A"] == 50


def test_training_is_ranked_by_seat_and_none_taken_is_none() -> None:
    rows = [used(a, "active_users", 1, seats) for a, seats in (("A", 10), ("B", 100), ("C", 10))]
    rows += [used("A", "training_hours", 20, np.nan), used("B", "training_hours", 50, np.nan)]
    # 2, 0.5 and 0 hours a seat: percentiles (place - 1/2) / 3
    assert indices.measured(data(usage=rows))["training"].tolist() == pytest.approx(
        [100 * 5 / 6, 100 * 3 / 6, 100 * 1 / 6]
    )


def test_outcomes_count_by_how_far_the_way_was_gone() -> None:
    def outcome(account: str, actual: float, on: str = "2025-06-30", **more: object) -> dict:
        base = {"account": account, "outcome": "close", "kind": "required_outcome", "baseline": 12,
                "target": 5, "actual": actual, "date": on}  # fmt: skip
        return base | more

    rows = [
        outcome("A", 7), outcome("B", 14), outcome("C", 12), outcome("C", 5, "2025-09-30"),
        outcome("A", 5, kind="appropriate_experience", outcome="feel"),
    ]  # fmt: skip
    # 12 to 7 of 12 to 5 is 5/7; worse than the start is nothing; the last word counts
    assert indices.measured(data(outcomes=rows))["outcomes"].tolist() == pytest.approx(
        [500 / 7, 0, 100]
    )


def test_answers_are_the_customers_steps_that_are_done_of_those_due() -> None:
    def step(side: str, due: str, done: str | None) -> dict[str, object]:
        return {"account": "A", "side": side, "due": due, "done": done}

    rows = [
        step("customer", "2025-11-01", "2025-10-01"), step("customer", "2025-12-01", None),
        step("us", "2025-12-01", None), step("customer", "2026-02-01", None),
    ]  # fmt: skip
    assert indices.measured(data(plans=rows))["answered"]["A"] == 50


def test_a_sponsor_counts_when_met_within_ninety_days() -> None:
    def contact(account: str, role: str, last: str) -> dict[str, object]:
        return {"account": account, "decision_role": role, "persona": "", "last_contact": last}

    rows = [
        contact("A", "decides", "2025-11-01"), contact("B", "decides", "2025-06-01"),
        contact("C", "uses", "2025-12-01"),
    ]  # fmt: skip
    found = indices.measured(data(contacts=rows))["sponsor"]
    assert found.tolist()[:2] == [100, 0]
    assert np.isnan(found["C"])


def test_an_index_is_the_weighed_mean_of_percentiles_and_says_how_much_is_known() -> None:
    found = pd.DataFrame(
        {"training": [60.0, 20.0], "depth": [40.0, np.nan], "seats_used": [80.0, 10.0]},
        index=["A", "B"],
    )
    weights = indices.weighed(found, {"training": 1, "depth": 3, "seats_used": 1})
    frame = indices.indices(found, weights).set_index("account")
    # of two the percentiles are 75 and 25, of one 50: (75 + 3 x 50) / 4; B has a quarter of it
    assert frame.loc["A", ["skill", "will", "skill_known"]].tolist() == [56.25, 75, 1]
    assert frame.loc["B", ["skill", "skill_known"]].tolist() == [25, 0.25]


def test_a_sign_weighs_as_much_as_it_goes_with_the_others() -> None:
    rng = np.random.default_rng(3)
    will = rng.uniform(0, 100, 200)
    found = pd.DataFrame(
        {"seats_used": will, "intensity": will + rng.normal(0, 10, 200),
         "engagement": will + rng.normal(0, 60, 200), "attendance": rng.uniform(0, 100, 200)},
    )  # fmt: skip
    frame = indices.weighed(found, {}).set_index("indicator")
    weights = frame["weight"]
    assert weights["seats_used"] > weights["engagement"] > weights["attendance"] == 0
    others = found[["intensity", "engagement", "attendance"]].rank().mean(axis=1)
    assert weights["seats_used"] == pytest.approx(found["seats_used"].corr(others, "spearman"))
    # two cannot tell which of them is odd, and the client's word goes first
    assert indices.weighed(found[["seats_used", "attendance"]], {})["weight"].tolist() == [1, 1]
    assert indices.weighed(found, {"attendance": 2})["weight"].tolist() == [0, 0, 2, 0]


def test_without_tables_nothing_is_known() -> None:
    known = data()
    found = indices.measured(known)
    frame = indices.indices(found, indices.weighed(found, {}))
    assert frame[["skill", "will"]].isna().all(axis=None)
    assert frame[["skill_known", "will_known"]].eq(0).all(axis=None)
