"""A draft as the text of an engagement file: every mapped column with how sure it is."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from cs_lib.intake.setup.profiles import LookedUp, Sheet
from cs_lib.intake.setup.propose.model import WHOLE, Ask, Proposal
from cs_lib.intake.setup.propose.proposals import Draft
from cs_lib.tables import TABLES

_HEAD = """\
# Proposed by tensteps new. The number behind a column says how sure the proposal is, from 0 to 1;
# what came next follows it. Every line marked ASK is for a person to answer: correct what stands
# there, or leave it, and then take the mark away.
"""
_ORDER = ("row_for_each", "first_of", "coupons", "decimal", "date_format", "date_formats",
          "end_inclusive", "bands", "scale", "where", "where_not", "constants",
          "values")  # fmt: skip


def text(draft: Draft, places: Mapping[Path, str]) -> str:
    """The whole file. `places`: a client's file -> where it lies, as this one will name it."""
    asked = {ask.about: ask for ask in draft.asks}
    lines = [_HEAD]
    for key in ("client", "as_of", "currency"):
        lines += [f"# {_asked(asked.pop(key))}", f"{key}: {scalar(getattr(draft, key))}"]
    lines += ["", *(f"# {_asked(ask)}" for ask in asked.values()), "tables:"]
    for table in draft.tables:
        lines += ["", *_table(table, places)]
    if draft.unused:
        lines += ["", "# Not used:"]
        lines += [f"#   {one_line(f'{each.title}: {each.why}')}" for each in draft.unused]
    return "\n".join(lines) + "\n"


def _asked(ask: Ask) -> str:
    return f"ASK{' (blocking)' if ask.blocking else ''}: {one_line(ask.text)}"


def one_line(text: str) -> str:
    """The text as a comment may hold it: a client's name with a line break must not end it."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def _table(proposal: Proposal, places: Mapping[Path, str]) -> Iterator[str]:
    guess = proposal.guess
    said = f", {guess.layout}" if guess.layout else f", {min(guess.score, 0.99):.2f}"
    yield f"  {guess.table}:  # {one_line(f'{guess.sheet.rows} rows of {guess.sheet.title}{said}')}"
    yield from _place(guess.sheet, places)
    if guess.sheet.lookups:
        yield from _lookups(guess.sheet.lookups, places)
    shown = _named(proposal)
    for ask in proposal.asks:
        if ask.about not in shown:
            about = "" if ask.about in WHOLE else f"{ask.about}: "
            yield f"    # {_asked(replace(ask, text=about + ask.text))}"
    for name, remark in proposal.remarks.items():
        if name not in shown:
            yield f"    # {name}: {one_line(remark)}"
    for key in _ORDER:
        if proposal.keys.get(key):
            yield from _key(key, proposal.keys[key])
    yield "    columns:"
    yield from _columns(proposal)


def _place(sheet: Sheet, places: Mapping[Path, str]) -> Iterator[str]:
    """In which files the table lies, and where on the sheet, where it is not all of it."""
    source = sheet.source
    if source.paths:
        yield f"    paths: {scalar([places[each.file] for each in sheet.each])}"
    else:
        yield f"    path: {scalar(places[sheet.file])}"
    if source.sheets:
        yield f"    sheets: {scalar(list(source.sheets))}"
    if source.sheet is not None:
        yield f"    sheet: {scalar(source.sheet)}"
    if source.range:
        yield f"    range: {scalar(source.range)}"
    if source.transpose:
        yield "    transpose: true"
    if source.header_row > 1:
        yield f"    header_row: {source.header_row}"


def _lookups(every: Sequence[LookedUp], places: Mapping[Path, str]) -> Iterator[str]:
    """Where the table's other columns lie, and by which key."""
    yield "    lookup:"
    for found in every:
        lines = [*(line.strip() for line in _place(found.sheet, places))]
        on = found.mine if found.mine == found.theirs else {found.mine: found.theirs}
        renamed = any(name != theirs for name, theirs in found.columns.items())
        columns = dict(found.columns) if renamed else list(found.columns)
        lines += [f"on: {scalar(on)}", f"columns: {scalar(columns)}"]
        marks = ["      "] * len(lines) if len(every) == 1 else ["      - ", *["        "] * 9]
        yield from (mark + line for mark, line in zip(marks, lines, strict=False))


def _key(key: str, value: object) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"    {key}: {scalar(value)}"
        return
    yield f"    {key}:"
    for name, inner in value.items():
        yield f"      {scalar(name)}: {scalar(inner)}"


def _named(proposal: Proposal) -> set[str]:
    """The columns of the contract that a name of the file stands for."""
    made = {"month", "mrr"} if proposal.guess.sheet.months else set()
    made |= set(proposal.keys.get("first_of") or {})  # type: ignore[call-overload]
    return set(proposal.guess.columns) - made


def _columns(proposal: Proposal) -> Iterator[str]:
    guess = proposal.guess
    for name in TABLES[guess.table].column_names:
        if name not in _named(proposal):
            continue
        choice = guess.columns[name]
        for ask in proposal.asks:
            if ask.about == name:
                yield f"      # {_asked(ask)}"
        note = f"{choice.confidence:.2f}"
        if choice.runner_up:
            note += f"; next: {choice.runner_up} {choice.runner_up_confidence:.2f}"
        if name in proposal.remarks:
            note += f"; {proposal.remarks[name]}"
        yield f"      {name}: {scalar(choice.column)}  # {one_line(note)}"


def scalar(value: object) -> str:
    """A value as YAML writes it on one line, quoted where it must be."""
    if isinstance(value, dt.date):
        return value.isoformat()
    plain = dict(value) if isinstance(value, Mapping) else value
    if isinstance(plain, tuple):
        plain = list(plain)
    broken = any(not mark.isprintable() for mark in str(plain)) or "\\" in repr(plain)
    written = yaml.safe_dump(
        plain,
        default_style='"' if broken else None,
        default_flow_style=True,
        allow_unicode=not broken,
        width=float("inf"),
        sort_keys=False,
    )
    return written.removesuffix("\n").removesuffix("\n...")
