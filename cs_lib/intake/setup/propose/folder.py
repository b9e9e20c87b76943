"""The engagement's folder: its file, the data beside it, and the notebooks to edit."""

import datetime as dt
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from cs_lib.errors import UsageError
from cs_lib.intake.setup.profiles import files_of, sheets_of
from cs_lib.intake.setup.propose.model import WHOLE, Ask
from cs_lib.intake.setup.propose.proposals import Draft, draft
from cs_lib.intake.setup.propose.writing import one_line, text
from cs_lib.intake.setup.recognise import recognise
from cs_lib.intake.setup.whole_file import whole

FILE = "engagement.yml"


def new(
    folder: Path,
    paths: Sequence[Path],
    notebooks: Path | None = None,
    today: dt.date | None = None,
) -> str:
    """Writes `folder`/engagement.yml for the client's files, and says what it found.

    Files that lie below `folder` already are named where they are; the others are copied to its
    `data`. The notebooks of `notebooks` are copied to be edited. Raises UsageError when the
    folder has an engagement file already, a path does not exist, or no file is recognised.
    """
    file = folder / FILE
    if file.exists():
        raise UsageError(
            f"{file} exists already, and is not overwritten; give another folder, or move it away"
        )
    files = [each for each in files_of(paths) if each.resolve() != file.resolve()]
    sheets, unread = sheets_of(files)
    guesses, unused = recognise(sheets)
    if not guesses:
        reasons = "\n  ".join(
            one_line(f"- {each.title}: {each.why}") for each in [*unread, *unused]
        )
        raise UsageError(
            f"none of the files is a table of the contract, so nothing was written:\n  {reasons}\n"
            "'tensteps schema TABLE' says what a table holds"
        )
    client = folder.resolve().name.replace("_", " ").replace("-", " ").strip() or "Client"
    made = draft(client, guesses, [*unused, *unread], today or dt.date.today())
    folder.mkdir(parents=True, exist_ok=True)
    places = _placed(folder, [file for each in guesses for file in each.sheet.files])
    copied = _notebooks(folder, notebooks)
    with whole(file) as beside:  # last: a folder with this file is complete
        beside.write_text(text(made, places), encoding="utf-8")
    return "\n".join(_summary(made, file, copied))


def _placed(folder: Path, files: Sequence[Path]) -> dict[Path, str]:
    """Where each file lies, seen from the folder; what lies elsewhere is copied to `data`."""
    home = folder.resolve()
    places: dict[Path, str] = {}
    taken: set[str] = set()
    for file in dict.fromkeys(files):
        if file.resolve().is_relative_to(home):
            places[file] = file.resolve().relative_to(home).as_posix()
            continue
        name = file.name if file.name not in taken else f"{file.parent.name}_{file.name}"
        taken.add(name)
        target = folder / "data" / name
        target.parent.mkdir(exist_ok=True)
        if target.exists() and not _same(file, target):
            raise UsageError(f"{target} exists already with other content; move it away")
        _copy(file, target)
        places[file] = f"data/{name}"
    return places


def _copy(file: Path, target: Path) -> None:
    with whole(target) as beside:
        shutil.copyfile(file, beside)


def _same(one: Path, other: Path) -> bool:
    return os.path.getsize(one) == os.path.getsize(other) and one.read_bytes() == other.read_bytes()


def _notebooks(folder: Path, notebooks: Path | None) -> int:
    """How many notebooks were copied; those that are there already stay as they are."""
    if notebooks is None:
        return 0
    target = folder / "notebooks"
    target.mkdir(exist_ok=True)
    copied = 0
    for notebook in sorted(notebooks.glob("[0-9][0-9]_*.ipynb")):
        if not (target / notebook.name).exists():
            _copy(notebook, target / notebook.name)
            copied += 1
    return copied


def _summary(made: Draft, file: Path, notebooks: int) -> Iterator[str]:
    for table in made.tables:
        guess = table.guess
        how = guess.layout or f"{min(guess.score, 0.99):.2f}"
        yield one_line(f"{guess.table}: {guess.sheet.title}, {len(guess.columns)} columns ({how})")
    for each in made.unused:
        yield one_line(f"not used: {each.title}: {each.why}")
    yield ""
    yield from (_ask("", ask) for ask in made.asks)
    for table in made.tables:
        yield from (_ask(f"{table.guess.table}.", ask) for ask in table.asks)
    yield ""
    yield f"wrote {file}" + (f" and {notebooks} notebooks" if notebooks else "")
    blocking = f", {made.blocking} of them blocking" if made.blocking else ""
    yield f"{made.questions} questions are marked ASK in it{blocking}"
    yield f"next: answer them, then tensteps check {file}"


def _ask(table: str, ask: Ask) -> str:
    mark = "ASK (blocking)" if ask.blocking else "ASK"
    about = table.removesuffix(".") if ask.about in WHOLE else f"{table}{ask.about}"
    return one_line(f"{mark} {about}: {ask.text}")
