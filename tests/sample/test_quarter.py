"""A quarter ago the client sent the same story, without what nobody could know then."""

import csv

import pytest

from cs_lib import engagement, intake, sample
from cs_lib.books.books import open_books
from cs_lib.errors import UsageError

LAST_DAYS = {1: "2026-06-30", 2: "2026-03-31"}
REVIEW, SPRINT = "quarterly-review", "adoption-sprint"


@pytest.fixture(scope="module")
def quarters(tmp_path_factory):
    """Quarters back -> folder."""
    root = tmp_path_factory.mktemp("quarters")
    return {back: sample.write(root / str(back), quarters_ago=back).parent for back in LAST_DAYS}


def read(folder, table: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
@pytest.mark.parametrize("back", LAST_DAYS)
def test_nothing_is_known_that_came_later(quarters, back):
    then = LAST_DAYS[back]
    for row in read(quarters[back], "contracts"):
        assert row["start"] <= then or row["signed_on"] <= then
        assert row["notice_date"] <= then
        assert not row["churn_reason"] or row["end"] <= then
    for table, columns in {
        "activities": ("date",), "usage": ("date",), "surveys": ("date",),
        "tickets": ("opened", "closed"), "contacts": ("last_contact", "left_on"),
        "outcomes": ("date", "acknowledged_on"), "plans": ("done", "shared_on"),
        "milestones": ("entered",), "indicators": ("date",), "advocacy": ("date",),
        "potential": ("date",), "lessons": ("date",), "customers": ("acquired_on",),
        "decision": ("decided_on",), "narrative": ("date",),
    }.items():  # fmt: skip
        rows = read(quarters[back], table)
        assert rows
        assert all(row[column] <= then for row in rows for column in columns)
    assert not (quarters[back] / "truth.json").exists()


@pytest.mark.parametrize("back", LAST_DAYS)
@pytest.mark.parametrize("table", ["activities", "usage", "surveys", "milestones", "indicators"])
def test_what_was_told_then_is_still_told(quarters, tables, back, table):
    now = {tuple(row.values()) for row in tables[table]}
    then = [tuple(row.values()) for row in read(quarters[back], table)]
    # an account that left longer ago than behaviour is kept is in the earlier quarter alone
    assert sum(row not in now for row in then) <= (0.02 * len(then) if table == "milestones" else 0)


@pytest.mark.slow
def test_the_bridge_of_a_quarter_ago_is_the_truth_up_to_then(quarters, truth):
    loaded = engagement.load(quarters[1] / "engagement.yml")
    given = intake.load(loaded)
    books = open_books(loaded, given)
    rows = books.bridge[
        (books.bridge["grain"] == "customer")
        & books.bridge["segment"].isna()
        & (books.bridge["period_kind"] == "month")
        & (books.bridge["leaf"] == "closing")
    ].sort_values("period_end")
    planted = dict(zip(truth["months"], truth["closing_report"], strict=True))
    found = {f"{row.period_end:%Y-%m-%d}": row.amount for row in rows.itertuples()}
    assert max(found) == LAST_DAYS[1]
    expected = {
        day: arr for day, arr in planted.items() if truth["months"][0] < day <= LAST_DAYS[1]
    }
    assert len(expected) == 33
    assert {day: found[day] for day in expected} == pytest.approx(expected, abs=0.05)
    assert set(given.quality["action"]) == {"kept"}


def test_what_was_announced_then_did_end(quarters, tables):
    announced = [
        row for row in read(quarters[1], "contracts") if row["end"] > row["notice_date"] > ""
    ]
    running = [row for row in announced if row["end"] > LAST_DAYS[1]]
    ended = {(row["line_id"], row["end"]) for row in tables["contracts"] if row["notice_date"]}
    assert running
    assert all((row["line_id"], row["end"]) in ended for row in running)


def test_choice_verdict_and_changed_course_follow_each_other(quarters, tables):
    first, second = (read(quarters[back], "decision")[0]["option"] for back in (2, 1))
    assert (first, second, tables["decision"][0]["option"]) == (REVIEW, REVIEW, SPRINT)
    effects = [
        {row["option"]: row["actual"] for row in rows if row["kind"] == "effect"}
        for rows in (read(quarters[2], "tests"), read(quarters[1], "tests"), tables["tests"])
    ]
    assert [bool(effect[REVIEW]) for effect in effects] == [False, True, True]
    assert effects[1][REVIEW] == effects[2][REVIEW]
    planned = [
        {row["option"]: (row["baseline"], row["target"]) for row in rows if row["option"] == REVIEW}
        for rows in (read(quarters[2], "tests"), tables["tests"])
    ]
    assert planned[0] == planned[1]
    stopped = {row["option"] for row in tables["options"] if row["state"] == "stopped"}
    assert stopped == {REVIEW}


@pytest.mark.parametrize(("months", "back"), [(36, 4), (6, 2), (36, -1)])
def test_quarters_out_of_reach_are_refused(tmp_path, months, back):
    with pytest.raises(UsageError, match=r"quarters_ago is .*allowed"):
        sample.write(tmp_path, accounts=10, months=months, quarters_ago=back)
