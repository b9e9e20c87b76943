"""Results, stored or computed, once: `result(name)` is all that a notebook calls.

A stored result carries the digest of what it was made from (input files, engagement, version of
the library). One whose digest differs is refused: a page never shows figures of other data.
"""

import dataclasses
import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import TypeAdapter
from threadpoolctl import threadpool_limits

from cs_lib import engagement as engagements
from cs_lib import intake as door
from cs_lib import seals, texts
from cs_lib import steps as step_room
from cs_lib.books.books import Books, open_books
from cs_lib.books.gates import Gate
from cs_lib.books.headlines import Headline
from cs_lib.books.pseudonyms import Pseudonyms, pseudonyms, unnamed
from cs_lib.engagement import Engagement
from cs_lib.errors import DataError, StaleResultError, UsageError, nearest
from cs_lib.exhibits import Result, draft, stored
from cs_lib.exhibits.redacted import keyed_by_people, redacted
from cs_lib.forks import Fork, Send, Work
from cs_lib.intake import Checked, Intake, quarantine, text_storage
from cs_lib.version import __version__

SEALED = "engagement.json"
"""A results folder's own copy of the engagement, with the digests of its inputs."""
HEADLINES, QUARANTINE = "headlines.json", "numbers_review/quarantine"
FILES = "files.json"
"""The digests of what a results folder holds beside the steps' results."""


SHARED_UP_TO = 1_000_000
"""Rows of all tables; with more of them two processes that hold books of their own take too much
memory, and DuckDB keeps both cores busy anyway."""
_FOUND = "found"
OF_PEOPLE = ("assessments", "challenges", "roster", "activities")
"""Tables whose rows are single people's: a client edition keeps none of them, bad ones included."""


@dataclass(frozen=True)
class Step:
    """One of the ten steps: its number, its stem and the function that computes it."""

    number: int
    stem: str
    run: Callable[..., Result]
    result: type[Result]

    @property
    def notebook(self) -> str:
        """The notebook's file name."""
        return f"{self.number:02d}_{self.stem}.ipynb"

    @property
    def needs(self) -> tuple[str, ...]:
        """Stems of the earlier steps whose results `run` asks for by parameter name."""
        return tuple(inspect.signature(self.run).parameters)


@dataclass(frozen=True)
class Caution:
    """What a reader of the figures is to know first: a check that failed, rows kept out, a grade D.

    `what` is the check's id, the table's name, or the figure; `rows` are those kept out.
    """

    about: Literal["check", "kept_out", "grade"]
    what: str
    rows: int | None = None


@dataclass(frozen=True)
class Run:
    """Everything one review computed, before any notebook is started."""

    engagement: Engagement
    intake: Intake
    books: Books
    results: Mapping[str, Result]
    digest: str

    def _gathered(self, field: str) -> tuple[Any, ...]:
        return tuple(item for result in self.results.values() for item in getattr(result, field))

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
        """Why the report is still a draft, in words; empty when it is final."""
        words = texts.catalogue()
        return tuple(words.text(reason, "shared.draft") for reason in self._gathered("draft"))

    @property
    def signoff(self) -> Literal["agreed", "open", "disputed"]:
        """Have the metrics that are to be signed been agreed to?"""
        reasons = self._gathered("draft")
        if any(isinstance(reason, draft.Disputed) for reason in reasons):
            return "disputed"
        return "open" if any(isinstance(each, draft.NotAgreed) for each in reasons) else "agreed"

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What to know before any figure is used."""
        checks = [Caution("check", gate.id) for gate in self.gates if not gate.holds]
        out = [
            Caution("kept_out", table, len(rows)) for table, rows in self.intake.quarantine.items()
        ]
        # as step 1 shows them: what opening the books found bears on the grades, too
        grades = self.results["numbers_review"].workings.grades
        doubtful = grades.loc[grades["grade"] == "D", "figure"]
        return (*checks, *out, *(Caution("grade", str(figure)) for figure in doubtful))


@cache
def steps() -> tuple[Step, ...]:
    """Which steps exist, in the order they are computed: the first page (00) comes last."""
    found = []
    for module in pkgutil.iter_modules(step_room.__path__):
        if module.ispkg and module.name[:1] == "s" and module.name[1:3].isdigit():
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
    """The engagement with the digests of its inputs and of our texts, and the library's version."""
    content = {
        "engagement": unnamed(engagement),
        "inputs": dict(sorted(digests.items())),
        "texts": texts.digest(),
        "version": __version__,
    }
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def digest_of(sealed: str) -> str:
    """The digest that a result made from `sealed` carries."""
    return seals.digest(sealed.encode())


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
    with text_storage.suited(engagement):
        found = door.look(engagement)
        if found.intake is None or found.problems:
            return found
        try:
            made = open_books(engagement, found.intake).source.quality
        except DataError as error:
            return _blocked(found, error).found
    quality = pd.concat([found.intake.quality, made], ignore_index=True)
    return dataclasses.replace(found, intake=dataclasses.replace(found.intake, quality=quality))


