"""How does a reader choose rows of a long table on screen, in a page that runs no script?

A choice a column; the page's own style hides the rows that carry another mark. Several choices add
up. On paper, and where a browser does not know `:has`, all rows are there.
"""

from dataclasses import dataclass
from functools import cached_property

from cs_lib.display.markup import escape
from cs_lib.exhibits import ShownExhibit
from cs_lib.exhibits.rendering import Row, anchor
from cs_lib.texts import catalogue


@dataclass(frozen=True)
class Filters:
    """The choices of one table; `names` are its columns to choose by, none for most tables."""

    told: ShownExhibit
    names: tuple[str, ...] = ()

    @cached_property
    def places(self) -> list[int]:
        """Where these columns stand."""
        heads = [head.name for head in self.told.heads]
        return [heads.index(name) for name in self.names]

    @cached_property
    def values(self) -> list[list[str]]:
        """The values of each column, in their order."""
        return [sorted({row.cells[place].text for row in self.told.rows}) for place in self.places]

    def marks(self, row: Row) -> str:
        """What a row is marked with: a digit a column, the place of its value."""
        found = (
            f' data-f{n}="{values.index(row.cells[place].text)}"'
            for n, (place, values) in enumerate(zip(self.places, self.values, strict=True))
        )
        return "".join(found)

    def html(self) -> str:
        """The choices and the style that obeys them; empty for a table without any."""
        if not self.names:
            return ""
        name = f"{anchor(self.told.address)}-filter"
        labels = [self.told.heads[place].label for place in self.places]
        everything = catalogue(self.told.language).code("filter", "all")
        selects = "".join(
            f'<label>{escape(label)} <select id="{name}-{n}">'
            f'<option value="">{escape(everything)}</option>{_options(values)}</select></label>'
            for n, (label, values) in enumerate(zip(labels, self.values, strict=True))
        )
        rules = "".join(
            f'.ts-block:has(#{name}-{n} option[value="{k}"]:checked) '
            f'tr[data-f{n}]:not([data-f{n}="{k}"]){{display:none}}'
            for n, values in enumerate(self.values)
            for k in range(len(values))
        )
        return f'<div class="ts-filters"><style>@media screen{{{rules}}}</style>{selects}</div>'


def _options(values: list[str]) -> str:
    return "".join(
        f'<option value="{k}">{escape(value)}</option>' for k, value in enumerate(values)
    )
