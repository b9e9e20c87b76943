"""What is a report made from? A digest of each part, without opening the client's data.

Two reports of equal fingerprints are equal byte by byte; where something cannot be fingerprinted
(a database, an address), the report is made anew every time.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath

from cs_lib.batch.jobs import Job
from cs_lib.engagement import Engagement, TableSource
from cs_lib.version import __version__

LIBRARY, ENGAGEMENT, INPUT = "library", "engagement", "input "
_ROOM = Path(__file__).resolve().parents[1]
_MADE = {".pyc", ".pyo"}
_FIGURES_DEPEND_ON = (
    *("pandas", "numpy", "pyarrow", "polars", "duckdb", "narwhals", "scipy", "statsmodels"),
    *("scikit-learn", "matplotlib", "seaborn", "papermill", "nbconvert", "jinja2", "babel"),
)
_CHUNK = 1 << 20


@cache
def installed() -> str:
    """The digest of this version: its code, texts, templates and notebooks, and what it runs on."""
    total = hashlib.sha256(__version__.encode())
    for folder in (_ROOM, _ROOM.parent / "notebooks"):
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if file.is_file() and file.suffix not in _MADE:
                total.update(file.relative_to(folder).as_posix().encode() + b"\0")
                total.update(file.read_bytes())
    for package in _FIGURES_DEPEND_ON:
        total.update(f"{package} {_version(package)}\n".encode())
    return total.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def of(
    engagement: Engagement, job: Job, edition: str | None, steps: tuple[int, ...] | None
) -> dict[str, str] | None:
    """Part -> digest, of everything that the report of `engagement` is made from.

    None where a part can be told only by reading it: what a database answers, and what lies at
    an address.
    """
    inputs = dict(_inputs(engagement))
    if None in inputs.values():
        return None
    name = Path(job.engagement).name
    asked = (engagement.model_dump(mode="json"), name, job.settings, job.variant, edition, steps)
    parts = {
        LIBRARY: installed(),
        ENGAGEMENT: hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest(),
    }
    return parts | {f"{INPUT}{path}": str(digest) for path, digest in inputs.items()}


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The parts that are not the same."""
    return tuple(part for part in {**now, **before} if before.get(part) != now.get(part))


def agrees(parts: Mapping[str, str], inputs: Mapping[str, str]) -> bool:
    """Are these the inputs that the report says it was made from?"""
    return all(parts.get(f"{INPUT}{path}", digest) == digest for path, digest in inputs.items())


def _inputs(engagement: Engagement) -> Iterator[tuple[str, str | None]]:
    for table in engagement.tables.values():
        for source in (*table.parts, *(lookup.source for lookup in table.lookup)):
            yield source.path or f"sql: {source.sql}", _source(source, engagement.folder)
    if engagement.previous is not None:
        named = engagement.folder / engagement.previous
        results = named / "results" if (named / "results").is_dir() else named
        yield engagement.previous, _folder(results / "numbers_review", ".parquet")
        for name in ("engagement.json", "numbers_review/result.json"):
            yield f"{engagement.previous}/{name}", _file(results / name)


def _source(source: TableSource, folder: Path) -> str | None:
    if source.path is None or "://" in source.path:
        return None
    path = folder / source.path
    return _folder(path, ".parquet") if path.is_dir() else _file(path)


def _file(path: Path) -> str:
    """SHA-256 of a file; what cannot be read is told apart from all that can."""
    total = hashlib.sha256()
    try:
        if not path.is_file():
            return "missing"
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                total.update(chunk)
    except OSError as error:
        return f"unreadable: {error.strerror}"
    return total.hexdigest()


def _folder(path: Path, ending: str) -> str:
    """SHA-256 of a folder's files with their names, as `intake` has it in the report."""
    total = hashlib.sha256()
    names = [each.relative_to(path).as_posix() for each in path.rglob(f"*{ending}")]
    for name in sorted(names, key=lambda name: PurePosixPath(name).parts):
        total.update(name.encode() + b"\0")
        try:
            total.update((path / name).read_bytes())
        except OSError as error:
            total.update(str(error.strerror).encode())
    return total.hexdigest()
