"""Who agreed to what, on the case of `tests.steps.case`, and what keeps a report a draft."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from cs_lib.definitions.register import REGISTER, SIGN_OFF
from cs_lib.engagement import Engagement, Signoff
from cs_lib.exhibits import draft, shown
from cs_lib.steps.s01_numbers_review import agreement
from cs_lib.texts import Code, Count, Name, Person
from tests.steps import case
from tests.steps.s01_numbers_review import reviewed


def words(*spoken: tuple[str, str, int, bool]) -> pd.DataFrame:
    """The positions after these words: metric, person, day of January 2026, agrees."""
    given = [
        Signoff(metric=metric, by=by, on=dt.date(2026, 1, day), agrees=agrees)
        for metric, by, day, agrees in spoken
    ]
    engagement: Engagement = reviewed.opened()[0]
    return agreement.positions(engagement.model_copy(update={"signoff": tuple(given)}))


def every(metrics=SIGN_OFF) -> list[tuple[str, str, int, bool]]:
    return [(metric, "CFO", 10, True) for metric in metrics]


def test_the_latest_position_of_each_person_counts() -> None:
    found = words(
        ("M24", "CFO", 10, False), ("M24", "CFO", 12, True), ("M25", "CFO", 10, True),
        ("M25", "COO", 11, False),
    )  # fmt: skip
    states = found.groupby("metric_id")["sign_state"].agg(list).to_dict()
    assert states["M24"] == ["agreed"]
    assert sorted(states["M25"]) == ["agreed", "disputed"]
    assert states["M02"] == ["open"]


@pytest.mark.parametrize(
    ("spoken", "title"),
    [
        (every(), agreement.AllAgreed(Count(6))),
        (every(SIGN_OFF[:2]), agreement.SomeAgreed(Count(2), Count(6))),
        (every(SIGN_OFF[:1]), agreement.OneAgreed(Count(6))),
        ([], agreement.NoneAgreed(Count(6))),
    ],
    ids=["all", "two", "one", "none"],
)
def test_how_many_are_agreed(spoken, title) -> None:
    assert agreement.sign_off.make(words(*spoken)).title == title


def test_who_disputes_and_what_is_open_is_said() -> None:
    spoken = [*every(SIGN_OFF[:-1]), ("M24", "COO", 11, False)]
    disputes, still = agreement.sign_off.make(words(*spoken)).say
    assert disputes.disputes == (agreement.Dispute(Person("COO"), Name("GRR")),)
    assert [each.metric for each in still.metrics] == [Code("short_metric", "nrr")]


@pytest.mark.slow
def test_a_draft_until_every_headline_metric_is_agreed() -> None:
    plain = reviewed.review()
    (reason,) = plain.draft
    assert isinstance(reason, draft.NotAgreed)
    assert [each.name.value for each in reason.metrics] == [
        "ARR", "Gross churn", "Net churn", "Logo churn rate", "GRR", "NRR"
    ]  # fmt: skip
    assert agreement.draft_reasons(words(*every()), plain.gates) == ()


@pytest.mark.slow
def test_a_check_that_differs_keeps_the_draft() -> None:
    gates = reviewed.review().gates
    failed = replace(gates[0], holds=False, residual=1.0)
    (reason,) = agreement.draft_reasons(words(*every()), (failed, *gates[1:]))
    assert reason == draft.GateBroken(Name("R1"), Name(failed.name))


@pytest.mark.slow
def test_a_dispute_keeps_the_draft() -> None:
    (reason,) = reviewed.review(case.TROUBLED).draft
    assert reason == draft.Disputed((draft.Metric(Name("NRR")),))


@pytest.mark.slow
def test_the_register_has_what_you_report_beside_it() -> None:
    exhibit = reviewed.review().register
    rows = exhibit.frame.set_index("metric_id")
    assert len(rows) == len(REGISTER)
    assert rows.loc["M24", "stated_gap"] == pytest.approx(0.95 - 120 / 132)
    assert rows.loc["M02", "stated_gap"] == pytest.approx(-100)
    cells = {row.cells[0].text: row.cells[-1].text for row in shown(exhibit).rows}
    assert cells["M24"] == "+4.1 pts"
    assert cells["M02"] == "−100"
    assert cells["M25"] == "–"
