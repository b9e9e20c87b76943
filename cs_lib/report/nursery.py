"""Where do warm kernels come from? A process that has imported what every notebook imports.

Run as `python -m cs_lib.report.nursery`. It reads one request a line on stdin and answers one
line on stdout. Each kernel is a fork: it starts in a tenth of the time that the imports take,
and shares nothing with its siblings. Only modules are imported before the fork; connections and
threads, which do not survive one, are opened by the kernel itself.
"""

import importlib
import json
import os
import sys
from typing import Any, NoReturn

_WARM = (
    *("IPython", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.inprocess.ipkernel"),
    *("matplotlib.backends.backend_svg", "matplotlib_inline.backend_inline"),
    *("cs_lib.display", "cs_lib.workbook"),
)


def main() -> None:
    """Serve until stdin closes: the process that started us is gone."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever a module prints while it is imported is not an answer
    for name in _WARM:
        importlib.import_module(name)
    print(json.dumps({"ready": os.getpid()}), file=answers)
    for line in sys.stdin:
        request = json.loads(line)
        answer = _born(request) if "argv" in request else _polled(request["pid"])
        print(json.dumps(answer), file=answers)


def _born(request: dict[str, Any]) -> dict[str, int]:
    pid = os.fork()
    if pid == 0:
        _live(request)
    return {"pid": pid}


def _polled(pid: int) -> dict[str, int | None]:
    """The exit code of a kernel; None while it lives."""
    try:
        done, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return {"code": 0}
    return {"code": os.waitstatus_to_exitcode(status) if done else None}


def _live(request: dict[str, Any]) -> NoReturn:
    """Become a kernel: a session, a folder and an environment of its own, and no way back."""
    code = 1
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        os.chdir(request["cwd"])
        os.environ.update(request["env"] | {"JPY_PARENT_PID": str(os.getppid())})
        from ipykernel.kernelapp import IPKernelApp

        sys.argv = ["ipykernel_launcher", *request["argv"]]
        IPKernelApp.launch_instance(argv=request["argv"])
        code = 0
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
