"""The command line: reads options, calls one function, prints what it returns.

Nothing is computed here and nothing heavy is imported until a command runs, so that
`tensteps --help` answers at once.
"""

import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer

from cs_lib.errors import (
    DataError,
    EngagementError,
    TenStepsError,
    UsageError,
    fault_of_machine,
    nearest,
)
from cs_lib.garbage import collect_seldom
from cs_lib.report import unchecked
from cs_lib.version import __version__

DEBUG = "TENSTEPS_DEBUG"
FORMATS = ("html",)
LAST_STEP = 10
FIRST_ASKED = 5

app = typer.Typer(
    name="tensteps",
    help="The ten-step customer success review: from a client's files to a report.",
    epilog="Exit codes: 0 done; 1 a run failed; 2 usage or engagement file wrong; "
    "3 the data gate blocked it.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)
Edition = Annotated[
    Literal["internal", "client"] | None,
    typer.Option(help="Whom the report is for.", show_default="the engagement's: internal"),
]
EngagementFile = Annotated[
    Path, typer.Argument(metavar="ENGAGEMENT", help="The engagement's YAML file.")
]


def main(args: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code; an error is told in words, without a traceback.

    Without `args` it is the program itself, whose process nothing else needs. Typer itself ends
    wrong usage with 2. A signal ends the command with 128 and its number, as a shell has it, once
    what was half done is cleared away.
    """
    collect_seldom()
    unchecked.leave_out()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # a terminal without our letters (an ASCII locale) is shown their numbers
        sys.stdout.reconfigure(errors="backslashreplace")
    with _signals() as stopped:
        try:
            app(args, prog_name="tensteps", obj=args is None)
        except TenStepsError as error:
            _fail(str(error), error.exit_code)
        except Exception as error:
            if stopped:  # a library may turn the end of its work into an error of its own
                sys.exit(stopped[0])
            _explain(error)


def _explain(error: Exception) -> NoReturn:
    """Say what the machine lacks, else that it is a defect of ours."""
    if fault := fault_of_machine(error):
        _fail(fault, UsageError.exit_code)
    if isinstance(error, MemoryError):
        _fail("this machine has too little memory for these files", UsageError.exit_code)
    if isinstance(error, UnicodeEncodeError) and error.encoding in ("ascii", "latin-1"):
        _fail(
            f"this machine's locale has no {error.object[error.start : error.end]!a}; "
            "set the environment variable PYTHONUTF8=1",
            UsageError.exit_code,
        )
    if os.environ.get(DEBUG):
        raise error
    _fail(
        f"this is a defect of tensteps, not of your files: {type(error).__name__}: {error}\n"
        "please report it with what 'tensteps --debug COMMAND ...' prints",
        1,
    )


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Signals end the command in order; a second one ends it at once. Holds the exit code."""
    stopped: list[int] = []

    def stop(number: int, _: object) -> None:
        stopped.append(128 + number)
        signal.signal(number, signal.SIG_DFL)
        sys.exit(stopped[0])

    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            # what our caller ignores (nohup) is ignored
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, stop)
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if stopped:
            print("stopped: nothing is left half done; run the same command again", file=sys.stderr)


def _fail(message: str, code: int) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(code)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"tensteps {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help=f"Show the traceback of a defect (also {DEBUG}=1).")
    ] = False,
) -> None:
    if debug:
        os.environ[DEBUG] = "1"


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it.")],
    accounts: Annotated[int, typer.Option(help="How many customers.")] = 400,
    months: Annotated[int, typer.Option(help="How many months of history.")] = 36,
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 7,
) -> None:
    """Write a generated company whose true figures are known."""
    from cs_lib import sample as samples

    file = samples.write(folder, accounts=accounts, months=months, seed=seed)
    print(f"wrote {file}\nnext: tensteps run {file}")


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The engagement's folder.")],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES...", help="The client's files, or folders.")
    ],
) -> None:
    """Propose an engagement from a client's files: tables, columns, and what to ask."""
    from cs_lib.intake.setup import propose
    from cs_lib.report.notebooks import notebook_folder

    print(propose.new(folder, files, notebooks=notebook_folder()))


