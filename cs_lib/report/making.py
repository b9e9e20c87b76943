"""How is a report made in its folder? Computed, shown, and put into one page.

A step's notebook runs while the steps after it are computed.
"""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cs_lib.errors import UsageError
from cs_lib.report import kernels, publishing
from cs_lib.report.execute import Execution
from cs_lib.report.html import ReportContext, render
from cs_lib.report.manifest import PARAMETERS, manifest
from cs_lib.report.notebooks import notebooks_of
from cs_lib.report.progress import Progress
from cs_lib.version import __version__

if TYPE_CHECKING:
    from cs_lib.forks import Fork
    from cs_lib.workbook import Run


def make(
    engagement: str | Path,
    target: Path,
    steps: Sequence[int] | None,
    settings: Sequence[str],
    progress: Progress,
    workers: int | None,
    variant: str,
    reader: "Fork | None",
) -> None:
    """Make the report of an engagement file into `target`, which is there once all is done.

    `reader` is the fork that reads the client's data (`workbook.reading`), if there is one; the
    rest as `build.build` has it.
    """
    with publishing.replacing(target) as partial:
        run, executed = _review(engagement, partial, steps, settings, progress, workers, reader)
        made = run.engagement
        if publishing.place(made.client, made.period, variant) != target.parts[-2:]:
            raise UsageError(f"{engagement} was changed while its report was made; run it again")
        progress("page", "running")
        context = context_of(run, _rerun(engagement, settings, steps))
        page = render(executed, context)
        (partial / "index.html").write_text(page, encoding="utf-8", newline="\n")
        told = manifest(run, context, [notebook.name for notebook in executed], settings)
        (partial / publishing.MANIFEST).write_text(told, encoding="utf-8", newline="\n")


def _review(
    engagement: str | Path,
    partial: Path,
    steps: Sequence[int] | None,
    settings: Sequence[str],
    progress: Progress,
    workers: int | None,
    reader: "Fork | None",
) -> tuple["Run", tuple[Path, ...]]:
    """The results, stored, and the executed notebooks.

    A step's notebook runs while the steps after it are computed; one worker keeps one core busy,
    and comes to the notebooks afterwards.
    """
    from cs_lib import workbook

    progress("numbers", "running")
    kernels.prepare()
    stems = [step.stem for step in workbook.with_needs(steps)]
    chosen, into = notebooks_of(stems), partial / "notebooks"
    with Execution(chosen, PARAMETERS, into, workers=workers, progress=progress) as execution:
        stored = _wait if workers == 1 else execution.start
        results = partial / "results"
        run = workbook.run(engagement, results, settings, steps, stored, reader=reader)
        progress("numbers", "done")
        for stem in stems if workers == 1 else ():
            execution.start(stem)
        return run, execution.finished()


def _wait(stem: str) -> None:
    """The notebook of this step waits until all steps are computed."""


def _rerun(engagement: str | Path, settings: Sequence[str], steps: Sequence[int] | None) -> str:
    """The command that makes the same report, without a folder of this machine."""
    words = ["tensteps", "run", Path(engagement).name]
    if steps is not None:
        words += ["--steps", ",".join(map(str, steps))]
    for setting in settings:
        key, _, value = setting.partition("=")
        words += ["--edition", value] if key == "edition" else ["--set", setting]
    return shlex.join(words)


def context_of(run: "Run", rerun: str) -> ReportContext:
    """What the page and the manifest say of this report; `rerun` is the command that makes it."""
    return ReportContext(
        client=run.engagement.client,
        period=run.engagement.period,
        as_of=run.engagement.as_of,
        currency=run.engagement.currency,
        version=__version__,
        rerun=rerun,
        edition=run.engagement.edition,
        draft_reasons=run.draft_reasons,
        inputs=dict(run.intake.digests),
    )
