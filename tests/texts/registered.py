"""Every message that a step may say, with the block that holds its text."""

from collections.abc import Iterator
from typing import get_type_hints

from hypothesis import strategies as st

from cs_lib import workbook
from cs_lib.exhibits.draft import REASONS
from cs_lib.exhibits.pages import Foot, Page
from cs_lib.exhibits.stored import by_name
from cs_lib.texts import Sentence, facts
from cs_lib.texts.checker import rows_of

Block = tuple[str, tuple[type[Sentence], ...]]


def blocks() -> Iterator[Block]:
    """The address of each exhibit and page, and the messages that it may say."""
    yield "shared.foot", (Foot,)
    yield "shared.draft", REASONS
    elsewhere: dict[str, dict[type[Sentence], None]] = {}
    for step in workbook.steps():
        for spec in (*step.result.specs.values(), *step.result.page_specs.values()):
            yield f"{step.stem}.{spec.name}", spec.messages
            for kind in spec.messages:
                if kind.block is not None:
                    elsewhere.setdefault(kind.block, {})[kind] = None
    # words that several exhibits share stand in a block of their own
    yield from ((block, tuple(kinds)) for block, kinds in elsewhere.items())


def messages() -> Iterator[tuple[str, type[Sentence]]]:
    """Each message once, with its block's address."""
    for address, kinds in blocks():
        for kind in by_name(kinds).values():
            yield kind.block or address, kind


def story() -> Iterator[tuple[str, type[Sentence]]]:
    """Each message of the story's pages and of their exhibits once, with its block's address."""
    for step in workbook.steps():
        for page in step.result.page_specs.values():
            for spec in (page, *(step.result.specs[name] for name in page.exhibits)):
                for kind in by_name(spec.messages).values():
                    yield kind.block or f"{step.stem}.{spec.name}", kind


def said(run: workbook.Run) -> Iterator[tuple[str, Sentence]]:
    """Every message of a run, those in cells and in lists included, with where it is said."""
    for result in run.results.values():
        for exhibit in result.exhibits.values():
            cells = [value for name in exhibit.frame for value in exhibit.frame[name]]
            for told in (exhibit.title_message, *exhibit.messages, *exhibit.notes, *cells):
                if isinstance(told, Sentence):
                    yield from _with_rows(exhibit.address, told)
        for page in result.pages.values():
            if isinstance(page, Page):
                for told in (page.claim, *page.so_what, *page.bullets):
                    yield from _with_rows(page.address, told)


def _with_rows(where: str, told: Sentence) -> Iterator[tuple[str, Sentence]]:
    yield where, told
    for value in vars(told).values():
        for row in value if isinstance(value, tuple) else ():
            yield from _with_rows(where, row)


NUMBERS = st.floats(-1e9, 1e9, allow_nan=False, allow_infinity=False)
CELLS = st.none() | st.builds(facts.Cell, st.just("a.b"), st.none() | st.text(), st.just("c"))
NAMES = st.text(min_size=1).filter(lambda text: bool(text.strip()))


def codes(catalogue) -> st.SearchStrategy[facts.Code]:
    """Any of our own words."""
    lists = {kind: words for kind, words in catalogue.files["codes"].items() if kind != "numerals"}
    pairs = [(kind, key) for kind, words in lists.items() for key in words]
    return st.sampled_from(pairs).map(lambda pair: facts.Code(*pair))


def register(catalogue) -> None:
    """Teach hypothesis how each kind of fact looks."""
    for kind in (facts.Share, facts.Points, facts.Times, facts.Quantity):
        st.register_type_strategy(kind, st.builds(kind, NUMBERS, CELLS))
    currencies = st.sampled_from(["EUR", "USD", "JPY"])
    st.register_type_strategy(facts.Money, st.builds(facts.Money, NUMBERS, currencies, CELLS))
    st.register_type_strategy(facts.Count, st.builds(facts.Count, st.integers(0, 10**9), CELLS))
    st.register_type_strategy(facts.Day, st.builds(facts.Day, st.dates()))
    st.register_type_strategy(facts.Name, st.builds(facts.Name, NAMES))
    st.register_type_strategy(facts.Scope, st.builds(facts.Scope, st.none() | NAMES))
    st.register_type_strategy(facts.Code, codes(catalogue))


def any_of(kind: type[Sentence]) -> st.SearchStrategy[Sentence]:
    """Any message of a class: every list has one to three rows."""
    lists = {
        name: st.lists(st.one_of(*map(any_of, rows)), min_size=1, max_size=3).map(tuple)
        for name, hint in get_type_hints(kind).items()
        if (rows := rows_of(hint))
    }
    return st.builds(kind, **lists)
