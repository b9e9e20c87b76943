"""Three editions of the sample in a row: choice, verdict, changed course."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import sample, workbook
from cs_lib.exhibits import shown, shown_page
from cs_lib.texts import plain
from tests.steps.told import read
from tests.texts import voice

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("loop")


@pytest.fixture(scope="module")
def editions(folder: Path) -> list[workbook.Run]:
    """March, June and September 2026, each with the one before as its `previous`."""
    runs = []
    for number, quarters in enumerate((2, 1, 0)):
        home = folder / f"q{number}"
        file = sample.write(home, quarters_ago=quarters)
        if number:
            with file.open("a", encoding="utf-8") as text:
                text.write(f"previous: ../q{number - 1}/report\n")
        done = workbook.compute(engagements.load(file))
        workbook.store(done, home / "report" / "results")
        runs.append(done)
    return runs


def step(run: workbook.Run, name: str) -> Any:
    return run.results[name]


def test_the_first_quarter_chooses_and_waits_for_a_verdict(editions: list[workbook.Run]) -> None:
    first = editions[0]
    assert step(first, "execution").workings.decided.option == "quarterly-review"
    judged = step(first, "effectiveness").workings.judged
    assert not judged["due"].any()
    assert "due on 30 Jun 2026" in plain(shown_page(step(first, "effectiveness").did_it_work).claim)


def test_the_second_quarter_judges(editions: list[workbook.Run]) -> None:
    second = step(editions[1], "effectiveness")
    verdicts = second.workings.judged.set_index("option")["loop_verdict"].to_dict()
    assert verdicts == {"adoption-sprint-pilot": "keep", "quarterly-review": "choose_again"}
    # the choice still stands when it is judged, and both tests were promised in the first
    kept = second.promise_and_delivery.frame.set_index("promise")["promise_kept"]
    assert kept["choice"] == "open"
    assert len(kept[["test"]]) == 2


def test_the_third_quarter_has_changed_course(editions: list[workbook.Run]) -> None:
    third = editions[2]
    assert step(third, "execution").workings.decided.option == "adoption-sprint"
    found = step(third, "effectiveness").promise_and_delivery
    rows = [[cell.text for cell in row.cells] for row in shown(found).rows]
    assert rows[0][1:] == ["The ONE thing: quarterly review", "Stopped", "No"]
    assert "adoption sprint" in read(step(third, "decisions"))


QUARTER_ENDS = ("2026-03-31", "2026-06-30", "2026-09-30")
A_YEAR = {"month": 12, "year": 1}


def arr(files: Path, day: str, rates: "pd.Series[float]") -> "pd.Series[float]":
    """ARR by customer on a day, from the contracts' rows and nothing else."""
    rows = pd.read_csv(files / "contracts.csv", parse_dates=["start", "end"])
    rows = rows[rows["line_type"].isin(["recurring", "usage_committed"])]
    rows = rows[(rows["start"] <= day) & ~(rows["end"] <= day)]
    price = rows["list_price"] * (1 - rows["discount"]) * rows["billing_period"].map(A_YEAR)
    rate = rows["currency"].map(rates).fillna(1.0)  # the report's own currency has none
    return (rows["qty"] * price * rate).groupby(rows["customer_id"]).sum()


@pytest.mark.parametrize("edition", [1, 2])
def test_the_forecast_of_the_last_edition_is_scored(
    editions: list[workbook.Run], folder: Path, edition: int
) -> None:
    then, now = QUARTER_ENDS[edition - 1 : edition + 1]
    files = folder / f"q{edition}" / "data"
    stored = folder / f"q{edition - 1}" / "report" / "results" / "numbers_review"
    told = pd.read_parquet(stored / "forecast.parquet").iloc[0]
    assert told["period_end"] == pd.Timestamp(now)
    # of customers who paid then or had signed, at exchange rates of then
    fx = pd.read_csv(files / "fx.csv", index_col="currency")
    rates = fx.loc[fx["month"] == then[:7], "rate"]
    before, after = arr(files, then, rates), arr(files, now, rates)
    assert before.sum() == pytest.approx(told["opening"])
    events = pd.read_parquet(stored / "known_events.parquet")
    signed = events.loc[events["event"] == "signed_new", "account"]
    came = after[after.index.isin(before.index) | after.index.isin(signed)].sum()
    promised = step(editions[edition], "effectiveness").promise_and_delivery.frame
    row = promised.set_index("promise").loc["forecast"]
    assert row["promised"].arr.value == pytest.approx(told["closing"])
    assert row["delivered"].arr.value == pytest.approx(came)
    inside = bool(told["low_80"] <= came <= told["high_80"])
    assert row["promise_kept"] == ("kept" if inside else "not_kept")


@pytest.mark.parametrize("edition", [1, 2])
def test_the_targets_of_the_last_edition_are_scored(
    editions: list[workbook.Run], folder: Path, edition: int
) -> None:
    def stored(number: int) -> "pd.Series[float]":
        results = folder / f"q{number}" / "report" / "results" / "numbers_review"
        return pd.read_parquet(results / "kpis.parquet").set_index("metric")["now"]

    before, now = stored(edition - 1), stored(edition)
    promised = step(editions[edition], "effectiveness").promise_and_delivery.frame
    rows = promised[promised["promise"] == "target"]
    assert len(rows) == 3
    for row in rows.to_dict("records"):
        metric, target = row["promised"].metric.key, row["promised"].target.value
        assert row["delivered"].now.value == pytest.approx(now[metric])
        assert row["delivered"].before.value == pytest.approx(before[metric])
        less = metric == "logo_churn_rate"
        reached = now[metric] <= target if less else now[metric] >= target
        assert row["promise_kept"] == ("kept" if reached else "not_kept")


def test_every_edition_keeps_the_voice(editions: list[workbook.Run]) -> None:
    for run in editions:
        for name in ("execution", "effectiveness"):
            for exhibit in step(run, name).exhibits.values():
                told = shown(exhibit)
                below = " ".join(plain(each) for each in told.say)
                assert list(voice.title_faults(plain(told.title), below)) == []
                assert list(voice.faults(below)) == []


def test_coverage_is_compared_with_the_last_edition(editions: list[workbook.Run]) -> None:
    covered = step(editions[2], "effectiveness").workings.covered.set_index("data_table")
    assert covered["given_before"].eq("yes").all()
    assert covered["covered_before"].notna().all()
