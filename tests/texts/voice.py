"""The voice of the report, as rules that a machine can hold a sentence against.

Plain business English for a board: see the writing rules in CONTRIBUTING. A rule is a name and
what is wrong with a sentence, or nothing.
"""

import re
from collections.abc import Callable, Iterator

from cs_lib import workbook
from cs_lib.exhibits import Page, shown, shown_page
from cs_lib.texts import plain

LONGEST_SENTENCE, LONGEST_TITLE, MOST_NUMBERS = 20, 14, 2
BANNED = (
    "nought", "dear", "leaf", "draws", "unit", "units", "grain", "gate", "gates", "kit", "curve",
    "curves", "fire brigade", "of it", "wind", "winds", "hold", "holds", "held", "stands at",
    "stands beside", "stand at", "stand beside", "bring", "brings", "spare", "spares",
    "take away", "takes away", "bear out", "borne out", "unlock", "unlocks", "lie", "lies",
    "answers to", "the client", "this kit", "parameter", "nan", "none given", "inf",
)  # fmt: skip
_BANNED = re.compile(rf"\b({'|'.join(map(re.escape, BANNED))})\b", re.I)
_NUMBER = re.compile(r"(?<![\w.])[−+]?\d[\d,.]*(?:\s?(?:%|pts|x|k|m|bn)\b|%)?")
# years, quarters, days and our own measures' numbers are names, not figures of a title
_NAMES = re.compile(
    r"\b(?:20\d\d(?:Q[1-4])?|Q[1-4]|R\d+|M\d+\w?|P\d+|LTV-\d|\d{1,2} [A-Z][a-z]{2} 20\d\d|EUR 1)\b"
)
_CUT = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“\"])")
Rule = Callable[[str], str | None]


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [part for part in _CUT.split(text.strip()) if part]


def words(text: str) -> list[str]:
    """The words of a text; signs alone are none."""
    return [word for word in text.split() if re.search(r"\w", word)]


def _too_long(text: str) -> str | None:
    count = len(words(text))
    return f"{count} words" if count > LONGEST_SENTENCE else None


def _banned(text: str) -> str | None:
    found = _BANNED.search(text)
    return f"'{found[0]}'" if found else None


def _machine(text: str) -> str | None:
    found = re.search(r"[A-Za-z]_[A-Za-z]|\['|'\]|\{|\}|\*\*|--", text)
    return f"'{found[0]}' is not for readers" if found else None


def _digit_first(text: str) -> str | None:
    return "begins with a digit" if re.match(r"\d", text) else None


def _chain(text: str) -> str | None:
    chained = text.count(";") + len(re.findall(r":(?=\s)", text))
    return "a chain of colons and semicolons" if chained > 1 else None


def _no(text: str) -> str | None:
    return "'is no'" if re.search(r"\bis no\b(?! longer)", text) else None


RULES: dict[str, Rule] = {
    "length": _too_long,
    "banned word": _banned,
    "machine": _machine,
    "digit first": _digit_first,
    "chain": _chain,
    "is not a": _no,
}


def faults(text: str) -> Iterator[str]:
    """What is wrong with a paragraph, a line a fault."""
    for sentence in sentences(text):
        for name, rule in RULES.items():
            if said := rule(sentence):
                yield f"{name}: {said}: {sentence!r}"


def title_faults(title: str, below: str = "") -> Iterator[str]:
    """What is wrong with a title, and with the sentence below that repeats it."""
    for name in ("banned word", "machine"):
        if said := RULES[name](title):
            yield f"title, {name}: {said}: {title!r}"
    if len(words(title)) > LONGEST_TITLE:
        yield f"title: {len(words(title))} words: {title!r}"
    figures = _NUMBER.findall(_NAMES.sub("", title))
    if len(figures) > MOST_NUMBERS:
        yield f"title: {len(figures)} numbers: {title!r}"
    if title.endswith(("?", ".")):
        yield f"title: a claim ends without a sign: {title!r}"
    if below and title.lower().rstrip(".") in below.lower():
        yield f"title: the sentence below repeats it: {title!r}"


def spoken(run: workbook.Run) -> Iterator[str]:
    """Every fault in what a run says."""
    for result in run.results.values():
        for exhibit in result.exhibits.values():
            told = shown(exhibit)
            below = " ".join(plain(each) for each in told.say)
            for fault in (
                *title_faults(plain(told.title), below),
                *faults(below),
                *faults(plain(told.note)),
                *faults(plain(told.absent)),
            ):
                yield f"{exhibit.address}: {fault}"
        for page in result.pages.values():
            if isinstance(page, Page):
                told_page = shown_page(page)
                said = [*told_page.so_what, *told_page.bullets]
                wrong = [fault for each in said for fault in faults(plain(each))]
                wrong += title_faults(plain(told_page.claim))
                yield from (f"{page.address}: {fault}" for fault in wrong)


def told(run: workbook.Run) -> Iterator[str]:
    """Every sentence and title of a run's exhibits and pages."""
    for result in run.results.values():
        for exhibit in result.exhibits.values():
            read = shown(exhibit)
            yield from map(plain, (read.title, *read.say))
        for page in result.pages.values():
            if isinstance(page, Page):
                read_page = shown_page(page)
                yield from map(plain, (read_page.claim, *read_page.so_what, *read_page.bullets))


def same_ends(text: str) -> str | None:
    """A range whose two ends read alike: "0.0x to 0.0x"."""
    found = re.search(rf"({_NUMBER.pattern}) to (?:EUR )?\1(?![\d.,])", text)
    return found[0] if found else None
