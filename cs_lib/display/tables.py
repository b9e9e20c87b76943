"""How is a frame shown as a table? Built by great_tables, then stripped to what a reader needs.

great_tables writes about 9 KB of style and an id per cell for every table. Its structure (head,
row groups, scopes, escaping) is kept; style and ids are dropped for the few classes of
`display.css`, which is why the same frame gives the same bytes.
"""

import re
from collections.abc import Collection, Mapping

import pandas as pd
from great_tables import GT

from cs_lib import numbers
from cs_lib.display.markup import Block, escape, inline, plain

Columns = Mapping[str, tuple[str, str]]


def table(
    frame: pd.DataFrame,
    *,
    columns: Columns,
    title: str,
    note: str | None = None,
    group: str | None = None,
    totals: Collection[str] = (),
    currency: str = "",
    empty: str = "There is nothing to list.",
    folded: bool = False,
) -> Block:
    """What do the rows say? A captioned table, in the frame's order.

    `columns` maps a column's name to (label, format); formats are those of `numbers.FORMATS`.
    The first column heads its row. `group` names a column whose values become subheadings.
    `totals` are the values of the first column whose rows are totals: nothing is added up here.
    `title` states the finding. `currency` is printed under the title, for the money columns.
    `empty` is said when there are no rows; `folded` hides the table until it is asked for.
    Raises ValueError for a column that the frame lacks and for an unknown format.
    """
    _check(frame, columns, group)
    if frame.empty:
        return _empty(title, empty)
    shown = _as_text(frame, columns, group)
    body = _lean(_built(shown, columns, group), {escape(total) for total in totals})
    styles = [style for _, style in columns.values()]
    prose = len(columns) > 2 and set(styles) <= numbers.LEFT_ALIGNED
    if prose:
        body = _labelled(body, [label for label, _ in columns.values()][1:])
    if styles[0] not in ("text", "words"):  # a rank or a date keeps its column short
        body = re.sub(r'<th scope="(row|col)">', r'<th scope="\1" class="ts-d">', body)
    unit = f" <small>Amounts in {escape(currency)}</small>" if currency else ""
    caption = f"<caption><span>{inline(title)}{unit}</span></caption>"
    foot = f'<p class="ts-note">{inline(note)}</p>' if note else ""
    inner = (
        f'<div class="ts-scroll" role="region" aria-label="{escape(plain(title))}" tabindex="0">'
        f'<table class="ts-table{" ts-prose" if prose else ""}">{caption}{body}</table></div>{foot}'
    )
    if folded:
        inner = f'<details class="ts-fold"><summary>{inline(title)}</summary>{inner}</details>'
    text = f"{plain(title)}\n{shown.to_string(index=False)}" + (f"\n{plain(note)}" if note else "")
    return Block(f'<div class="ts-block">{inner}</div>', text)


def _labelled(body: str, labels: list[str]) -> str:
    """Each cell with its column's heading, which a phone prints before it instead of above."""

    def row(found: re.Match[str]) -> str:
        names = iter(labels)
        return re.sub("<td", lambda _: f'<td data-label="{escape(next(names, ""))}"', found[0])

    return re.sub(r"<tr[^>]*>.*?</tr>", row, body, flags=re.S)


def _check(frame: pd.DataFrame, columns: Columns, group: str | None) -> None:
    wanted = [*columns, *([group] if group else [])]
    lacking = [name for name in wanted if name not in frame.columns]
    if lacking:
        raise ValueError(f"no column {lacking}; the frame has {list(frame.columns)}")
    unknown = [style for _, style in columns.values() if style not in numbers.FORMATS]
    if unknown:
        raise ValueError(f"unknown format {unknown}; known: {', '.join(numbers.FORMATS)}")


def _empty(title: str, sentence: str) -> Block:
    body = (
        f'<div class="ts-block ts-empty"><p class="ts-caption">{inline(title)}</p>'
        f"<p>{inline(sentence)}</p></div>"
    )
    return Block(body, f"{plain(title)}\n{plain(sentence)}")


def _as_text(frame: pd.DataFrame, columns: Columns, group: str | None) -> pd.DataFrame:
    """Every cell as it will be read; great_tables only lays them out and escapes them."""
    shown = {
        name: [numbers.formatted(value, style) for value in frame[name]]
        for name, (_, style) in columns.items()
    }
    if group and group not in columns:
        shown[group] = [numbers.text(value) for value in frame[group]]
    return pd.DataFrame(shown, dtype=object)


def _built(shown: pd.DataFrame, columns: Columns, group: str | None) -> str:
    first, *others = columns
    right = [name for name in others if columns[name][1] not in numbers.LEFT_ALIGNED]
    left = [name for name in others if columns[name][1] == "text"]
    days = [name for name in others if name not in right + left]
    built = GT(shown, rowname_col=first, groupname_col=group, id="ts")
    built = built.tab_stubhead(columns[first][0])
    built = built.cols_label({name: columns[name][0] for name in others})
    if right:
        built = built.cols_align("right", columns=right)
    if left:
        built = built.cols_align("left", columns=left)
    if days:  # "center" is how the lean form tells days, which never wrap, from words
        built = built.cols_align("center", columns=days)
    return built.as_raw_html(inline_css=False)


def _lean(built: str, totals: set[str]) -> str:
    """The table's inside without style, ids and the class names that `display.css` does not use."""
    inside = re.search(r"<table[^>]*>(.*)</table>", built, flags=re.S)
    if inside is None:  # pragma: no cover - another great_tables than the one this is tested with
        raise RuntimeError("great_tables no longer writes a <table> element")
    lean = re.sub(r' (?:id|headers|rowspan)="[^"]*"| colspan="1"', "", inside[1])
    lean = re.sub(r'class="gt_group_heading_row"', 'class="ts-group"', lean)
    lean = re.sub(r'class="[^"]*\bgt_right\b[^"]*"', 'class="ts-n"', lean)
    lean = re.sub(r'class="[^"]*\bgt_center\b[^"]*"', 'class="ts-d"', lean)
    lean = re.sub(r' class="gt_[^"]*"', "", lean)
    lean = re.sub(r">\s+<", "><", lean).strip()
    for total in sorted(totals):
        head = f'<th scope="row">{total}</th>'
        lean = lean.replace(f"<tr>{head}", f'<tr class="ts-total">{head}')
    return lean
