"""Where do warm kernels come from? A process that has imported what every notebook imports.

Run as `python -m cs_lib.report.nursery FOLDER`. It reads one request a line on stdin and answers
one line on stdout. Each kernel is a fork: it starts in a tenth of the time that the imports take,
and shares nothing with its siblings. Before the fork modules are imported, the library's own texts
are read and an empty chart is drawn (`warm_up`); connections and pools of threads, which do not
survive one, are opened by the kernel itself. `cs_lib.batch.stem` is a nursery, too: of whole
reports.

Stdin closes when the process that started us is gone, however it went. Then the kernels end, and
`FOLDER`, where the run kept its temporary files, is removed. A kernel ends with the nursery, too.
"""

import gc
import importlib
import json
import os
import select
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, NoReturn, TextIO

from cs_lib.forks import follow
from cs_lib.garbage import collect_seldom

Live = Callable[[dict[str, Any]], None]
"""What a child does with the request that it was born for."""

WARM = (
    *("IPython", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.inprocess.ipkernel"),
    *("ipykernel.debugger", "IPython.extensions.storemagic", "IPython.core.completerlib"),
    *("IPython.core.oinspect", "tornado.platform.asyncio", "pyarrow.parquet"),
    *("matplotlib.backends.backend_svg", "matplotlib_inline.backend_inline"),
    *("cs_lib.display", "cs_lib.texts", "cs_lib.workbook"),
)


@cache
def warm_up() -> None:
    """What every kernel would do first: know the steps, read the texts, load what drawings need.

    Nothing of a client is in it. What our own command leaves out, cells may ask for.
    """
    from cs_lib import display, texts, workbook
    from cs_lib.report import unchecked

    unchecked.let_in()
    workbook.steps()
    texts.catalogue().read()
    display.warm_up()


def serve(
    folder: str,
    live: Live,
    modules: Sequence[str] = WARM,
    begin: Callable[[], None] = warm_up,
) -> NoReturn:
    """Import `modules` and `begin`; then a fork for each request, until stdin closes.

    Stdin closes when the process that started us is gone. `folder` is removed in the end.
    """
    children: set[int] = set()
    try:
        _serve(children, live, modules, begin)
    finally:
        for pid in children:
            with suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)  # it writes nothing any more
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)  # taking all these modules down in order would take a second


def _serve(
    children: set[int], live: Live, modules: Sequence[str], begin: Callable[[], None]
) -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever a module prints while it is imported is not an answer
    gc.disable()  # modules stay
    for name in modules:
        # nothing is asked before we say that we are ready: what can be read is the end
        if select.select([0], [], [], 0)[0]:
            return
        importlib.import_module(name)
    begin()
    # what is there now lives as long as the process: a child's collector that walked over it would
    # copy its pages, and find nothing
    gc.collect()
    gc.freeze()
    gc.enable()
    collect_seldom()
    print(json.dumps({"ready": os.getpid()}), file=answers)
    for line in sys.stdin:
        request = json.loads(line)
        if "pid" in request:
            answer = _polled(request["pid"], children)
        else:
            answer = {"pid": _born(request, live, answers)}
            children.add(answer["pid"] or 0)
        print(json.dumps(answer), file=answers)


def _born(request: dict[str, Any], live: Live, answers: TextIO) -> int:
    nursery = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(answers.fileno())  # whoever waits for the nursery's answer sees its end
        _live(request, nursery, live)
    return pid


def _polled(pid: int, children: set[int]) -> dict[str, int | None]:
    """The exit code of a child; None while it lives."""
    try:
        done, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return {"code": 0}
    if not done:
        return {"code": None}
    children.discard(pid)  # the number may be another process's from now on
    return {"code": os.waitstatus_to_exitcode(status)}


def _live(request: dict[str, Any], nursery: int, live: Live) -> NoReturn:
    """Become what was asked for: a session, a folder and an environment of its own."""
    code = 1
    try:
        follow(nursery)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        os.chdir(request["cwd"])
        os.environ.update(request["env"])
        tempfile.tempdir = None  # of the environment that was
        live(request)
        code = 0
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else 0
    finally:
        os._exit(code)


def kernel(request: dict[str, Any]) -> None:
    """Become a kernel."""
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *request["argv"]]
    IPKernelApp.launch_instance(argv=request["argv"])


if __name__ == "__main__":
    serve(sys.argv[1], kernel)