@app.command()
def check(
    engagement: EngagementFile,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page for the data's owner.")
    ] = None,
) -> None:
    """Check the data only: what is wrong, how to mend it, and how far figures can be trusted."""
    from cs_lib import engagement as engagements
    from cs_lib import workbook
    from cs_lib.intake import check as checked

    try:
        found = workbook.examine(engagements.load(engagement))
        if html is not None:
            from cs_lib.report import check_page

            check_page.write(found, html)
        if as_json:
            print(_json(checked.as_json(found)))
            raise typer.Exit(DataError.exit_code if found.problems else 0)
    except (DataError, EngagementError) as error:
        if not as_json:
            raise
        print(_json({"ok": False, "problems": _problems(error), "quality": []}))
        raise typer.Exit(error.exit_code) from None
    if found.intake is not None:
        for table, frame in found.intake.tables.items():
            print(f"{table}: {len(frame)} rows, {len(found.intake.provided[table])} columns")
        for heading, rows in checked.as_tables(found):
            if rows:
                print(f"\n{heading}")
                _print_table(rows)
        print(f"\n{found.intake.unaccounted.said(found.engagement.currency)}")
    found.raise_problems()
    print("the data can be used")


@app.command()
def run(
    program: typer.Context,
    engagement: EngagementFile,
    out: Annotated[Path, typer.Option(help="Where the report's folder goes.")] = Path("reports"),
    steps: Annotated[
        str | None, typer.Option(metavar="1,3-5", help="Only these steps.", show_default="all")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Overrule one key of the engagement file."),
    ] = None,
    formats: Annotated[str, typer.Option(help="What to make; this version: html.")] = "html",
    edition: Edition = None,
) -> None:
    """Make the report; the last line says where it lies."""
    wanted, made = _step_numbers(steps), _formats(formats)
    from cs_lib.report.build import build

    with _progress() as progress:
        folder = build(
            engagement,
            out=out,
            steps=wanted,
            settings=tuple(settings or ()),
            formats=made,
            edition=edition,
            progress=progress,
            alone=program.obj,
        )
    print(folder / "index.html")


@app.command()
def batch(
    names: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="ENGAGEMENT...|FOLDER...|MANIFEST",
            help="Engagement files, folders of them, manifests (YAML or CSV); "
            "left out: what was asked for last in --out.",
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the reports and the index go.")] = Path(
        "reports"
    ),
    workers: Annotated[
        int | None, typer.Option(help="Reports made at once.", show_default="the cores")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Make them on this Dask cluster.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a batch was stopped; no second tries.")
    ] = False,
    only_failed: Annotated[
        bool, typer.Option("--only-failed", help="Only what has no report after its last try.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make every report anew, unchanged or not.")
    ] = False,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Only the I-th of N parts of the batch.")
    ] = None,
    timeout: Annotated[
        float | None, typer.Option(metavar="S", help="Seconds that one report may take.")
    ] = None,
    memory: Annotated[
        int | None, typer.Option(metavar="MB", help="Memory that one report may take.")
    ] = None,
    steps: Annotated[
        str | None, typer.Option(metavar="1,3-5", help="Only these steps.", show_default="all")
    ] = None,
    edition: Edition = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="The portfolio page ranks without names.")
    ] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="Print what would be made, and make nothing.")
    ] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Report progress as JSON, an object a line.")
    ] = False,
) -> None:
    """Make many reports and an index; what is unchanged is not made again."""
    if resume + only_failed + fresh > 1:
        raise UsageError("give one of --resume, --only-failed and --fresh")
    if (timeout is not None and timeout <= 0) or (memory is not None and memory < 1):
        raise UsageError("--timeout and --memory: more than 0")
    from cs_lib.batch import order, runner
    from cs_lib.batch.jobs import Limits, Shard
    from cs_lib.batch.plan import Choice
    from cs_lib.batch.progress import listener

    choice: Choice = "unfinished" if resume else "failed" if only_failed else "changed"
    asked = runner.Batch(
        jobs=order.read(names or ()),
        out=out,
        choice="all" if fresh else choice,
        shard=None if shard is None else Shard.parse(shard),
        edition=edition,
        steps=_step_numbers(steps),
        limits=Limits(timeout, None if memory is None else memory << 20),
        workers=workers,
        scheduler=scheduler,
        anonymous=anonymous,
    )
    if plan:
        rows = [each.as_row() for each in runner.planned(asked)]
        if rows:
            _print_table(rows)
        return
    with listener(log_json) as told:
        found = runner.run(asked, told)
    print(out / "index.html")
    if not all(record.is_done for record in found):
        raise typer.Exit(1)


