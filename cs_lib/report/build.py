"""How does an engagement become a folder that can be handed over? Compute, show, then rename.

A notebook's failure leaves `<period>.failed` with the executed notebook in it; data that is refused
leaves a page beside it, `<period>.blocked.html`, which says what to mend. How the folder itself is
made and kept is told in `publishing`.
"""

import shlex
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from cs_lib import engagement as engagements
from cs_lib.errors import DataError, UsageError, nearest
from cs_lib.report import kernels, publishing, warm
from cs_lib.report.execute import Execution, Progress, quiet
from cs_lib.report.html import ReportContext, render
from cs_lib.report.manifest import PARAMETERS, manifest
from cs_lib.report.notebooks import notebooks_of
from cs_lib.version import __version__

if TYPE_CHECKING:
    from cs_lib.forks import Fork
    from cs_lib.intake import Blocked
    from cs_lib.workbook import Run

BLOCKED = ".blocked.html"
"""The page beside a report that the data gate blocked."""
FORMATS = ("html",)
EDITIONS = ("internal", "client")


def build(
    engagement: str | Path,
    *,
    out: str | Path = Path("reports"),
    steps: Sequence[int] | None = None,
    settings: Sequence[str] = (),
    formats: Sequence[str] = ("html",),
    edition: str | None = None,
    progress: Progress = quiet,
    workers: int | None = None,
    variant: str = "",
    alone: bool = False,
) -> Path:
    """Make the whole report of the engagement file `engagement`; the folder that holds it.

    `steps` are the numbers of the steps wanted, None for all; `settings` are "key.sub=value" that
    overrule the file, and so does `edition`; `variant` names them, and gives the report a folder of
    its own. A process that is `alone`, without threads and connections, may fork itself to use a
    second core. An earlier complete report of the same period stays until the new one is complete.
    Raises EngagementError, UsageError (another run is making the same report, or another client's
    lies there), RunError with the notebook that failed, and DataError, which leaves nothing but
    `<period>.blocked.html`: what is wrong, and how to mend it.
    """
    from cs_lib.intake import Blocked

    _check(formats, edition)
    settings = (*settings, *([f"edition={edition}"] if edition else ()))
    loaded = engagements.load(engagement, settings)
    target = Path(out, *publishing.place(loaded.client, loaded.period, variant))
    with _reader(loaded, alone) as reader, publishing.reserved(target, loaded.client):
        try:
            _make(engagement, target, steps, settings, progress, workers, variant, reader)
        except Blocked as error:
            page = blocked(error, target)
            note = f"{error.note}\nwhat to mend: {page}".strip()
            raise DataError(error.problems, note) from error
        target.with_name(target.name + BLOCKED).unlink(missing_ok=True)
    progress("page", "done")
    return target


def blocked(error: "Blocked", target: Path) -> Path:
    """The page that says why there is no report, beside where it would be."""
    from cs_lib.report import check_page

    return check_page.write(error.found, target.with_name(target.name + BLOCKED))


def _reader(loaded: engagements.Engagement, alone: bool) -> "AbstractContextManager[Fork | None]":
    """Two cores at once: a fork reads the data while this process imports what computes and shows.

    The nursery of its kernels is a fork of it, too, as soon as that is there.
    """
    if not (alone and warm.worthwhile()):
        return nullcontext()
    from cs_lib import workbook

    reader = workbook.reading(loaded)
    kernels.inherit()
    return reader


def _make(
    engagement: str | Path,
    target: Path,
    steps: Sequence[int] | None,
    settings: Sequence[str],
    progress: Progress,
    workers: int | None,
    variant: str,
    reader: "Fork | None",
) -> None:
    with publishing.replacing(target) as partial:
        run, executed = _review(engagement, partial, steps, settings, progress, workers, reader)
        made = run.engagement
        if publishing.place(made.client, made.period, variant) != target.parts[-2:]:
            raise UsageError(f"{engagement} was changed while its report was made; run it again")
        progress("page", "running")
        context = _context(run, _rerun(engagement, settings, steps))
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


def _check(formats: Sequence[str], edition: str | None) -> None:
    for name in formats:
        if name not in FORMATS:
            raise UsageError(f"no format '{name}'; known: {', '.join(FORMATS)}")
    if edition is not None and edition not in EDITIONS:
        raise UsageError(f"no edition '{edition}'; {nearest(edition, EDITIONS)}")


def _rerun(engagement: str | Path, settings: Sequence[str], steps: Sequence[int] | None) -> str:
    """The command that makes the same report, without a folder of this machine."""
    words = ["tensteps", "run", Path(engagement).name]
    if steps is not None:
        words += ["--steps", ",".join(map(str, steps))]
    for setting in settings:
        key, _, value = setting.partition("=")
        words += ["--edition", value] if key == "edition" else ["--set", setting]
    return shlex.join(words)


def _context(run: "Run", rerun: str) -> ReportContext:
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