def compute(
    engagement: Engagement,
    chosen: Sequence[Step] | None = None,
    contents: door.Contents | None = None,
    shelf: "Shelf | None" = None,
    *,
    reader: Fork | None = None,
) -> Run:
    """Every figure of one review, in memory; `contents` is what has been read for it already.

    Each step's result is put on `shelf` as soon as it is made. With a `reader` (`reading`) another
    fork of this process makes some of them.

    Raises Blocked, with what was read, when the data gate blocks it.
    """
    chosen = steps() if chosen is None else chosen
    with _settings(engagement), ExitStack() as until:
        found = _looked(engagement, contents, reader)
        if shelf is None:
            return Opened(found, chosen).run(_nowhere)
        other = None
        if reader is not None and (apart := _apart(found, chosen)):
            # before the books are opened: a fork cannot take over connections and threads
            other = until.enter_context(Fork(apart, shelf.maker(found, chosen, apart)))
        opened = Opened(found, chosen, other)
        shelf.open(engagement, opened.intake)
        if other is not None:
            other.listen(shelf.stored)
        return opened.run(shelf.put)


def reading(engagement: Engagement) -> Fork:
    """A fork of this process reads and checks the client's data, while this one imports the steps.

    For a process without threads and connections, which nothing else needs. Large data are left to
    it: to hand them over would take longer, and twice the memory.
    """

    def look(send: Send) -> None:
        if text_storage.small(engagement):
            with _settings(engagement):
                send(_FOUND, door.look(engagement))

    return Fork([_FOUND], look)


def _looked(
    engagement: Engagement, contents: door.Contents | None, reader: Fork | None = None
) -> Checked:
    """What was read of the client's data; raises Blocked."""
    found: Checked | None = None
    if reader is not None:
        found = reader.get(_FOUND)
        reader.end()  # its memory is wanted
    if found is None or found.engagement != engagement:  # the file was changed meanwhile
        found = door.look(engagement, contents)
    found.raise_problems()
    return found


def _apart(found: Checked, chosen: Sequence[Step]) -> tuple[str, ...]:
    """Stems of the steps that do not rest on the first, directly or not: a good half of the work.

    Empty where the books are so large that one core is not what holds a review up.
    """
    assert found.intake is not None
    rows = sum(len(table) for table in found.intake.tables.values())
    if found.engagement.engine.spark is not None or rows > SHARED_UP_TO:
        return ()
    resting = {chosen[0].stem, "results"}
    apart = []
    for each in chosen[1:]:
        if resting.isdisjoint(each.needs):
            apart.append(each.stem)
        else:
            resting.add(each.stem)
    return tuple(apart)


@contextmanager
def _settings(engagement: Engagement) -> Iterator[None]:
    """Within: how libraries compute a review of this engagement."""
    # Our matrices are small: a second thread of BLAS or of scikit-learn only waits for the first,
    # and how a sum is split must not depend on the machine.
    with text_storage.suited(engagement), threadpool_limits(1):
        yield