@app.command()
def request(
    engagement: EngagementFile,
    out: Annotated[Path, typer.Option(metavar="FILE.xlsx", help="The workbook to write.")],
    assessments: Annotated[
        bool, typer.Option("--assessments", help="Add the questionnaires, one sheet a rater.")
    ] = False,
    raters: Annotated[int, typer.Option(min=1, max=50, help="How many raters.")] = 6,
) -> None:
    """Write the data-request pack: what is still missing, why, and sheets to fill in."""
    from cs_lib import engagement as engagements
    from cs_lib.intake.setup import request as requests

    asked = requests.make(engagements.load(engagement), out, assessments=assessments, raters=raters)
    if assessments:
        print(f"{raters} raters, one sheet each; when it comes back:")
        print(f"  tables: {{assessments: {out.name}}}")
    print(f"wrote {out}: {len(asked)} sheets to fill in")
    for each in asked[:FIRST_ASKED]:
        print(f"  {each.spec.name}: {each.why}")
    print("when it comes back, name it for the tables that were filled in:")
    print(f"  tables: {{{', '.join(f'{each.spec.name}: {out.name}' for each in asked[:2])}, ...}}")


@app.command()
def definitions() -> None:
    """List every metric with its formula, grain and source."""
    from cs_lib.definitions.register import REGISTER

    for metric in REGISTER:
        print(f"{metric.id}  {metric.name} ({metric.slug})")
        print(f"     {metric.formula}")
        print(f"     unit: {metric.unit}; grain: {metric.grain}; source: {metric.source}\n")


@app.command()
def schema(
    table: Annotated[
        str | None, typer.Argument(metavar="[TABLE]", help="A table of the data contract instead.")
    ] = None,
) -> None:
    """Print what the engagement file, or a table, may hold."""
    if table is None:
        from cs_lib import engagement as engagements

        print(_json(engagements.schema()))
        return
    from cs_lib.tables import TABLES

    if table not in TABLES:
        raise UsageError(f"there is no table '{table}'; {nearest(table, TABLES)}")
    print(_json(asdict(TABLES[table])))


@app.command()
def lab() -> None:
    """Open the notebooks, on the sample, in JupyterLab."""
    package = Path(__file__).resolve().parent
    notebooks = package / "_share" / "notebooks"
    if not notebooks.is_dir():
        notebooks = package.parent / "notebooks"
    done = subprocess.run([sys.executable, "-m", "jupyterlab", "--notebook-dir", str(notebooks)])
    raise typer.Exit(done.returncode)


def _step_numbers(text: str | None) -> tuple[int, ...] | None:
    """Which steps does "1,3-5" name? None, all of them, when it was not given."""
    if text is None:
        return None
    numbers: set[int] = set()
    for part in text.split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        last = last if dash else first
        if not (first.isdecimal() and last.isdecimal()):
            raise UsageError(f"--steps {text}: '{part.strip()}' is no step number; write 1,3-5")
        if not int(first) <= int(last) <= LAST_STEP:
            raise UsageError(
                f"--steps {text}: '{part.strip()}' is not within 0-{LAST_STEP}, lowest first"
            )
        numbers.update(range(int(first), int(last) + 1))
    return tuple(sorted(numbers))


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(part.strip() for part in text.split(","))
    if others := [part for part in wanted if part not in FORMATS]:
        raise UsageError(
            f"--formats {text}: only {', '.join(FORMATS)} is made by this version, "
            f"not {', '.join(repr(other) for other in others)}"
        )
    return tuple(dict.fromkeys(wanted))


def _problems(error: DataError | EngagementError) -> list[dict[str, Any]]:
    if isinstance(error, DataError):
        return [asdict(problem) for problem in error.problems]
    nowhere = dict.fromkeys(("table", "column", "row", "allowed", "fix"))
    return [{"file": error.file, "wrong": problem, **nowhere} for problem in error.problems]


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False)


def _print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """One line a row: drawn by rich on a terminal, aligned plain text in a pipe."""
    heads = list(rows[0])
    cells = [["" if row[head] is None else str(row[head]) for head in heads] for row in rows]
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markup import escape
        from rich.table import Table

        table = Table(*heads)
        for line in cells:
            table.add_row(*map(escape, line))
        Console().print(table)
        return
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    for line in [heads, *cells]:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(padded).rstrip())


@contextmanager
def _progress() -> Iterator[Callable[[str, str], None]]:
    """What to call as a stage of the run changes state; on stderr, so that stdout is the result.

    A terminal shows the stage under way; a pipe gets one line for each stage that is done.
    """
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=True, highlight=False)

    def tell(stage: str, state: str) -> None:
        if state == "done":
            console.print(f"{escape(stage)}: done", soft_wrap=True)
        elif status is not None:
            status.update(escape(f"{stage}: {state}"))

    if not console.is_terminal:
        status = None
        yield tell
        return
    with console.status("reading the engagement") as status:
        yield tell
