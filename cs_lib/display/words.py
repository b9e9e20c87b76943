"""How does a page say something? Sentences, callouts, key figures and what was not provided."""

from typing import Literal

import pandas as pd

from cs_lib import numbers
from cs_lib.display.markup import Block, escape, inline, plain

_KINDS = {"note": "Note", "good": "Good", "warning": "Check", "decision": "Decision"}


def say(text: str) -> Block:
    """What is there to say? One paragraph per blank-line-separated part; **bold** is bold."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    body = "".join(f"<p>{inline(part)}</p>" for part in parts)
    return Block(f'<div class="ts-say">{body}</div>', plain("\n\n".join(parts)))


def callout(
    text: str,
    kind: Literal["note", "good", "warning", "decision"] = "note",
    *,
    heading: str | None = None,
) -> Block:
    """What must not be overlooked? A box whose kind is written as well as coloured."""
    if kind not in _KINDS:
        raise ValueError(f"unknown kind '{kind}'; known: {', '.join(_KINDS)}")
    head = heading or _KINDS[kind]
    body = (
        f'<div class="ts-box ts-{kind}" role="note">'
        f'<p class="ts-head">{escape(head)}</p><p>{inline(text)}</p></div>'
    )
    return Block(body, f"{head}: {plain(text)}")


def not_provided(table: str, would_show: str, ask: str) -> Block:
    """What is missing here, what would it show, and what should the client be asked for?"""
    body = (
        '<div class="ts-box ts-absent" role="note">'
        f'<p class="ts-head">Not provided: {escape(table)}</p>'
        f"<dl><dt>Would show</dt><dd>{inline(would_show)}</dd>"
        f"<dt>Ask for</dt><dd>{inline(ask)}</dd></dl></div>"
    )
    text = f"Not provided: {table}. Would show: {plain(would_show)} Ask for: {plain(ask)}"
    return Block(body, text)


def tiles(frame: pd.DataFrame, *, currency: str = "") -> Block:
    """What are the key figures? One tile a row.

    `frame`: `label`, `value`, `format` (a name of `numbers.FORMATS`), and if wanted `note` (the
    small print under the figure) and `id` (the metric's id in the register).
    """
    cells, lines = [], []
    for row in frame.to_dict("records"):
        value = numbers.formatted(row["value"], row["format"], currency)
        note = "" if numbers.missing(row.get("note")) else str(row["note"])
        metric = row.get("id")
        ident = "" if numbers.missing(metric) else f' data-metric="{escape(metric)}"'
        small = f"<dd class=ts-small>{inline(note)}</dd>" if note else ""
        cells.append(
            f"<div{ident}><dt>{escape(row['label'])}</dt><dd>{inline(value)}</dd>{small}</div>"
        )
        lines.append(f"{row['label']}: {value}" + (f" ({plain(note)})" if note else ""))
    return Block(f'<dl class="ts-tiles">{"".join(cells)}</dl>', "\n".join(lines))
