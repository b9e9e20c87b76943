"""What does a chart say to those who do not see it? Its finding, then its figures.

Made from the declaration and the shown cells, so that no step tells a chart a second time.
"""

from collections.abc import Mapping, Sequence

from cs_lib.display.charts.units import Unit, head, is_measure
from cs_lib.exhibits import Column, ShownExhibit
from cs_lib.exhibits.charts import Chart
from cs_lib.exhibits.rendering import Row
from cs_lib.formats import MISSING
from cs_lib.texts import plain

Places = Mapping[str, int]
"""Where each column stands in a row."""


def alt(told: ShownExhibit, view: Chart, unit: str) -> str:
    """The title, the unit, and each mark with its values: "NRR: Q1 105.9%, Q2 104.0%"."""
    title = plain(told.title).rstrip(".")
    figures = "; ".join(_groups(told, view, unit))
    return f"{title}. {f'{unit}: ' if unit else ''}{figures}."


def _groups(told: ShownExhibit, view: Chart, unit: str) -> list[str]:
    places = {each.name: place for place, each in enumerate(told.heads)}
    outer, *inner = view.names
    if not inner:
        constant = _constant(told.rows, view, places)
        said = [_mark(told, view, row, outer, places, unit, constant) for row in told.rows]
        return [*_common(told, view, told.rows, places, constant), *said]
    groups: dict[str, list[Row]] = {}
    for row in told.rows[: view.spoken]:
        groups.setdefault(row.cells[places[outer.name]].text, []).append(row)
    found = []
    for name, rows in groups.items():
        constant = _constant(rows, view, places)
        said = [_mark(told, view, row, inner[0], places, unit, constant) for row in rows]
        common = ", ".join(_common(told, view, rows, places, constant))
        found.append(f"{name}{f' ({common})' if common else ''}: {', '.join(said)}")
    return found


def _constant(rows: Sequence[Row], view: Chart, places: Places) -> list[Column]:
    """Values that are the same in all rows, such as a target: they are said once."""
    if len(rows) < 2:
        return []
    return [
        column
        for column in view.values[1:]
        if len({row.cells[places[column.name]].text for row in rows}) == 1
    ]


def _common(
    told: ShownExhibit, view: Chart, rows: Sequence[Row], places: Places, constant: list[Column]
) -> list[str]:
    return [said for column in constant if (said := _value(told, view, rows[0], column, places))]


def _mark(
    told: ShownExhibit, view: Chart, row: Row, name: Column, places: Places, unit: str,
    constant: list[Column],
) -> str:  # fmt: skip
    """One mark: its name, the value that the chart is about, and the others with their heads."""
    first, *others = view.values
    label = row.cells[places[name.name]].text
    beside = [
        said
        for column in others
        if column not in constant and (said := _value(told, view, row, column, places))
    ]
    if not unit.startswith(head(told, first)):
        return f"{label}: {', '.join([_value(told, view, row, first, places), *beside])}"
    plain_value = _text(told, row, first, places)
    return f"{label} {plain_value}" + (f" ({', '.join(beside)})" if beside else "")


def _value(told: ShownExhibit, view: Chart, row: Row, column: Column, places: Places) -> str:
    """A value after its head; nothing for what is missing, the head alone for what is a mark."""
    text = _text(told, row, column, places)
    if column == getattr(view, "dashed", None):
        return head(told, column) if row.cells[places[column.name]].value else ""
    return "" if text == MISSING else f"{head(told, column)} {text}"


def _text(told: ShownExhibit, row: Row, column: Column, places: Places) -> str:
    cell = row.cells[places[column.name]]
    in_several = column.kind == "by_unit" and told.frame["unit"].nunique() > 1
    if is_measure(column) and cell.value is not None and not in_several:
        return Unit.of(told, column).text(cell.value)
    return cell.text
