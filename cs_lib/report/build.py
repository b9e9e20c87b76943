"""How does an engagement become a folder that can be handed over? Compute, show, then rename.

Work goes on in `<period>.partial`. A folder without a suffix is therefore always a complete
report; a notebook's failure leaves `<period>.failed` with the executed notebook in it; data that
is refused leaves a page beside it, `<period>.blocked.html`, which says what to mend.
"""

import dataclasses
import datetime as dt
import json
import math
import re
import shlex
import shutil
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cs_lib
from cs_lib import engagement as engagements
from cs_lib.errors import DataError, RunError, UsageError, nearest
from cs_lib.report import kernels
from cs_lib.report.execute import Progress, execute, quiet
from cs_lib.report.html import ReportContext, render
from cs_lib.report.notebooks import notebooks_of

if TYPE_CHECKING:
    from cs_lib.engagement import Engagement
    from cs_lib.workbook import Run

BLOCKED = ".blocked.html"
"""The page beside a report that the data gate blocked."""
FORMATS = ("html",)
EDITIONS = ("internal", "client")
PARAMETERS = {"engagement": "../results/engagement.json", "results_dir": "../results"}
"""Relative to the executed notebook, so that no path of this machine is handed over."""
_NAMED_VERSIONS = (
    *("pandas", "numpy", "pyarrow", "duckdb", "narwhals"),
    *("matplotlib", "seaborn", "great-tables", "papermill", "nbconvert"),
)


def build(
    engagement: str | Path,
    *,
    out: str | Path = Path("reports"),
    steps: Sequence[int] | None = None,
    settings: Sequence[str] = (),
    formats: Sequence[str] = ("html",),
    edition: str = "internal",
    progress: Progress = quiet,
    workers: int | None = None,
) -> Path:
    """Make the whole report of the engagement file `engagement`; the folder that holds it.

    `steps` are the numbers of the steps wanted, None for all; `settings` are "key.sub=value" that
    overrule the file. An earlier complete report of the same period stays until the new one is
    complete. Raises EngagementError, UsageError, RunError with the notebook that failed, and
    DataError, which leaves nothing but `<period>.blocked.html`: what is wrong, and how to mend it.
    """
    _check(formats, edition)
    loaded = engagements.load(engagement, settings)
    target = Path(out) / slug(loaded.client) / loaded.period
    try:
        _make(engagement, target, steps, settings, edition, progress, workers)
    except DataError as error:
        page = blocked(loaded, error, target)
        raise DataError(error.problems, f"{error.note}\nwhat to mend: {page}".strip()) from error
    target.with_name(target.name + BLOCKED).unlink(missing_ok=True)
    progress("page", "done")
    return target


def blocked(loaded: "Engagement", error: DataError, target: Path) -> Path:
    """The page that says why there is no report, beside where it would be."""
    from cs_lib import workbook
    from cs_lib.report import check_page

    found = workbook.examine(loaded)
    told = dataclasses.replace(found, problems=error.problems, note=error.note)
    return check_page.write(told, target.with_name(target.name + BLOCKED))


def _make(
    engagement: str | Path,
    target: Path,
    steps: Sequence[int] | None,
    settings: Sequence[str],
    edition: str,
    progress: Progress,
    workers: int | None,
) -> None:
    from cs_lib import workbook

    with _replacing(target) as partial:
        progress("numbers", "running")
        kernels.prepare()
        run = workbook.run(engagement, partial / "results", settings, steps)
        progress("numbers", "done")
        notebooks = notebooks_of(run.results)
        executed = execute(
            notebooks, PARAMETERS, partial / "notebooks", workers=workers, progress=progress
        )
        progress("page", "running")
        context = _context(run, _rerun(engagement, settings, steps, edition), edition)
        page = render(executed, context)
        (partial / "index.html").write_text(page, encoding="utf-8", newline="\n")
        told = manifest(run, context, [notebook.name for notebook in executed], settings)
        (partial / "manifest.json").write_text(told, encoding="utf-8", newline="\n")


def _check(formats: Sequence[str], edition: str) -> None:
    for name in formats:
        if name not in FORMATS:
            raise UsageError(f"no format '{name}'; known: {', '.join(FORMATS)}")
    if edition not in EDITIONS:
        raise UsageError(f"no edition '{edition}'; {nearest(edition, EDITIONS)}")


def slug(client: str) -> str:
    """The client's name as a folder: lowercase letters, digits and hyphens."""
    spelled = client.replace("ß", "ss").replace("&", " and ")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "client"


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A fresh partial folder that becomes `target`; on failure nothing, or `.failed` with cause."""
    partial, failed, old = (
        target.with_name(target.name + suffix) for suffix in (".partial", ".failed", ".old")
    )
    if old.exists() and not target.exists():  # stopped between the two renames of an earlier run
        old.rename(target)
    made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
    except RunError as error:
        shutil.rmtree(failed, ignore_errors=True)
        partial.rename(failed)
        kept = failed / Path(error.kept).relative_to(partial)
        raise RunError(error.step, error.cell, error.cause, str(kept)) from error
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        for folder in made:
            if not any(folder.iterdir()):
                folder.rmdir()
        raise
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    partial.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(failed, ignore_errors=True)  # it told of a failure that this run has mended


def _rerun(
    engagement: str | Path, settings: Sequence[str], steps: Sequence[int] | None, edition: str
) -> str:
    """The command that makes the same report, without a folder of this machine."""
    words = ["tensteps", "run", Path(engagement).name]
    if steps is not None:
        words += ["--steps", ",".join(map(str, steps))]
    for setting in settings:
        words += ["--set", setting]
    if edition != "internal":
        words += ["--edition", edition]
    return shlex.join(words)


def _context(run: "Run", rerun: str, edition: str) -> ReportContext:
    broken = [gate for gate in run.gates if not gate.holds]
    said = tuple(f"{gate.id} {gate.name} does not hold" for gate in broken)
    return ReportContext(
        client=run.engagement.client,
        period=run.engagement.period,
        as_of=run.engagement.as_of,
        currency=run.engagement.currency,
        version=cs_lib.__version__,
        rerun=rerun,
        edition=edition,
        draft_reasons=tuple(run.draft_reasons) or said,
        inputs=dict(run.intake.digests),
    )


def manifest(
    run: "Run", context: ReportContext, notebooks: Sequence[str], settings: Sequence[str]
) -> str:
    """What the folder holds and what it was made from, as JSON without a time of day."""
    content = {
        "client": context.client,
        "period": context.period,
        "as_of": context.as_of,
        "currency": context.currency,
        "edition": context.edition,
        "draft": bool(context.draft_reasons),
        "draft_reasons": context.draft_reasons,
        "digest": run.digest,
        "inputs": context.inputs,
        "versions": {"tensteps": context.version} | dict(_versions()),
        "parameters": PARAMETERS,
        "settings": settings,
        "rerun": context.rerun,
        "notebooks": notebooks,
        "figures": run.headlines,
        "gates": [
            {"id": gate.id, "holds": gate.holds, "residual": gate.residual} for gate in run.gates
        ],
    }
    plain = _plain(content)
    return json.dumps(plain, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _versions() -> Iterator[tuple[str, str]]:
    for name in _NAMED_VERSIONS:
        try:
            yield name, version(name)
        except PackageNotFoundError:  # pragma: no cover - a package without its metadata
            continue


def _plain(value: Any) -> Any:
    """The value in JSON's own types; what JSON cannot say (NaN, infinity) is null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _plain({f.name: getattr(value, f.name) for f in dataclasses.fields(value)})
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "item"):  # a scalar of numpy
        return _plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value
