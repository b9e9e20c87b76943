"""Which reports are asked for? Engagement files, folders of them, or a manifest with a matrix."""

import csv
import datetime as dt
import io
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cs_lib import engagement as engagements
from cs_lib.batch.jobs import Job
from cs_lib.errors import EngagementError, UsageError, nearest

FILES = (".yml", ".yaml")
STANDARD = "engagement.yml"
"""What `tensteps new` and `tensteps sample` call the file in an engagement's folder."""
KEYS = ("engagements", "settings", "matrix")
COLUMNS = ("engagement", "variant")
MOST = 100_000
"""Reports of one manifest: a matrix multiplies."""
_PLAIN = re.compile(r"[A-Za-z][\w./ -]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"}


def read(names: Sequence[str | Path]) -> tuple[Job, ...]:
    """The jobs that these files, folders and manifests ask for, each once, in their order.

    Raises UsageError where there is nothing at a path, where a folder holds no engagement, and
    for a manifest that cannot be followed. A broken engagement file is a job; it fails by itself.
    """
    found = [job for name in names for job in _jobs(Path(name))]
    return tuple(dict.fromkeys(found))


def _jobs(path: Path) -> Iterator[Job]:
    if path.is_dir():
        yield from map(_job, _within(path))
    elif not path.exists():
        raise UsageError(f"{path}: there is no such file or folder")
    elif path.suffix.lower() == ".csv":
        yield from _sheet(path)
    elif _is_manifest(path):
        yield from _manifest(path)
    else:
        yield _job(path)


def _job(file: Path, settings: Sequence[str] = (), variant: str = "") -> Job:
    """The job of an engagement file, which a reader knows by its folder and name."""
    whole = file.resolve()
    return Job(str(whole), Path(*whole.parts[-2:]).as_posix(), tuple(settings), variant)


def _within(folder: Path) -> list[Path]:
    """The engagement files of a folder: its own, and the `engagement.yml` of every folder in it."""
    own = [each for each in folder.iterdir() if each.suffix.lower() in FILES and each.is_file()]
    below = [each for each in folder.rglob(STANDARD) if each.parent != folder]
    visible = [each for each in below if not _is_hidden(each.relative_to(folder))]
    found = sorted({*filter(_asks_for_a_report, own), *visible})
    if not found:
        raise UsageError(
            f"{folder} holds no engagement: no .yml file with a client, and no {STANDARD} below"
        )
    return found


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _asks_for_a_report(file: Path) -> bool:
    """Is it an engagement, rather than a manifest or a file for something else?"""
    try:
        return "client" in engagements.document(file)
    except EngagementError:
        return file.name == STANDARD  # it is reported as broken, by the name of its client


def _is_manifest(file: Path) -> bool:
    try:
        content = engagements.document(file)
    except EngagementError:
        return False
    return "engagements" in content and "client" not in content


def _manifest(file: Path) -> Iterator[Job]:
    """The jobs of a YAML file: every engagement with every combination of the matrix."""
    content = engagements.document(file)
    if unknown := [key for key in content if key not in KEYS]:
        raise UsageError(f"{file}: unknown key '{unknown[0]}'; {nearest(unknown[0], KEYS)}")
    listed, common = content["engagements"], content.get("settings") or {}
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise UsageError(f"{file}: engagements: must be a list of files and folders")
    shared = [*_settings(common, f"{file}: settings")]
    variants = list(_combinations(content.get("matrix") or {}, file))
    named = [job for name in listed for job in _jobs(file.parent / name)]
    if len(named) * len(variants) > MOST:
        raise UsageError(f"{file}: asks for more than {MOST:,} reports; give several manifests")
    for job in named:
        for variant, settings in variants:
            ours = (*job.settings, *shared, *settings)
            yield Job(
                job.engagement, job.named, ours, "-".join(filter(None, (job.variant, variant)))
            )


def _combinations(matrix: Any, file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every combination of one choice an axis: its name, and its settings."""
    if not isinstance(matrix, dict):
        raise UsageError(f"{file}: matrix: must hold axes, such as policies.grain: [customer]")
    axes = [list(_choices(axis, choices, file)) for axis, choices in matrix.items()]
    for chosen in itertools.product(*axes):
        yield "-".join(name for name, _ in chosen), tuple(s for _, each in chosen for s in each)


def _choices(axis: str, choices: Any, file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """An axis is a key with its values, or a word with named sets of settings."""
    if isinstance(choices, list) and choices:
        for value in choices:
            yield _label(value), tuple(_settings({axis: value}, f"{file}: {axis}"))
    elif isinstance(choices, dict) and choices:
        for name, settings in choices.items():
            yield str(name), tuple(_settings(settings or {}, f"{file}: {axis}.{name}"))
    else:
        raise UsageError(
            f"{file}: matrix: '{axis}' must be a list of values of that key, or names with "
            "the settings of each"
        )


def _label(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _settings(content: Any, place: str) -> Iterator[str]:
    """What is laid over the engagement, one "key=value" a value: nested keys joined by dots."""
    if not isinstance(content, Mapping):
        raise UsageError(f"{place}: must be keys and values, such as policies.grain: parent")
    for key, value in content.items():
        if isinstance(value, Mapping) and value:
            yield from (f"{key}.{rest}" for rest in _settings(value, place))
        else:
            yield f"{key}={_written(value)}"


def _written(value: Any) -> str:
    """A value as `--set` takes it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _sheet(file: Path) -> Iterator[Job]:
    """The jobs of a CSV file: a row a report, a column a key of the engagement."""
    try:
        rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")), strict=True))
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8 text; save it as UTF-8") from None
    except csv.Error as error:
        raise UsageError(f"{file} is no CSV: {error}") from None
    heads = [head.strip() for head in rows[0]] if rows else []
    if "engagement" not in heads:
        raise UsageError(f"{file}: needs a column 'engagement' with each engagement's file")
    if len(set(heads)) < len(heads) or not all(heads):
        raise UsageError(f"{file}: every column needs a name of its own")
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(heads):
            raise UsageError(f"{file}, row {number}: has more cells than the header")
        row = dict(zip(heads, map(str.strip, cells), strict=False))
        if not row["engagement"]:
            raise UsageError(f"{file}, row {number}: names no engagement")
        settings = [f"{key}={cell}" for key, cell in row.items() if cell and key not in COLUMNS]
        for job in _jobs(file.parent / row["engagement"]):
            yield Job(job.engagement, job.named, tuple(settings), row.get("variant", ""))
