"""How does an engagement become a folder that can be handed over? Made aside, then renamed.

A notebook's failure leaves `<period>.failed` with the executed notebook in it; data that is refused
leaves a page beside it, `<period>.blocked.html`, which says what to mend. How the folder itself is
made and kept is told in `publishing`.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from cs_lib import engagement as engagements
from cs_lib.errors import DataError, UsageError, nearest
from cs_lib.report import publishing, warm
from cs_lib.report.progress import Progress, quiet

if TYPE_CHECKING:
    from cs_lib.forks import Fork
    from cs_lib.intake import Blocked

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
        from cs_lib.report.making import make  # loads papermill: the reader is at work by now

        try:
            make(engagement, target, steps, settings, progress, workers, variant, reader)
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

    The nursery of its kernels is a fork of it, too, once the steps are imported.
    """
    if not (alone and warm.worthwhile()):
        return nullcontext()
    from cs_lib import workbook

    reader = workbook.reading(loaded)
    workbook.steps()
    warm.inherit()
    return reader


def _check(formats: Sequence[str], edition: str | None) -> None:
    for name in formats:
        if name not in FORMATS:
            raise UsageError(f"no format '{name}'; known: {', '.join(FORMATS)}")
    if edition is not None and edition not in EDITIONS:
        raise UsageError(f"no edition '{edition}'; {nearest(edition, EDITIONS)}")
