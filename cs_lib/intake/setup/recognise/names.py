"""How well does a column's name fit a column of the contract? Words, synonyms, likeness."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz import fuzz

SAME, SYNONYM, INSIDE, LIKE = 1.0, 0.97, 0.86, 0.9
"""How sure a name makes us: the contract's own, a known one, one inside it, one spelt like it."""
_LIKENESS = 0.84
"""Below this likeness two spellings are not taken for the same word."""
BARE = frozenset({"id", "name", "created", "title", "type", "status", "state", "note", "number",
                  "source"})  # fmt: skip
"""Names that nearly every export has, of whatever it is about."""
_ANY_ROW = BARE | {"amount", "subtotal", "total", "revenue"}
"""Words of a weak name that count only on a sheet that is known to be about the table."""
VAGUE = 0.5
DENIED, DOUBTED = -1.0, -0.2
"""What a name that speaks of another thing says of the table; and one that says the table, too."""
DOUBTFUL = 0.3
"""What a name says of the table that may hold it, or something near to it."""
WEAK = 0.75
"""How sure a name is that may stand for the column where nothing better does."""
_EACH_MORE = 0.06
"""What each further word of a column's name takes away."""
_OWN = frozenset({"id", "name"})
"""Bare names that are a table's own, rather than a poorer word for one of its columns."""
_ELSE = 0.2
"""What a name is less sure that only holds a key's: "account status" names no account."""
_BARE_LESS = 0.03
"""What a bare name is less sure than a fuller one: "type" beside "task subtype"."""
_PREFIXED = 4
"""So many names must begin with a word that only says where they come from."""
_LONG_ENOUGH = 4
"""Shorter words are not spelt wrong but other words ("at" is not "to")."""
_FILLING = frozenset({"of", "the", "in", "is"})
"""Words that add nothing to a name."""


@dataclass(frozen=True)
class Words:
    """The words of `words.yml`: for tables, for columns, and those that change a meaning."""

    tables: Mapping[str, tuple[str, ...]]
    not_tables: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, Mapping[str, tuple[str, ...]]]
    weak: Mapping[str, Mapping[str, tuple[str, ...]]]
    changing: frozenset[str]
    older: frozenset[str]
    doubtful: Mapping[str, tuple[str, ...]]

    def about(self, table: str) -> tuple[str, ...]:
        """Names of files and sheets that hold the table; its own where no other is known."""
        return self.tables.get(table, (table.replace("_", " "),))

    def of(self, table: str, column: str) -> tuple[str, ...]:
        """Names under which the table's column is known; the table's own before the general."""
        own = self.columns.get(table, {}).get(column)
        return own if own is not None else self.columns["any"].get(column, ())


@cache
def _data() -> Mapping[str, Any]:
    text = files(__package__).joinpath("words.yml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.safe_load(text)
    return data


@cache
def words() -> Words:
    """The packaged words, read once."""
    data = _data()
    return Words(
        tables={table: tuple(map(spelt, names)) for table, names in data["tables"].items()},
        not_tables={table: tuple(names) for table, names in data["not_tables"].items()},
        columns=_by_column(data["columns"]),
        weak=_by_column(data["weak"]),
        changing=frozenset(f"{word}{end}" for word in data["changing"] for end in ("", "s")),
        older=frozenset(data["older"]),
        doubtful={table: tuple(map(spelt, names)) for table, names in data["doubtful"].items()},
    )


def _by_column(
    data: Mapping[str, Mapping[str, list[str]]],
) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        table: {column: tuple(map(spelt, names)) for column, names in columns.items()}
        for table, columns in data.items()
    }


@cache
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name: "AcctNo", "acct_no" and "Account number" are the same two."""
    # A capital starts a word, but the capitals of "ARR" or "CSAT" are one.
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    found = re.findall(r"[^\W_]+", apart.casefold())
    short = _data()["short"]
    return tuple(short.get(word, word) for word in found)


def spelt(name: str) -> str:
    """A name as its words, one blank between them."""
    return " ".join(tokens(name))


@cache
def without_prefix(names: tuple[str, ...]) -> Mapping[str, str]:
    """Each name without the word with which most of the sheet's begin ("property_country")."""
    firsts = Counter(said[0] for name in names if len(said := tokens(name)) > 1)
    word, count = firsts.most_common(1)[0] if firsts else ("", 0)
    if count <= len(names) / 2 or count < _PREFIXED:
        return {name: name for name in names}
    return {
        name: " ".join(said[1:]) if len(said := tokens(name)) > 1 and said[0] == word else name
        for name in names
    }