class Opened:
    """A review whose books are open: each of the `chosen` steps is computed when it is first asked.

    Opening the books is what costs; the steps share them, and never change them. `found` is what
    was read for it; `other` makes and stores some of the steps itself.
    """

    def __init__(self, found: Checked, chosen: Sequence[Step], other: Fork | None = None) -> None:
        assert found.intake is not None
        self._found, self._other = found, other
        self.engagement, self.intake = found.engagement, found.intake
        with self._blocking():
            self.books = open_books(self.engagement, self.intake)
        self._steps = {each.stem: each for each in chosen}
        self._made: dict[str, Result] = {}
        self._told: dict[str, Result] = {}
        self._fetched: set[str] = set()

    def result(self, stem: str) -> Result:
        """One step's result as this edition may hand it over."""
        with self._blocking():
            own = self.own(stem)
            if stem not in self._told:
                self._told[stem] = redacted(own, self._people, self._keyed)
        return self._told[stem]

    def run(self, put: Callable[[str, Result], None]) -> Run:
        """All chosen steps, in their order; `put` is called with each result that is made here."""
        for stem in self._steps:
            told = self.result(stem)
            if stem not in self._fetched:
                put(stem, told)
        digest = digest_of(seal(self.engagement, self.intake.digests))
        results = {stem: self._told[stem] for stem in self._steps}
        return Run(self.engagement, self.intake, self.books, results, digest)

    def own(self, stem: str) -> Result:
        """One step's result as other steps see it: nothing is redacted."""
        if stem not in self._made and not self._fetch(stem):
            chosen = self._steps[stem]
            self._made[stem] = chosen.run(**{need: self._need(need) for need in chosen.needs})
        return self._made[stem]

    def _fetch(self, stem: str) -> bool:
        """Has the other process made it?"""
        both = None if self._other is None else self._other.get(stem)
        if both is None:
            return False
        self._made[stem], self._told[stem] = both
        self._fetched.add(stem)
        return True

    def _need(self, need: str) -> object:
        if need == "results":
            # the first page reads all that is computed before it
            return {stem: self.own(stem) for stem, each in self._steps.items() if each.number}
        return self.own(need) if need in self._steps else getattr(self, need)

    @cached_property
    def _people(self) -> Pseudonyms:
        return pseudonyms(self.engagement, self.intake)

    @cached_property
    def _keyed(self) -> frozenset[str]:
        return keyed_by_people(each.result for each in steps())

    @contextmanager
    def _blocking(self) -> Iterator[None]:
        """Data that only the books or a step can refuse are told with what was read of them."""
        try:
            yield
        except DataError as error:
            raise _blocked(self._found, error) from None


def _nowhere(stem: str, result: Result) -> None:
    """Where results go that are only wanted in memory."""


def _blocked(found: Checked, error: DataError) -> door.Blocked:
    return door.Blocked(dataclasses.replace(found, problems=error.problems, note=error.note))


def run(
    path: str | Path,
    results_dir: Path,
    settings: Sequence[str] = (),
    numbers: Sequence[int] | None = None,
    stored: Callable[[str], None] = lambda stem: None,
    *,
    reader: Fork | None = None,
) -> Run:
    """Compute the review that the engagement file at `path` asks for, and store it.

    A step's result is stored before the next is computed, and `stored` called with its stem: from
    then on `result` reads it. Data that the gate refuses leaves no trace. With a `reader` two
    processes share the work; figures are the same.
    """
    engagement = engagements.load(path, settings)
    shelf = Shelf(results_dir, stored)
    done = compute(engagement, with_needs(numbers), shelf=shelf, reader=reader)
    shelf.close(done)
    return done


def store(done: Run, results_dir: Path) -> None:
    """Write the results of `done`: tables as Parquet, the rest as JSON, bad rows beside them."""
    shelf = Shelf(results_dir)
    shelf.open(done.engagement, done.intake)
    for stem, result in done.results.items():
        shelf.put(stem, result)
    shelf.close(done)


class Shelf:
    """A results folder while it is filled; what was put there can be read at once.

    `stored` is called with the stem of each result that was put there.
    """

    def __init__(self, folder: Path, stored: Callable[[str], None] = lambda stem: None) -> None:
        self._folder, self.stored = folder, stored
        self._digest = ""

    def open(self, engagement: Engagement, intake: Intake) -> None:
        """The sealed engagement, and the rows that were kept out."""
        self._folder.mkdir(parents=True, exist_ok=True)
        sealed = seal(engagement, intake.digests)
        self._digest = digest_of(sealed)
        (self._folder / SEALED).write_text(sealed, encoding="utf-8")
        quarantine.write(_handed_over(engagement, intake), self._folder / QUARANTINE)
        self._seal(_kept_out(self._folder))

    def put(self, stem: str, result: Result) -> None:
        """One step's result."""
        save(result, self._folder / stem, self._digest)
        self.stored(stem)

    def maker(self, found: Checked, chosen: Sequence[Step], stems: Sequence[str]) -> Work:
        """What another process does for this shelf: it makes, stores and hands over these steps."""

        def make(send: Send) -> None:
            opened = Opened(found, chosen)
            digest = digest_of(seal(found.engagement, opened.intake.digests))
            for stem in stems:
                told = opened.result(stem)
                save(told, self._folder / stem, digest)
                send(stem, (opened.own(stem), told))

        return make

    def close(self, done: Run) -> None:
        """The figures that all steps publish."""
        headlines = TypeAdapter(tuple[Headline, ...]).dump_json(done.headlines, indent=1)
        (self._folder / HEADLINES).write_bytes(headlines + b"\n")
        self._seal([HEADLINES, *_kept_out(self._folder)])

    def _seal(self, names: Sequence[str]) -> None:
        digests = {name: seals.digest((self._folder / name).read_bytes()) for name in names}
        seals.write(self._folder / FILES, {"files": digests})


