"""NPS, CSAT, who is silent, and comments without names."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s05_success_definition import surveys as told
from tests.steps.s05_success_definition.builders import made

ACCOUNTS = pd.DataFrame(
    {"account": [f"A{n:02d}" for n in range(20)], "segment": ["S"] * 12 + ["T"] * 8, "arr": 10.0}
).assign(name=lambda frame: "Name " + frame["account"])


def given(*rows: tuple[str, str, str, float, str], **tables: pd.DataFrame) -> Any:
    columns = ["date", "customer_id", "instrument", "score", "comment"]
    frame = pd.DataFrame(list(rows), columns=columns)
    frame = frame.assign(
        date=pd.to_datetime(frame["date"]), touch_point="relationship", contact_id=None,
        expectation=np.nan, comment=frame["comment"].replace("", None).astype("str"),
    )  # fmt: skip
    return SimpleNamespace(tables={"surveys": frame} | tables)


def books(base: pd.DataFrame | None = None) -> Any:
    return SimpleNamespace(
        as_of=dt.date(2025, 12, 31),
        before=lambda day, months: dt.date(day.year - months // 12, day.month, day.day),
        year=None if base is None else SimpleNamespace(base=base),
        engagement=SimpleNamespace(policies=SimpleNamespace(grain="customer")),
    )


def test_the_latest_answer_of_the_year_counts() -> None:
    rows = given(
        ("2024-12-31", "A00", "NPS", 0, ""),
        ("2025-03-01", "A00", "NPS", 3, ""),
        ("2025-09-01", "A00", " nps", 9, ""),
        ("2026-01-01", "A00", "NPS", 0, ""),
        ("2025-09-01", "A00", "ces", 2, ""),
    )
    latest = told.answers(books(), rows)
    by_instrument = latest.set_index("instrument")["score"].to_dict()
    assert by_instrument == {"nps": 9, "ces": 2}
    assert told.answers(books(), rows, 12)["score"].tolist() == [0]


def scores(*values: float, kind: str = "nps") -> pd.DataFrame:
    rows = [("2025-06-01", f"A{n:02d}", kind, value, "") for n, value in enumerate(values)]
    return told.answers(books(), given(*rows))


def test_nps_by_segment_with_limits_from_ten_answers_on() -> None:
    latest = scores(*[9] * 6, *[7] * 4, *[2] * 4)
    frame = told.promoters(latest, ACCOUNTS)
    whole = frame.iloc[0]
    assert (whole["answers"], whole["promoters"], whole["passives"]) == (14, 6, 4)
    assert whole["nps"] == pytest.approx(100 * 2 / 14)
    assert whole["nps_low"] < whole["nps"] < whole["nps_high"]
    # T has two answers only
    assert frame["nps_low"].isna().tolist() == [False, False, True]
    shown = made(told.net_promoter, nps=frame, nps_before=frame.head(0))
    assert shown.title.nps.value == pytest.approx(100 * 2 / 14)
    few = told.promoters(scores(9, 9), ACCOUNTS)
    assert isinstance(made(told.net_promoter, nps=few, nps_before=few).title, told.FewAnswers)


def test_another_scale_is_not_read_as_ours() -> None:
    assert told.promoters(scores(9, 45), ACCOUNTS).empty
    assert told.satisfaction(scores(4, 9, kind="csat")).empty


def test_satisfaction_has_wilsons_limits() -> None:
    (row,) = told.satisfaction(scores(5, 4, 4, 3, kind="csat")).to_dict("records")
    assert (row["satisfied_share"], row["answers"], row["mean_score"]) == (0.75, 4, 4.0)
    assert 0 < row["satisfied_low"] < 0.75 < row["satisfied_high"] < 1


def test_silence_is_told_in_accounts_and_in_arr() -> None:
    frame = told.response(scores(*[9] * 5), ACCOUNTS)
    assert frame["response_rate"].tolist() == pytest.approx([5 / 20, 5 / 12, 0])
    assert frame["arr_silent"].tolist() == [150, 70, 80]
    silent = pd.DataFrame({"answered": [False, True], "accounts": [200, 200], "lost": [40, 10]})
    shown = made(told.survey_response, responses=frame, silent=silent)
    assert [type(each) for each in shown.say] == [told.Silent, told.SilentLeft]
    alike = made(told.survey_response, responses=frame, silent=silent.assign(lost=[12, 10]))
    assert isinstance(alike.say[1], told.NoDifference)


def test_who_was_silent_a_year_before_and_left() -> None:
    rows = [("2024-06-01", f"A{n:02d}", "nps", 9, "") for n in range(3)]
    base = pd.DataFrame({"account": ["A00", "A01", "A09"], "v0": 1.0, "v1": [0.0, 1.0, 0.0]})
    found = told.silent_losses(books(base), given(*rows)).set_index("answered")
    assert found.loc[True].to_list() == [2, 1]
    assert found.loc[False].to_list() == [1, 1]


def test_comments_are_shown_as_written_and_without_names() -> None:
    people = pd.DataFrame({"customer_id": ["A00", "A01"], "name": ["J. Doe", "Renée Müller"]})
    rows = given(
        ("2025-06-01", "A00", "nps", 3, "Ask J. Doe, or doe."),
        ("2025-06-01", "A01", "nps", 9, "Frau Müller ist begeistert — 素晴らしい!"),
        ("2025-06-01", "A02", "nps", 9, "Müller is not one of ours"),
        ("2025-06-01", "A03", "nps", 9, ""),
        contacts=people,
    )
    shown = made(told.customer_comments, latest=told.answers(books(), rows), accounts=ACCOUNTS)
    assert shown.title.comments.value == 3
    assert shown.frame["comment"].tolist() == [
        "Ask […], or doe.", "Frau […] ist begeistert — 素晴らしい!", "Müller is not one of ours"
    ]  # fmt: skip


def test_no_words_and_no_answers() -> None:
    none = told.answers(books(), SimpleNamespace(tables={}))
    shown = made(told.customer_comments, latest=none, accounts=ACCOUNTS)
    assert shown.title == told.NothingWritten()
    empty = told.promoters(none, ACCOUNTS)
    assert made(told.net_promoter, nps=empty, nps_before=empty) == Absent("surveys")
    assert made(told.satisfied_customers, csat=told.satisfaction(none)) == Absent("surveys")
    response = told.response(none, ACCOUNTS)
    assert made(told.survey_response, responses=response, silent=empty) == Absent("surveys")
