"""How does one process make one report of a batch? It says what came of it in a file, and ends.

On Linux it is a fork of the stem, and its kernels are forks of itself. Elsewhere it is started
cold, as `python -m cs_lib.batch.work`, with the request as a line on stdin.
"""

import json
import os
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

from cs_lib.batch import records
from cs_lib.batch.jobs import Task
from cs_lib.errors import DataError, RunError, TenStepsError, fault_of_machine
from cs_lib.lock import Held
from cs_lib.report import warm
from cs_lib.report.build import BLOCKED, build

_PATIENCE = 15.0
"""Seconds that a report may be held by another process, such as one that is about to end."""


def live(request: dict[str, Any]) -> None:
    """Make the report that the stem forked this process for."""
    signal.signal(signal.SIGTERM, _stop)
    warm.inherit()
    _serve(request)
    warm.release()


def main() -> None:
    """Make the report that is asked for on stdin, and end with whoever asked."""
    request = json.loads(sys.stdin.readline())
    threading.Thread(target=_follow, daemon=True).start()
    signal.signal(signal.SIGTERM, _stop)
    _serve(request)


def _follow() -> None:
    sys.stdin.read()
    os._exit(1)


def _stop(*_: object) -> NoReturn:
    sys.exit(128 + signal.SIGTERM)


def _serve(request: dict[str, Any]) -> None:
    told = _made(Task.of(request["task"]))
    records.whole(Path(request["answer"]), json.dumps(told))


def _made(task: Task) -> dict[str, str]:
    """What came of it: `state` ("ok" where there is a report), `cause` in words, and `page`.

    `again` says that it was the machine's fault, and may go well another time.
    """
    try:
        _build(task)
        return {"state": "ok", "cause": "", "page": ""}
    except DataError as error:
        more = len(error.problems) - 1
        cause = str(error.problems[0]) + (f" (and {more} more)" if more else "")
        return {"state": "blocked", "cause": cause, "page": f"{task.place}{BLOCKED}"}
    except RunError as error:
        kept = Path(error.kept).resolve()
        page = kept.relative_to(task.out).as_posix() if kept.is_relative_to(task.out) else ""
        cause = f"step {error.step} failed in cell {error.cell}: {error.cause}"
        return {"state": "failed", "cause": cause, "page": page}
    except TenStepsError as error:
        return {"state": "failed", "cause": str(error), "page": ""}
    except MemoryError:
        cause = "this machine has too little memory for these files"
        return {"state": "failed", "cause": cause, "page": "", "again": "yes"}
    except Exception as error:
        fault = fault_of_machine(error)
        if fault:
            return {"state": "failed", "cause": fault, "page": "", "again": "yes"}
        defect = f"this is a defect of tensteps: {type(error).__name__}: {error}"
        where = "".join(traceback.format_exception(error)[-3:])
        return {"state": "failed", "cause": defect, "page": "", "where": where}


def _build(task: Task) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            build(
                task.job.engagement,
                out=task.out,
                steps=task.steps,
                settings=task.job.settings,
                edition=task.edition,
                workers=task.kernels,
                variant=task.job.variant,
            )
            return
        except Held:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    main()