def _handed_over(engagement: Engagement, intake: Intake) -> Mapping[str, pd.DataFrame]:
    """The rows that were kept out, by table, as far as this edition may show them."""
    if engagement.edition != "client" or not intake.quarantine:
        return intake.quarantine
    people = pseudonyms(engagement, intake)
    return {
        table: people.kept_out(table, rows, intake.files[table].called)
        for table, rows in intake.quarantine.items()
        if table not in OF_PEOPLE
    }


def _kept_out(results_dir: Path) -> list[str]:
    """The rows in quarantine, as paths in the results folder."""
    found = sorted(each.name for each in (results_dir / QUARANTINE).glob("*"))
    return [f"{QUARANTINE}/{name}" for name in found]


def _refuse_changed(results_dir: Path) -> None:
    """StaleResultError where one of them is gone, was changed, or was put there by another.

    The published figures are there, and sealed, once all steps are.
    """
    sealed = seals.read(results_dir / FILES)["files"]
    for name in dict.fromkeys([*sealed, *_kept_out(results_dir)]):
        seals.unchanged(results_dir / name, sealed.get(name))


def save(result: Result, folder: Path, digest: str) -> None:
    """Write one step's result into `folder`, marked with `digest` and sealed."""
    seals.write(folder / "result.json", {"digest": digest} | stored.save(result, folder))


def read(kind: type[Result], folder: Path, digest: str) -> Result:
    """One step's stored result; StaleResultError when it was changed, or made from other things."""
    content = seals.read(folder / "result.json")
    if content["digest"] != digest:
        raise StaleResultError(
            f"the result stored in {folder} was made from other inputs, another engagement or "
            "another version of the library; run the engagement again"
        )
    return stored.read(kind, folder, content)


def result(name: str, engagement: str | Path, results_dir: str | Path | None = None) -> Result:
    """What did step `name` find? Stored in `results_dir`, or computed now, in memory.

    `engagement` is the engagement file, or the sealed copy in a results folder. Raises
    StaleResultError when a stored result was made from anything else.
    """
    chosen = step(name)
    file = Path(engagement)
    if file.name == SEALED and results_dir is not None:
        return _stored(chosen, Path(results_dir), _sealed_digest(file))
    loaded = engagements.load(file)
    if results_dir is None:
        with _settings(loaded):
            return _opened(loaded).result(name)
    return _stored(chosen, Path(results_dir), digest_of(seal(loaded, door.digests(loaded))))


def _stored(chosen: Step, results_dir: Path, digest: str) -> Result:
    found = read(chosen.result, results_dir / chosen.stem, digest)
    _refuse_changed(results_dir)
    return found


def open_run(engagement: str | Path) -> Run:
    """The whole review of an engagement file, in memory; the one opened last is kept."""
    loaded = engagements.load(engagement)
    with _settings(loaded):
        return _opened(loaded).run(_nowhere)


def _sealed_digest(file: Path) -> str:
    if not file.exists():
        raise StaleResultError(f"no stored engagement {file}; run the engagement again")
    sealed = file.read_text(encoding="utf-8")
    try:
        version = json.loads(sealed)["version"]
    except (ValueError, KeyError, TypeError):
        raise StaleResultError(f"{file} is damaged; run the engagement again") from None
    if version != __version__:
        raise StaleResultError(
            f"{file} was made by version {version} of the library, this is {__version__}; "
            "run the engagement again"
        )
    return digest_of(sealed)


_kept: dict[str, Opened] = {}
"""The review of the engagement opened last: a notebook asks it more than once."""


def _opened(loaded: Engagement) -> Opened:
    contents = door.Contents(loaded.folder)
    digest = digest_of(seal(loaded, door.digests(loaded, contents)))
    if digest not in _kept:
        _kept.clear()
        _kept[digest] = Opened(_looked(loaded, contents), steps())
    return _kept[digest]
