"""One table through the door: duplicates out, cells typed, rules checked, bad rows apart."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.errors import DataProblem
from cs_lib.intake import overrides
from cs_lib.intake.cells import types
from cs_lib.intake.cells import zone as zones
from cs_lib.intake.cells.billing_count import of_one_period
from cs_lib.intake.cells.date import at_the_last_minute, time_of_day
from cs_lib.intake.cells.scale import scaled
from cs_lib.intake.cells.text import as_text
from cs_lib.intake.quarantine import quarantine
from cs_lib.intake.read.contents import Contents
from cs_lib.intake.records import SHOWN, Finding, Mapped, Taken
from cs_lib.intake.rules import row
from cs_lib.intake.scope import annual_value
from cs_lib.intake.shape import bills, coupons, totals
from cs_lib.intake.shape.files import Part, mapped_parts, read_parts
from cs_lib.intake.shape.header import rows_said
from cs_lib.intake.shape.mapping import mapped
from cs_lib.notes import ROW, Note, by_currency, told
from cs_lib.tables import REVENUE_TABLES, TABLES, Column, TableSpec

_DISCOUNT = re.compile(r"discount|coupon|rebate|promo|rabatt|remise|korting", re.IGNORECASE)
_NOTHING = r"[-+]?0*(?:[.,]0*)?\s*%?|-|none|no|false|null|n/?a"
FAR = pd.Timestamp(2200, 1, 1)
"""Ends from here on are a system's way to say "open"."""


def take(
    table: str,
    source: TableSource,
    contents: Contents,
    zone: str | None = None,
    by_hand: Sequence[overrides.Override] = (),
) -> Taken:
    """One table, read, typed and checked; Unusable when it cannot be read at all.

    `zone` is where times that name a zone of their own become dates (policies.time_zone). The
    values of `by_hand` take the place of the file's before anything is checked. `problems` of the
    result name the bad rows; `frame` is without them, `quarantine` holds them, the exact
    duplicates, totals, and what `where` and `where_not` leave out.
    """
    spec = TABLES[table]
    parts = read_parts(spec, source, contents)
    given = mapped_parts(spec, source, parts)
    raw = given.raw
    made = overrides.apply(spec, *_typed(spec, source, given, zone), by_hand)
    provided, findings = given.provided | made.provided, list(made.findings)
    cuts = coupons.read(spec, source, given, made.frame, zone)
    billed, several = of_one_period(made.frame) if table == "contracts" else (made.frame, [])
    frame, notes = _open_ends(spec, billed)
    copies = _duplicates(spec, given, frame)
    kept = frame.drop(index=frame.index[copies])
    findings = [each for found in findings if (each := _without(found, copies)) is not None]
    findings += row.check(spec, kept, provided, _unreadable(findings))
    sound = kept.drop(index=_first_rule(findings).index)
    findings += row.repeated_key(spec, sound, provided, raw.labels)
    broken = _first_rule(findings)
    timed, zoned = _times(spec, source, given, zone)
    lines = kept.drop(index=broken.index)
    lowered, places = bills.lowered(lines, cuts, bills.costs(made.frame, cuts))
    all_notes = (
        *given.notes,
        *_totals(spec, parts),
        *made.notes,
        *several,
        *notes,
        *timed,
        *coupons.notes(spec, cuts, lines, raw.labels, len(lowered)),
        *_unread_discounts(spec, given, frame, coupons.columns_of(source.coupons, raw)),
        *_counted(spec, frame.assign(**{ROW: raw.labels}), copies, broken),
    )
    return Taken(
        spec,
        raw.file,
        lowered,
        provided | cuts.provides,
        quarantine(raw, copies, broken, parts),
        (*made.problems, *_problems(given, spec, findings)),
        all_notes,
        raw.numbers.loc[places],
        made.listed,
        zoned,
        given.called,
        tuple(str(n) for n in raw.frame.columns if n not in {*given.called.values(), *raw.used}),
        kept.loc[broken.index],
        None if raw.origin is None else raw.origin.loc[places],
    )


def _typed(
    spec: TableSpec, source: TableSource, given: Mapped, zone: str | None
) -> tuple[pd.DataFrame, list[Finding]]:
    """All columns of the contract, typed; those that the file does not give are empty."""
    columns: dict[str, pd.Series] = {}
    findings: list[Finding] = []
    for column in spec.columns:
        if column.name not in given.provided:
            columns[column.name] = types.empty(column, given.frame.index)
            continue
        cells, found = types.typed(given.frame[column.name], column, source, zone)
        if column.exclusive:
            covered = source.end_inclusive | _last_minute(given, column, source, zone)
            cells = cells.where(~covered, cells + pd.Timedelta(days=1))
        columns[column.name] = cells
        findings += found
    for name, factor in source.scale.items():
        columns[name], found = scaled(columns[name], name, factor, columns.get("currency"))
        findings += found
    for name in given.frame.columns:
        if name not in columns:
            columns[name] = _open_column(given.frame[name])
    return pd.DataFrame(columns, index=given.frame.index), findings


