"""Page 9: what is claimed, what follows, and how sure the register is."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.engagement import Limits
from cs_lib.exhibits.charts import Quadrants
from cs_lib.steps.s05_success_definition import (
    attainment,
    outcome_experience,
    page,
    success_gaps,
)
from tests.steps.s05_success_definition.builders import (
    ACCOUNTS,
    engagement,
    made,
    outcome,
    outcomes,
)

INDICES = ACCOUNTS.assign(required=90.0, experience_index=90.0, outcome_index=90.0)
CHECKED = {"metric": "days", "evidence": "log"}


def said(*rows: dict[str, Any], order: pd.DataFrame | None = None, fields: Any = None) -> Any:
    register = outcomes(*rows)
    empty = pd.DataFrame()
    return made(
        page.value_that_customers_confirm,
        outcomes=register,
        accounts=ACCOUNTS,
        attained=attainment.attainments(register, ACCOUNTS),
        gaps=success_gaps.gaps(register, INDICES, Limits()),
        value_medians=empty,
        order=empty if order is None else order,
        success_fields=fields or SimpleNamespace(absent=object()),
        books=SimpleNamespace(as_of=dt.date(2025, 12, 31)),
        engagement=engagement(),
    )


def test_what_is_acknowledged_is_claimed_and_what_waits_follows() -> None:
    found = said(
        outcome("A", benefit=100.0, acknowledged_on="2025-12-01", **CHECKED),
        outcome("B", benefit=300.0, **CHECKED),
    )
    assert found.claim == page.Acknowledged(found.claim.share, found.claim.value)
    assert (found.claim.share.value, found.claim.value.value) == (0.25, 400)
    confirm, define = found.so_what
    assert (confirm.outcomes.value, confirm.value.value) == (1, 300)
    assert (define.accounts.value, define.arr.value) == (1, 50)
    assert found.foot.grade.key == "A"
    assert found.bullets == ()


def test_without_worth_attainment_is_claimed_and_without_measures_nothing() -> None:
    assert isinstance(said(outcome("A")).claim, page.Attained)
    nothing = said(outcome("A", actual=None))
    assert nothing.claim == page.Nothing()
    assert nothing.foot.grade.key == "D"


@pytest.mark.parametrize(
    ("verdict", "lag", "kind"),
    [("first", 5.0, page.AdoptFirst), ("first", None, page.OrderOpen),
     ("not_shown", 5.0, page.OrderOpen), ("cannot_be_told", None, page.OrderOpen)],
)  # fmt: skip
def test_the_order_is_told_as_the_test_says(verdict: str, lag: float, kind: type) -> None:
    order = pd.DataFrame({"order_verdict": [verdict], "lag_months": [lag]})
    (bullet,) = said(outcome("A"), order=order).bullets
    assert isinstance(bullet, kind)


def test_what_is_lacking_is_counted_of_all_accounts_not_of_those_drawn() -> None:
    drawn, others = Quadrants.most, 3
    fields = ["both"] * drawn + ["neither"] * others
    arr = [2.0] * drawn + [1.0] * others
    frame = pd.DataFrame({"success_field": fields, "arr": arr})
    shown = outcome_experience.success_fields.make(frame, engagement())
    (bullet,) = said(outcome("A"), fields=SimpleNamespace(absent=None, frame=shown.frame)).bullets
    assert isinstance(bullet, page.Lacking)
    assert bullet.share.value == pytest.approx(others / (2 * drawn + others))
