"""Three editions of the sample in a row: choice, verdict, changed course."""

from typing import Any

import pytest

from cs_lib import engagement as engagements
from cs_lib import sample, workbook
from cs_lib.exhibits import shown, shown_page
from cs_lib.texts import plain
from tests.steps.told import read
from tests.texts import voice

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> list[workbook.Run]:
    """March, June and September 2026, each with the one before as its `previous`."""
    folder, runs = tmp_path_factory.mktemp("loop"), []
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
