"""One report in a process of its own: whatever becomes of it has a name, and nothing is left."""

import os
import signal
import threading
from dataclasses import replace

import pytest

from cs_lib.batch import attempt, memory, order, plan, records
from cs_lib.batch.jobs import Limits
from tests.batch.toys import eventually

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not memory.IS_KNOWN, reason="processes are watched on Linux"),
    pytest.mark.usefixtures("toy_stem"),
]


def task(toys, name="Acme", does="", **limits):
    file = toys.add(name, does)
    (entry,) = plan.plan(order.read([file]), toys.out, limits=Limits(**limits))
    return entry.task


def left(toys, client="acme"):
    return sorted(path.name for path in (toys.out / client).glob("*"))


def test_a_report_with_its_record(toys):
    asked = task(toys)
    found = attempt.attempt(asked)
    assert (found.state, found.client, found.cause) == ("ok", "Acme", "")
    assert found.fingerprint == asked.fingerprint
    assert found.named == "acme/engagement.yml"
    assert records.read(toys.out, "acme/2026Q3") == found
    assert records.is_there(toys.out, found)
    assert left(toys) == ["2026Q3"]


def test_warnings_make_another_state(toys):
    found = attempt.attempt(task(toys, "Warned"))
    assert (found.state, found.is_done) == ("ok_with_warnings", True)


@pytest.mark.parametrize(
    ("does", "state", "cause", "lies"),
    [
        ("block", "blocked", "c.csv, table contracts: is wrong", ["2026Q3.blocked.html"]),
        ("fail", "failed", "step valuation failed in cell 3 (x): ValueError: no", []),
        ("defect", "failed", "this is a defect of tensteps: ZeroDivisionError: oh", []),
        ("die", "failed", "its process was ended by signal 9; the machine may lack memory", []),
    ],
)
def test_what_else_may_come_of_it(toys, does, state, cause, lies):
    found = attempt.attempt(task(toys, does=does))
    assert found.state == state
    assert found.cause.startswith(cause)
    assert [name for name in left(toys) if not name.endswith(".lock")] == lies
    assert (found.fingerprint is None) == (does == "die"), "an accident is tried again"


def test_what_takes_too_long_is_ended_in_order(toys):
    found = attempt.attempt(task(toys, does="sleep", seconds=0.3))
    assert (found.state, found.cause) == ("timed_out", "it took longer than 0 seconds")
    assert left(toys) == []


def test_what_does_not_end_is_ended_with_all_that_came_of_it(toys, monkeypatch):
    monkeypatch.setattr(attempt, "GRACE", 0.5)
    monkeypatch.setenv("TOY_MARK", toys.mark)
    attempt.close()
    found = attempt.attempt(task(toys, does="stubborn", seconds=1.5))
    assert found.state == "timed_out"
    assert left(toys) == [], "the partial folder is cleared away"
    attempt.close()
    assert eventually(lambda: toys.living() in ([], [os.getpid()]))


def test_what_needs_too_much_is_ended(toys):
    found = attempt.attempt(task(toys, does="eat", memory=200 << 20))
    assert (found.state, found.cause) == ("failed", "it needed more than 200 MB of memory")
    assert found.memory > 200 << 20


def test_a_stem_that_was_killed_is_replaced(toys):
    assert attempt.attempt(task(toys)).is_done
    os.kill(attempt._stem()._process.pid, signal.SIGKILL)
    assert attempt.attempt(task(toys, "Beta")).is_done


def test_a_report_that_went_down_with_its_stem_is_made_again(toys, monkeypatch):
    monkeypatch.setenv("TOY_SECONDS", "1")
    monkeypatch.setenv("TOY_MARKS", str(toys.marks))
    attempt.close()
    asked = task(toys)

    def kill_the_stem():
        assert eventually(lambda: any(toys.marks.iterdir()))
        os.kill(attempt._stem()._process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_the_stem)
    killer.start()
    found = attempt.attempt(asked)
    killer.join()
    assert found.is_done
    assert len(list(toys.marks.iterdir())) == 2


def test_inputs_that_change_while_it_is_made_are_not_kept_as_known(toys):
    asked = task(toys)
    (toys.folder / "clients" / "acme" / "contracts.csv").write_text("changed")
    found = attempt.attempt(asked)
    assert found.is_done
    assert found.fingerprint is None


def test_another_version_of_the_library_makes_nothing(toys):
    found = attempt.attempt(replace(task(toys), installed="older"))
    assert found.cause == "another version of tensteps is installed where it was to be made"


def test_a_platform_that_cannot_fork_starts_cold(toys, monkeypatch):
    monkeypatch.setattr("cs_lib.forks.FORKS", False)
    cold = (attempt.sys.executable, "-c", "import tests.batch.toy_stem as t; t.work.main()")
    monkeypatch.setattr(attempt, "COLD", cold)
    assert attempt.attempt(task(toys)).is_done
    assert attempt.attempt(task(toys, "Beta", "sleep", seconds=3)).state == "timed_out"
