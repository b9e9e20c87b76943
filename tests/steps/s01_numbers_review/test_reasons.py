"""Recorded reasons, and what was controllable, of losses worked by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s01_numbers_review import reasons
from cs_lib.texts import Money, Name, Share

BOOKS = SimpleNamespace(
    engagement=SimpleNamespace(currency="EUR", policies=SimpleNamespace(small_n=10, small_events=5))
)


def losses(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """Losses: account, kind, reason, control, amount."""
    frame = pd.DataFrame(rows, columns=["account", "kind", "reason", "control", "amount"])
    return frame.assign(name=frame["account"])


def many(control: str, count: int, amount: float = 100, reason: str = "price"):
    return [(f"{control}{n}", "logo_lost", reason, control, amount) for n in range(count)]


def test_the_controllable_share_on_enough_accounts() -> None:
    found = losses(*many("controllable", 6), *many("uncontrollable", 6))
    assert reasons.reasons.make(found, BOOKS).title == reasons.Controllable(Share(0.5))


@pytest.mark.parametrize("counts", [(4, 8), (6, 3)], ids=["few events", "few accounts"])
def test_on_few_accounts_the_amount_is_said(counts) -> None:
    found = losses(*many("controllable", counts[0]), *many("uncontrollable", counts[1]))
    title = reasons.reasons.make(found, BOOKS).title
    assert title == reasons.ControllableArr(Money(100 * counts[0], "EUR"))


def test_one_account_that_makes_the_controllable_loss_is_named() -> None:
    found = losses(
        *many("controllable", 5), ("Ulm", "logo_lost", "price", "controllable", 500),
        *many("uncontrollable", 6),
    )  # fmt: skip
    assert reasons.reasons.make(found, BOOKS).say == (reasons.OneAccount(Name("Ulm"), Share(0.5)),)


def test_reasons_of_lost_customers_and_of_reductions_apart() -> None:
    found = losses(
        *many("controllable", 6), *many("uncontrollable", 6),
        ("Z", "price_erosion", "", "unknown", 300), ("Y", "price_erosion", "price", "unknown", 100),
    )  # fmt: skip
    assert reasons.reasons.make(found, BOOKS).say == (reasons.Covered(Share(1.0), Share(0.25)),)


def test_each_reason_is_a_row_under_what_was_controllable() -> None:
    found = losses(
        ("A", "logo_lost", "price", "controllable", 100),
        ("B", "price_erosion", "price", "controllable", 50),
        ("C", "logo_lost", "merger", "uncontrollable", 30),
        ("D", "logo_lost", "moved", "unknown", 10),
        ("E", "price_erosion", "", "unknown", 10),
    )
    frame = reasons.reasons.make(found, BOOKS).frame
    assert frame["control"].tolist() == [
        "controllable", "uncontrollable", "unstated", "unrecorded"
    ]  # fmt: skip
    first = frame.iloc[0]
    assert (first["lost_customers_arr"], first["decreases_arr"], first["accounts"]) == (100, 50, 2)
    assert first["share_of_churn"] == pytest.approx(0.75)
    assert pd.isna(frame["reason"].iloc[-1])


def test_a_reason_without_control_is_no_judgement() -> None:
    found = losses(
        ("A", "logo_lost", "price", "unknown", 30), ("B", "logo_lost", "", "unknown", 10)
    )
    assert reasons.reasons.make(found, BOOKS).title == reasons.Recorded(Share(0.75))


def test_without_losses_or_reasons_it_is_absent() -> None:
    assert reasons.reasons.make(losses(), BOOKS) == Absent("customers_lost")
    silent = losses(("A", "logo_lost", "", "unknown", 10))
    assert reasons.reasons.make(silent, BOOKS) == Absent("reasons")
