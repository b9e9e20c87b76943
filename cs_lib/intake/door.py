"""The one door for client data: everything that comes in, and everything that does not."""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import pandas as pd

from cs_lib.engagement import Engagement, FrozenDict
from cs_lib.errors import DataError, DataProblem
from cs_lib.intake import overrides, records
from cs_lib.intake.one_table import take
from cs_lib.intake.places import located
from cs_lib.intake.previous import previous
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.records import Taken, Unusable
from cs_lib.intake.rules import across, references
from cs_lib.intake.rules.plausible import exchange
from cs_lib.intake.scope import last_rates, rated, valued
from cs_lib.intake.unaccounted import Unaccounted, unaccounted
from cs_lib.notes import ROW, converted
from cs_lib.questionnaires import known

QUARANTINE_HINT = (
    "policies: {bad_rows: quarantine} in the engagement file runs without the bad rows, keeps "
    "them in quarantine and counts them in the report."
)


NOTHING = Unaccounted(table="contracts", rows=0, unpriced=0, value=0.0, total=0.0)


@dataclass(frozen=True)
class File:
    """What was read of one table's file: contract column -> its own, and what was not read."""

    name: str
    called: Mapping[str, str]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Intake:
    """The client's data behind the door.

    `tables`: table -> its rows under the contract's names and types, columns that the file does
    not give all empty; only tables that were given. `provided`: table -> the columns it gave.
    `quality`: one line for each thing noted (`table`, `rule`, `rows`, `amount` a year,
    `action`: dropped | kept | refused | estimated, `detail`, `accounts`, `examples`, `override`:
    how to mend or accept it). `quarantine`: table -> the rows
    kept out (`_row` in the file, `_rule`, and the file's own columns as text; `_file` where the
    table lies in several). `digests`: path
    as the engagement file names it -> SHA-256. `overrides`: what was set by hand
    (`overrides.listed`). `zoned`: the tables with dates that are times and name their zone, so
    that `policies.time_zone` decides on which day they were. `unaccounted`: what the rows kept
    out are worth. `files`: what was read of each table's file. `problems`: the rows in quarantine,
    located.
    """

    tables: Mapping[str, pd.DataFrame]
    provided: Mapping[str, frozenset[str]]
    quality: pd.DataFrame
    quarantine: Mapping[str, pd.DataFrame]
    digests: Mapping[str, str]
    overrides: pd.DataFrame = field(default_factory=lambda: overrides.listed(()))
    zoned: frozenset[str] = frozenset()
    unaccounted: Unaccounted = NOTHING
    files: Mapping[str, File] = field(default_factory=lambda: FrozenDict({}))
    problems: tuple[DataProblem, ...] = ()


def load(engagement: Engagement, contents: Contents | None = None) -> Intake:
    """What did the client give us? Every table of the engagement, read, typed and checked.

    `contents` is what the run has read already. Raises DataError with the problems of all tables
    at once: what cannot be read, and, unless `policies.bad_rows` is "quarantine", every row that
    breaks the contract.
    """
    intake, refused = receive(engagement, contents)
    if refused is not None:
        raise refused
    assert intake is not None
    return intake


def receive(
    engagement: Engagement, contents: Contents | None = None
) -> tuple[Intake | None, DataError | None]:
    """What can be read, bad rows in quarantine, and why the door stays closed, if it does.

    None for what can be read where a table cannot, or has no row left.
    """
    known(engagement)  # refuses a questionnaire of the client's that cannot be read
    contents = contents or Contents(engagement.folder)
    taken, problems = _take_all(engagement, contents)
    problems += references.refused(taken, engagement)
    bad = [problem for each in taken.values() for problem in each.problems]
    empty = [each for each in taken.values() if each.frame.empty]
    refuses = engagement.policies.bad_rows == "refuse"
    if not refuses:
        problems += [one for each in empty for one in (_nothing_left(each), *each.problems)]
    intake = None if problems or empty else _made(taken, bad, engagement, contents)
    if problems or (bad and refuses):
        refused = bad if refuses else []
        return intake, DataError([*problems, *refused], QUARANTINE_HINT if refused else "")
    return intake, None