@cache
def name_score(table: str, column: str, name: str, about: bool = True) -> float:
    """How well `name` fits the contract's column: 0 (not at all) to 1 (the very name).

    `about` says that the file is known to be about the table: then a bare "id", "name" or
    "created" is the table's own; else it says little.
    """
    given = tokens(name)
    if not given:
        return 0.0
    plain = _without_subject(table, given)
    synonyms = enumerate(words().of(table, column))
    known = [(spelt(column), SAME), *((each, SYNONYM - place / 1000) for place, each in synonyms)]
    best = max(_against(given, plain, want, sure) for want, sure in known)
    if best <= INSIDE and column.endswith("_id"):
        best -= _ELSE
    bare = len(given) == 1 and given[0] in BARE
    weak = _weak(table, column, {" ".join(given), " ".join(plain)}, about)
    if best < weak:
        return weak
    if not bare:
        return best
    return best - (given[0] not in _OWN) * _BARE_LESS if about else best * VAGUE


def _weak(table: str, column: str, names: Set[str], about: bool) -> float:
    """How sure is a name that is listed as weak? "created at" is so of the table's own rows alone.

    0 where it is not listed. Of several the one listed first is surer.
    """
    listed = words().weak.get(table, {}).get(column, ())
    found = [
        WEAK - place / 1000
        for place, name in enumerate(listed)
        if name in names and (about or not _ANY_ROW & set(name.split()))
    ]
    return max(found, default=0.0)


def _against(given: tuple[str, ...], plain: tuple[str, ...], want: str, sure: float) -> float:
    wanted = tuple(want.split())
    if given == wanted:
        return sure
    if plain == wanted:
        return sure - 0.02
    said = plain or given
    inside = set(wanted) <= set(given)
    if not inside and (len(want) <= 4 or abs(sum(map(len, said)) + len(said) - 1 - len(want)) > 4):
        return 0.0
    more = set(said) - set(wanted) - _FILLING
    if words().changing & more:
        return 0.0
    return _inside(want, more, sure) if inside else _alike(said, wanted)


def _inside(want: str, more: set[str], sure: float) -> float:
    """A name that holds all words of another: a further word that means a thing changes it.

    "nick name" is no name, and "source item type" no type: what every export has says nothing.
    """
    if not more:
        return sure - 0.03
    if want in BARE or (len(want) <= 3 and sure != SAME):
        return 0.0
    return INSIDE - _EACH_MORE * len(more)


def _alike(given: tuple[str, ...], wanted: tuple[str, ...]) -> float:
    """Another spelling of the same words: "Expirydate", "cancelation reason", not "paused at"."""
    if len(given) == len(wanted):
        pairs = [pair for pair in zip(given, wanted, strict=True) if pair[0] != pair[1]]
        if any(min(map(len, pair)) < _LONG_ENOUGH for pair in pairs):
            return 0.0
    likeness = fuzz.ratio(" ".join(given), " ".join(wanted)) / 100
    return LIKE * likeness if likeness >= _LIKENESS else 0.0


def _without_subject(table: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """The name without the words that only say what the table is about ("ticket status")."""
    subjects = {word for name in words().about(table) for word in name.split()}
    subjects |= {word.removesuffix("s") for word in subjects}
    kept = tuple(word for word in given if word not in subjects)
    return kept if kept != given else given


def subject_score(table: str, subject: str) -> float:
    """How well the name of a file or sheet fits the table: 0 to 1; below 0 where it denies it.

    A name that says the table and only that older rows are in it, too, such as "subscription
    history", leaves a doubt.
    """
    given = tokens(subject)
    denied = set(given) & set(words().not_tables.get(table, ()))
    best = 0.0
    for name in words().about(table):
        want = name.split()
        if _contains(given, want):
            best = max(best, 1.0 if len(given) == len(want) else 0.8)
    if not best and any(_contains(given, name.split()) for name in words().doubtful.get(table, ())):
        best = DOUBTFUL
    if denied:
        return DOUBTED if best and denied <= words().older else DENIED
    return best


def plain_subject(subject: str) -> str:
    """The name of a file or sheet without the words that say that it holds older rows, too."""
    return " ".join(word for word in tokens(subject) if word not in words().older)


def _contains(given: Iterable[str], want: Iterable[str]) -> bool:
    singular = {word.removesuffix("s") for word in given}
    return all(word.removesuffix("s") in singular for word in want)
