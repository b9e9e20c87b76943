"""What does a step say? Once, for every format: exhibits, pages, columns, and what is absent.

A step declares functions with `@exhibit` and `@page`, and lists them in a `Result`. What is stored
are ids and facts; `shown` turns an exhibit into heads, cells and runs of text in one language, and
each format renders those.
"""

from cs_lib.exhibits import charts
from cs_lib.exhibits.columns import Column, Columns
from cs_lib.exhibits.needs import Absent, Need
from cs_lib.exhibits.pages import Foot, Page, PageSpec, Said, page
from cs_lib.exhibits.record import Exhibit, Part, Shown
from cs_lib.exhibits.rendering import ShownExhibit, ShownPage, shown, shown_page
from cs_lib.exhibits.result import Result
from cs_lib.exhibits.spec import Spec, exhibit
from cs_lib.exhibits.views import Matrix, Table, Tiles, View

c = Columns
"""The vocabulary of columns, as a step writes it: `Table(c.segment, c.ltv3)`."""

__all__ = [
    "Absent",
    "Column",
    "Columns",
    "Exhibit",
    "Foot",
    "Matrix",
    "Need",
    "Page",
    "PageSpec",
    "Part",
    "Result",
    "Said",
    "Shown",
    "ShownExhibit",
    "ShownPage",
    "Spec",
    "Table",
    "Tiles",
    "View",
    "c",
    "charts",
    "exhibit",
    "page",
    "shown",
    "shown_page",
]
