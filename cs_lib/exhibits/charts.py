"""Which charts are there? Each a declaration of what its columns are; `display` draws them.

One colour has one meaning in the whole report: losses, gains, new business, exchange rates and
balances each have their own, told apart in grey print by pattern or place as well. How a value
reads and what its axis counts follow from the column's kind.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from cs_lib.exhibits.columns import Column
from cs_lib.exhibits.views import View

ROLES = ("rollup", "kind")
"""Code columns that tell a chart how to draw a row, not what to call it."""


@dataclass(frozen=True)
class Chart(View):
    """Any chart."""

    named_by: ClassVar[tuple[str, ...]] = ("label",)
    """The fields whose columns name one mark, the outer one first."""
    spoken: ClassVar[int | None] = None
    """How many rows, the first of the frame, are told to those who do not see it; None for all."""

    @property
    def names(self) -> tuple[Column, ...]:
        """The columns that say which mark a row is."""
        found = (getattr(self, field) for field in self.named_by)
        return tuple(column for column in found if column is not None)

    @property
    def values(self) -> tuple[Column, ...]:
        """The columns that say how large it is; the first is the one that the chart is about."""
        known = (*self.names, *(column for column in self.columns if column.name in ROLES))
        return tuple(column for column in self.columns if column not in known)


@dataclass(frozen=True)
class Waterfall(Chart):
    """How does the opening balance become the closing one? Bars from zero, in the frame's order.

    `kind`: opening, up, down, new, reactivation, fx, neutral, closing; `amount` is signed, or the
    balance itself.
    """

    label: Column
    amount: Column
    kind: Column


@dataclass(frozen=True)
class StackedBridge(Chart):
    """How did each period's gains and losses move the balance? One stack a period.

    `rollup`: opening (left out), closing, headwind, tailwind, new, reactivation, transfer, fx,
    unallocated. Which parts are worth a layer of their own is decided where the frame is made.
    """

    named_by: ClassVar[tuple[str, ...]] = ("period", "label")
    period: Column
    rollup: Column
    label: Column
    amount: Column


@dataclass(frozen=True)
class Lines(Chart):
    """How did it move over `x`? A line a series, its name at its end; a band for estimates.

    `target` is a level to compare with, the same in all rows or a series' own. `dashed` is above
    zero where a point is estimated. `steps` keeps each value until the next one, as survival does.
    """

    named_by: ClassVar[tuple[str, ...]] = ("series", "x")
    x: Column
    y: Column
    series: Column
    low: Column | None = None
    high: Column | None = None
    target: Column | None = None
    dashed: Column | None = None
    zero: bool = False
    steps: bool = False


@dataclass(frozen=True)
class Dots(Chart):
    """How large is each, and how sure is that? A dot and its interval a row, on one axis."""

    label: Column
    value: Column
    low: Column | None = None
    high: Column | None = None
    target: Column | None = None


@dataclass(frozen=True)
class Tornado(Chart):
    """What moves the result most? A bar from the low to the high end of each parameter.

    `low` and `high` are the result at either end, `low_label` and `high_label` the parameter's
    value there; `base` is the result as it is, the same in all rows.
    """

    label: Column
    low: Column
    high: Column
    low_label: Column
    high_label: Column
    base: Column


@dataclass(frozen=True)
class Dumbbell(Chart):
    """From where to where? Two marks and the way between them, a row each."""

    label: Column
    before: Column
    after: Column


@dataclass(frozen=True)
class Heatmap(Chart):
    """Which cells stand out? Rows by columns; cells with fewer than `least` accounts are greyed.

    `counted` says what `n` counts: accounts or people.
    """

    named_by: ClassVar[tuple[str, ...]] = ("row", "across")
    row: Column
    across: Column
    value: Column
    n: Column
    least: int = 10
    counted: Literal["accounts", "people"] = "accounts"


@dataclass(frozen=True)
class Bars(Chart):
    """How much is each? Horizontal bars from zero, in the frame's order; `part` stacks them.

    `kind` colours each bar by its meaning, as in a waterfall; without one bars are a series.
    """

    named_by: ClassVar[tuple[str, ...]] = ("label", "part")
    label: Column
    amount: Column
    part: Column | None = None
    kind: Column | None = None


@dataclass(frozen=True)
class Quadrants(Chart):
    """Who is where on two indices? A bubble a row, `size` its area, in two by two fields.

    `x` and `y` run from 0 to 100; the frame's columns `cut_x` and `cut_y`, the same in all rows,
    part the fields; `field` names the field that a row is in.
    """

    named_by: ClassVar[tuple[str, ...]] = ("field", "label")
    spoken: ClassVar[int | None] = 12
    most: ClassVar[int] = 500
    """Bubbles that a reader can tell apart, and that a page can carry; a step hands on the largest,
    and says so."""
    label: Column
    x: Column
    y: Column
    size: Column
    field: Column


@dataclass(frozen=True)
class Pareto(Chart):
    """On how few does a sum rest? Bars of shares, the largest first, and what they add up to.

    A panel a sum. `share` and `cumulative` are of that sum, so that one axis holds both; `amount`
    stands beside each bar, `beside` with its name; `kind` colours a panel by its meaning.
    """

    named_by: ClassVar[tuple[str, ...]] = ("panel", "label")
    panel: Column
    label: Column
    share: Column
    cumulative: Column
    amount: Column
    kind: Column
    beside: Column | None = None


@dataclass(frozen=True)
class Ladder(Chart):
    """How does one figure become another? Steps between balances, in the frame's order.

    A panel a figure. `kind`: opening, closing, level (another balance on the way), or neutral, a
    step whose signed `value` leads from the balance before; each row has its own `unit`.
    """

    named_by: ClassVar[tuple[str, ...]] = ("panel", "label")
    panel: Column
    label: Column
    value: Column
    kind: Column
