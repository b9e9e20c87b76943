"""Results, stored or computed, once: `result(name)` is all that a notebook calls.

A stored result carries the digest of what it was made from (input files, engagement, version of
the library). One whose digest differs is refused: a page never shows figures of other data.
"""

import dataclasses
import hashlib
import importlib
import inspect
import json
import pkgutil
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import pandas as pd
from pydantic import TypeAdapter

import cs_lib
from cs_lib import engagement as engagements
from cs_lib import intake as door
from cs_lib import steps as step_room
from cs_lib.engagement import Engagement
from cs_lib.errors import DataError, StaleResultError, UsageError, nearest
from cs_lib.intake import Checked, Intake
from cs_lib.metrics import Gate, Headline
from cs_lib.steps.review.books import open_books

SEALED = "engagement.json"
"""A results folder's own copy of the engagement, with the digests of its inputs."""


@dataclass(frozen=True)
class Step:
    """One of the ten steps: its number, its stem and the function that computes it."""

    number: int
    stem: str
    run: Callable[..., Any]
    result: type

    @property
    def notebook(self) -> str:
        """The notebook's file name."""
        return f"{self.number:02d}_{self.stem}.ipynb"

    @property
    def needs(self) -> tuple[str, ...]:
        """Stems of the earlier steps whose results `run` asks for by parameter name."""
        return tuple(inspect.signature(self.run).parameters)


@dataclass(frozen=True)
class Run:
    """Everything one review computed, before any notebook is started."""

    engagement: Engagement
    intake: Intake
    results: Mapping[str, Any]
    digest: str

    def _gathered(self, field: str) -> tuple[Any, ...]:
        return tuple(
            item for result in self.results.values() for item in getattr(result, field, ())
        )

    @property
    def headlines(self) -> tuple[Headline, ...]:
        """The published figures of all steps."""
        return self._gathered("headlines")

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The reconciliations of all steps."""
        return self._gathered("gates")

    @property
    def draft_reasons(self) -> tuple[str, ...]:
        """Why the report is still a draft; empty when it is final."""
        return self._gathered("draft_reasons")


@cache
def steps() -> tuple[Step, ...]:
    """Which steps exist, in the order they are computed: the first page (00) comes last."""
    found = []
    for module in pkgutil.iter_modules(step_room.__path__):
        if module.name[:1] == "s" and module.name[1:3].isdigit():
            room = importlib.import_module(f"{step_room.__name__}.{module.name}")
            result = inspect.signature(room.run).return_annotation
            found.append(Step(int(module.name[1:3]), module.name[4:], room.run, result))
    return tuple(sorted(found, key=lambda step: (step.number == 0, step.number)))


def step(name: str) -> Step:
    """The step called `name` (its stem); UsageError with the nearest name otherwise."""
    by_stem = {each.stem: each for each in steps()}
    if name not in by_stem:
        raise UsageError(f"there is no step '{name}'; {nearest(name, by_stem)}")
    return by_stem[name]


def seal(engagement: Engagement, digests: Mapping[str, str]) -> str:
    """The engagement with its inputs' digests and the library's version, as canonical JSON."""
    content = {
        "engagement": engagement.model_dump(mode="json"),
        "inputs": dict(sorted(digests.items())),
        "version": cs_lib.__version__,
    }
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def digest_of(sealed: str) -> str:
    """The digest that a result made from `sealed` carries."""
    return hashlib.sha256(sealed.encode()).hexdigest()


def with_needs(wanted: Sequence[int] | None) -> tuple[Step, ...]:
    """The steps numbered `wanted`, what they need, and always the first page; None means all."""
    if wanted is None:
        return steps()
    known = {each.number for each in steps()}
    if missing := sorted(set(wanted) - known):
        raise UsageError(
            f"step {', '.join(map(str, missing))} is not in this version; "
            f"it has {', '.join(str(n) for n in sorted(known))}"
        )
    chosen = {each.stem for each in steps() if each.number in wanted or each.number == 0}
    for each in reversed(steps()):
        if each.stem in chosen:
            chosen |= set(each.needs) & {other.stem for other in steps()}
    return tuple(each for each in steps() if each.stem in chosen)


def examine(engagement: Engagement) -> Checked:
    """Can these data carry a review? Reads and checks them, and opens the books on them.

    What stands in the way, a missing exchange rate included, are its `problems`.
    """
    found = door.look(engagement)
    if found.intake is None or found.problems:
        return found
    try:
        made = open_books(engagement, found.intake).source.quality
    except DataError as error:
        return dataclasses.replace(found, problems=error.problems, note=error.note)
    quality = pd.concat([found.intake.quality, made], ignore_index=True)
    return dataclasses.replace(found, intake=dataclasses.replace(found.intake, quality=quality))


def compute(engagement: Engagement, chosen: Sequence[Step] | None = None) -> Run:
    """Every figure of one review, in memory. Raises DataError when the data gate blocks it."""
    intake = door.load(engagement)
    door.hold(intake, engagement)
    # Opening the books is what costs; the steps share them, and never change them.
    books = open_books(engagement, intake)
    known: dict[str, Any] = {"engagement": engagement, "intake": intake, "books": books}
    results: dict[str, Any] = {}
    for each in steps() if chosen is None else chosen:
        results[each.stem] = each.run(**{need: (known | results)[need] for need in each.needs})
    return Run(engagement, intake, results, digest_of(seal(engagement, intake.digests)))


def run(
    path: str | Path,
    results_dir: Path,
    settings: Sequence[str] = (),
    numbers: Sequence[int] | None = None,
) -> Run:
    """Compute the review that the engagement file at `path` asks for, and store it.

    Nothing is written before every figure exists, so data that is refused leaves no trace.
    """
    engagement = engagements.load(path, settings)
    done = compute(engagement, with_needs(numbers))
    store(done, results_dir)
    return done


def store(done: Run, results_dir: Path) -> None:
    """Write the results of `done`: tables as Parquet, the rest as JSON, bad rows beside them."""
    results_dir.mkdir(parents=True, exist_ok=True)
    sealed = seal(done.engagement, done.intake.digests)
    (results_dir / SEALED).write_text(sealed, encoding="utf-8")
    for stem, result in done.results.items():
        save(result, results_dir / stem, done.digest)
    quarantine = results_dir / "numbers_review" / "quarantine"
    shutil.rmtree(quarantine, ignore_errors=True)
    for table, rows in sorted(done.intake.quarantine.items()):
        quarantine.mkdir(parents=True, exist_ok=True)
        rows.to_parquet(quarantine / f"{table}.parquet", index=False)
    headlines = TypeAdapter(tuple[Headline, ...]).dump_json(done.headlines, indent=1)
    (results_dir / "headlines.json").write_bytes(headlines + b"\n")


def _fields(kind: type) -> dict[str, TypeAdapter[Any] | None]:
    """How is each field of a result kept? None for a table, else what turns it into JSON."""
    types = get_type_hints(kind)
    return {
        field.name: None if types[field.name] is pd.DataFrame else TypeAdapter(types[field.name])
        for field in dataclasses.fields(kind)
    }


def save(result: Any, folder: Path, digest: str) -> None:
    """Write one step's result into `folder`, marked with `digest`."""
    folder.mkdir(parents=True, exist_ok=True)
    plain: dict[str, Any] = {}
    for name, as_json in _fields(type(result)).items():
        value = getattr(result, name)
        if as_json is None:
            value.to_parquet(folder / f"{name}.parquet", index=False)
        else:
            plain[name] = as_json.dump_python(value, mode="json")
    content = {"digest": digest, "values": plain}
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "result.json").write_text(text + "\n", encoding="utf-8")