def _last_minute(
    given: Mapped, column: Column, source: TableSource, zone: str | None
) -> "pd.Series[bool]":
    """The ends that say the last minute of their day, and so cover it."""
    pattern = source.date_formats.get(column.name, source.date_format)
    return at_the_last_minute(given.frame[column.name], pattern, zone)


def _open_column(cells: pd.Series) -> pd.Series:
    """A column beyond the contract: numbers where every cell is one, text else."""
    text = as_text(cells)
    numbers = pd.to_numeric(text, errors="coerce").astype("Float64").astype("float64")
    return numbers if (numbers.notna() == text.notna()).all() else text.astype("str")


def _open_ends(spec: TableSpec, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """Ends such as 9999-12-31 mean that there is none."""
    notes = []
    for column in spec.columns:
        far = frame[column.name] >= FAR if column.exclusive else None
        if far is not None and far.any():
            frame = frame.assign(**{column.name: frame[column.name].mask(far)})
            detail = f"{column.name} in the year {FAR.year} or later is read as open"
            note = Note(spec.name, "far_future_end", int(far.sum()), "kept", detail)
            rows = frame.loc[far]
            if spec.name in REVENUE_TABLES:
                note = _worth(note, annual_value(spec.name, rows), rows)
            notes.append(note)
    return frame, notes


def _duplicates(spec: TableSpec, given: Mapped, frame: pd.DataFrame) -> pd.Series:
    """Rows that repeat an earlier one: in all the file's columns, or in all that are read.

    The second only where the contract knows a key: two equal calls on one day may both be true.
    """
    several = given.raw.origin is not None
    same_cells = _plain(given.raw.frame, several).duplicated()
    key = set(spec.key) - set(spec.key_may_lack)
    if not key or not key <= given.provided:
        return same_cells
    keyed = frame[list(spec.key)].notna().any(axis="columns")
    return same_cells | (_plain(given.frame, several).duplicated() & keyed)


def _plain(cells: pd.DataFrame, several: bool) -> pd.DataFrame:
    """The cells as they are compared: files of several kinds spell empty ones and numbers apart."""
    return cells.apply(as_text) if several else cells.astype(str)


def _totals(spec: TableSpec, parts: Sequence[Part]) -> Iterator[Note]:
    """What the rows that sum up others come to: one note for all files of the table."""
    sums = [part for part in parts if len(part.sums.frame)]
    if not sums:
        return
    rows = [list(dict.fromkeys(map(int, part.sums.numbers))) for part in sums]
    said = [
        rows_said(each) + (f" of {part.sums.file}" if len(parts) > 1 else "")
        for part, each in zip(sums, rows, strict=True)
    ]
    detail = f"totals of the rows above them: {', '.join(said)}"
    money = None
    if spec.name in REVENUE_TABLES:
        typed = [
            _typed(spec, part.source, mapped(spec, part.source, part.sums), None)[0]
            for part in sums
        ]
        money = float(sum(annual_value(spec.name, each).sum(min_count=1) for each in typed))
        # a total of several currencies has none of its own: it stays as the file has it
        kind = "amount billed" if spec.name == "invoices" else "ARR"
        detail += f"; amount: {kind} as the totals have it"
    yield Note(spec.name, totals.RULE, sum(map(len, rows)), "dropped", detail, money)


def _without(found: Finding, copies: pd.Series) -> Finding | None:
    rest = found.values[~copies.loc[found.rows].to_numpy(dtype=bool)]
    if not len(rest):
        return None
    return Finding(found.rule, found.column, rest, found.say, found.allowed, found.fix)


def _unreadable(findings: Sequence[Finding]) -> dict[str, pd.Index]:
    """The rows with an unreadable cell, by column."""
    rows: dict[str, pd.Index] = {}
    for found in findings:
        if found.column is not None:
            rows[found.column] = rows.get(found.column, found.rows).union(found.rows)
    return rows


def _first_rule(findings: Sequence[Finding]) -> pd.Series:
    """The rule that each bad row breaks first, by row."""
    broken = pd.Series(dtype="str")
    parts = [pd.Series(found.rule, index=found.rows, dtype="str") for found in findings]
    if parts:
        broken = pd.concat(parts)
        broken = broken[~broken.index.duplicated()].sort_index()
    return broken


def _counted(
    spec: TableSpec, frame: pd.DataFrame, copies: pd.Series, broken: pd.Series
) -> Iterator[Note]:
    """What was kept out, in rows and in money."""
    if not copies.any() and broken.empty:
        return
    money = annual_value(spec.name, frame) if spec.name in REVENUE_TABLES else None
    kind = "amount billed" if spec.name == "invoices" else "ARR"
    per_rule = {rule: broken.index[broken == rule] for rule in broken.unique()}
    named = {"duplicate_row": frame.index[copies]} | per_rule
    for rule, rows in named.items():
        if not len(rows):
            continue
        action = "dropped" if rule == "duplicate_row" else "refused"
        detail = "the row repeats an earlier one" if action == "dropped" else "kept in quarantine"
        if money is not None:
            detail += f"; amount: {kind}"
            if unknown := int(money.loc[rows].isna().sum()):
                detail += f"; {unknown} of them have no readable price"
        note = told(spec.name, rule, frame.loc[rows], detail, action=action)
        yield note if money is None else _worth(note, money.loc[rows], frame.loc[rows])


def _unread_discounts(
    spec: TableSpec, given: Mapped, frame: pd.DataFrame, coupon_columns: Set[str]
) -> Iterator[Note]:
    """Columns of revenue that are called a discount or a coupon, hold something, and are not read.

    Whether the price is before or after them, nobody has said.
    """
    read = {*given.called.values(), *given.raw.used, *coupon_columns}
    for name in given.raw.frame.columns if spec.name in REVENUE_TABLES else ():
        if name in read or not _DISCOUNT.search(str(name)):
            continue
        cells = as_text(given.raw.frame[name])
        holds = cells.notna() & ~cells.str.fullmatch(_NOTHING).fillna(False).astype(bool)
        rows = frame[holds.to_numpy(dtype=bool)].assign(**{ROW: given.raw.labels[holds]})
        if rows.empty:
            continue
        detail = f"{name} is filled and not read: are the prices before it or after? Taken as after"
        note = told(spec.name, "discount_not_read", rows, detail)
        yield _worth(note, annual_value(spec.name, rows), rows)


def _worth(note: Note, money: pd.Series, rows: pd.DataFrame) -> Note:
    """The note with what the rows are worth, by currency: no table of rates is read yet."""
    return replace(note, amount=float(money.sum(min_count=1)), currencies=by_currency(money, rows))


def _times(
    spec: TableSpec, source: TableSource, given: Mapped, zone: str | None
) -> tuple[list[Note], bool]:
    """What is told of dates with a time of day, and whether any of them names its zone."""
    notes, any_zoned = [], False
    for column in spec.columns:
        if column.type not in ("date", "month") or column.name not in given.called:
            continue
        cells = given.frame[column.name]
        if column.exclusive and not source.end_inclusive:
            last = _last_minute(given, column, source, zone)
            if ends := int(last.sum()):
                detail = f"{column.name} says 23:59 or 24:00: that day is the last one served"
                notes.append(Note(spec.name, "end_of_day", ends, "kept", detail))
            cells = cells[~last]
        zoned = zones.named(cells, source.date_formats.get(column.name, source.date_format))
        any_zoned |= bool(zoned.any())
        if rows := int((time_of_day(cells) | zoned).sum()):
            detail = f"{column.name} holds times; {_dated(rows, int(zoned.sum()), zone)}"
            notes.append(Note(spec.name, "time_of_day", rows, "kept", detail))
    return notes, any_zoned


def _dated(rows: int, zoned: int, zone: str | None) -> str:
    as_written = "the day counts as written, in no time zone"
    if not zoned:
        return as_written
    if zone is None:
        return f"{as_written} ({zoned} name a zone: policies.time_zone would date them in yours)"
    rest = f"; {rows - zoned} name no zone and count as written" if rows > zoned else ""
    return f"{zoned} name a zone and are dated in {zone}{rest}"


def _problems(given: Mapped, spec: TableSpec, findings: Sequence[Finding]) -> Iterator[DataProblem]:
    for found in findings:
        column = _column(given, found.column)
        cells = found.values.sort_index()
        shown = cells.head(SHOWN)
        numbers = given.raw.numbers.loc[shown.index]
        for place, number, cell in zip(shown.index, numbers, shown, strict=True):
            yield DataProblem(
                given.raw.file_of(place),
                spec.name,
                found.say(cell),
                found.allowed,
                found.fix,
                column,
                int(number),
            )
        if (more := len(cells) - SHOWN) > 0:
            rule = found.rule.replace("_", " ")
            yield DataProblem(
                given.raw.file,
                spec.name,
                f"and {more} more rows ({rule})",
                found.allowed,
                found.fix,
                column,
            )


def _column(given: Mapped, name: str | None) -> str | None:
    """The column as the file calls it, with the contract's name where that is another."""
    if name is None:
        return None
    called = given.called.get(name, name)
    other = f" of {given.raw.looked_up[called]}" if called in given.raw.looked_up else ""
    return f"{called}{other}" + (f" ({name})" if called != name else "")
