"""How do notebooks become executed notebooks? Side by side, always from their templates.

Papermill injects the parameters and runs the cells; every notebook has a kernel process of its
own and shares nothing with the others, so threads are enough to wait for them. The working
folder is handed to the kernel instead of to this process, which threads would share.
"""

import logging
import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, Self

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import write_ipynb

from cs_lib.errors import RunError, fault_of_machine
from cs_lib.report import kernels
from cs_lib.report.notebooks import check_parameters, read, stem_of
from cs_lib.report.progress import Progress, quiet
from cs_lib.report.tidy import text_of, tidy

# what papermill and nbclient have to say about a failure is said by RunError
logging.getLogger("papermill").addHandler(logging.NullHandler())

_LOOK_EVERY = 0.1
"""Seconds."""


class Whole(NBClientEngine):
    """Papermill's own engine, which keeps a notebook once: in the end, or where its kernel dies.

    It would write the whole notebook again before and after each of fifty cells.
    """

    @classmethod
    def execute_notebook(
        cls, nb: nbformat.NotebookNode, kernel_name: str, output_path: str, **options: Any
    ) -> nbformat.NotebookNode:
        """See papermill's `Engine.execute_notebook`."""
        try:
            done: nbformat.NotebookNode = super().execute_notebook(nb, kernel_name, **options)
        except BaseException:
            write_ipynb(nb, output_path)
            raise
        return done


_ENGINE = "tensteps"
papermill_engines.register(_ENGINE, Whole)


class Execution:
    """Notebooks that run side by side, each from when it is started, while others are prepared.

    `notebooks`, `parameters`, `folder`, `timeout` and `progress` as `execute` has them. It is a
    context: whoever leaves it with an error ends the kernels that are under way.
    """

    def __init__(
        self,
        notebooks: Sequence[Path],
        parameters: Mapping[str, Any],
        folder: Path,
        *,
        workers: int | None = None,
        timeout: int | None = None,
        progress: Progress = quiet,
    ) -> None:
        check_parameters(notebooks, parameters)
        folder.mkdir(parents=True, exist_ok=True)
        self._notebooks = {stem_of(notebook): notebook for notebook in notebooks}
        self._given = (dict(parameters), folder, timeout, progress)
        at_once = max(1, min(workers or os.cpu_count() or 1, len(notebooks) or 1))
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="notebook")
        self._runs: dict[str, Future[Path]] = {}

    def start(self, stem: str) -> None:
        """Run the notebook of this step as soon as a worker is free; a step may have none."""
        if stem in self._notebooks:
            run = self._pool.submit(_run, self._notebooks[stem], *self._given)
            self._runs[stem] = run

    def finished(self) -> tuple[Path, ...]:
        """The executed notebooks, in the order given, once all have ended; raises as `execute`."""
        runs = [self._runs[stem] for stem in self._notebooks]
        try:
            wait(runs, return_when=FIRST_EXCEPTION)
            self._pool.shutdown(wait=True, cancel_futures=True)
        except BaseException:  # somebody stops the run: it does not wait for its notebooks
            self._end()
            raise
        failed = [run for run in runs if not run.cancelled() and run.exception()]
        for run in failed:
            run.result()
        return tuple(run.result() for run in runs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._end()

    def _end(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        while not all(run.done() for run in self._runs.values()):
            kernels.end_all()
            time.sleep(_LOOK_EVERY)


def execute(
    notebooks: Sequence[Path],
    parameters: Mapping[str, Any],
    folder: Path,
    *,
    workers: int | None = None,
    timeout: int | None = None,
    progress: Progress = quiet,
) -> tuple[Path, ...]:
    """Run `notebooks` with `parameters` and put the executed copies into `folder`.

    `parameters` are plain JSON values whose names every notebook's `parameters` cell knows;
    UsageError otherwise, before anything starts. `folder` is also where each kernel works.
    `timeout` is the longest that one cell may take, in seconds. Returns the executed notebooks
    in the order given. Raises RunError for the first that fails, after the ones under way have
    ended; its executed copy is kept. OSError where the machine is at fault (the disk is full).
    """
    given = {"workers": workers, "timeout": timeout}
    with Execution(notebooks, parameters, folder, progress=progress, **given) as execution:
        for notebook in notebooks:
            execution.start(stem_of(notebook))
        return execution.finished()


def _run(
    notebook: Path,
    parameters: dict[str, Any],
    folder: Path,
    timeout: int | None,
    progress: Progress,
) -> Path:
    step, target = stem_of(notebook), folder / notebook.name
    progress(step, "running")
    try:
        done = papermill.execute_notebook(
            _literal(notebook),
            _literal(target),
            parameters=parameters,
            kernel_name="python3",
            language="python",
            engine_name=_ENGINE,
            progress_bar=False,
            execution_timeout=timeout,
            kernel_manager_class=kernels.ThisPython,
            shutdown_kernel="immediate",  # it holds nothing: its folder goes with it
            resources={"metadata": {"path": str(folder.resolve())}},
        )
    except Exception as error:
        progress(step, "failed")
        if fault_of_machine(error):
            raise
        cell, cause = _where(notebook, target, error)
        raise RunError(step, cell, cause, str(target)) from error
    target.write_text(text_of(tidy(done)), encoding="utf-8")
    progress(step, "done")
    return target


def _literal(path: Path) -> str:
    """A path for papermill, which takes braces for places to fill in."""
    return str(path.resolve()).replace("{", "{{").replace("}", "}}")


def _where(notebook: Path, kept: Path, error: Exception) -> tuple[str, str]:
    """In which cell of the template did it fail, and of what?"""
    if isinstance(error, PapermillExecutionError):
        source, cause = str(error.source), f"{error.ename}: {error.evalue}"
    else:
        source, cause = _running(kept), f"{type(error).__name__}: {error}"
    if isinstance(error, CellTimeoutError):
        cause = "it took longer than the timeout allows"
    for place, cell in enumerate(read(notebook).cells, start=1):
        if cell.cell_type == "code" and cell.source == source:
            tag = next(iter(cell.metadata.get("tags", [])), "")
            first = source.strip().partition("\n")[0]
            return f"{place} ({f'{tag}: ' if tag else ''}{first})", cause
    return "the injected parameters" if source else "unknown (no cell was started)", cause


def _running(kept: Path) -> str:
    """The source of the cell that was under way when its kernel died or ran out of time."""
    if not kept.exists():
        return ""
    cells = nbformat.read(kept, as_version=4).cells
    # papermill calls even cells that it never reached completed, but only started ones have a time
    started = [
        cell.source
        for cell in cells
        if cell.cell_type == "code" and cell.metadata.get("papermill", {}).get("start_time")
    ]
    return str(started[-1]) if started else ""