def read(kind: type, folder: Path, digest: str) -> Any:
    """One step's stored result; StaleResultError when it was made from something else."""
    file = folder / "result.json"
    if not file.exists():
        raise StaleResultError(f"no stored result in {folder}; run the engagement again")
    content = json.loads(file.read_text(encoding="utf-8"))
    if content["digest"] != digest:
        raise StaleResultError(
            f"the result stored in {folder} was made from other inputs, another engagement or "
            "another version of the library; run the engagement again"
        )
    values = {
        name: _table(folder / f"{name}.parquet")
        if as_json is None
        else as_json.validate_python(content["values"][name])
        for name, as_json in _fields(kind).items()
    }
    return kind(**values)


def _table(file: Path) -> pd.DataFrame:
    if not file.exists():
        raise StaleResultError(f"no stored result {file}; run the engagement again")
    return pd.read_parquet(file)


def result(name: str, engagement: str | Path, results_dir: str | Path | None = None) -> Any:
    """What did step `name` find? Stored in `results_dir`, or computed now, in memory.

    `engagement` is the engagement file, or the sealed copy in a results folder. Raises
    StaleResultError when a stored result was made from anything else.
    """
    chosen = step(name)
    file = Path(engagement)
    if file.name == SEALED and results_dir is not None:
        return read(chosen.result, Path(results_dir) / name, _sealed_digest(file))
    loaded = engagements.load(file)
    digest = digest_of(seal(loaded, door.digests(loaded)))
    if results_dir is None:
        return _computed(loaded, digest).results[name]
    return read(chosen.result, Path(results_dir) / name, digest)


def _sealed_digest(file: Path) -> str:
    if not file.exists():
        raise StaleResultError(f"no stored engagement {file}; run the engagement again")
    sealed = file.read_text(encoding="utf-8")
    if json.loads(sealed)["version"] != cs_lib.__version__:
        raise StaleResultError(
            f"{file} was made by version {json.loads(sealed)['version']} of the library, this is "
            f"{cs_lib.__version__}; run the engagement again"
        )
    return digest_of(sealed)


_kept: dict[str, Run] = {}
"""The run of the engagement opened last: a notebook asks for it more than once."""


def _computed(loaded: Engagement, digest: str) -> Run:
    if digest not in _kept:
        _kept.clear()
        _kept[digest] = compute(loaded)
    return _kept[digest]