def _made(
    taken: Mapping[str, Taken],
    bad: Sequence[DataProblem],
    engagement: Engagement,
    contents: Contents,
) -> Intake:
    tables = {name: each.frame for name, each in taken.items()}
    rates = last_rates(tables, engagement)
    notes = [converted(note, rates) for each in taken.values() for note in each.notes]
    worth = valued(tables)  # asked for by many rules, and a long expression
    numbered = {
        name: worth[name].assign(**{ROW: each.labels.reset_index(drop=True)})
        for name, each in taken.items()
    }
    money = rated(numbered, engagement)
    notes += across.check(money, engagement)
    missing = {name: each.refused for name, each in taken.items()}
    if "fx" in missing:
        notes += exchange.refused(missing["fx"], money, engagement)
    return Intake(
        tables=FrozenDict(tables),
        provided=FrozenDict({name: each.provided for name, each in taken.items()}),
        quality=records.quality(notes),
        quarantine=FrozenDict(
            {name: each.quarantine for name, each in taken.items() if len(each.quarantine)}
        ),
        digests=FrozenDict(digests(engagement, contents)),
        overrides=overrides.listed([row for each in taken.values() for row in each.by_hand]),
        zoned=frozenset(name for name, each in taken.items() if each.zoned),
        unaccounted=unaccounted(worth, missing, engagement),
        files=FrozenDict(
            {name: File(each.file, each.called, each.unread) for name, each in taken.items()}
        ),
        problems=tuple(bad),
    )


def _take_all(
    engagement: Engagement, contents: Contents
) -> tuple[dict[str, Taken], list[DataProblem]]:
    """Every table that can be read, and what is wrong with the others."""
    taken: dict[str, Taken] = {}
    problems: list[DataProblem] = []
    by_hand: Mapping[str, tuple[overrides.Override, ...]] = {}
    zone = engagement.policies.time_zone
    for table in sorted(engagement.tables, key=lambda name: name != overrides.TABLE):
        source = engagement.tables[table]
        try:
            taken[table] = take(table, source, contents, zone, by_hand.get(table, ()))
        except Unusable as error:
            problems += error.problems
            continue
        if table == overrides.TABLE:
            by_hand = overrides.read(taken[table], engagement.as_of)
            problems += overrides.unknown(by_hand, engagement.tables)
    return taken, problems


def _nothing_left(each: Taken) -> DataProblem:
    return DataProblem(
        each.file,
        each.spec.name,
        "no row can be used",
        "at least one row that keeps the contract",
        "mend the rows below, or remove the table from the engagement file",
    )


def digests(engagement: Engagement, contents: Contents | None = None) -> dict[str, str]:
    """Which bytes is the review made of? Path as written -> SHA-256 of the file or folder.

    A table that comes from a database is listed by its query, with the digest of its answer.
    `contents` is what the run has read already. Raises DataError where a file is missing,
    EngagementError where `previous` is no report of this client.
    """
    contents = contents or Contents(engagement.folder)
    found: dict[str, str] = {}
    problems: list[DataProblem] = []
    for table, source in engagement.tables.items():
        lookups = [lookup.source for lookup in source.lookup]
        for each in (*source.parts, *lookups):
            try:
                with located(table, each):
                    found[each.path or f"sql: {each.sql}"] = contents.digest(each)
            except Unusable as error:
                problems += error.problems
    if problems:
        raise DataError(problems)
    for path in engagement.questionnaires:
        with suppress(OSError):  # what is wrong with it is told when it is read
            found[path] = hashlib.sha256((engagement.folder / path).read_bytes()).hexdigest()
    # The last review's books are an input too: what moved since depends on them.
    if last := previous(engagement):
        books = str((last.folder / "numbers_review").absolute())
        found[last.named] = contents.held(books).digest()
    return found
