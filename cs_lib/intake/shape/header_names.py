"""Which column names must a file hold, for its table to be found in it?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cs_lib.engagement import TableSource
from cs_lib.intake.cells.text import same_name
from cs_lib.intake.shape.months import months_of
from cs_lib.intake.shape.wide import is_wide
from cs_lib.tables import TABLES


@dataclass(frozen=True)
class Wanted:
    """The names by which a table's header is known, as a person spells them.

    `names` have all to be there, and one of `one_of` (unless that is empty). `wide` asks for two
    months among the names, as a sheet with one column a month has them. `known` are all names
    that the table would read.
    """

    names: tuple[str, ...]
    one_of: tuple[str, ...] = ()
    wide: bool = False
    known: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.names)

    def missing(self, cells: Iterable[str | None]) -> list[str]:
        """What of it a row of names does not hold, in words."""
        texts = [cell for cell in cells if cell]
        held = {same_name(cell) for cell in texts}
        lacking = [name for name in self.names if not _held(name, held)]
        if self.one_of and not any(_held(name, held) for name in self.one_of):
            lacking.append(" or ".join(self.one_of))
        if self.wide and len(set(months_of(texts).values())) < 2:
            lacking.append("one column a month")
        return lacking

    def held(self, cells: Iterable[str | None]) -> list[str]:
        """The names that a row holds."""
        held = {same_name(cell) for cell in cells if cell}
        return [name for name in self.names if _held(name, held)]


def wanted_by(table: str, source: TableSource) -> Wanted | None:
    """What the engagement file and the contract ask of a file's header, in each of its layouts.

    Of a table that the contract does not know only what the engagement file names; None where
    that is nothing. Columns that a lookup gives are not asked of the file itself.
    """
    spec = TABLES.get(table)
    if spec is None:
        return Wanted(tuple(source.columns.values())) if source.columns else None
    given = {**source.columns, **dict.fromkeys([*source.constants, *source.first_of], "")}
    needed = [_called(column.name, given) for column in spec.columns if column.required]
    needed += list(source.columns.values())
    one_of = tuple(_called(name, given) for name in spec.one_of)
    if set(spec.one_of) & set(given):
        one_of = ()
    given_by_lookup = {same_name(name) for each in source.lookup for name in each.columns}
    needed = [name for name in needed if same_name(name) not in given_by_lookup]
    if source.row_for_each:
        needed = [name for name in needed if not name.startswith(f"{source.row_for_each}.")]
    needed += [name for each in source.lookup for name in each.on]
    if given_by_lookup & set(map(same_name, one_of)):
        one_of = ()
    known = {same_name(_called(name, given)) for name in spec.column_names}
    return Wanted(tuple(dict.fromkeys(filter(None, needed))), one_of, False, frozenset(known))


def wide_form(table: str, source: TableSource, wanted: Wanted) -> Wanted | None:
    """The same for a sheet of snapshots with one column a month; None where there is none."""
    spec = TABLES.get(table)
    if spec is None or not is_wide(spec, source):
        return None
    names = tuple(name for name in wanted.names if name not in ("month", "mrr"))
    return Wanted(names, (), True, wanted.known)


def _called(name: str, given: Mapping[str, str]) -> str:
    return given.get(name, name)


def _held(name: str, held: set[str]) -> bool:
    """Is the name there, or the column in which its path begins?"""
    parts = name.split(".")
    return any(same_name(".".join(parts[:end])) in held for end in range(1, len(parts) + 1))
