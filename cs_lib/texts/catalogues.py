"""How does a message read in a language? The texts of one folder, opened once.

A file a step (`s03_valuation.yml`: exhibits and pages, each a block of message ids), and the lists
that all share: `codes.yml` (our words, with a running form where it differs), `columns.yml` (heads
of columns), `nouns.yml` (by plural class), `needs.yml`, `shared.yml`. Babel gives plural classes
and the way a language lists things; its data are CLDR's.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from babel import Locale
from babel.lists import format_list

from cs_lib import formats
from cs_lib.texts import templates
from cs_lib.texts.facts import Cell, Fact
from cs_lib.texts.filters import LISTED, RAISED, finer, named, printed
from cs_lib.texts.messages import Run, Runs, Sentence, plain
from cs_lib.texts.templates import Range, Slot, pieces

ROOT = Path(__file__).parent
Block = Mapping[str, Any]
Style = Literal["standard", "or"]
Given = tuple[object, ...]
RESERVED = ("title", "note", "absent", "columns", "question")
"""Keys of a block that are not messages: static texts, and labels of columns."""
_LOCALES = {"en": "en_GB", "de": "de_DE", "fr": "fr_FR"}


@dataclass(frozen=True)
class Catalogue:
    """The texts of one language, from a folder that holds one of its own for each."""

    language: str
    root: Path = ROOT

    @cached_property
    def locale(self) -> Locale:
        """Babel's locale, for plural classes and lists."""
        return Locale.parse(_LOCALES.get(self.language, self.language))

    @cached_property
    def files(self) -> Mapping[str, Mapping[str, Any]]:
        """Every file of the language by its stem."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        found = {}
        for path in sorted((self.root / self.language).glob("*.yml")):
            found[path.stem] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}
        return found

    def read(self) -> None:
        """Read every file now, and not when the first word is asked for."""
        _ = self.files, self.locale.plural_form

    def block(self, address: str) -> Block:
        """The texts of one exhibit, page or shared message: "valuation.ltv", "shared.foot"."""
        file, _, name = address.partition(".")
        for stem, blocks in self.files.items():
            numbered = stem[:1] == "s" and stem[1:3].isdigit()
            if (stem == file or (numbered and stem[4:] == file)) and name in blocks:
                block: Block = blocks[name] or {}
                return block
        raise KeyError(f"no text '{address}' in {self.language}")

    def runs(self, message: Sentence, address: str) -> Runs:
        """`message` as runs of text; `address` is its exhibit's block unless it has its own."""
        address = type(message).block or address
        template = self._template(address, type(message).__name__)
        return tuple(self._runs(template, message, address))

    def static(self, address: str, key: str) -> Runs:
        """A text without facts: an exhibit's `title`, `note` or `absent`; empty if it has none."""
        template = self.block(address).get(key)
        if template is None:
            return ()
        return tuple(self._runs(template, Sentence(), address))

    def _template(self, address: str, name: str) -> str:
        template = self.block(address).get(name)
        if template is None:
            raise KeyError(f"no text for the message '{name}' in '{address}' ({self.language})")
        return str(template)

    def _runs(
        self, template: str, message: Sentence, address: str, opens: bool = True
    ) -> list[Run]:
        """The runs of a template; `opens` says that they begin a sentence."""
        found: list[Run] = []
        for piece in pieces(template):
            if isinstance(piece, templates.Literal):
                found.append(Run(piece.text, piece.bold))
            elif isinstance(piece, Range):
                found += self._range(message, piece, opens and not found)
            elif piece.filter == LISTED:
                opening = opens and not found
                found += self._listed(getattr(message, piece.fact), piece, address, opening)
            else:
                found.append(self._printed(message, piece, opens and not found))
        return found

    def _range(self, message: Sentence, piece: Range, opening: bool) -> list[Run]:
        """Both ends with the language's word between them; ends that read alike are one number."""
        low, high = (self._printed(message, end, opening) for end in (piece.low, piece.high))
        if low.text == high.text:
            return [low]
        return [low, Run(self.code("range", "between"), piece.low.bold), high]

    def _printed(self, message: Sentence, slot: Slot, opening: bool) -> Run:
        fact = getattr(message, slot.fact)
        name, arguments = named(slot.filter, vars(message).values()), slot.arguments
        if slot.fact in type(message).told_apart:
            name, arguments = self._apart(message, name, arguments)
        text = printed(self, fact, name, *arguments)
        if opening and slot.filter in RAISED:
            text = text[:1].upper() + text[1:]
        link = getattr(fact, "at", None)
        return Run(text, slot.bold, link if isinstance(link, Cell) else None)

    def _apart(self, message: Sentence, name: str, arguments: Given) -> tuple[str, Given]:
        """How figures that the message tells apart are printed: finer, where that tells them."""
        facts = [getattr(message, each) for each in type(message).told_apart]

        def differ(name: str, arguments: Given) -> bool:
            return len({printed(self, each, name, *arguments) for each in facts}) == len(facts)

        closer = finer(name, arguments)
        known = differ(name, arguments) or not differ(*closer)
        return (name, arguments) if known else closer

    def _listed(
        self, rows: tuple[Sentence, ...], slot: Slot, address: str, opens: bool
    ) -> list[Run]:
        """Sub-messages as the language lists them; ValueError for an empty list."""
        if not rows:
            raise ValueError(f"the list '{slot.fact}' in '{address}' is empty")
        said = [
            self._runs(self._template(address, type(row).__name__), row, address, opens and not at)
            for at, row in enumerate(rows)
        ]
        style: Style = "or" if slot.arguments == ("or",) else "standard"
        # The words between are asked for with marks that no text holds, then cut at them, so that
        # each row keeps its own runs and links.
        marks = [f"\x00{place}\x00" for place in range(len(said))]
        joined = format_list(marks, style=style, locale=self.locale)
        if self.language == "en":
            joined = joined.replace(", and ", " and ").replace(", or ", " or ")
        found: list[Run] = []
        for part in joined.split("\x00"):
            if part.isdigit():
                found += said[int(part)]
            elif part:
                found.append(Run(part, slot.bold))
        return found

    def code(self, kind: str, key: str, *, running: bool = False) -> str:
        """One of our words: its label, or its form in running text."""
        if kind == "need":
            what = self.need(key, "need")
            return what[:1].lower() + what[1:] if running and self.language == "en" else what
        words = self.files["codes"].get(kind, {})
        if key not in words:
            raise KeyError(f"no word for '{key}' in '{kind}' ({self.language})")
        forms = words[key]
        if isinstance(forms, str):
            return forms[:1].lower() + forms[1:] if running and self.language == "en" else forms
        return str(forms["running" if running else "label"])

    def column(self, name: str, address: str | None = None) -> str:
        """The head of a column; an exhibit's own label comes first."""
        own = self.block(address).get("columns", {}) if address else {}
        if name in own:
            return str(own[name])
        heads = self.files["columns"]
        if name not in heads:
            raise KeyError(f"no head for the column '{name}' ({self.language})")
        return str(heads[name])

    def need(self, name: str, kind: str) -> str:
        """Something that can be missing: what it is (`need`), or whom to `ask` for it."""
        return str(self.files["needs"][name]["what" if kind == "need" else "ask"])

    def noun(self, noun: str, count: int) -> str:
        """A noun in the plural class that `count` takes."""
        forms = self.files["nouns"].get(noun)
        if forms is None:
            raise KeyError(f"no noun '{noun}' ({self.language})")
        return str(forms.get(self.locale.plural_form(abs(count)), forms["other"]))

    def numeral(self, number: int) -> str | None:
        """A small number in words, where the language's list has it."""
        words: Mapping[str, str] = self.files["codes"].get("numerals", {})
        return words.get(str(number))

    def text(self, message: Sentence, address: str) -> str:
        """`message` as plain text."""
        return plain(self.runs(message, address))


def alike(one: Fact, other: Fact, name: str, *arguments: Any) -> bool:
    """Do two facts read alike in print, by the filter called `name`? A sentence may contrast them.

    Languages round alike, so one tells for all.
    """
    chosen = named(name, (one, other))
    first, second = (printed(catalogue(), each, chosen, *arguments) for each in (one, other))
    return first == second


@cache
def digest() -> str:
    """The digest of all texts and of how numbers are spelled: a stored result is read by them."""
    found = hashlib.sha256(Path(formats.__file__).read_bytes())
    for path in sorted(ROOT.glob("*/*.yml")):
        found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def catalogue(language: str = "en") -> Catalogue:
    """The texts of `language`; each file is read once."""
    return _opened(language, ROOT)


@cache
def _opened(language: str, root: Path) -> Catalogue:
    return Catalogue(language, root)
